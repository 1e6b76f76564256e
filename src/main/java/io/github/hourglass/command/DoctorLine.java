package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;

import io.github.hourglass.predict.Diagnosis;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hourglass doctor}: what is installed, what works, and what mends the rest. */
final class DoctorLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;

	private DoctorLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	static CommandSpec spec(PrintStream out, PrintStream err) {
		CommandSpec spec = CommandSpec.wrapWithoutInspection(new DoctorLine(out, err)).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Tell what is installed, which engine and device really work, and what mends the rest.")
			.footer("", "The exit code is 1 if there is a problem.");
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		boolean[] well = new boolean[1];
		int code = Main.work(err, progress -> {
			Diagnosis diagnosis = Diagnosis.of(progress);
			progress.close();
			out.print(diagnosis.text());
			well[0] = diagnosis.problems().isEmpty();
		});
		return code == 0 && !well[0] ? Main.FAILED : code;
	}
}
