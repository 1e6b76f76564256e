package io.github.hourglass.command;

import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileInfo;
import io.github.hourglass.image.Progress;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.io.ImageJTable;
import io.github.hourglass.io.ImagePlusVolume;
import io.github.hourglass.io.Table;
import io.github.hourglass.score.CompareOptions;
import io.github.hourglass.score.Comparison;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Compare...</em>: a result and the truth in, a table of scores and a picture of the difference out. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Compare...", headless = true,
	description = "Tells how good a result is, where the truth is known: scores in a table, and a picture of the difference. Intensities are "
		+ "compared by their values, label images by their objects." + CommandHelp.COLORS + ", each of which has its scores.")
public final class Compare extends HostCommand {

	@Parameter(label = "Input", persist = false, description = "The result: an image or a label image.")
	private ImagePlus input;

	@Parameter(label = "Truth", persist = false, description = "The image or label image it should be, of the same size.")
	private ImagePlus truth;

	@Parameter(label = "Kind", persist = false, choices = { "auto", "images", "labels" },
		description = "Whether intensities are compared or objects; auto looks at the pixels.")
	private String kind = "auto";

	@Parameter(label = "Range", persist = false,
		description = "The range of values that counts as signal for PSNR and SSIM: auto (largest minus least value of the truth), type (255 for 8 bits, "
			+ "65535 for 16), or a number.")
	private String range = "auto";

	@Parameter(label = "Fit", persist = false,
		description = "Scale and shift the result first, so that its squared difference to the truth is least, as is usual for CARE and Noise2Void.")
	private boolean fit;

	@Parameter(label = "Dimensions", persist = false, choices = { "2", "3" },
		description = "Whether SSIM looks at structure plane by plane or in volumes.")
	private String dimensions = "2";

	@Parameter(label = "Threshold", persist = false, min = "0.01", max = "1",
		description = "From which intersection over union on two objects match, for precision, recall, F1, panoptic quality and the picture.")
	private double threshold = 0.5;

	@Parameter(label = "Difference", persist = false, description = "Show a picture of the difference.")
	private boolean difference = true;

	@Parameter(label = "Destination", persist = false, required = false,
		description = "A file to write the picture to, block by block, instead of showing it; empty shows it.")
	private String destination = "";

	@Parameter(label = "Table", persist = false, required = false, description = "A .csv file to write the scores to instead of showing them; empty shows them.")
	private String table = "";

	@Parameter(label = "Overwrite", persist = false, description = "Replace files if they exist.")
	private boolean overwrite;

	@Parameter(type = ItemIO.OUTPUT)
	private ImagePlus output;

	@Override
	void work(Progress progress) {
		CompareOptions options = Options.read(CompareOptions.class, Options.fieldsOf(this));
		CommandInputs.checkOpen("input", input);
		CommandInputs.checkOpen("truth", truth);
		if (!destination.isBlank())
			ImageFile.check(Path.of(destination.strip()), overwrite, own());
		if (!table.isBlank())
			Table.check(Path.of(table.strip()), overwrite);
		Comparison comparison = Comparison.of(ImagePlusVolume.of(input, progress), ImagePlusVolume.of(truth, progress), options, progress);
		if (table.isBlank())
			show(comparison.table());
		else
			comparison.table().write(Path.of(table.strip()), overwrite);
		if (!destination.isBlank())
			ImageFile.write(comparison.difference(), Path.of(destination.strip()), overwrite, progress);
		else if (difference)
			output = shown(comparison, progress);
	}

	/** As a window, or where there is no display in the log. */
	private void show(Table scores) {
		if (GraphicsEnvironment.isHeadless())
			IJ.log(scores.csv().stripTrailing());
		else
			ImageJTable.of(scores).show("Scores of " + CommandInputs.baseTitle(input));
	}

	private ImagePlus shown(Comparison comparison, Progress progress) {
		ImagePlus image = ImagePlusVolume.compute(comparison.difference(), progress);
		image.setTitle(CommandInputs.resultTitle(input, "difference"));
		return image;
	}

	/** The files the images were read from, which must not be written over. */
	private List<Path> own() {
		return Stream.of(input, truth).map(ImagePlus::getOriginalFileInfo).filter(file -> file != null && file.getFilePath() != null && !file.getFilePath().isBlank())
			.map(FileInfo::getFilePath).map(Path::of).toList();
	}
}
