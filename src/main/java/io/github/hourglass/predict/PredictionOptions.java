package io.github.hourglass.predict;

import io.github.hourglass.engine.Device;
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
	@Setting(label = "Normalization", byDefault = "model", text = "How the image is normalized: as the model says (model), not at all (none: its values are those that the network takes), or so that two percentiles become 0 and 1, such as 1,99.8.")
	String normalization,
	@Setting(label = "Resample", byDefault = "true", text = "Whether an image is brought to the voxel size for which the model was made, where both are known, and the result back.")
	boolean resample,
	@Setting(label = "Flips", byDefault = "false", text = "Average over flipped and rotated copies: slower, often a little better.")
	boolean flips,
	@Setting(label = "Uncertainty", byDefault = "false", text = "Also give how uncertain the result is, as an image: what the model itself estimates or, with flips, the standard deviation over the copies.")
	boolean uncertainty,
	@Setting(label = "Outputs", byDefault = "auto", text = "Which outputs of the model: auto (all images but an uncertainty), all, first, or names joined by commas, of which the first becomes the result.")
	String outputs,
	@Setting(label = "Type", byDefault = "auto", choices = { "auto", "input", "8-bit", "16-bit", "32-bit" }, text = "Pixel type of the result; auto is what the model says, else 32-bit.")
	String type,
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
	public PredictionOptions {
		pixels("tile", tile, "", 1);
		pixels("halo", halo, "", 0);
		choice("border", border, "network", "reflect");
		choice("statistics", statistics, "image", "frame");
		ChosenNormalization.percentiles(normalization);
		choice("type", type, "auto", "input", "8-bit", "16-bit", "32-bit");
		MemoryBudget.parse(memory);
		Device.parse(device);
		if (threads < 0 || threads > 1024)
			throw new IllegalArgumentException("threads is " + threads + "; use a number from 0 (one per core) to 1024.");
		if (outputs.isBlank())
			throw new IllegalArgumentException("outputs is empty; use auto, all, first, or names of outputs.");
	}

	/** The outputs, the normalization and the voxels of the image, as they are where a user says nothing. */
	public PredictionOptions(String model, String axes, String tile, String halo, String border, String statistics, boolean flips, boolean uncertainty, String type,
		String device, int threads, String memory)
	{
		this(model, axes, tile, halo, border, statistics, ChosenNormalization.MODEL, true, flips, uncertainty, "auto", type, device, threads, memory, "");
	}

	/** Everything as it is where a user says nothing, with this model. */
	public static PredictionOptions of(String model) {
		return new PredictionOptions(model, "auto", "auto", "auto", "network", "image", false, false, "auto", "cpu", 0, "auto");
	}

	public PredictionOptions withTile(String newTile) {
		return new PredictionOptions(model, axes, newTile, halo, border, statistics, normalization, resample, flips, uncertainty, outputs, type, device, threads, memory, tensors);
	}

	public PredictionOptions withHalo(String newHalo) {
		return new PredictionOptions(model, axes, tile, newHalo, border, statistics, normalization, resample, flips, uncertainty, outputs, type, device, threads, memory, tensors);
	}

	public PredictionOptions withDevice(String newDevice) {
		return new PredictionOptions(model, axes, tile, halo, border, statistics, normalization, resample, flips, uncertainty, outputs, type, newDevice, threads, memory, tensors);
	}

	/** @param newTensors what {@link io.github.hourglass.engine.TensorNames} reads */
	PredictionOptions withTensors(String newTensors) {
		return new PredictionOptions(model, axes, tile, halo, border, statistics, normalization, resample, flips, uncertainty, outputs, type, device, threads, memory, newTensors);
	}

	PredictionOptions withNormalization(String newNormalization) {
		return new PredictionOptions(model, axes, tile, halo, border, statistics, newNormalization, resample, flips, uncertainty, outputs, type, device, threads, memory, tensors);
	}

	PredictionOptions withResample(boolean newResample) {
		return new PredictionOptions(model, axes, tile, halo, border, statistics, normalization, newResample, flips, uncertainty, outputs, type, device, threads, memory, tensors);
	}

	/** The tile per axis, or null for {@code auto}. */
	long[] tilePixels(String letters) {
		return pixels("tile", tile, letters, 1);
	}

	/** The halo per axis, or null for {@code auto}. */
	long[] haloPixels(String letters) {
		return pixels("halo", halo, letters, 0);
	}

	/** @param letters of the axes that are wanted, out of {@code xyz}; one number is for all, else they come in the order x,y,z */
	private static long[] pixels(String option, String text, String letters, long least) {
		String value = text.strip().toLowerCase(java.util.Locale.ROOT);
		if (value.equals("auto"))
			return null;
		String[] numbers = value.split("\\s*,\\s*", -1);
		if (numbers.length > 3 || !java.util.Arrays.stream(numbers).allMatch(number -> number.matches("\\d{1,9}") && Long.parseLong(number) >= least))
			throw new IllegalArgumentException(option + " is '" + text + "'; use auto, one number" + (least > 0 ? " above 0" : "") + ", or x,y[,z] in pixels.");
		long[] pixels = new long[letters.length()];
		for (int d = 0; d < pixels.length; d++) {
			int axis = "xyz".indexOf(letters.charAt(d));
			if (numbers.length > 1 && axis >= numbers.length)
				throw new IllegalArgumentException(option + " is '" + text + "', which says nothing of the axis " + letters.charAt(d) + "; give x,y,z.");
			pixels[d] = numbers.length == 1 ? Long.parseLong(numbers[0]) : Long.parseLong(numbers[axis]);
		}
		return pixels;
	}

	private static void choice(String option, String value, String... choices) {
		if (!java.util.List.of(choices).contains(value))
			throw new IllegalArgumentException(option + " is '" + value + "'; use " + String.join(", ", choices) + ".");
	}
}
