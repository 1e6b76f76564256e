package io.github.hourglass.predict;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;

/**
 * How far the tiled prediction of an image is from that in one piece.
 *
 * @param largest largest absolute difference
 * @param range largest minus least value in one piece
 * @param part the size of the part of the image that was compared
 * @param tile the tiles it was cut into
 * @param exact whether these tiles should add up exactly
 */
public record Seams(double largest, double range, String part, String tile, boolean exact) {

	/** The bound for networks whose tiles add up exactly, as a share of the range. */
	public static final double TOLERANCE = 1e-5;

	/** Sizes that still go through a network in one piece on an ordinary machine. */
	private static final long MOST_FLAT = 1024;
	private static final long MOST_DEEP = 128;

	/** True if the difference is rounding, or the tiles were not to add up exactly. */
	public boolean holds() {
		return !exact || largest <= TOLERANCE * range;
	}

	/**
	 * Predicts the middle of an image (as much of it as goes through in one piece), in one piece and in tiles of half its size, or three
	 * quarters where half is less than the network's halo takes. Tiles of a network that can be cut exactly get the halo that this needs,
	 * also where {@code halo=auto} would rather blend tiles as small as these.
	 *
	 * @throws IllegalArgumentException if the image is too small to be cut
	 */
	public static Seams of(Model model, Volume image, PredictionOptions options, Progress progress) {
		Volume part = middle(model, image);
		PredictionOptions own = options.withResample(false);
		try (Predictor untiled = Predictor.open(model, own.withTile(tile(part, 1, 1)), progress)) {
			Volume expected = untiled.apply(part, progress);
			PredictionOptions cut = untiled.isExact() && options.halo().strip().equals("auto") ? own.withHalo(untiled.exactHalo()) : own;
			String[] tiles = { tile(part, 1, 2), tile(part, 3, 4) };
			IllegalArgumentException tooSmall = null;
			for (String tile : tiles)
				try (Predictor tiled = Predictor.open(model, cut.withTile(tile), progress)) {
					boolean blended = tiled.forecast(part).tiles().contains(TilePlan.BLENDED);
					return compare(expected, tiled.apply(part, progress), part, tile, tiled.isExact() && !blended, progress);
				}
				catch (IllegalArgumentException refused) {
					tooSmall = refused;
				}
			throw new IllegalArgumentException("The image is too small to be cut into tiles for this network: " + tooSmall.getMessage(), tooSmall);
		}
	}

	private static Seams compare(Volume expected, Volume tiled, Volume part, String tile, boolean exact, Progress progress) {
		double[] found = { 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY };
		Blocks.forEach(tiled, 1, progress, "Comparing", (min, size, pixels) -> {
			Object reference = expected.type().newArray(Volume.pixels(size));
			expected.copy(min, size, reference);
			for (int i = 0; i < Volume.pixels(size); i++) {
				double value = expected.type().get(reference, i);
				if (Double.isNaN(value))
					continue;
				found[0] = Math.max(found[0], Math.abs(value - tiled.type().get(pixels, i)));
				found[1] = Math.min(found[1], value);
				found[2] = Math.max(found[2], value);
			}
		});
		String size = Arrays.stream(part.dimensions()).mapToObj(Long::toString).collect(Collectors.joining(" × "));
		return new Seams(found[0], Math.max(0, found[2] - found[1]), size, tile, exact);
	}

	/** The middle along the axes in space; all channels, the first time point. */
	private static Volume middle(Model model, Volume image) {
		long most = model.inputs().get(0).axis('z') != null ? MOST_DEEP : MOST_FLAT;
		long[] min = new long[image.axes().count()];
		long[] size = image.dimensions();
		for (int d = 0; d < size.length; d++) {
			char letter = image.axes().letter(d);
			long limit = letter == 'c' ? size[d] : !Axis.isSpatial(letter) || letter == 'z' && most == MOST_FLAT ? 1 : most;
			min[d] = (size[d] - Math.min(size[d], limit)) / 2;
			size[d] = Math.min(size[d], limit);
		}
		return image.crop(min, size);
	}

	private static String tile(Volume part, int numerator, int denominator) {
		return "xyz".chars().mapToObj(letter -> (char) letter).filter(part.axes()::has).filter(letter -> part.size(letter) > 1)
			.map(letter -> Long.toString(Math.max(1, part.size(letter) * numerator / denominator))).collect(Collectors.joining(","));
	}

	/** One line for people. */
	@Override
	public String toString() {
		String difference = String.format(Locale.ROOT, "%.2e of the range", range > 0 ? largest / range : largest);
		return "tiled (" + tile + ") against untiled on " + part + ": largest difference " + difference
			+ (exact ? holds() ? ", which is rounding" : ", MORE than rounding" : "; these tiles are blended or cut where the package says, not exactly");
	}
}
