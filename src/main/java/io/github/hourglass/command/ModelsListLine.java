package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.hourglass.predict.ModelOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hourglass models list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Name the bundled models and your own and, with --collection, those it offers.")
final class ModelsListLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;

	@Option(names = "--collection", paramLabel = "PLACE", defaultValue = "", description = "A folder or an https address with models to import; else what HOURGLASS_COLLECTION says.")
	private String collection;


	ModelsListLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	@Override
	public Integer call() throws Exception {
		return ModelsLine.run(Options.read(ModelOptions.class, Map.of("action", "list", "collection", collection)), out, err);
	}
}
