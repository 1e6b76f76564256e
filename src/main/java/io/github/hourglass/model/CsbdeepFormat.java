package io.github.hourglass.model;

import java.nio.file.Files;
import java.nio.file.Path;
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
final class CsbdeepFormat implements SavedModelNotes {

	private static final String META = "meta.json";
	private static final String LAYER = "down_level_0_no_0";
	private static final double LOW = 3, HIGH = 99.8;

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
		Fields meta = SavedModelNotes.read(folder.resolve(META));
		if (meta != null)
			return meta.has("axes") ? new CsbdeepFormat(meta) : null;
		return SavedModelNotes.mentions(folder, LAYER) ? new CsbdeepFormat(null) : null;
	}

	@Override
	public String format() {
		return "csbdeep";
	}

	@Override
	public long divisor(char letter) {
		return divisors.getOrDefault(letter, 0L);
	}

	@Override
	public long overlap(char letter) {
		return overlaps.getOrDefault(letter, 0L);
	}

	@Override
	public List<StepSpec> steps(List<AxisSpec> axes, boolean before, List<String> notes) {
		List<String> space = axes.stream().filter(axis -> "xyz".indexOf(axis.letter()) >= 0).map(AxisSpec::id).toList();
		return before ? List.of(new StepSpec("scale_range", Map.of("axes", space, "min_percentile", LOW, "max_percentile", HIGH))) : List.of();
	}

	/** What the model is for, and that its images get their brightness back: not where the second half of its channels is their uncertainty. */
	@Override
	public Map<String, Object> facts() {
		boolean restores = !type.startsWith("StarDist") && !probabilistic;
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("tags", List.of("csbdeep", type));
		if (restores)
			facts.put("config", Map.of("hourglass", Map.of("undo_normalization", true)));
		return facts;
	}
}
