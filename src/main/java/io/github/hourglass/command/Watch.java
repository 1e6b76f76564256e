package io.github.hourglass.command;

import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.Button;

import ij.IJ;
import io.github.hourglass.image.Progress;
import io.github.hourglass.train.RunPlot;
import io.github.hourglass.train.RunReport;
import io.github.hourglass.train.RunSnapshot;
import io.github.hourglass.train.WatchOptions;
import io.github.hourglass.train.WatchedRun;
import io.github.hourglass.ui.DataChooser;
import io.github.hourglass.ui.TrainingWindow;

/**
 * <em>Plugins &gt; Hourglass &gt; Hourglass Watch Training...</em>: a window on a training that runs or has run, here or on another
 * computer; in a macro, where nobody looks, what it does goes to the Log, and its curves to a picture.
 */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Watch Training...", headless = true,
	description = "Shows a training that runs or has run, on this computer or another, by the folder in which it lies; several can be compared. "
		+ "Looking changes nothing.")
public final class Watch extends HostCommand {

	@Parameter(label = "Run", persist = false, description = "The folder of the training.")
	private String run = "";

	@Parameter(label = "Choose run...", persist = false, required = false, callback = "chooseRun", description = "The folder of a training.")
	private Button runs;

	@Parameter(label = "Compare", persist = false, required = false, description = "Folders of other trainings whose curves are drawn into the same plot, with semicolons between them.")
	private String compare = "";

	@Parameter(label = "Across", persist = false, choices = { "epochs", "steps", "minutes" },
		description = "What the horizontal axis counts: epochs, optimizer steps, or minutes of training.")
	private String across = "epochs";

	@Parameter(label = "Scale", persist = false, choices = { "auto", "linear", "logarithmic" },
		description = "How the vertical axis grows; auto is logarithmic if all losses are positive and the largest is more than 3 times the least.")
	private String scale = "auto";

	@Parameter(label = "Destination", persist = false, required = false,
		description = "A .png file for a picture of the curves instead of a window; empty opens the window.")
	private String destination = "";

	@Parameter(label = "Overwrite", persist = false, description = "Replace the destination if it exists.")
	private boolean overwrite;

	/** Called by the host for its button. */
	void chooseRun() {
		DataChooser.folder("Folder of a Training").ifPresent(folder -> run = folder);
	}

	@Override
	void work(Progress progress) {
		WatchOptions options = Options.read(WatchOptions.class, Options.fieldsOf(this));
		List<Path> folders = folders();
		if (destination.isBlank() && !GraphicsEnvironment.isHeadless() && !ij.macro.Interpreter.isBatchMode()) {
			QuitNotice.install();
			TrainingWindow.open(folders, options, Watch::apply);
			return;
		}
		List<RunSnapshot> runs = WatchedRun.of(folders).stream().map(WatchedRun::look).toList();
		runs.forEach(seen -> IJ.log(RunReport.of(seen).stripTrailing()));
		if (!destination.isBlank())
			RunPlot.write(runs, options, Path.of(destination.strip()), overwrite);
	}

	private List<Path> folders() {
		if (run.isBlank())
			throw new IllegalArgumentException("run is empty; give the folder of a training.");
		List<Path> folders = new ArrayList<>(List.of(Path.of(run.strip())));
		Arrays.stream(compare.split(";")).map(String::strip).filter(name -> !name.isEmpty()).map(Path::of).forEach(folders::add);
		return folders;
	}

	/** What the window does with a model: it goes to the image in front as a macro would have it. */
	static void apply(Path model) {
		IJ.run("Hourglass Predict...", "model=[" + model + "]");
	}
}
