package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.concurrent.Callable;

import io.github.hourglass.engine.Worker;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hourglass worker}: runs networks for the program that has started it; see {@link Worker}. */
final class WorkerLine implements Callable<Integer> {

	private WorkerLine() {}

	static CommandSpec spec() {
		CommandSpec spec = CommandSpec.wrapWithoutInspection(new WorkerLine()).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Run networks for another program, which sends a line of JSON for each request on the standard input.").footer("",
			"ImageJ and Fiji start it by themselves. It ends when its standard input does.");
		return spec;
	}

	/** What anything else prints must not come between the answers. */
	@Override
	public Integer call() {
		PrintStream out = System.out;
		System.setOut(System.err);
		Worker.main(System.in, out);
		return 0;
	}
}
