package io.github.hourglass.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.hourglass.model.Models;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code hourglass macro FILE [ARGUMENT]}: an ImageJ macro without a display, as on a cluster. */
final class MacroLine implements Callable<Integer> {

	private final PrintStream err;
	private CommandSpec spec;

	private MacroLine(PrintStream err) {
		this.err = err;
	}

	static CommandSpec spec(PrintStream err) {
		MacroLine line = new MacroLine(err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Run an ImageJ macro without a display; the Hourglass commands are there as in ImageJ's menu.").footer("",
			"Example: hourglass macro denoise.ijm images/cells.tif", "The exit code is 0 only if the macro ran to its end.");
		spec.addPositional(LineOptions.file(0, "FILE", "The macro, a text file that usually ends in .ijm; or the name of one that comes with Hourglass, such as denoise-folder.ijm."));
		spec.addPositional(PositionalParamSpec.builder().index("1").paramLabel("ARGUMENT").type(String.class).required(false).arity("0..1")
			.description("What the macro's getArgument() gives.").build());
		line.spec = spec;
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		Path file = spec.positionalParameters().get(0).getValue();
		String argument = spec.positionalParameters().get(1).getValue();
		String macro = read(file);
		return Main.work(err, progress -> {
			HeadlessMacro.prepare();
			Runtime.getRuntime().addShutdownHook(new Thread(HeadlessMacro::stop, "hourglass-stop-macro"));
			HeadlessMacro.run(macro, argument == null ? "" : argument);
		});
	}

	/** The file itself or, where only a name is given that no file here has, the one that comes with the program. */
	static Path found(Path named) {
		List<Path> places = new ArrayList<>(List.of(named.toAbsolutePath()));
		if (named.getParent() == null)
			Models.besideProgram("macros").forEach(folder -> places.add(folder.resolve(named)));
		return places.stream().filter(Files::isRegularFile).findFirst()
			.orElseThrow(() -> new IllegalArgumentException("There is no macro '" + named + "'; give the path of a text file."));
	}

	private static String read(Path named) throws IOException {
		Path file = found(named);
		try {
			return Files.readString(file);
		}
		catch (MalformedInputException e) {
			throw new IllegalArgumentException("'" + file + "' is no text in UTF-8, so no macro.", e);
		}
	}
}
