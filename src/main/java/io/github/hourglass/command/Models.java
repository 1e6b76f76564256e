package io.github.hourglass.command;

import org.scijava.app.StatusService;
import org.scijava.command.Command;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.IJ;
import io.github.hourglass.predict.ModelOptions;
import io.github.hourglass.predict.ModelReport;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Models...</em>: lists, shows and tests models; the answer goes to the Log window. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Models...", headless = true)
public final class Models extends ContextCommand {

	@Parameter(label = "Action", persist = false, choices = { "list", "show", "test" },
		description = "List the models that have a name, show what one says of itself, or test one.")
	private String action = "list";

	@Parameter(label = "Model", persist = false, required = false,
		description = "A model package (folder or .zip), an .onnx file, or the name of a bundled model.")
	private String model = "";

	@Parameter(label = "Image", persist = false, required = false,
		description = "An image file on which to compare tiled with untiled when testing; may be empty.")
	private String image = "";

	@Parameter(label = "Device", persist = false, description = "Where the network runs: cpu, gpu or gpu:N.")
	private String device = "cpu";

	@Parameter
	private StatusService status;

	@Parameter
	private LogService log;

	@Override
	public void run() {
		try {
			ModelOptions options = Options.read(ModelOptions.class, Options.fieldsOf(this));
			IJ.log(ModelReport.of(options, new HostProgress(status, log, this::isCanceled)).text());
		}
		catch (RuntimeException | OutOfMemoryError failure) {
			String sentence = Main.sentence(failure);
			log.error(sentence);
			cancel(sentence);
		}
	}
}
