package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.hourglass.predict.ModelOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hourglass models convert MODEL OUT}. */
@Command(name = "convert", mixinStandardHelpOptions = true,
	description = "Make a package with ONNX weights, which runs without TensorFlow, of a TensorFlow SavedModel; it is kept only if it gives the same.")
final class ModelsConvertLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;

	@Parameters(index = "0", paramLabel = "MODEL", description = "A SavedModel (folder, .zip or .pb), a package that holds one, or the name of a model.")
	private String model;

	@Parameters(index = "1", paramLabel = "OUT", description = "The package to write: a folder, or a file ending in .zip.")
	private String target;

	@Option(names = "--overwrite", description = "Replace a package that is there already.")
	private boolean overwrite;

	ModelsConvertLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	@Override
	public Integer call() throws Exception {
		return ModelsLine.run(Options.read(ModelOptions.class, Map.of("action", "convert", "model", model, "destination", target, "overwrite", overwrite)), out, err);
	}
}
