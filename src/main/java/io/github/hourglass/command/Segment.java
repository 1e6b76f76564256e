package io.github.hourglass.command;

import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.util.Map;

import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.plugin.frame.RoiManager;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Region;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageJTable;
import io.github.hourglass.io.ImagePlusVolume;
import io.github.hourglass.io.Outlines;
import io.github.hourglass.predict.Forecast;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.predict.Segmentation;

/**
 * <em>Plugins &gt; Hourglass &gt; Hourglass Segment...</em>: an image in, its objects out: a label image, a table, selections. The
 * fields are those of {@link SegmentOptions}, by name, label, default and choices (tested). The network's output is remembered, so that
 * the next run on the same image with other thresholds takes no network.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Segment...", headless = true,
	description = "Finds the objects in the image in front: a label image in which each has its number, and if you like a table, outlines and "
		+ "regions in the ROI Manager." + CommandHelp.COLORS + "; a network for one channel gets their mean, unless you choose a channel." + CommandHelp.ESCAPE)
public final class Segment extends ImageCommand {

	/** What will happen to a network's output. */
	static final String NO_NETWORK = "The image is what a network gave, so no network is run.";

	@Parameter(label = "Input", persist = false, description = "The image to work on.")
	private ImagePlus input;

	@Parameter(label = "Model", persist = false, required = false,
		description = "A model package (folder or .zip), an .onnx file, or the name of a bundled model; empty picks the bundled one for nuclei "
			+ "or, without it, denoises, takes Otsu's threshold and splits by a watershed.")
	private String model = "";

	@Parameter(label = "Region", persist = false,
		description = "What part of the image: whole, selection (the box around it), or x,y,width,height; after commas also such as z5-12, c1 or t3-4.")
	private String region = "whole";

	@Parameter(label = "Threshold", persist = false,
		description = "Above what a pixel belongs to an object: auto, or a probability from 0 to 1 (without a model a gray value).")
	private String threshold = "auto";

	@Parameter(label = "Smallest", persist = false,
		description = "Objects of fewer pixels are left out: auto (those that the model says, else none; of an image without a model those far smaller than the rest go) "
			+ "or a number.")
	private String smallest = "auto";

	@Parameter(label = "Table", persist = false,
		description = "Also measure the objects: a results table, or beside a file OUT.csv.")
	private boolean table;

	@Parameter(label = "Rois", persist = false,
		description = "Also give the objects as selections: in the ROI Manager, or beside a file OUT-rois.zip.")
	private boolean rois;

	@Parameter(label = "Overlay", persist = false, description = "Also draw the outlines of the objects over the image.")
	private boolean overlay;

	@Parameter(label = "Preview", persist = false, description = "While choosing, outline the objects in the part of the image that is selected or else visible.")
	private boolean preview;

	@Parameter(visibility = ItemVisibility.MESSAGE, persist = false, required = false)
	private final String more = MORE;

	@Parameter(label = "Objects", persist = false, choices = { "auto", "components", "watershed", "star", "classes", "none" },
		description = "What is made of the network's output: what fits it (auto), connected components, objects split by a watershed, "
			+ "star-convex polygons, a map of classes, or the output itself (none).")
	private String objects = "auto";

	@Parameter(label = "Meaning", persist = false,
		description = "What the network's channels are: auto takes it from the package; else such as background 1, boundary 2, "
			+ "foreground 3.")
	private String meaning = "auto";

	@Parameter(label = "Channel", persist = false, min = "0", max = "65535",
		description = "The channel of the image to segment, from 1; 0 takes all that the model wants.")
	private int channel;

	@Parameter(label = "Seeds", persist = false,
		description = "For a watershed, above what a pixel belongs to the middle of an object: auto, or a number from 0 to 1.")
	private String seeds = "auto";

	@Parameter(label = "Spacing", persist = false,
		description = "For a watershed of shapes, the least distance of the middles of two objects: auto, or pixels.")
	private String spacing = "auto";

	@Parameter(label = "Overlap", persist = false,
		description = "For star-convex polygons, the largest overlap of two objects: auto, or a number from 0 to 1.")
	private String overlap = "auto";

	@Parameter(label = "Largest", persist = false, min = "0",
		description = "Objects of more pixels are left out; 0 is no limit.")
	private long largest;

	@Parameter(label = "Inside", persist = false,
		description = "Leave out objects that touch the border of the image.")
	private boolean inside;

	@Parameter(label = "Fill", persist = false,
		description = "Fill the holes of objects.")
	private boolean fill = true;

	@Parameter(label = "Slices", persist = false,
		description = "Take each slice of a volume by itself instead of the volume as one.")
	private boolean slices;

	@Parameter(label = "Numbering", persist = false, choices = { "image", "frame" },
		description = "Whether the numbers of objects go on through all time points or begin anew with each.")
	private String numbering = "image";

	@Parameter(label = "Probabilities", persist = false,
		description = "The input is a network's output that was kept with objects=none; no network is run.")
	private boolean probabilities;

	@Parameter(label = "Axes", persist = false,
		description = "How the image's dimensions are to be read, fastest first, such as xyz or xyt; auto takes them from the image.")
	private String axes = "auto";

	@Parameter(label = "Tile", persist = false,
		description = "Size of a tile in input voxels, halo included: auto, one number, or x,y[,z].")
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

	@Parameter(label = "Flips", persist = false,
		description = "Average over flipped and rotated copies: slower, often a little better.")
	private boolean flips;

	@Parameter(label = "Device", persist = false,
		description = "Where the network runs: cpu, gpu or gpu:N.")
	private String device = "cpu";

	@Parameter(label = "Threads", persist = false, min = "0", max = "1024",
		description = "Number of threads; 0 takes one per core.")
	private int threads;

	@Parameter(label = "Memory", persist = false,
		description = "Most memory the run may use, such as 2g or 800m; auto takes what is free.")
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

	public Segment() {
		super(new SegmentPreview());
	}

	@Override
	public Told foretell(Map<String, Object> values, Progress progress) {
		SegmentOptions options = Options.read(SegmentOptions.class, values);
		if (options.probabilities())
			return Told.of(NO_NETWORK);
		return told(Forecast.of(part(values), options, true, progress), values);
	}

	@Override
	void work(Progress progress) {
		endPreview();
		SegmentOptions options = Options.read(SegmentOptions.class, Options.fieldsOf(this));
		CommandInputs.checkOpen("input", input);
		SegmentFiles files = destination.isBlank() ? null : SegmentFiles.at(Path.of(destination.strip()), options, overwrite, Prediction.own(input));
		Region part = CommandInputs.region(input, region);
		Volume whole = ImagePlusVolume.of(input, progress);
		Volume image = part.of(whole);
		NetworkOutput network = RecentOutput.of(input, image, options, progress);
		try (Segmentation found = Segmentation.of(network, options, progress)) {
			found.objects().ifPresent(objects -> draw(Outlines.of(objects.volume(), whole, part), files == null && options.rois(), progress));
			if (files != null)
				files.write(found, image, progress);
			else
				show(found, image, options, progress);
		}
		finally {
			RecentOutput.release(network);
		}
	}

	/** Hands the result to the host, which shows it, and shows the table. */
	private void show(Segmentation found, Volume image, SegmentOptions options, Progress progress) {
		ImagePlus result = ImagePlusVolume.compute(found.result(), progress);
		result.setTitle(CommandInputs.resultTitle(input, found.objects().isPresent() ? "objects" : options.objects().equals("none") ? "output" : "classes"));
		if (options.table() && found.objects().isPresent())
			if (GraphicsEnvironment.isHeadless())
				progress.note("There is no display for the table; with destination it is written beside the result.");
			else
				ImageJTable.of(SegmentFiles.measured(found.objects().get(), image, options, progress)).show(result.getTitle() + " table");
		output = result;
	}

	/** Outlines over the image and in the ROI Manager, which keeps what it has. */
	private void draw(Outlines objects, boolean manage, Progress progress) {
		boolean headless = GraphicsEnvironment.isHeadless();
		if (manage && headless)
			progress.note("There is no ROI Manager without a display, so the outlines are drawn over the image; with destination they are written beside the result.");
		if (!overlay && !manage)
			return;
		Overlay outlines = objects.overlay(progress);
		if (overlay || headless) {
			Overlay all = input.getOverlay() == null ? new Overlay() : input.getOverlay().duplicate();
			for (Roi roi : outlines)
				all.add(roi);
			input.setOverlay(all);
		}
		if (manage && !headless)
			for (Roi roi : outlines)
				RoiManager.getRoiManager().addRoi(roi);
	}
}
