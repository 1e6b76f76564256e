package io.github.hourglass.predict;

import io.github.hourglass.image.Setting;

/** Everything a user may choose when a network is applied to an image; the commands Denoise and Predict have these options. */
public record PredictionOptions(
	@Setting(label = "Model", byDefault = "", text = "A model package (folder or .zip), an .onnx file, or the name of a bundled model; empty picks one that fits the image.")
	String model,
	@Setting(label = "Axes", byDefault = "auto", text = "How the image's dimensions are to be read, fastest first, such as xyz or xyt; auto takes them from the image.")
	String axes,
	@Setting(label = "Tile", byDefault = "auto", text = "Size of a tile in input voxels, halo included: auto, one number, or x,y[,z].")
	String tile,
	@Setting(label = "Halo", byDefault = "auto", text = "Margin of a tile that is computed and thrown away, in input voxels: auto, one number, or x,y[,z].")
	String halo,
	@Setting(label = "Border", byDefault = "network", choices = { "network", "reflect" }, text = "What lies outside the image: the network's own padding, or the mirrored image.")
	String border,
	@Setting(label = "Statistics", byDefault = "image", choices = { "image", "frame" }, text = "Whether normalization measures the whole image once or every frame by itself.")
	String statistics,
	@Setting(label = "Flips", byDefault = "false", text = "Average over flipped and rotated copies: slower, often a little better.")
	boolean flips,
	@Setting(label = "Uncertainty", byDefault = "false", text = "With flips, also give the standard deviation over the copies as an image.")
	boolean uncertainty,
	@Setting(label = "Type", byDefault = "auto", choices = { "auto", "input", "8-bit", "16-bit", "32-bit" }, text = "Pixel type of the result; auto is what the model says, else 32-bit.")
	String type,
	@Setting(label = "Device", byDefault = "cpu", text = "Where the network runs: cpu, gpu or gpu:N.")
	String device,
	@Setting(label = "Threads", byDefault = "0", min = 0, max = 1024, text = "Number of threads; 0 takes one per core.")
	int threads,
	@Setting(label = "Memory", byDefault = "auto", text = "Most memory the run may use, such as 2g or 800m; auto takes what is free.")
	String memory)
{}
