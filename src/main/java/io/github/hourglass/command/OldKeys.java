package io.github.hourglass.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of macro lines that were recorded with CSBDeep's <em>Run your network</em>, Noise2Void's <em>N2V predict</em> and StarDist's
 * <em>StarDist 2D</em>, the last also as its <em>Command From Macro</em>: with another label they mean the same in our commands. The table is
 * in {@code docs/old-macros.md} (tested).
 */
final class OldKeys {

	/** Our key for each of theirs. */
	static final Map<String, String> RENAMED = new TreeMap<>(Map.of("modelfile", "model", "modelchoice", "model", "probthresh", "threshold", "nmsthresh", "overlap", "outputtype", "rois",
		"convertoutputtoinputformat", "type"));
	/** What needs no saying here: tiles are chosen by memory, their halo is computed, progress is in the status line. */
	static final Set<String> NEEDLESS = Set.of("clip", "ntiles", "numtiles", "blockmultiple", "batchsize", "showprogressdialog", "excludeboundary", "roiposition", "verbose", "showcsbdeepprogress",
		"showprobanddist", "process", "command", "modelurl");
	/** Left out where they say what the model's own normalization says. */
	static final Set<String> NORMALIZATION = Set.of("normalizeinput", "percentilebottom", "percentiletop");

	private static final String STARDIST = "de.csbdresden.stardist.StarDist2D";
	private static final String FROM_FILE = "Model (.zip) from File";
	private static final Pattern ARGUMENT = Pattern.compile("\\G\\s*(['\"])((?:\\\\.|(?!\\1).)*)\\1\\s*:\\s*(['\"])((?:\\\\.|(?!\\3).)*)\\3\\s*(?:,|$)");

	private final boolean segments;
	private final Map<String, String> old;
	private final Map<String, String> now = new LinkedHashMap<>();
	private final List<String> renamed = new ArrayList<>(), dropped = new ArrayList<>();

	private OldKeys(boolean segments, Map<String, String> old) {
		this.segments = segments;
		this.old = old;
	}

	/**
	 * The same options under our keys.
	 *
	 * @param note is told once which keys have new names and which are needless
	 * @throws IllegalArgumentException where something cannot be kept
	 */
	static MacroOptions translated(Class<?> command, MacroOptions options, Consumer<String> note) {
		boolean segments = command == Segment.class;
		if (!segments && !Prediction.class.isAssignableFrom(command))
			return options;
		Map<String, String> values = options.values();
		if (values.containsKey("args") && values.containsKey("command"))
			values = arguments(values.get("command"), values.get("args"));
		else if (values.keySet().stream().noneMatch(OldKeys::isOld))
			return options;
		return new OldKeys(segments, values).translated(note);
	}

	private static boolean isOld(String key) {
		return RENAMED.containsKey(key) || NEEDLESS.contains(key) || NORMALIZATION.contains(key);
	}

	/** What StarDist records: {@code command=[class], args=['key':'value', ...], process=[false]}. */
	private static Map<String, String> arguments(String command, String args) {
		if (!command.strip().equals(STARDIST))
			throw new IllegalArgumentException("The command " + command.strip() + " has no counterpart here; only lines of " + STARDIST + " are understood.");
		Map<String, String> values = new LinkedHashMap<>();
		Matcher matcher = ARGUMENT.matcher(args);
		int end = 0;
		while (matcher.find()) {
			values.put(unescaped(matcher.group(2)).toLowerCase(Locale.ROOT), unescaped(matcher.group(4)));
			end = matcher.end();
		}
		if (!args.substring(end).isBlank())
			throw new IllegalArgumentException("args cannot be read from '" + args.substring(end).strip() + "' on; it holds 'key':'value' pairs with commas between.");
		return values;
	}

	private static String unescaped(String text) {
		return text.replaceAll("\\\\(.)", "$1");
	}

	private MacroOptions translated(Consumer<String> note) {
		old.forEach(this::translate);
		normalization();
		if (!now.containsKey("model"))
			throw new IllegalArgumentException("The macro line is one of CSBDeep, Noise2Void or StarDist and names no model; add model= and the file or the name of one."
				+ (old.getOrDefault("modelurl", "").isBlank() ? "" : " That of modelurl comes here by 'hourglass models import " + old.get("modelurl") + "'."));
		if (old.containsKey("modelchoice"))
			now.putIfAbsent("statistics", "frame"); // as StarDist's plugin normalizes movies
		String names = String.join(", ", renamed);
		note.accept("This macro line is an older plugin's and is understood" + (names.isEmpty() ? "" : "; here " + names) + (dropped.isEmpty() ? "." : "; " + String.join(", ", dropped) + " can be left out."));
		return new MacroOptions(now);
	}

	private void translate(String key, String value) {
		switch (key) {
			case "modelfile" -> {
				if (!value.isBlank() && FROM_FILE.equals(old.getOrDefault("modelchoice", FROM_FILE)))
					rename(key, "model", value);
			}
			case "modelchoice" -> {
				if (!value.startsWith("Model (.zip) from"))
					rename(key, "model", StarDistChoice.named(value));
			}
			case "outputtype" -> {
				if (!value.equals("Label Image"))
					rename(key, "rois", "true");
			}
			case "convertoutputtoinputformat" -> {
				if (value.equals("true"))
					rename(key, "type", "input");
			}
			case "axes" -> now.put(key, value.toLowerCase(Locale.ROOT).replace('b', 't'));
			case "overlap" -> overlap(value);
			default -> other(key, value);
		}
	}

	private void other(String key, String value) {
		if (NORMALIZATION.contains(key))
			dropped.add(key);
		else if (NEEDLESS.contains(key))
			dropped.add(key);
		else
			rename(key, RENAMED.getOrDefault(key, key), value);
	}

	private void rename(String key, String to, String value) {
		now.put(to, value);
		if (!key.equals(to))
			renamed.add(key + " is " + to + "=" + (value.matches("[^\\s\\[\\]]+") ? value : "[" + value + "]"));
	}

	/** CSBDeep's is a number of pixels between tiles, ours a share of objects. */
	private void overlap(String value) {
		if (segments && value.matches("0?\\.\\d+|0|1"))
			now.put("overlap", value);
		else
			dropped.add("overlap");
	}

	/** Percentiles other than those that the model has anyway, or none at all. */
	private void normalization() {
		String low = old.getOrDefault("percentilebottom", segments ? "1" : "3"), high = old.getOrDefault("percentiletop", "99.8");
		String chosen = "false".equals(old.get("normalizeinput")) ? "none" : isNumber(low, segments ? 1 : 3) && isNumber(high, 99.8) ? "" : low.strip() + "," + high.strip();
		if (chosen.isEmpty())
			return;
		dropped.removeAll(NORMALIZATION);
		rename("normalizeinput", "normalization", chosen);
	}

	private static boolean isNumber(String text, double expected) {
		try {
			return Math.abs(Double.parseDouble(text) - expected) < 1e-4;
		}
		catch (NumberFormatException e) {
			return false;
		}
	}
}
