package io.github.hourglass.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What CSBDeep for Python exports beside a SavedModel: {@code meta.json} with the axes of the network, the number by which each size
 * must be divisible and the overlap that tiles need. Images are normalized between their percentiles 3 and 99.8, the defaults of
 * CSBDeep in Fiji, and get their brightness back afterwards. Networks exported without that file are known by the names of their
 * layers.
 */
final class CsbdeepFormat {

	private static final String META = "meta.json";
	private static final byte[] LAYER = "down_level_0_no_0".getBytes(StandardCharsets.US_ASCII);
	private static final double LOW = 3, HIGH = 99.8;
	private static final int LONGEST_META = 1_000_000, SEARCHED = 64 << 20;

	private final Map<Character, Long> divisors = new HashMap<>(), overlaps = new HashMap<>();
	private final String type;
	private final boolean probabilistic;

	private CsbdeepFormat(Fields meta) {
		type = meta == null ? "CARE" : meta.text("type", "CARE");
		probabilistic = meta != null && meta.has("probabilistic") && meta.flag("probabilistic");
		String axes = meta == null ? "" : meta.text("axes", "");
		read(meta, axes, "axes_div_by", 1, divisors);
		read(meta, axes, "tile_overlap", 0, overlaps);
	}

	private static void read(Fields meta, String axes, String key, long least, Map<Character, Long> values) {
		if (meta == null || !meta.has(key))
			return;
		List<Long> numbers = meta.wholes(key, least);
		if (numbers.size() != axes.length())
			throw meta.refuse(key, "has " + numbers.size() + " numbers for the axes '" + axes + "'");
		for (int a = 0; a < axes.length(); a++)
			values.put(Character.toLowerCase(axes.charAt(a)), numbers.get(a));
	}

	/** What lies beside a SavedModel; null where it is none of CSBDeep's. */
	static CsbdeepFormat beside(Path weights) {
		Path folder = Files.isDirectory(weights) ? weights : weights.toAbsolutePath().getParent();
		Path meta = folder.resolve(META);
		try {
			if (Files.isRegularFile(meta) && Files.size(meta) <= LONGEST_META) {
				Fields fields = Fields.of(META, YamlText.read(Files.readAllBytes(meta), META));
				return fields.has("axes") ? new CsbdeepFormat(fields) : null;
			}
			return Files.isRegularFile(folder.resolve("saved_model.pb")) && holdsLayer(folder.resolve("saved_model.pb")) ? new CsbdeepFormat(null) : null;
		}
		catch (IOException e) {
			throw new ModelException("The file " + meta + " cannot be read: " + e.getMessage() + ".", e);
		}
	}

	private static boolean holdsLayer(Path file) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			byte[] bytes = in.readNBytes(SEARCHED);
			for (int i = 0; i + LAYER.length <= bytes.length; i++)
				if (bytes[i] == LAYER[0] && java.util.Arrays.equals(bytes, i, i + LAYER.length, LAYER, 0, LAYER.length))
					return true;
			return false;
		}
	}

	/** By what the size along an axis must be divisible; 0 where that is not said. */
	long divisor(char letter) {
		return divisors.getOrDefault(letter, 0L);
	}

	/** Pixels on each side of a tile that depend on what is beyond it; 0 where that is not said. */
	long overlap(char letter) {
		return overlaps.getOrDefault(letter, 0L);
	}

	/** @param letters the input's axes */
	List<StepSpec> normalization(String letters) {
		List<String> space = new ArrayList<>();
		for (char letter : letters.toCharArray())
			if ("xyz".indexOf(letter) >= 0)
				space.add(String.valueOf(letter));
		return List.of(new StepSpec("scale_range", Map.of("axes", space, "min_percentile", LOW, "max_percentile", HIGH)));
	}

	/** What the model is for, and that its images get their brightness back: not where the second half of its channels is their uncertainty. */
	Map<String, Object> facts() {
		boolean restores = !type.startsWith("StarDist") && !probabilistic;
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("tags", List.of("csbdeep", type));
		if (restores)
			facts.put("config", Map.of("hourglass", Map.of("undo_normalization", true)));
		return facts;
	}
}
