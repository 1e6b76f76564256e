package io.github.hourglass.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.github.hourglass.simulate.SimulationOptions;
import io.github.hourglass.simulate.Simulations;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code hourglass simulate OUT}: folders of simulated images with their truth, options as in the core's record. */
final class SimulateLine implements Callable<Integer> {

	private final PrintStream err;
	private CommandSpec spec;

	private SimulateLine(PrintStream err) {
		this.err = err;
	}

	static CommandSpec spec(PrintStream err) {
		SimulateLine line = new SimulateLine(err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Simulate images of a fluorescence microscope, with their truth.").footer("",
			"Example: hourglass simulate cells --kind nuclei --size 256,256 --count 100 --peak 5,50",
			"The folders OUT/noisy, clean, labels and classes have the same file names, as 'hourglass train' takes them:",
			"--images OUT/noisy --targets OUT/clean, or --task instances --targets OUT/labels, or --task classes --targets OUT/classes.");
		spec.addPositional(LineOptions.file(0, "OUT", "The folder for the images."));
		LineOptions.add(spec, SimulationOptions.class);
		spec.addOption(OptionSpec.builder("--overwrite").type(Boolean.class).arity("0").description("Replace files that are there.").build());
		line.spec = spec;
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		SimulationOptions options = LineOptions.read(spec, SimulationOptions.class);
		Path out = spec.positionalParameters().get(0).getValue();
		boolean overwrite = Boolean.TRUE.equals(spec.findOption("--overwrite").getValue());
		return Main.work(err, progress -> Simulations.write(options, out, overwrite, progress));
	}
}
