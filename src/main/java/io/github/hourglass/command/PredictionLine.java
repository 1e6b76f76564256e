package io.github.hourglass.command;

import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.github.hourglass.image.Setting;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code hourglass denoise} and {@code hourglass predict}: image file in, image file out, options as in the core's record. */
final class PredictionLine implements Callable<Integer> {

	private final PrintStream err;
	private CommandSpec spec;

	private PredictionLine(PrintStream err) {
		this.err = err;
	}

	static CommandSpec spec(String description, PrintStream err) {
		PredictionLine line = new PredictionLine(err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description(description);
		spec.addPositional(file(0, "IN", "The image to read: TIFF (also hyperstacks and more than 4 GB), PNG, JPEG."));
		spec.addPositional(file(1, "OUT", "The image to write: .tif, .png or .jpg."));
		for (RecordComponent option : Options.of(PredictionOptions.class))
			spec.addOption(option(option));
		spec.addOption(OptionSpec.builder("--overwrite").type(boolean.class).description("Replace OUT if it exists.").build());
		line.spec = spec;
		return spec;
	}

	private static PositionalParamSpec file(int index, String label, String text) {
		return PositionalParamSpec.builder().index(Integer.toString(index)).paramLabel(label).type(Path.class).required(true).description(text).build();
	}

	private static OptionSpec option(RecordComponent option) {
		Setting setting = Options.setting(option);
		String text = setting.text() + (setting.choices().length > 0 ? " One of " + String.join(", ", setting.choices()) + "." : "")
			+ (setting.byDefault().isEmpty() ? "" : " Default: " + setting.byDefault() + ".");
		boolean flag = option.getType() == boolean.class;
		return OptionSpec.builder("--" + option.getName()).type(String.class).arity(flag ? "0..1" : "1").fallbackValue(flag ? "true" : "")
			.paramLabel(option.getName().toUpperCase(java.util.Locale.ROOT)).description(text.replace("%", "%%")).build();
	}

	@Override
	public Integer call() throws Exception {
		Map<String, String> values = new HashMap<>();
		for (RecordComponent option : Options.of(PredictionOptions.class))
			values.put(option.getName(), spec.findOption("--" + option.getName()).getValue());
		PredictionOptions options = Options.read(PredictionOptions.class, values);
		Path in = spec.positionalParameters().get(0).getValue();
		Path out = spec.positionalParameters().get(1).getValue();
		boolean overwrite = Boolean.TRUE.equals(spec.findOption("--overwrite").getValue());
		return Main.work(err, progress -> {
			ImageFile.check(out, overwrite, List.of(in));
			Volume image = ImageFile.open(in);
			try (Predictor predictor = Predictor.open(image, options, progress)) {
				ImageFile.write(predictor.apply(image, progress), out, overwrite, progress);
			}
		});
	}
}
