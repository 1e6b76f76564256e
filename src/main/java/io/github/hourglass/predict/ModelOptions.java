package io.github.hourglass.predict;

import io.github.hourglass.image.Setting;

/** What a user may choose when looking at models; the command Models has these options. */
public record ModelOptions(
	@Setting(label = "Action", byDefault = "list", choices = { "list", "show", "test" }, text = "List the models that have a name, show what one says of itself, or test one.")
	String action,
	@Setting(label = "Model", byDefault = "", text = "A model package (folder or .zip), an .onnx file, or the name of a bundled model.")
	String model,
	@Setting(label = "Image", byDefault = "", text = "An image file on which to compare tiled with untiled when testing; may be empty.")
	String image,
	@Setting(label = "Device", byDefault = "cpu", text = "Where the network runs: cpu, gpu or gpu:N.")
	String device)
{}
