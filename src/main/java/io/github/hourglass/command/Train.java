package io.github.hourglass.command;

import java.awt.GraphicsEnvironment;
import java.nio.file.Path;

import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.Button;

import ij.macro.Interpreter;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.train.TrainingOptions;
import io.github.hourglass.train.TrainingProcess;
import io.github.hourglass.ui.DataChooser;
import io.github.hourglass.ui.TrainingWindow;

/**
 * <em>Plugins &gt; Hourglass &gt; Hourglass Train...</em>: images in, a run folder with a model package out, trained in a process of
 * its own that a window watches; a macro waits for its end. The fields are those of {@link TrainingOptions}, by name, label, default and choices (tested).
 */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Train...", headless = true,
	description = "Trains a network on your images and makes a model of it. It runs in a process of its own, which goes on when Fiji is closed; a "
		+ "window shows how it does." + CommandHelp.COLORS + ", and the model takes three, too.")
public final class Train extends HostCommand {

	@Parameter(label = "Run", persist = false, description = "The folder of the training, new or to go on with.")
	private String run = "";

	@Parameter(label = "Choose run...", persist = false, required = false, callback = "chooseRun", description = "A folder, there or new.")
	private Button runs;

	@Parameter(label = "Task", persist = false, choices = { "restore", "noise2noise", "noise2void", "classes", "instances", "denoiseg", "upscale", "project" },
		description = "What the network learns: restore (pairs of poor and good images), noise2noise (pairs of noisy images), noise2void "
			+ "(noisy images alone), classes (annotated classes), instances (label images), denoiseg (noisy images, a few of them with label images), "
			+ "upscale (pairs of small and large images, or large ones alone), project (pairs of stacks and planes).")
	private String task = "restore";

	@Parameter(label = "Images", persist = false, required = false, description = "The folder of input images, one image file, or in ImageJ the title of an open image.")
	private String images = "";

	@Parameter(label = "Choose images...", persist = false, required = false, callback = "chooseImages", description = "An image that is open, a folder or a file.")
	private Button openImages;

	@Parameter(label = "Targets", persist = false, required = false,
		description = "The folder of images the network should give, under the same file names, one image file, or in ImageJ the title of an open image; not for noise2void.")
	private String targets = "";

	@Parameter(label = "Choose targets...", persist = false, required = false, callback = "chooseTargets", description = "An image that is open, a folder or a file.")
	private Button openTargets;

	@Parameter(label = "From", persist = false, required = false,
		description = "A model to start from (package or .onnx) instead of a new network.")
	private String from = "";

	@Parameter(label = "Minutes", persist = false, min = "0", max = "1000000",
		description = "After so many minutes training finishes with the best network so far, and the learning rate falls in time for it; 0 sets no limit.")
	private double minutes;

	@Parameter(label = "Epochs", persist = false, min = "1", max = "1000000",
		description = "How many rounds of training; after each the validation images are looked at.")
	private int epochs = 100;

	@Parameter(label = "Batch", persist = false, min = "1", max = "4096",
		description = "Patches in a step; halved by itself, with the gradient accumulated, if memory runs out.")
	private int batch = 16;

	@Parameter(label = "Device", persist = false, description = "Where to train: cpu, gpu or gpu:N.")
	private String device = "cpu";

	@Parameter(visibility = ItemVisibility.MESSAGE, persist = false, required = false)
	private final String more = MORE;

	@Parameter(label = "Validation", persist = false,
		description = "Which images are kept to watch progress: auto (every tenth image, or a block of a single one), a share such as 0.2, "
			+ "or a folder with the subfolders images and targets.")
	private String validation = "auto";

	@Parameter(label = "Network", persist = false, choices = { "unet", "residual", "dense", "plain" },
		description = "The architecture of a new network.")
	private String network = "unet";

	@Parameter(label = "Depth", persist = false, min = "1", max = "32",
		description = "How often the encoder halves the image; for a plain network its number of layers.")
	private int depth = 2;

	@Parameter(label = "Filters", persist = false, min = "1", max = "512",
		description = "Number of channels at the first level; doubled with each level.")
	private int filters = 32;

	@Parameter(label = "Kernel", persist = false, min = "1", max = "11", description = "Size of the convolution kernels.")
	private int kernel = 3;

	@Parameter(label = "Activation", persist = false, choices = { "relu", "leaky_relu", "elu" },
		description = "The nonlinearity after each convolution.")
	private String activation = "relu";

	@Parameter(label = "Normalization", persist = false, choices = { "none", "batch" },
		description = "Whether activations are batch-normalized.")
	private String normalization = "none";

	@Parameter(label = "Dropout", persist = false, min = "0", max = "0.9",
		description = "Share of activations dropped at random while training.")
	private double dropout;

	@Parameter(label = "Residual", persist = false,
		description = "Whether the network estimates the change to the image instead of the image.")
	private boolean residual = true;

	@Parameter(label = "Steps", persist = false, min = "1", max = "1000000", description = "Optimizer steps in a round.")
	private int steps = 100;

	@Parameter(label = "Patch", persist = false, description = "Size of a patch in pixels: auto, one number, or x,y[,z].")
	private String patch = "auto";

	@Parameter(label = "Places", persist = false, choices = { "bright", "any" },
		description = "Where patches are taken: only where the target shows something (bright), or anywhere, so that what is empty is learned too.")
	private String places = "bright";

	@Parameter(label = "Scaling", persist = false, choices = { "auto", "percentiles", "deviation" },
		description = "How images are normalized: their percentiles 3 and 99.8 to 0 and 1, or to mean 0 and standard deviation 1; "
			+ "auto is deviation for noise2void and denoiseg, else percentiles.")
	private String scaling = "auto";

