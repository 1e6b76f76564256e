package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.hourglass.predict.ModelOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hourglass models import WHAT}. */
@Command(name = "import", mixinStandardHelpOptions = true, description = "Copy a model into your folder of models, where every command and Fiji find it by its name.", footer = { "", "Example: hourglass models import my-run/model --name nuclei", "A download that was cut off goes on where it ended when the same is asked again." })
final class ModelsImportLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;

	@Parameters(paramLabel = "WHAT", description = "A folder, .zip, .onnx or .pb file, an https address, or a name in the collection.")
	private String model;

	@Option(names = "--name", paramLabel = "NAME", defaultValue = "", description = "What to call it; else it has the name of the file.")
	private String name;

	@Option(names = "--collection", paramLabel = "PLACE", defaultValue = "", description = "A folder or an https address with models; else what HOURGLASS_COLLECTION says.")
	private String collection;

	@Option(names = "--sha256", paramLabel = "SHA256", defaultValue = "", description = "What the sha256 of the file has to be.")
	private String sha256;

	@Option(names = "--tensors", paramLabel = "TENSORS", defaultValue = "",
		description = "What a TensorFlow graph does not say of itself, such as 'input x:0, output y:0, signature s, tag t'.")
	private String tensors;

	@Option(names = "--overwrite", description = "Replace a model of the same name.")
	private boolean overwrite;


	ModelsImportLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	@Override
	public Integer call() throws Exception {
		return ModelsLine.run(Options.read(ModelOptions.class, Map.of("action", "import", "model", model, "name", name, "collection", collection, "sha256", sha256, "tensors", tensors, "overwrite", overwrite)), out, err);
	}
}
