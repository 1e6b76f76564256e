package io.github.hourglass.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What StarDist for Python leaves beside a SavedModel: {@code config.json} (size of the U-Net, rays, grid) and {@code thresholds.json}. The
 * zips of its Fiji plugin have neither and are known by the names of their two last layers, the three published ones by their own names.
 * Images are normalized between their percentiles 1 and 99.8, all channels alike, as the plugin does it.
 */
final class StarDistFormat implements SavedModelNotes {

	private static final double LOW = 1, HIGH = 99.8;
	/** As far as the larger of the published networks sees. */
	private static final long USUAL_OVERLAP = 96;
	private static final long MULTIPLE = 8;

	/** A published network: thresholds, divisor and overlap as its plugin has them. */
	private record Published(String names, double probability, double overlap, long divisor, long halo) {}

	private static final List<Published> PUBLISHED = List.of(new Published("versatile_fluo|dsb2018_heavy_augment", 0.479071, 0.3, 16, 96),
		new Published("versatile_he|he_heavy_augment", 0.692478, 0.3, 16, 96), new Published("paper_dsb2018|dsb2018_paper", 0.417819, 0.5, 8, 48));

	private final Fields config, thresholds;
	private final Published published;

	private StarDistFormat(Fields config, Fields thresholds, Published published) {
		this.config = config;
		this.thresholds = thresholds;
		this.published = published;
	}

	/** Null where the network is none of StarDist's. */
	static StarDistFormat of(Path weights, Path folder, Path source) {
		List<Path> places = Stream.of(folder, Files.isDirectory(weights) ? weights : weights.getParent()).filter(Objects::nonNull).distinct().toList();
		Fields config = places.stream().map(place -> SavedModelNotes.read(place.resolve("config.json"))).filter(fields -> fields != null && fields.has("n_rays")).findFirst().orElse(null);
		if (config == null && !SavedModelNotes.mentions(weights, "prob/Sigmoid", "dist/BiasAdd"))
			return null;
		Fields thresholds = places.stream().map(place -> SavedModelNotes.read(place.resolve("thresholds.json"))).filter(fields -> fields != null && fields.has("prob")).findFirst().orElse(null);
		String name = source.toString().toLowerCase(Locale.ROOT);
		Published published = PUBLISHED.stream().filter(one -> Stream.of(one.names.split("\\|")).anyMatch(name::contains)).findFirst().orElse(null);
		return new StarDistFormat(config, thresholds, published);
	}

	@Override
	public String format() {
		return "stardist";
	}

	@Override
	public long divisor(char letter) {
		if (config == null)
			return published == null ? 0 : published.divisor;
		return power(number("unet_pool", letter, 2), depth()) * number("grid", letter, 1);
	}

	/** As many pixels as a U-Net of this depth sees, rounded up as StarDist's plugin has them for its own networks. */
	@Override
	public long overlap(char letter) {
		if (config == null)
			return published == null ? USUAL_OVERLAP : published.halo;
		long seen = (3 * power(number("unet_pool", letter, 2), depth()) * 2 - 2) * (number("unet_kernel_size", letter, 3) - 1) / 2 + 1;
		return (seen + MULTIPLE - 1) / MULTIPLE * MULTIPLE * number("grid", letter, 1);
	}

	private int depth() {
		return (int) Math.min(10, config.has("unet_n_depth") ? config.whole("unet_n_depth", 0) : 3);
	}

	private static long power(long base, int exponent) {
		long power = 1;
		for (int i = 0; i < exponent; i++)
			power = Math.min(1 << 20, power * base);
		return power;
	}

	/** One number of a list along the axes of the image, which {@code axes} names; YX or ZYX where it does not. */
	private long number(String key, char letter, long otherwise) {
		if (!config.isList(key))
			return otherwise;
		List<Long> numbers = config.wholes(key, 1);
		String axes = config.text("axes", numbers.size() == 3 ? "ZYX" : "YX").toLowerCase(Locale.ROOT).replace("c", "");
		int at = axes.indexOf(letter);
		return at >= 0 && at < numbers.size() ? Math.min(1 << 10, numbers.get(at)) : otherwise;
	}

	@Override
	public List<StepSpec> steps(List<AxisSpec> axes, boolean before, List<String> notes) {
		List<String> normalized = axes.stream().filter(axis -> "cxyz".indexOf(axis.letter()) >= 0).map(AxisSpec::id).toList();
		return before ? List.of(new StepSpec("scale_range", Map.of("axes", normalized, "min_percentile", LOW, "max_percentile", HIGH))) : List.of();
	}

	@Override
	public Map<String, Object> facts() {
		Map<String, Object> chosen = new LinkedHashMap<>();
		if (thresholds != null)
			thresholds.values().forEach((key, value) -> chosen.put(key, value));
		else if (published != null) {
			chosen.put("prob", published.probability);
			chosen.put("nms", published.overlap);
		}
		Map<String, Object> stardist = new LinkedHashMap<>();
		stardist.put("config", config == null ? Map.of() : config.values());
		stardist.put("thresholds", chosen);
		return Map.of("tags", List.of("stardist", "instance-segmentation"), "config", Map.of("stardist", stardist));
	}
}
