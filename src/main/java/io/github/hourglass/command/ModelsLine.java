package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;

import io.github.hourglass.predict.ModelActions;
import io.github.hourglass.predict.ModelOptions;
import io.github.hourglass.predict.ModelReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hourglass models list | show | test | import | export | remove | convert | rebuild}: a file for each. */
@Command(name = "models", mixinStandardHelpOptions = true, description = "List, show, test, import, export, remove, convert and rebuild models.", synopsisSubcommandLabel = "COMMAND")
final class ModelsLine implements Callable<Integer> {

	private final PrintStream out;

	@Spec
	private CommandSpec spec;

	private ModelsLine(PrintStream out) {
		this.out = out;
	}

	static CommandLine commandLine(PrintStream out, PrintStream err) {
		return new CommandLine(new ModelsLine(out)).addSubcommand(new ModelsListLine(out, err)).addSubcommand(new ModelsShowLine(out)).addSubcommand(new ModelsTestLine(out, err))
			.addSubcommand(new ModelsImportLine(out, err)).addSubcommand(new ModelsExportLine(out, err)).addSubcommand(new ModelsRemoveLine(out, err))
			.addSubcommand(new ModelsConvertLine(out, err)).addSubcommand("rebuild", ModelsRebuildLine.spec(out, err));
	}

	@Override
	public Integer call() {
		spec.commandLine().usage(out);
		return CommandLine.ExitCode.USAGE;
	}

	/** Does what the options say with progress; exit code 1 if something tested does not hold. */
	static int run(ModelOptions options, PrintStream out, PrintStream err) throws Exception {
		boolean[] holds = new boolean[1];
		int code = Main.work(err, progress -> {
			ModelReport.Outcome outcome = ModelActions.of(options, progress);
			progress.close();
			out.print(outcome.text());
			holds[0] = outcome.holds();
		});
		return code == 0 && !holds[0] ? Main.FAILED : code;
	}
}
