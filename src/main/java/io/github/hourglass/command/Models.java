package io.github.hourglass.command;

import java.awt.GraphicsEnvironment;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.IJ;
import ij.Macro;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.ModelFolder;
import io.github.hourglass.predict.ModelActions;
import io.github.hourglass.predict.ModelOptions;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Models...</em>: what can be done with models; the answer goes to the Log window. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Models...", headless = true,
	description = "Lists the models that can be named here, tells what one says of itself, tests, imports, exports, converts or removes one. The "
		+ "answer appears in the Log.")
public final class Models extends HostCommand {

	@Parameter(label = "Action", persist = false, choices = { "list", "show", "test", "import", "export", "convert", "remove" },
		description = "List the models that have a name, show what one says of itself, test one; import one into your folder of models, "
			+ "export one to a zip, make ONNX of a TensorFlow SavedModel, or remove one of your own.")
	private String action = "list";

	@Parameter(label = "Model", persist = false, required = false,
		description = "A model package (folder or .zip), an .onnx file, or the name of a model; to import also an https address or a name "
			+ "in the collection.")
	private String model = "";

	@Parameter(label = "Image", persist = false, required = false,
		description = "An image file on which to compare tiled with untiled when testing; may be empty.")
	private String image = "";

	@Parameter(label = "Device", persist = false, description = "Where the network runs: cpu, gpu or gpu:N.")
	private String device = "cpu";

	@Parameter(label = "Name", persist = false, required = false,
		description = "What an imported model is to be called; empty takes the name of the file.")
	private String name = "";

	@Parameter(label = "Collection", persist = false, required = false,
		description = "A folder or an https address whose models are listed too and can be imported by their names; empty takes what "
			+ "HOURGLASS_COLLECTION says.")
	private String collection = "";

	@Parameter(label = "Sha256", persist = false, required = false,
		description = "What the sha256 of an imported file has to be; empty does not compare it.")
	private String sha256 = "";

	@Parameter(label = "Tensors", persist = false, required = false,
		description = "What an imported TensorFlow graph does not say of itself, such as 'input x:0, output y:0, signature s, tag t'; empty takes "
			+ "what it says.")
	private String tensors = "";

	@Parameter(label = "Destination", persist = false, required = false,
		description = "The zip to export to, or the package to write when converting.")
	private String destination = "";

	@Parameter(label = "Overwrite", persist = false, description = "Replace a model of the same name, or the zip, if there is one.")
	private boolean overwrite;

	@Parameter(label = "Yes", persist = false, description = "Remove without asking.")
	private boolean yes;

	@Override
	void work(Progress progress) {
		ModelOptions options = Options.read(ModelOptions.class, Options.fieldsOf(this));
		if (options.action().equals("remove") && !options.model().isBlank())
			confirm(options);
		String text = ModelActions.of(options, progress).text();
		IJ.log(text.stripTrailing().replaceAll("(?m)^( *\\S+) {2,}", "$1: ")); // the Log window has no columns
	}

	private static void confirm(ModelOptions options) {
		java.nio.file.Path path = ModelFolder.find(options.model().strip());
		if (options.yes())
			return;
		if (GraphicsEnvironment.isHeadless() || Macro.getOptions() != null)
			throw new IllegalArgumentException("To remove the model '" + options.model().strip() + "' (" + path + ") for good, add yes=true.");
		if (!IJ.showMessageWithCancel("Hourglass Models", "Remove the model '" + options.model().strip() + "' for good?\n" + path))
			throw new CancelledException();
	}
}
