package io.github.hourglass.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.github.hourglass.model.Model;
import io.github.hourglass.train.Training;
import io.github.hourglass.train.TrainingOptions;
import picocli.CommandLine.Model.CommandSpec;

/** {@code hourglass train RUN}: images in, a run folder with a model package out, options as in the core's record. */
final class TrainLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;
	private CommandSpec spec;

	private TrainLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	static CommandSpec spec(PrintStream out, PrintStream err) {
		TrainLine line = new TrainLine(out, err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Train a network on your images, or go on with a training.").footer("",
			"Example: hourglass train run --images noisy --targets clean --epochs 50",
			"Given a folder that holds a training, it goes on from the last checkpoint. Ctrl-C stops and keeps the checkpoints; the words pause,",
			"continue, finish or cancel in a file named request in the folder steer it. The model is in RUN/model.");
		spec.addPositional(LineOptions.file(0, "RUN", "The folder of the training, new or to go on with."));
		LineOptions.add(spec, TrainingOptions.class);
		line.spec = spec;
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		TrainingOptions options = LineOptions.read(spec, TrainingOptions.class);
		Path run = spec.positionalParameters().get(0).getValue();
		return Main.work(err, progress -> {
			Model model = Training.run(run, options, progress);
			progress.close();
			out.println(model.folder());
		});
	}
}
