package io.github.hourglass.command;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.IJ;
import io.github.hourglass.image.Progress;
import io.github.hourglass.predict.ModelOptions;
import io.github.hourglass.predict.ModelReport;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Models...</em>: lists, shows and tests models; the answer goes to the Log window. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Models...", headless = true)
public final class Models extends HostCommand {

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

	@Override
	void work(Progress progress) {
		String text = ModelReport.of(Options.read(ModelOptions.class, Options.fieldsOf(this)), progress).text();
		IJ.log(text.stripTrailing().replaceAll("(?m)^( *\\S+) {2,}", "$1: ")); // the Log window has no columns
	}
}
