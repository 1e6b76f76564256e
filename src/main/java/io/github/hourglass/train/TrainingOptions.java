package io.github.hourglass.train;

import io.github.hourglass.image.Setting;

/** Everything a user may choose when a network is trained. */
public record TrainingOptions(
	@Setting(label = "Task", byDefault = "restore", choices = { "restore", "noise2noise", "noise2void", "classes", "instances", "denoiseg", "upscale", "project" }, text = "What the network learns: restore (pairs of poor and good images), noise2noise (pairs of noisy images), noise2void (noisy images alone), classes (annotated classes), instances (label images), denoiseg (noisy images, a few of them with label images), upscale (pairs of small and large images, or large ones alone), project (pairs of stacks and planes).")
	String task,
	@Setting(label = "Images", byDefault = "", text = "The folder of input images, one image file, or in ImageJ the title of an open image.")
	String images,
	@Setting(label = "Targets", byDefault = "", text = "The folder of images the network should give, under the same file names, one image file, or in ImageJ the title of an open image; not for noise2void.")
	String targets,
	@Setting(label = "From", byDefault = "", text = "A model to start from (package or .onnx) instead of a new network.")
	String from,
	@Setting(label = "Minutes", byDefault = "0", min = 0, max = 1000000, text = "After so many minutes training finishes with the best network so far, and the learning rate falls in time for it; 0 sets no limit.")
	double minutes,
	@Setting(label = "Epochs", byDefault = "100", min = 1, max = 1000000, text = "How many rounds of training; after each the validation images are looked at.")
	int epochs,
	@Setting(label = "Batch", byDefault = "16", min = 1, max = 4096, text = "Patches in a step; halved by itself, with the gradient accumulated, if memory runs out.")
	int batch,
	@Setting(label = "Device", byDefault = "cpu", text = "Where to train: cpu, gpu or gpu:N.")
	String device,
	@Setting(label = "Validation", byDefault = "auto", text = "Which images are kept to watch progress: auto (every tenth image, or a block of a single one), a share such as 0.2, or a folder with the subfolders images and targets.")
	String validation,
	@Setting(label = "Network", byDefault = "unet", choices = { "unet", "residual", "dense", "plain" }, text = "The architecture of a new network.")
	String network,
	@Setting(label = "Depth", byDefault = "2", min = 1, max = 32, text = "How often the encoder halves the image; for a plain network its number of layers.")
	int depth,
	@Setting(label = "Filters", byDefault = "32", min = 1, max = 512, text = "Number of channels at the first level; doubled with each level.")
	int filters,
	@Setting(label = "Kernel", byDefault = "3", min = 1, max = 11, text = "Size of the convolution kernels.")
	int kernel,
	@Setting(label = "Activation", byDefault = "relu", choices = { "relu", "leaky_relu", "elu" }, text = "The nonlinearity after each convolution.")
	String activation,
	@Setting(label = "Normalization", byDefault = "none", choices = { "none", "batch" }, text = "Whether activations are batch-normalized.")
	String normalization,
	@Setting(label = "Dropout", byDefault = "0", min = 0, max = 0.9, text = "Share of activations dropped at random while training.")
	double dropout,
	@Setting(label = "Residual", byDefault = "true", text = "Whether the network estimates the change to the image instead of the image.")
	boolean residual,
	@Setting(label = "Steps", byDefault = "100", min = 1, max = 1000000, text = "Optimizer steps in a round.")
	int steps,
	@Setting(label = "Patch", byDefault = "auto", text = "Size of a patch in pixels: auto, one number, or x,y[,z].")
	String patch,
	@Setting(label = "Places", byDefault = "bright", choices = { "bright", "any" }, text = "Where patches are taken: only where the target shows something (bright), or anywhere, so that what is empty is learned too.")
	String places,
	@Setting(label = "Scaling", byDefault = "auto", choices = { "auto", "percentiles", "deviation" }, text = "How images are normalized: their percentiles 3 and 99.8 to 0 and 1, or to mean 0 and standard deviation 1; auto is deviation for noise2void and denoiseg, else percentiles.")
	String scaling,
	@Setting(label = "Scale", byDefault = "2", text = "For upscale, how many pixels are to become of one: one whole number, or x,y[,z]; 1,1,4 makes slices finer and needs no targets.")
	String scale,
	@Setting(label = "Enlarge", byDefault = "first", choices = { "first", "last" }, text = "For upscale, where a new network enlarges: first, by an interpolation, or last, by its last layer, which is as many times as fast as the image becomes larger.")
	String enlarge,
	@Setting(label = "Elongation", byDefault = "auto", text = "For stacks alone (upscale with a scale such as 1,1,4), by how many pixels, as a standard deviation, the microscope blurs along z more than in the plane: a number, or auto for half of the scale, about what the usual distance of slices tells.")
	String elongation,
	@Setting(label = "Augmentation", byDefault = "flips", text = "Any of flips, turns, elastic, invert, gamma, levels, intensity, noise, blur, zoom, joined by +, or none.")
	String augmentation,
	@Setting(label = "Spots", byDefault = "uniform", choices = { "uniform", "median" }, text = "For noise2void and denoiseg, what a blind spot becomes: any pixel near it (the paper), or the median of those around it (N2V2).")
	String spots,
	@Setting(label = "Percent", byDefault = "auto", text = "For noise2void and denoiseg, how many percent of the pixels are blind spots; auto is 5, or with lines 1.5, which the authors use.")
	String percent,
	@Setting(label = "Lines", byDefault = "none", choices = { "none", "x", "y", "xy" }, text = "For noise2void and denoiseg, along which lines noise is correlated and neighbors of a blind spot are masked too.")
	String lines,
	@Setting(label = "Weights", byDefault = "equal", choices = { "equal", "balanced" }, text = "For classes and denoiseg, whether all pixels count alike, or those of rare classes more.")
	String weights,
	@Setting(label = "Alpha", byDefault = "0.5", min = 0, max = 1, text = "For denoiseg, how much denoising counts beside segmentation: from 0, segmentation alone, to 1, denoising alone.")
	double alpha,
	@Setting(label = "Loss", byDefault = "auto", choices = { "auto", "l1", "l2", "laplace", "cross_entropy", "dice", "cross_entropy_dice" }, text = "What training makes small; auto fits the task.")
	String loss,
	@Setting(label = "Optimizer", byDefault = "adam", choices = { "sgd", "momentum", "nesterov", "adam", "adamw" }, text = "How gradients become changes of the weights.")
	String optimizer,
	@Setting(label = "Rate", byDefault = "0.0004", min = 0, max = 10, text = "The learning rate at its highest.")
	double rate,
	@Setting(label = "Schedule", byDefault = "plateau", choices = { "constant", "step", "plateau", "cosine" }, text = "How the learning rate falls: never, by half three times, by half when validation stalls, or along a cosine.")
	String schedule,
	@Setting(label = "Warmup", byDefault = "0", min = 0, max = 1000000, text = "Steps over which the learning rate first rises.")
	int warmup,
	@Setting(label = "Decay", byDefault = "0", min = 0, max = 1, text = "Weight decay.")
	double decay,
	@Setting(label = "Clip", byDefault = "0", min = 0, max = 1000000, text = "Largest norm of the gradient; 0 does not clip.")
	double clip,
	@Setting(label = "Accumulate", byDefault = "1", min = 1, max = 1024, text = "Batches whose gradients are averaged before a step.")
	int accumulate,
	@Setting(label = "Patience", byDefault = "0", min = 0, max = 1000000, text = "Rounds without a better validation loss after which training stops; 0 never stops early.")
	int patience,
	@Setting(label = "Previews", byDefault = "1", min = 0, max = 1000000, text = "After how many rounds a picture of input, prediction and target is written; 0 writes none.")
	int previews,
	@Setting(label = "Precision", byDefault = "auto", choices = { "auto", "float32", "mixed" }, text = "Whether convolutions are computed in bfloat16; auto does so where it is faster.")
	String precision,
	@Setting(label = "Freeze", byDefault = "", text = "Parts of the network that are not trained: encoder, or beginnings of weight names joined by commas.")
	String freeze,
	@Setting(label = "Seed", byDefault = "1", text = "Decides every random choice.")
	long seed,
	@Setting(label = "Deterministic", byDefault = "false", text = "Repeat bit for bit: one thread, slower.")
	boolean deterministic)
{}
