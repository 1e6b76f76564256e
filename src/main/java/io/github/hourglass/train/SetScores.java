package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How good a model is on a set of images it was not trained on, beside methods that need no training.
 *
 * @param set its name
 * @param images how many
 * @param columns what is told
 * @param methods by name, a number per column; NaN where there is none
 */
record SetScores(String set, int images, List<String> columns, Map<String, List<Double>> methods) {

	/** The name of the model among the methods. */
	static final String MODEL = "this model";
	/** That of the package it replaces. */
	static final String BEFORE = "the package before";

	/** As lists and maps of a package's description. */
	Map<String, Object> document() {
		Map<String, Object> document = new LinkedHashMap<>();
		document.put("images", (long) images);
		document.put("columns", columns);
		Map<String, Object> rows = new LinkedHashMap<>();
		methods.forEach((name, values) -> rows.put(name, values.stream().map(value -> (Object) (Double.isFinite(value) ? Math.round(value * 1e4) / 1e4 : "")).toList()));
		document.put("methods", rows);
		return document;
	}

	/** These with the row of the model in what another package says of the same set, if it does. */
	SetScores with(Map<?, ?> before) {
		if (!(before.get(set) instanceof Map<?, ?> entry) || !columns.equals(entry.get("columns")) || !(entry.get("methods") instanceof Map<?, ?> rows)
			|| !(rows.get(MODEL) instanceof List<?> values))
			return this;
		Map<String, List<Double>> all = new LinkedHashMap<>(methods);
		all.put(BEFORE, values.stream().map(value -> value instanceof Number number ? number.doubleValue() : Double.NaN).toList());
		return new SetScores(set, images, columns, all);
	}

	/** As a table in Markdown. */
	String table() {
		StringBuilder text = new StringBuilder("| ").append(set).append(" (").append(images).append(images == 1 ? " image" : " images").append(") |");
		columns.forEach(column -> text.append(' ').append(column).append(" |"));
		text.append("\n|---|").append("---|".repeat(columns.size())).append('\n');
		methods.forEach((name, values) -> {
			List<String> cells = new ArrayList<>();
			for (double value : values)
				cells.add(Double.isFinite(value) ? String.format(Locale.ROOT, Math.abs(value) < 2 ? "%.3f" : "%.2f", value) : "–");
			String bold = name.equals(MODEL) ? "**" : "";
			text.append("| ").append(bold).append(name).append(bold).append(" | ").append(String.join(" | ", cells)).append(" |\n");
		});
		return text.toString();
	}
}
