package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;

import io.github.hourglass.model.Model;
import io.github.hourglass.train.Rebuild;
import io.github.hourglass.train.RebuildOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code hourglass models rebuild NAME}: a shipped model, made again from its recipe. */
final class ModelsRebuildLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;
	private CommandSpec spec;

	private ModelsRebuildLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	static CommandSpec spec(PrintStream out, PrintStream err) {
		ModelsRebuildLine line = new ModelsRebuildLine(out, err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Make a shipped model again from the recipe in its folder: simulate, train, test, write the package.").footer("",
			"Example: hourglass models rebuild denoise-2d", "Interrupted, the same command goes on where it was.");
		spec.addPositional(PositionalParamSpec.builder().index("0").paramLabel("NAME").type(String.class).required(true)
			.description("The name of a model with a recipe, its folder, or a recipe.yaml.").build());
		LineOptions.add(spec, RebuildOptions.class);
		line.spec = spec;
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		RebuildOptions options = LineOptions.read(spec, RebuildOptions.class);
		String name = spec.positionalParameters().get(0).getValue();
		return Main.work(err, progress -> {
			Model model = Rebuild.of(name, options, progress);
			progress.close();
			out.println(model.folder());
		});
	}
}
