package io.github.hourglass.train;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Randomness;
import io.github.hourglass.image.Volume;

/**
 * What one pass over an image tells of it. The fingerprint is the same for images of the same size and values, however they are
 * stored.
 */
final class Survey {

	private static final double[] FULL = { 255, 1023, 4095, 16383, 65535 };

	private final PixelType type;
	private double min = Double.POSITIVE_INFINITY;
	private double max = Double.NEGATIVE_INFINITY;
	private double sum;
	private long count;
	private long notFinite;
	private long atMax;
	private boolean integers = true;
	private long hash;
	private long secondHash;
	private final long sizeHash;

	private Survey(PixelType type, long sizeHash) {
		this.type = type;
		this.sizeHash = sizeHash;
	}

	static Survey of(Volume volume, Progress progress) {
		long sizeHash = 0;
		for (long size : volume.dimensions())
			sizeHash = Randomness.mix(sizeHash + size);
		Survey whole = new Survey(volume.type(), sizeHash);
		long[] dimensions = volume.dimensions();
		Blocks.forEach(volume, Blocks.THREADS, progress, "Checking images", (min, size, pixels) -> {
			Survey block = new Survey(volume.type(), 0);
			block.add(min, size, dimensions, pixels);
			whole.merge(block);
		});
		return whole;
	}

	private void add(long[] from, int[] size, long[] dimensions, Object pixels) {
		int rows = Volume.pixels(size) / size[0];
		for (int row = 0; row < rows; row++) {
			long at = 0;
			for (int d = size.length - 1, rest = row; d >= 0; d--) {
				int stride = 1;
				for (int e = 1; e < d; e++)
					stride *= size[e];
				int position = d == 0 ? 0 : rest / stride;
				rest -= d == 0 ? 0 : position * stride;
				at = at * dimensions[d] + from[d] + position;
			}
			for (int i = 0; i < size[0]; i++)
				add(type.get(pixels, row * size[0] + i), at + i);
		}
	}

	private void add(double value, long at) {
		long mixed = Randomness.mix(Double.doubleToLongBits(value) + at * 0x9e3779b97f4a7c15L);
		hash += mixed;
		secondHash += Randomness.mix(mixed ^ at);
		if (!Double.isFinite(value)) {
			notFinite++;
			return;
		}
		count++;
		sum += value;
		integers &= value == Math.rint(value);
		min = Math.min(min, value);
		if (value > max) {
			max = value;
			atMax = 0;
		}
		if (value == max)
			atMax++;
	}

	private synchronized void merge(Survey block) {
		atMax = max > block.max ? atMax : max < block.max ? block.atMax : atMax + block.atMax;
		min = Math.min(min, block.min);
		max = Math.max(max, block.max);
		sum += block.sum;
		count += block.count;
		notFinite += block.notFinite;
		integers &= block.integers;
		hash += block.hash;
		secondHash += block.secondHash;
	}

	double min() {
		return min;
	}

	double max() {
		return max;
	}

	double mean() {
		return sum / count;
	}

	/** Pixels that are NaN or infinite. */
	long notFinite() {
		return notFinite;
	}

	boolean isConstant() {
		return min >= max;
	}

	/** True if all values are whole numbers. */
	boolean isWhole() {
		return integers && notFinite == 0;
	}

	/**
	 * Share of the pixels at the largest value, if that is the largest a camera of 8, 10, 12, 14 or 16 bits (or the pixel type) can
	 * give; else 0.
	 */
	double saturated() {
		boolean full = type.isInteger() && max == type.max();
		for (double value : FULL)
			full |= max == value;
		return full && !isConstant() ? (double) atMax / count : 0;
	}

	String fingerprint() {
		return Long.toHexString(sizeHash) + Long.toHexString(hash) + '-' + Long.toHexString(secondHash);
	}
}
