package io.github.hourglass.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Settings;

/** The text that goes with an exported model: data, settings, scores and limits. */
final class ModelCard {

	private ModelCard() {}

	static String of(TrainingRun run, Example example, Tensor output, int bestEpoch) {
		TrainingOptions options = run.options();
		List<Curves.Row> rows = run.rows();
		Curves.Row first = rows.get(0);
		Curves.Row best = rows.stream().filter(row -> row.epoch() == bestEpoch).findFirst().orElse(rows.get(rows.size() - 1));
		StringBuilder text = new StringBuilder("# Hourglass " + run.folder().getFileName() + "\n\n");
		text.append("Trained with Hourglass on the user's own images for the task *").append(options.task()).append("*.\n\n## Data\n\n");
		line(text, "Images", options.images());
		line(text, "Targets", options.targets());
		line(text, "Validation", options.validation());
		text.append("\n## Scores\n\n| | before training | this model (epoch ").append(best.epoch()).append(") |\n|---|---|---|\n");
		text.append("| validation loss | ").append(number(first.validation())).append(" | ").append(number(best.validation())).append(" |\n");
		text.append("\nSteps taken: ").append(rows.get(rows.size() - 1).step()).append(", in ").append(number(rows.get(rows.size() - 1).seconds()))
			.append(" s on ").append(options.device()).append(".\n\n![Training and validation loss](curves.png)\n\n## Settings\n\n");
		for (Map.Entry<String, Object> setting : Settings.values(options).entrySet())
			line(text, setting.getKey(), setting.getValue().toString());
		text.append("\n## Limits\n\nThe scores are those of images like the ones it was trained on. Try it on other samples, stains, cameras or scales "
			+ "before you rely on it there.\n");
		return text.toString();
	}

	private static void line(StringBuilder text, String name, String value) {
		if (!value.isBlank())
			text.append("- ").append(name).append(": ").append(value).append('\n');
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, "%.4g", value);
	}
}
