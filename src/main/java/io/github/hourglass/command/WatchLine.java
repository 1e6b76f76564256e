package io.github.hourglass.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.hourglass.train.RunPlot;
import io.github.hourglass.train.RunReport;
import io.github.hourglass.train.RunSnapshot;
import io.github.hourglass.train.WatchOptions;
import io.github.hourglass.train.WatchedRun;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code hourglass watch RUN...}: what trainings do, as text and as a picture of their curves; needs no display. */
final class WatchLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;
	private CommandSpec spec;

	private WatchLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	static CommandSpec spec(PrintStream out, PrintStream err) {
		WatchLine line = new WatchLine(out, err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Tell what trainings do, here or on another machine, and draw their curves.").footer("",
			"Example: hourglass watch my-run other-run --plot curves.png",
			"Only reads the folders. In ImageJ, Hourglass Watch Training... opens a window.");
		spec.addPositional(PositionalParamSpec.builder().index("0..*").arity("1..*").paramLabel("RUN").type(List.class).auxiliaryTypes(Path.class).required(true)
			.description("Folders of trainings; the curves of several are drawn into one plot.").build());
		LineOptions.add(spec, WatchOptions.class);
		spec.addOption(OptionSpec.builder("--plot").type(Path.class).paramLabel("FILE").description("Draw the curves: a .png file.").build());
		spec.addOption(OptionSpec.builder("--overwrite").type(boolean.class).description("Replace FILE if it exists.").build());
		line.spec = spec;
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		WatchOptions options = LineOptions.read(spec, WatchOptions.class);
		List<Path> folders = spec.positionalParameters().get(0).getValue();
		Path plot = spec.findOption("--plot").getValue();
		boolean overwrite = Boolean.TRUE.equals(spec.findOption("--overwrite").getValue());
		return Main.work(err, progress -> {
			List<RunSnapshot> runs = WatchedRun.of(folders).stream().map(WatchedRun::look).toList();
			runs.forEach(run -> out.print(RunReport.of(run)));
			if (plot != null)
				RunPlot.write(runs, options, plot, overwrite);
		});
	}
}
