package io.github.hourglass.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import io.github.hourglass.predict.Conversion;
import io.github.hourglass.predict.ModelReport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hourglass models list | show | test | convert}. */
@Command(name = "models", mixinStandardHelpOptions = true, description = "List, show, test and convert model packages.", synopsisSubcommandLabel = "COMMAND")
final class ModelsLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;

	@Spec
	private CommandSpec spec;

	private ModelsLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	static CommandLine commandLine(PrintStream out, PrintStream err) {
		return new CommandLine(new ModelsLine(out, err));
	}

	@Override
	public Integer call() {
		spec.commandLine().usage(out);
		return CommandLine.ExitCode.USAGE;
	}

	@Command(name = "list", mixinStandardHelpOptions = true, description = "Name the bundled models and your own.")
	int list() {
		out.print(ModelReport.list());
		return 0;
	}

	@Command(name = "show", mixinStandardHelpOptions = true, description = "Tell what a model package says: axes, sizes, steps, authors, licence.")
	int show(@Parameters(paramLabel = "PACKAGE", description = "A folder, .zip or .onnx file, or the name of a model.") String model) {
		out.print(ModelReport.show(model));
		return 0;
	}

	@Command(name = "test", mixinStandardHelpOptions = true,
		description = "Run a package on its own test input and compare with its test output; exit code 1 if they differ.")
	int test(@Parameters(paramLabel = "PACKAGE", description = "A folder, .zip or .onnx file, or the name of a model.") String model,
		@Option(names = "--image", paramLabel = "FILE", description = "Also compare tiled with untiled on this image.") Path image,
		@Option(names = "--device", paramLabel = "DEVICE", defaultValue = "cpu", description = "Where to run: cpu, gpu or gpu:N. Default: cpu.") String device)
		throws Exception
	{
		boolean[] holds = new boolean[1];
		int code = Main.work(err, progress -> {
			ModelReport.Outcome outcome = ModelReport.test(model, image, device, progress);
			progress.close();
			out.print(outcome.text());
			holds[0] = outcome.holds();
		});
		return code == 0 && !holds[0] ? Main.FAILED : code;
	}

	@Command(name = "convert", mixinStandardHelpOptions = true,
		description = "Make a package with ONNX weights, which runs without TensorFlow, of a TensorFlow SavedModel; it is kept only if it gives the same.")
	int convert(@Parameters(paramLabel = "MODEL", description = "A SavedModel (folder, .zip or .pb), a package that holds one, or the name of a model.") String model,
		@Parameters(paramLabel = "OUT", description = "The package to write: a folder, or a file ending in .zip.") Path target,
		@Option(names = "--overwrite", description = "Replace a package that is there already.") boolean overwrite)
		throws Exception
	{
		return Main.work(err, progress -> {
			Conversion.Result result = Conversion.convert(model, target, overwrite, progress);
			progress.close();
			out.print(result.text());
		});
	}
}
