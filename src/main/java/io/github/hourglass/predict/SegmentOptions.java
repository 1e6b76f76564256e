package io.github.hourglass.predict;

import java.util.Locale;

import io.github.hourglass.image.Setting;

/** Everything a user may choose when an image is turned into objects; the command Segment has these options. */
public record SegmentOptions(
	@Setting(label = "Model", byDefault = "", text = "A model package (folder or .zip), an .onnx file, or the name of a bundled model; empty picks the bundled one for nuclei or, without it, denoises, takes Otsu's threshold and splits by a watershed.")
	String model,
	@Setting(label = "Threshold", byDefault = "auto", text = "Above what a pixel belongs to an object: auto, or a probability from 0 to 1 (without a model a gray value).")
	String threshold,
	@Setting(label = "Smallest", byDefault = "auto", text = "Objects of fewer pixels are left out: auto (those that the model says, else none; of an image without a model those far smaller than the rest go) or a number.")
	String smallest,
	@Setting(label = "Table", byDefault = "false", text = "Also measure the objects: a results table, or beside a file OUT.csv.")
	boolean table,
	@Setting(label = "Rois", byDefault = "false", text = "Also give the objects as selections: in the ROI Manager, or beside a file OUT-rois.zip.")
	boolean rois,
	@Setting(label = "Objects", byDefault = "auto", choices = { "auto", "components", "watershed", "star", "classes", "none" }, text = "What is made of the network's output: what fits it (auto), connected components, objects split by a watershed, star-convex polygons, a map of classes, or the output itself (none).")
	String objects,
	@Setting(label = "Meaning", byDefault = "auto", text = "What the network's channels are: auto takes it from the package; else such as background 1, boundary 2, foreground 3.")
	String meaning,
	@Setting(label = "Channel", byDefault = "0", min = 0, max = 65535, text = "The channel of the image to segment, from 1; 0 takes all that the model wants.")
	int channel,
	@Setting(label = "Seeds", byDefault = "auto", text = "For a watershed, above what a pixel belongs to the middle of an object: auto, or a number from 0 to 1.")
	String seeds,
	@Setting(label = "Spacing", byDefault = "auto", text = "For a watershed of shapes, the least distance of the middles of two objects: auto, or pixels.")
	String spacing,
	@Setting(label = "Overlap", byDefault = "auto", text = "For star-convex polygons, the largest overlap of two objects: auto, or a number from 0 to 1.")
	String overlap,
	@Setting(label = "Largest", byDefault = "0", min = 0, text = "Objects of more pixels are left out; 0 is no limit.")
	long largest,
	@Setting(label = "Inside", byDefault = "false", text = "Leave out objects that touch the border of the image.")
	boolean inside,
	@Setting(label = "Fill", byDefault = "true", text = "Fill the holes of objects.")
	boolean fill,
	@Setting(label = "Slices", byDefault = "false", text = "Take each slice of a volume by itself instead of the volume as one.")
	boolean slices,
	@Setting(label = "Numbering", byDefault = "image", choices = { "image", "frame" }, text = "Whether the numbers of objects go on through all time points or begin anew with each.")
	String numbering,
	@Setting(label = "Probabilities", byDefault = "false", text = "The input is a network's output that was kept with objects=none; no network is run.")
	boolean probabilities,
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
	@Setting(label = "Normalization", byDefault = "model", text = "How the image is normalized: as the model says (model), not at all (none: its values are those that the network takes), or so that two percentiles become 0 and 1, such as 1,99.8.")
	String normalization,
	@Setting(label = "Resample", byDefault = "true", text = "Whether an image is brought to the voxel size for which the model was made, where both are known, and the result back.")
	boolean resample,
	@Setting(label = "Flips", byDefault = "false", text = "Average over flipped and rotated copies: slower, often a little better.")
	boolean flips,
	@Setting(label = "Device", byDefault = "cpu", text = "Where the network runs: cpu, gpu or gpu:N.")
	String device,
	@Setting(label = "Threads", byDefault = "0", min = 0, max = 1024, text = "Number of threads; 0 takes one per core.")
	int threads,
	@Setting(label = "Memory", byDefault = "auto", text = "Most memory the run may use, such as 2g or 800m; auto takes what is free.")
	String memory,
	@Setting(label = "Tensors", byDefault = "", text = "For a TensorFlow graph whose file does not say them: input NAME, output NAME, signature NAME or tag NAME, with commas between.")
	String tensors)
{

	/** Refuses what cannot be understood, naming the option. */
	public SegmentOptions {
		number("threshold", threshold, Double.MAX_VALUE);
		number("seeds", seeds, 1);
		number("overlap", overlap, 1);
		if (number("spacing", spacing, Double.MAX_VALUE) <= 0)
			throw new IllegalArgumentException("spacing is " + spacing + "; use auto or a number above 0.");
		if (!isAuto(meaning))
			OutputMeaning.parse(meaning);
		if (number("smallest", smallest, Double.MAX_VALUE) < 0)
			throw new IllegalArgumentException("smallest is " + smallest + "; use auto or a number of pixels.");
		if (largest > 0 && largest < number("smallest", smallest, Double.MAX_VALUE))
			throw new IllegalArgumentException("largest is " + largest + ", less than smallest, which is " + smallest + "; no object could be kept.");
		prediction(model, axes, tile, halo, border, statistics, normalization, resample, flips, device, threads, memory, tensors);
	}

	/** Everything as it is where a user says nothing, with this model. */
	public static SegmentOptions of(String model) {
		return new SegmentOptions(model, "auto", "auto", false, false, "auto", "auto", 0, "auto", "auto", "auto", 0, false, true, false, "image", false,
			"auto", "auto", "auto", "network", "image", ChosenNormalization.MODEL, true, false, "cpu", 0, "auto", "");
	}

	public SegmentOptions withObjects(String newObjects) {
		return new SegmentOptions(model, threshold, smallest, table, rois, newObjects, meaning, channel, seeds, spacing, overlap, largest, inside, fill,
			slices, numbering, probabilities, axes, tile, halo, border, statistics, normalization, resample, flips, device, threads, memory, tensors);
	}

	public SegmentOptions withMeaning(String newMeaning) {
		return new SegmentOptions(model, threshold, smallest, table, rois, objects, newMeaning, channel, seeds, spacing, overlap, largest, inside, fill,
			slices, numbering, probabilities, axes, tile, halo, border, statistics, normalization, resample, flips, device, threads, memory, tensors);
	}

	public SegmentOptions withThreshold(String newThreshold) {
		return new SegmentOptions(model, newThreshold, smallest, table, rois, objects, meaning, channel, seeds, spacing, overlap, largest, inside, fill,
			slices, numbering, probabilities, axes, tile, halo, border, statistics, normalization, resample, flips, device, threads, memory, tensors);
	}

	public SegmentOptions withFill(boolean newFill) {
		return new SegmentOptions(model, threshold, smallest, table, rois, objects, meaning, channel, seeds, spacing, overlap, largest, inside, newFill,
			slices, numbering, probabilities, axes, tile, halo, border, statistics, normalization, resample, flips, device, threads, memory, tensors);
	}

	/** These options for the input that {@link #probabilities} tells of. */
	public SegmentOptions ofProbabilities() {
		return new SegmentOptions(model, threshold, smallest, table, rois, objects, meaning, channel, seeds, spacing, overlap, largest, inside, fill,
			slices, numbering, true, axes, tile, halo, border, statistics, normalization, resample, flips, device, threads, memory, tensors);
	}

	/** Those that decide what the network gives, to compare with those of another run. */
	public Object network() {
		return java.util.List.of(prediction(), channel);
	}

	/** Those that decide what the network gives. */
	PredictionOptions prediction() {
		return prediction(model, axes, tile, halo, border, statistics, normalization, resample, flips, device, threads, memory, tensors);
	}

	private static PredictionOptions prediction(String model, String axes, String tile, String halo, String border, String statistics, String normalization, boolean resample, boolean flips,
		String device, int threads, String memory, String tensors)
	{
		return new PredictionOptions(model, axes, tile, halo, border, statistics, flips, false, "32-bit", device, threads, memory).withTensors(tensors).withNormalization(normalization).withResample(resample);
	}

	/** NaN for {@code auto}. */
	static double number(String option, String text, double most) {
		if (isAuto(text))
			return Double.NaN;
		double number;
		try {
			number = Double.parseDouble(text.strip());
		}
		catch (NumberFormatException e) {
			number = Double.NaN;
		}
		if (!(number >= (most == 1 ? 0 : -Double.MAX_VALUE) && number <= most))
			throw new IllegalArgumentException(option + " is '" + text + "'; use auto or a number" + (most == 1 ? " from 0 to 1." : "."));
		return number;
	}

	static boolean isAuto(String text) {
		return text.isBlank() || text.strip().toLowerCase(Locale.ROOT).equals("auto");
	}
}
