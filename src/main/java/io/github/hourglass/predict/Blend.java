package io.github.hourglass.predict;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Line;
import io.github.hourglass.image.Tiling.Span;
import io.github.hourglass.image.Volume;

/**
 * Joins tiles that do not add up exactly: where they overlap each one's weight rises linearly from its own edge, and the
 * weights are normalized to one. Keeps account of how far overlapping tiles disagree.
 */
final class Blend {

	private double largest;
	private double sum;
	private long count;

	/** Largest and mean difference between overlapping tiles, and of how many pixels. */
	record Seam(double largest, double mean, long pixels) {}

	synchronized Seam seam() {
		return new Seam(largest, count == 0 ? 0 : sum / count, count);
	}

	/** All that a tile gives, its halo included; only what lies beyond the image is cut off. */
	static Span whole(Line line, Span span) {
		var rule = line.rule();
		long lossLow = -Math.floorDiv(-rule.lossLow() * rule.down(), rule.up());
		long lossHigh = -Math.floorDiv(-rule.lossHigh() * rule.down(), rule.up());
		long end = span.readMin() + span.readSize();
		boolean first = span.from() == 0 || span.readMin() <= 0 && !rule.mirrored();
		boolean last = span.to() == line.size() || end - lossHigh >= line.size();
		long from = first ? 0 : span.readMin() - Math.floorDiv(-lossLow, rule.stride()) * rule.stride();
		long to = last ? line.size() : Math.floorDiv(end - lossHigh, rule.stride()) * rule.stride();
		long readMin = span.readMin() * rule.up() / rule.down();
		Span block = line.cover(from, to);
		return new Span(from, to, span.readMin(), span.readSize(), block.outMin(), block.outSize(),
			block.outMin() + (rule.mirrored() ? 0 : rule.lossLow()) - readMin - rule.lossLow());
	}

	/** First tile whose overlap reaches this output pixel. */
	static long first(Line line, long pixel) {
		long tile = line.indexOf(pixel);
		while (tile > 0 && end(line, tile - 1) > pixel)
			tile--;
		return tile;
	}

	/** Last tile whose overlap reaches this output pixel. */
	static long last(Line line, long pixel) {
		long tile = line.indexOf(pixel);
		while (tile < line.count() - 1 && whole(line, line.tile(tile + 1)).outMin() <= pixel)
			tile++;
		return tile;
	}

	private static long end(Line line, long tile) {
		Span whole = whole(line, line.tile(tile));
		return whole.outMin() + whole.outSize();
	}

	/** The weight of one tile at {@code size} output pixels from {@code min} on; 0 where it does not reach. */
	static float[] weights(Line line, long tile, long min, int size) {
		float[] weights = new float[size];
		for (int i = 0; i < size; i++) {
			double all = 0;
			for (long other = first(line, min + i), last = last(line, min + i); other <= last; other++)
				all += ramp(line, other, min + i);
			weights[i] = (float) (ramp(line, tile, min + i) / all);
		}
		return weights;
	}

	private static double ramp(Line line, long tile, long pixel) {
		Span whole = whole(line, line.tile(tile));
		long end = whole.outMin() + whole.outSize();
		if (pixel < whole.outMin() || pixel >= end)
			return 0;
		double weight = 1;
		if (tile > 0)
			weight = Math.min(weight, (pixel - whole.outMin() + 0.5) / (end(line, tile - 1) - whole.outMin()));
		if (tile < line.count() - 1)
			weight = Math.min(weight, (end - pixel - 0.5) / (end - whole(line, line.tile(tile + 1)).outMin()));
		return weight;
	}

	/** The weighted sum of the tiles over one block. */
	final class Sum {

		private final int[] size;
		private final float[] sums;
		private final float[] lowest;
		private final float[] highest;

		Sum(int[] size) {
			this.size = size;
			int pixels = Volume.pixels(size);
			sums = new float[pixels];
			lowest = new float[pixels];
			highest = new float[pixels];
			java.util.Arrays.fill(lowest, Float.POSITIVE_INFINITY);
			java.util.Arrays.fill(highest, Float.NEGATIVE_INFINITY);
		}

		/**
		 * @param values the tile's pixels over the whole block, anything where it does not reach
		 * @param weights per axis; null for an axis along which all weights are 1
		 */
		void add(float[] values, float[][] weights) {
			for (int i = 0; i < sums.length; i++) {
				float weight = 1;
				for (int d = 0, rest = i; d < size.length; rest /= size[d], d++)
					if (weights[d] != null)
						weight *= weights[d][rest % size[d]];
				if (weight > 0) {
					sums[i] += weight * values[i];
					lowest[i] = Math.min(lowest[i], values[i]);
					highest[i] = Math.max(highest[i], values[i]);
				}
			}
		}

		void finish(PixelType type, Object dest) {
			type.fromFloats(sums, 0, dest, 0, sums.length);
			synchronized (Blend.this) {
				for (int i = 0; i < sums.length; i++)
					if (highest[i] > lowest[i]) {
						largest = Math.max(largest, highest[i] - lowest[i]);
						sum += highest[i] - lowest[i];
						count++;
					}
			}
		}
	}

	/** The tiling whose spans are {@link #whole}. */
	static Span[] whole(Tiling tiling, Span[] spans) {
		Span[] wide = new Span[spans.length];
		for (int d = 0; d < spans.length; d++)
			wide[d] = whole(tiling.lines().get(d), spans[d]);
		return wide;
	}
}
