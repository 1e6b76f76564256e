package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.hourglass.predict.ModelOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hourglass models test PACKAGE}. */
@Command(name = "test", mixinStandardHelpOptions = true, description = "Run a package on its own test input and compare with its test output; exit code 1 if they differ.")
final class ModelsTestLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;

	@Parameters(paramLabel = "PACKAGE", description = "A folder, .zip or .onnx file, or the name of a model.")
	private String model;

	@Option(names = "--image", paramLabel = "FILE", defaultValue = "", description = "Also compare tiled with untiled on this image.")
	private String image;

	@Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "Where to run: cpu, gpu or gpu:N. Default: cpu.")
	private String device;


	ModelsTestLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	@Override
	public Integer call() throws Exception {
		return ModelsLine.run(Options.read(ModelOptions.class, Map.of("action", "test", "model", model, "image", image, "device", device)), out, err);
	}
}
