package io.github.hourglass.train;

import io.github.hourglass.image.Setting;

/** How the curves of trainings are drawn. */
public record WatchOptions(
	@Setting(label = "Across", byDefault = "epochs", choices = { "epochs", "steps", "minutes" }, text = "What the horizontal axis counts: epochs, optimizer steps, or minutes of training.")
	String across,
	@Setting(label = "Scale", byDefault = "auto", choices = { "auto", "linear", "logarithmic" }, text = "How the vertical axis grows; auto is logarithmic if all losses are positive and the largest is more than 3 times the least.")
	String scale)
{}
