package io.github.hourglass.io;

import java.util.Arrays;

import io.github.hourglass.image.PixelType;

/** Smallest and largest finite value of each channel, collected while pixels pass by; from several threads. */
final class DisplayRanges {

	private final double[] min;
	private final double[] max;

	DisplayRanges(int channels) {
		min = new double[channels];
		max = new double[channels];
		Arrays.fill(min, Double.POSITIVE_INFINITY);
		Arrays.fill(max, Double.NEGATIVE_INFINITY);
	}

	/** Takes note of some pixels of a channel. */
	void add(int channel, PixelType type, Object pixels, int from, int count) {
		double low = Double.POSITIVE_INFINITY;
		double high = Double.NEGATIVE_INFINITY;
		if (type == PixelType.UINT16) {
			int a = 65535;
			int b = 0;
			short[] values = (short[]) pixels;
			for (int i = from; i < from + count; i++) {
				a = Math.min(a, values[i] & 0xffff);
				b = Math.max(b, values[i] & 0xffff);
			}
			low = a;
			high = b;
		}
		else if (type == PixelType.FLOAT32) {
			float a = Float.POSITIVE_INFINITY;
			float b = Float.NEGATIVE_INFINITY;
			float[] values = (float[]) pixels;
			for (int i = from; i < from + count; i++) {
				float value = values[i];
				if (value < a && value >= -Float.MAX_VALUE)
					a = value;
				if (value > b && value <= Float.MAX_VALUE)
					b = value;
			}
			low = a;
			high = b;
		}
		else
			for (int i = from; i < from + count; i++) {
				double value = type.get(pixels, i);
				low = Math.min(low, value);
				high = Math.max(high, value);
			}
		synchronized (this) {
			min[channel] = Math.min(min[channel], low);
			max[channel] = Math.max(max[channel], high);
		}
	}

	/** The smallest value of a channel; NaN if it has no finite one. */
	synchronized double min(int channel) {
		return min[channel] <= max[channel] ? min[channel] : Double.NaN;
	}

	/** The largest value of a channel; NaN if it has no finite one. */
	synchronized double max(int channel) {
		return min[channel] <= max[channel] ? max[channel] : Double.NaN;
	}

	/** True if all values of all channels lie in this range. */
	synchronized boolean within(double low, double high) {
		return Arrays.stream(min).allMatch(value -> value >= low) && Arrays.stream(max).allMatch(value -> value <= high);
	}
}
