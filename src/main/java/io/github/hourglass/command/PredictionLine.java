package io.github.hourglass.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.hourglass.image.Region;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.predict.Forecast;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code hourglass denoise} and {@code hourglass predict}: image file in, image file out, options as in the core's record. */
final class PredictionLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;
	private CommandSpec spec;

	private PredictionLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	static CommandSpec spec(String description, String example, PrintStream out, PrintStream err) {
		PredictionLine line = new PredictionLine(out, err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description(description).footer("", "Example: hourglass " + example,
			"The exit code is 0 only if OUT is complete. Ctrl-C stops and leaves no OUT.");
		spec.addPositional(LineOptions.file(0, "IN", "The image to read: TIFF (also hyperstacks and more than 4 GB), PNG, JPEG."));
		spec.addPositional(LineOptions.file(1, "OUT", "The image to write: .tif, .png or .jpg."));
		LineOptions.add(spec, PredictionOptions.class);
		spec.addOption(LineOptions.region());
		spec.addOption(LineOptions.plan());
		spec.addOption(OptionSpec.builder("--overwrite").type(boolean.class).description("Replace OUT if it exists.").build());
		line.spec = spec;
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		PredictionOptions options = LineOptions.read(spec, PredictionOptions.class);
		Path in = spec.positionalParameters().get(0).getValue();
		Path to = spec.positionalParameters().get(1).getValue();
		Region region = Region.parse(spec.findOption("--region").getValue());
		boolean overwrite = Boolean.TRUE.equals(spec.findOption("--overwrite").getValue());
		if (LineOptions.isPlan(spec))
			return Main.work(err, progress -> out.println(Forecast.of(region.of(ImageFile.open(in)), options, true, progress).text()));
		return Main.work(err, progress -> {
			PredictionFiles files = PredictionFiles.at(to, options, overwrite, List.of(in));
			Volume image = region.of(ImageFile.open(in));
			try (Predictor predictor = Predictor.open(image, options, progress)) {
				files.write(PredictionFiles.predict(predictor, image, progress), progress);
			}
		});
	}
}
