package io.github.hourglass.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.plugin.Parameter;

import ij.ImagePlus;
import ij.io.FileInfo;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Region;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImagePlusVolume;
import io.github.hourglass.predict.Forecast;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.step.Sample;

/**
 * What <em>Denoise</em> and <em>Predict</em> share. The fields are those of {@link PredictionOptions}, by name, label,
 * default and choices (tested), so that a macro line, a dialog and the command line mean the same.
 */
abstract class Prediction extends ImageCommand {

	@Parameter(label = "Input", persist = false, description = "The image to work on.")
	private ImagePlus input;

	@Parameter(label = "Model", persist = false, required = false,
		description = "A model package (folder or .zip), an .onnx file, or the name of a bundled model; empty picks one that fits the image.")
	private String model = "";

	@Parameter(label = "Region", persist = false,
		description = "What part of the image: whole, selection (the box around it), or x,y,width,height; after commas also such as z5-12, c1 or t3-4.")
	private String region = "whole";

	@Parameter(label = "Preview", persist = false, description = "While choosing, show the result in the part of the image that is selected or else visible.")
	private boolean preview;

	@Parameter(visibility = ItemVisibility.MESSAGE, persist = false, required = false)
	private final String more = MORE;

	@Parameter(label = "Axes", persist = false,
		description = "How the image's dimensions are to be read, fastest first, such as xyz or xyt; auto takes them from the image.")
	private String axes = "auto";

	@Parameter(label = "Tile", persist = false, description = "Size of a tile in input voxels, halo included: auto, one number, or x,y[,z].")
	private String tile = "auto";

	@Parameter(label = "Halo", persist = false,
		description = "Margin of a tile that is computed and thrown away, in input voxels: auto, one number, or x,y[,z].")
	private String halo = "auto";

	@Parameter(label = "Border", persist = false, choices = { "network", "reflect" },
		description = "What lies outside the image: the network's own padding, or the mirrored image.")
	private String border = "network";

	@Parameter(label = "Statistics", persist = false, choices = { "image", "frame" },
		description = "Whether normalization measures the whole image once or every frame by itself.")
	private String statistics = "image";

	@Parameter(label = "Normalization", persist = false,
		description = "How the image is normalized: as the model says (model), not at all (none: its values are those that the network "
			+ "takes), or so that two percentiles become 0 and 1, such as 1,99.8.")
	private String normalization = "model";

	@Parameter(label = "Resample", persist = false,
		description = "Whether an image is brought to the voxel size for which the model was made, where both are known, and the result back.")
	private boolean resample = true;

	@Parameter(label = "Flips", persist = false, description = "Average over flipped and rotated copies: slower, often a little better.")
	private boolean flips;

	@Parameter(label = "Uncertainty", persist = false,
		description = "Also give how uncertain the result is, as an image: what the model itself estima"
			+ "tes or, with flips, the standard deviation over the copies.")
	private boolean uncertainty;

	@Parameter(label = "Outputs", persist = false,
		description = "Which outputs of the model: auto (all images but an uncertainty), all, first"
			+ ", or names joined by commas, of which the first becomes the result.")
	private String outputs = "auto";

	@Parameter(label = "Type", persist = false, choices = { "auto", "input", "8-bit", "16-bit", "32-bit" },
		description = "Pixel type of the result; auto is what the model says, else 32-bit.")
	private String type = "auto";

	@Parameter(label = "Device", persist = false, description = "Where the network runs: cpu, gpu or gpu:N.")
	private String device = "cpu";

	@Parameter(label = "Threads", persist = false, min = "0", max = "1024", description = "Number of threads; 0 takes one per core.")
	private int threads;

	@Parameter(label = "Memory", persist = false, description = "Most memory the run may use, such as 2g or 800m; auto takes what is free.")
	private String memory = "auto";

	@Parameter(label = "Tensors", persist = false, required = false,
		description = "For a TensorFlow graph whose file does not say them: input NAME, output NAME, signature NAME or tag NAME, with "
			+ "commas between.")
	private String tensors = "";

	@Parameter(label = "Destination", persist = false, required = false,
		description = "A file to write the result to, block by block, instead of showing it; empty shows it.")
	private String destination = "";

	@Parameter(label = "Overwrite", persist = false, description = "Replace the destination if it exists.")
	private boolean overwrite;

	@Parameter(type = ItemIO.OUTPUT)
	private ImagePlus output;

	@Parameter(type = ItemIO.OUTPUT)
	private ImagePlus spread;

	@Parameter(type = ItemIO.OUTPUT)
	private ImagePlus second;

	private final String made;

	/** @param made what the command does to an image, in one word; the result's title ends with it */
	Prediction(String made) {
		super(new PredictionPreview());
		this.made = made;
	}

	@Override
	public Told foretell(Map<String, Object> values, Progress progress) {
		return told(Forecast.of(part(values), Options.read(PredictionOptions.class, values), true, progress), values);
	}

	@Override
	void work(Progress progress) {
		endPreview();
		PredictionOptions options = Options.read(PredictionOptions.class, Options.fieldsOf(this));
		CommandInputs.checkOpen("input", input);
		PredictionFiles files = destination.isBlank() ? null : PredictionFiles.at(Path.of(destination.strip()), options, overwrite, own(input));
		Region part = CommandInputs.region(input, region);
		Volume image = part.of(ImagePlusVolume.of(input, progress));
		try (Predictor predictor = Predictor.open(image, options, progress)) {
			Sample results = PredictionFiles.predict(predictor, image, progress);
			if (files != null)
				files.write(results, progress);
			else
				show(results, part, progress);
		}
	}

	/** Hands the results to the host, which shows them. */
	private void show(Sample results, Region part, Progress progress) {
		ImagePlus first = shown(results.get(PredictionFiles.RESULT), made, part, progress);
		spread = results.has(Predictor.UNCERTAINTY) ? shown(results.get(Predictor.UNCERTAINTY), made + "-uncertainty", part, progress) : null;
		List<String> further = PredictionFiles.further(results).stream().filter(name -> !name.equals(Predictor.UNCERTAINTY)).toList();
		second = further.isEmpty() ? null : shown(results.get(further.get(0)), made + "-" + further.get(0), part, progress);
		if (further.size() > 1)
			progress.note("The model gives " + (further.size() + 1) + " images, of which two are shown; with destination all are written.");
		output = first;
	}

	private ImagePlus shown(Volume result, String suffix, Region part, Progress progress) {
		ImagePlus image = ImagePlusVolume.compute(result, progress);
		image.setTitle(CommandInputs.resultTitle(input, suffix));
		ImagePlusVolume.keepOverlay(input, part, image);
		return image;
	}

	/** The file an image was read from, which must not be written over while it may still be read from it. */
	static List<Path> own(ImagePlus image) {
		FileInfo file = image.getOriginalFileInfo();
		return file == null || file.getFilePath() == null || file.getFilePath().isBlank() ? List.of() : List.of(Path.of(file.getFilePath()));
	}
}
