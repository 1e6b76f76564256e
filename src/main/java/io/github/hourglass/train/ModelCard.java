package io.github.hourglass.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.image.Settings;
import io.github.hourglass.score.ImageScores;

/** The text that goes with an exported model: data, settings, scores and limits. */
final class ModelCard {

	private ModelCard() {}

	/**
	 * @param changes what was kept of the model it started from, and what changed; may be empty
	 * @param scores of a validation image and of what the model makes of it; may be empty
	 */
	static String of(TrainingRun run, List<String> changes, List<ImageScores> scores, int bestEpoch) {
		TrainingOptions options = run.options();
		List<Curves.Row> rows = run.rows();
		Curves.Row first = rows.get(0);
		Curves.Row best = rows.stream().filter(row -> row.epoch() == bestEpoch).findFirst().orElse(rows.get(rows.size() - 1));
		StringBuilder text = new StringBuilder("# Hourglass " + run.folder().getFileName() + "\n\n");
		text.append("Trained with Hourglass on the user's own images for the task *").append(options.task()).append("*.\n\n## Data\n\n");
		Map<String, Object> settings = settings(options);
		for (String name : List.of("images", "targets", "validation"))
			line(text, name, settings.get(name).toString());
		if (!changes.isEmpty()) {
			text.append("\n## The model it started from\n\n");
			changes.forEach(change -> text.append("- ").append(change).append('\n'));
		}
		text.append("\n## Scores\n\n| | before | this model (epoch ").append(best.epoch()).append(") |\n|---|---|---|\n");
		text.append("| validation loss | ").append(number(first.validation())).append(" | ").append(number(best.validation())).append(" |\n");
		if (!scores.isEmpty()) {
			text.append("| PSNR (dB) of a validation image | ").append(number(scores.get(0).psnr())).append(" | ").append(number(scores.get(1).psnr())).append(" |\n");
			text.append("| SSIM of it | ").append(number(scores.get(0).ssim())).append(" | ").append(number(scores.get(1).ssim())).append(" |\n");
		}
		text.append("\nSteps taken: ").append(rows.get(rows.size() - 1).step()).append(", in ").append(number(rows.get(rows.size() - 1).seconds()))
			.append(" s on ").append(options.device()).append(".\n\n![Training and validation loss](curves.png)\n\n## Settings\n\n");
		settings(options).forEach((name, value) -> line(text, name, value.toString()));
		text.append("\n## Limits\n\nThe scores are those of images like the ones it was trained on. Try it on other samples, stains, cameras or scales "
			+ "before you rely on it there.\n");
		return text.toString();
	}

	/** All options, but of files and folders only the last name: a package is given to others. */
	static Map<String, Object> settings(TrainingOptions options) {
		Map<String, Object> settings = Settings.values(options);
		for (String name : List.of("images", "targets", "validation", "from"))
			settings.computeIfPresent(name, (key, value) -> value.toString().replaceFirst("^.*[/\\\\](?=[^/\\\\])", ""));
		return settings;
	}

	private static void line(StringBuilder text, String name, String value) {
		if (!value.isBlank())
			text.append("- ").append(name).append(": ").append(value).append('\n');
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, "%.4g", value);
	}
}
