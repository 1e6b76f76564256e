package io.github.hourglass.command;

import java.io.Console;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.hourglass.image.CancelledException;
import io.github.hourglass.model.ModelFolder;
import io.github.hourglass.predict.ModelOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hourglass models remove NAME}: asks first. */
@Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove a model from your folder of models, for good; asks first.")
final class ModelsRemoveLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;

	@Parameters(paramLabel = "NAME", description = "The name of one of your models.")
	private String model;

	@Option(names = "--yes", description = "Do not ask.")
	private boolean yes;

	ModelsRemoveLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	@Override
	public Integer call() throws Exception {
		Path path = ModelFolder.find(model);
		if (!yes)
			ask(path);
		return ModelsLine.run(Options.read(ModelOptions.class, Map.of("action", "remove", "model", model)), out, err);
	}

	private void ask(Path path) {
		Console console = System.console();
		if (console == null)
			throw new IllegalArgumentException("To remove the model '" + model + "' (" + path + ") for good, add --yes; there is nobody to ask.");
		if (!"y".equalsIgnoreCase(String.valueOf(console.readLine("Remove the model '%s' (%s) for good? [y/N] ", model, path)).strip()))
			throw new CancelledException();
	}
}
