package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.hourglass.predict.ModelOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hourglass models export PACKAGE ZIP}. */
@Command(name = "export", mixinStandardHelpOptions = true, description = "Pack a model into a zip, to give it to others.")
final class ModelsExportLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;

	@Parameters(index = "0", paramLabel = "PACKAGE", description = "A folder, .zip or .onnx file, or the name of a model.")
	private String model;

	@Parameters(index = "1", paramLabel = "ZIP", description = "The file to write.")
	private String destination;

	@Option(names = "--overwrite", description = "Replace ZIP if it exists.")
	private boolean overwrite;


	ModelsExportLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	@Override
	public Integer call() throws Exception {
		return ModelsLine.run(Options.read(ModelOptions.class, Map.of("action", "export", "model", model, "destination", destination, "overwrite", overwrite)), out, err);
	}
}
