package io.github.hourglass.train;

import java.util.List;
import java.util.Locale;

/** The text that goes with a shipped model: data, settings, scores, time, limits and how to make it again. */
final class RecipeCard {

	private RecipeCard() {}

	/**
	 * @param name under which the model is shipped
	 * @param rows the curves of the training
	 * @param options of the training as it was
	 */
	static String of(String name, Recipe recipe, boolean real, TrainingOptions options, List<Curves.Row> rows, List<SetScores> scores, double imageSeconds) {
		StringBuilder text = new StringBuilder("# ").append(recipe.name()).append("\n\n").append(recipe.description()).append("\n\n![Input and output](cover.png)\n\n## Scores\n\n");
		text.append(scores.isEmpty() ? "It was not tested on images of its own.\n" : "On images that were not trained on, means over the images of a set; of the shift the largest.\n");
		scores.forEach(set -> text.append('\n').append(set.table()));
		text.append("\n## Data\n\n");
		for (RecipeSet set : recipe.data())
			text.append("- ").append(set.name().isEmpty() ? "" : set.name() + ": ").append(set.text()).append(set.isReal() && !real ? " (left out: they were not at hand)" : "").append(".\n");
		text.append("\nTested with:\n\n");
		for (RecipeSet set : recipe.evaluation())
			text.append("- ").append(set.name()).append(": ").append(set.text()).append(set.isReal() && !real ? " (left out: they were not at hand)" : "").append(".\n");
		if (recipe.targets().equals("labels"))
			text.append("\nOf simulated images, objects of which the border of the image leaves less than a twentieth of the usual size are left out of the truth.\n");
		Curves.Row last = rows.get(rows.size() - 1), best = rows.stream().min(java.util.Comparator.comparingDouble(Curves.Row::validation)).orElse(last);
		text.append(String.format(Locale.ROOT, "%n## Training%n%n%d steps in %s on %s; the best validation loss, %.4g, was that of epoch %d. Making the images took %s.%n", last.step(),
			time(last.seconds()), options.device(), best.validation(), best.epoch(), time(imageSeconds)));
		text.append("\n![Training and validation loss](curves.png)\n\n");
		ModelCard.settings(options).forEach((key, value) -> {
			if (!value.toString().isBlank() && !List.of("images", "targets", "validation").contains(key))
				text.append("- ").append(key).append(": ").append(value).append('\n');
		});
		if (recipe.isCompact())
			text.append("\nThe weights are kept in 16-bit floats, with which the scores were measured; it computes in 32 bits.\n");
		text.append("\n`hourglass models rebuild ").append(name).append("` makes it again from [").append(Recipe.FILE).append("](").append(Recipe.FILE).append(").\n");
		text.append("\n## Limits\n\n").append(recipe.limits().isEmpty() ? "The scores are those of images like the ones it was trained on." : recipe.limits()).append('\n');
		if (!recipe.license().isEmpty())
			text.append("\n## License\n\n").append(recipe.license()).append('\n');
		return text.toString();
	}

	private static String time(double seconds) {
		return seconds < 120 ? String.format(Locale.ROOT, "%.0f s", seconds) : String.format(Locale.ROOT, "%.0f minutes", seconds / 60);
	}
}