	@Parameter(label = "Scale", persist = false,
		description = "For upscale, how many pixels are to become of one: one whole number, or x,y[,z]; 1,1,4 makes slices finer and needs no targets.")
	private String scale = "2";

	@Parameter(label = "Enlarge", persist = false, choices = { "first", "last" },
		description = "For upscale, where a new network enlarges: first, by an interpolation, or last, by its last layer, which is as many times as fast as the image becomes larger.")
	private String enlarge = "first";

	@Parameter(label = "Elongation", persist = false,
		description = "For stacks alone (upscale with a scale such as 1,1,4), by how many pixels, as a standard deviation, the microscope blurs along z more than in the plane: a number, or auto for half of the scale, about what the usual distance of slices tells.")
	private String elongation = "auto";

	@Parameter(label = "Augmentation", persist = false,
		description = "Any of flips, turns, elastic, invert, gamma, levels, intensity, noise, blur, zoom, joined by +, or none.")
	private String augmentation = "flips";

	@Parameter(label = "Spots", persist = false, choices = { "uniform", "median" },
		description = "For noise2void and denoiseg, what a blind spot becomes: any pixel near it (the paper), or the median of those around it (N2V2).")
	private String spots = "uniform";

	@Parameter(label = "Percent", persist = false,
		description = "For noise2void and denoiseg, how many percent of the pixels are blind spots; auto is 5, or with lines 1.5, which the authors use.")
	private String percent = "auto";

	@Parameter(label = "Lines", persist = false, choices = { "none", "x", "y", "xy" },
		description = "For noise2void and denoiseg, along which lines noise is correlated and neighbors of a blind spot are masked too.")
	private String lines = "none";

	@Parameter(label = "Weights", persist = false, choices = { "equal", "balanced" },
		description = "For classes and denoiseg, whether all pixels count alike, or those of rare classes more.")
	private String weights = "equal";

	@Parameter(label = "Alpha", persist = false, min = "0", max = "1",
		description = "For denoiseg, how much denoising counts beside segmentation: from 0, segmentation alone, to 1, denoising alone.")
	private double alpha = 0.5;

	@Parameter(label = "Loss", persist = false, choices = { "auto", "l1", "l2", "laplace", "cross_entropy", "dice", "cross_entropy_dice" },
		description = "What training makes small; auto fits the task.")
	private String loss = "auto";

	@Parameter(label = "Optimizer", persist = false, choices = { "sgd", "momentum", "nesterov", "adam", "adamw" },
		description = "How gradients become changes of the weights.")
	private String optimizer = "adam";

	@Parameter(label = "Rate", persist = false, min = "0", max = "10", description = "The learning rate at its highest.")
	private double rate = 0.0004;

	@Parameter(label = "Schedule", persist = false, choices = { "constant", "step", "plateau", "cosine" },
		description = "How the learning rate falls: never, by half three times, by half when validation stalls, or along a cosine.")
	private String schedule = "plateau";

	@Parameter(label = "Warmup", persist = false, min = "0", max = "1000000", description = "Steps over which the learning rate first rises.")
	private int warmup;

	@Parameter(label = "Decay", persist = false, min = "0", max = "1", description = "Weight decay.")
	private double decay;

	@Parameter(label = "Clip", persist = false, min = "0", max = "1000000", description = "Largest norm of the gradient; 0 does not clip.")
	private double clip;

	@Parameter(label = "Accumulate", persist = false, min = "1", max = "1024",
		description = "Batches whose gradients are averaged before a step.")
	private int accumulate = 1;

	@Parameter(label = "Patience", persist = false, min = "0", max = "1000000",
		description = "Rounds without a better validation loss after which training stops; 0 never stops early.")
	private int patience;

	@Parameter(label = "Previews", persist = false, min = "0", max = "1000000",
		description = "After how many rounds a picture of input, prediction and target is written; 0 writes none.")
	private int previews = 1;

	@Parameter(label = "Precision", persist = false, choices = { "auto", "float32", "mixed" },
		description = "Whether convolutions are computed in bfloat16; auto does so where it is faster.")
	private String precision = "auto";

	@Parameter(label = "Freeze", persist = false, required = false,
		description = "Parts of the network that are not trained: encoder, or beginnings of weight names joined by commas.")
	private String freeze = "";

	@Parameter(label = "Seed", persist = false, description = "Decides every random choice.")
	private long seed = 1;

	@Parameter(label = "Deterministic", persist = false, description = "Repeat bit for bit: one thread, slower.")
	private boolean deterministic;

	/** Called by the host for its button, as the two that follow. */
	void chooseRun() {
		DataChooser.folder("Folder of the Training").ifPresent(folder -> run = folder);
	}

	void chooseImages() {
		DataChooser.choose().ifPresent(name -> images = name);
	}

	void chooseTargets() {
		DataChooser.choose().ifPresent(name -> targets = name);
	}

	@Override
	void work(Progress progress) {
		if (run.isBlank())
			throw new IllegalArgumentException("run is empty; give a folder for the training, new or to go on with.");
		Path folder = Path.of(run.strip());
		TrainingOptions options = OpenImages.kept(Options.read(TrainingOptions.class, Options.fieldsOf(this)), folder, isInteractive(), progress);
		if (isInteractive() && !TrainingCheck.confirmed(folder, options, progress))
			throw new CancelledException();
		TrainingProcess training = TrainingProcess.start(folder, options);
		progress.note(training.notice());
		QuitNotice.install();
		if (!GraphicsEnvironment.isHeadless() && !Interpreter.isBatchMode())
			TrainingWindow.open(training, Watch::apply);
		if (isInteractive())
			return; // it goes on, and the window tells
		progress.note("The model is in '" + training.await(progress) + "'.");
	}
}
