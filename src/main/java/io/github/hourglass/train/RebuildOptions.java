package io.github.hourglass.train;

import io.github.hourglass.image.Setting;

/** What a user may choose when a shipped model is made again. */
public record RebuildOptions(
	@Setting(label = "Out", byDefault = "", text = "The folder of the package; empty is that of the recipe. A package that is there is replaced.")
	String out,
	@Setting(label = "Work", byDefault = "", text = "The folder for images and training, which may be gone on with; empty is NAME-rebuild where you are.")
	String work,
	@Setting(label = "Real", byDefault = "", text = "The folder of the real images that the recipe names; without it they are left out, and the card says so.")
	String real,
	@Setting(label = "Minutes", byDefault = "0", min = 0, max = 1000000, text = "After so many minutes training finishes with the best network so far; 0 is what the recipe says.")
	double minutes,
	@Setting(label = "Device", byDefault = "cpu", text = "Where to train: cpu, gpu or gpu:N.")
	String device)
{}
