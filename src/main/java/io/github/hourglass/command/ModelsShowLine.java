package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;

import io.github.hourglass.predict.ModelReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hourglass models show PACKAGE}. */
@Command(name = "show", mixinStandardHelpOptions = true, description = "Tell what a model package says: picture, axes, sizes, steps, what it needs, authors, licence.")
final class ModelsShowLine implements Callable<Integer> {

	private final PrintStream out;

	@Parameters(paramLabel = "PACKAGE", description = "A folder, .zip or .onnx file, or the name of a model.")
	private String model;

	ModelsShowLine(PrintStream out) {
		this.out = out;
	}

	@Override
	public Integer call() {
		out.print(ModelReport.show(model));
		return 0;
	}
}
