package io.github.hourglass.command;

import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.FileInfo;
import ij.plugin.frame.RoiManager;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.Annotation;
import io.github.hourglass.io.AnnotationOptions;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.io.ImagePlusVolume;
import io.github.hourglass.io.LabelAnnotation;
import io.github.hourglass.io.LabelColors;
import io.github.hourglass.io.RoiFile;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Annotate...</em>: regions drawn on an image, or a label image, become labels to train on. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Annotate...", headless = true,
	description = "Makes what a network is trained on of regions that you have drawn on the image in front, or of a label image, and saves it in "
		+ "a folder beside the image. The colors of the image do not matter.")
public final class Annotate extends HostCommand {

	/** Beside an image, where its labels go unless another place is named. */
	static final String FOLDER = "labels";

	@Parameter(label = "Input", persist = false, description = "The image the regions were drawn on.")
	private ImagePlus input;

	@Parameter(label = "Kind", persist = false, choices = { "instances", "classes" },
		description = "What the labels tell: instances (each region is an object of its own) or classes (each region is of the class it is named after).")
	private String kind = "instances";

	@Parameter(label = "Source", persist = false, choices = { "auto", "manager", "overlay" },
		description = "Where the regions are: in the ROI Manager, in the overlay of the image, or auto, the first of them that has some.")
	private String source = "auto";

	@Parameter(label = "Rois", persist = false, required = false, description = "A .roi file or a .zip of them to take instead.")
	private String rois = "";

	@Parameter(label = "Labels", persist = false, required = false,
		description = "A label image to take instead of regions, painted or corrected by hand: its file, or in ImageJ the title of an open image.")
	private String labels = "";

	@Parameter(label = "Classes", persist = false, required = false,
		description = "The names of the classes from 1 on, joined by commas; empty takes the names of the regions in alphabetical order.")
	private String classes = "";

	@Parameter(label = "Unpainted", persist = false, choices = { "auto", "ignore", "background" },
		description = "What pixels outside all regions, or 0 in a label image, are: ignore (nobody looked at them, for classes only) or background; auto is ignore if a "
			+ "region is named background, else background.")
	private String unpainted = "auto";

	@Parameter(label = "Destination", persist = false, required = false,
		description = "The file for the labels; empty takes the same name in a folder labels beside the image.")
	private String destination = "";

	@Parameter(label = "Overwrite", persist = false, description = "Replace the destination if it exists.")
	private boolean overwrite;

	@Parameter(type = ItemIO.OUTPUT)
	private ImagePlus output;

	@Override
	void work(Progress progress) {
		AnnotationOptions options = Options.read(AnnotationOptions.class, Options.fieldsOf(this));
		CommandInputs.checkOpen("input", input);
		ImagePlus painted = options.labels().isBlank() ? null : CommandInputs.open(options.labels().strip());
		if (painted == input)
			throw new IllegalArgumentException("labels is '" + options.labels().strip() + "', the image itself; give the title of the label image that belongs to it.");
		try (HeldImages held = new HeldImages(Arrays.asList(painted))) {
			save(painted == null ? made(input, options, progress) : of(input, ImagePlusVolume.of(painted, progress), options, progress), progress);
		}
	}

	private void save(Volume made, Progress progress) {
		Path file = destination.isBlank() ? beside(input) : Path.of(destination.strip());
		if (file == null)
			progress.note("The image '" + input.getTitle() + "' is not saved, so the labels are shown only; save both under one name in two folders.");
		else {
			ImageFile.write(made, file, overwrite, progress);
			progress.note("The labels are in " + file + ".");
		}
		output = ImagePlusVolume.compute(made, progress);
		output.setTitle(CommandInputs.resultTitle(input, "labels"));
	}

	/** The labels of the regions, or of the file, that the options name. */
	static Volume made(ImagePlus image, AnnotationOptions options, Progress progress) {
		if (!options.labels().isBlank()) {
			Path file = Path.of(options.labels().strip());
			if (!Files.isRegularFile(file))
				throw new IllegalArgumentException("labels is '" + file + "', which is no image file and no open image; give a path, or the title of an open image.");
			return of(image, ImageFile.open(file), options, progress);
		}
		Annotation annotation = Annotation.of(image, regions(image, options), options);
		progress.note((annotation.regions() == 1 ? "1 region: " : annotation.regions() + " regions: ") + annotation.meaning() + ".");
		return LabelColors.colored(annotation.labels(), 255);
	}

	private static Volume of(ImagePlus image, Volume painted, AnnotationOptions options, Progress progress) {
		LabelAnnotation annotation = new LabelAnnotation(ImagePlusVolume.of(image), painted, options, progress);
		progress.note("The label image has " + annotation.meaning() + ".");
		return LabelColors.colored(annotation.labels(), annotation.largest());
	}

	/** The regions that the options name. */
	static List<Roi> regions(ImagePlus image, AnnotationOptions options) {
		if (!options.rois().isBlank())
			return RoiFile.read(Path.of(options.rois().strip()));
		RoiManager manager = GraphicsEnvironment.isHeadless() || options.source().equals("overlay") ? null : RoiManager.getInstance();
		if (manager != null && manager.getCount() > 0)
			return List.of(manager.getRoisAsArray());
		return options.source().equals("manager") || image.getOverlay() == null ? List.of() : List.of(image.getOverlay().toArray());
	}

	/** The place for the labels of an image from a file, its folder made; null for an image that is in no file. */
	private static Path beside(ImagePlus image) {
		FileInfo file = image.getOriginalFileInfo();
		if (file == null || file.directory == null || file.directory.isBlank() || file.fileName == null)
			return null;
		Path folder = Path.of(file.directory).resolve(FOLDER);
		try {
			Files.createDirectories(folder);
		}
		catch (IOException e) {
			throw new UncheckedIOException("The folder '" + folder + "' cannot be made; give a destination elsewhere.", e);
		}
		return folder.resolve(file.fileName.replaceFirst("\\.[^.]*$", "") + ".tif");
	}
}
