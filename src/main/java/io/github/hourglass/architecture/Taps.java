package io.github.hourglass.architecture;

import java.util.function.LongConsumer;

/**
 * Which elements of an input one element of an output is made from, along one axis. Moving the output by a period moves
 * the taps along, so two calls with equal taps do the same thing wherever a tile starts. Indices may lie outside the
 * input: there the operator's own padding acts.
 */
sealed interface Taps {

	/** Output size divided by input size, offsets aside. */
	Ratio ratio();

	void of(long output, LongConsumer input);

	/** Each element from the one with the same index. */
	record Same() implements Taps {

		@Override
		public Ratio ratio() {
			return Ratio.ONE;
		}

		@Override
		public void of(long output, LongConsumer input) {
			input.accept(output);
		}
	}

	/** A window that slides: Conv, pooling; with one tap also Slice and Pad. */
	record Sliding(long kernel, long stride, long dilation, long low) implements Taps {

		@Override
		public Ratio ratio() {
			return new Ratio(1, stride);
		}

		@Override
		public void of(long output, LongConsumer input) {
			for (long tap = 0; tap < kernel; tap++)
				input.accept(output * stride - low + tap * dilation);
		}
	}

	/** The transpose of a sliding window: ConvTranspose. */
	record Spreading(long kernel, long stride, long dilation, long low) implements Taps {

		@Override
		public Ratio ratio() {
			return new Ratio(stride, 1);
		}

		@Override
		public void of(long output, LongConsumer input) {
			for (long tap = 0; tap < kernel; tap++) {
				long position = output + low - tap * dilation;
				if (Math.floorMod(position, stride) == 0)
					input.accept(Math.floorDiv(position, stride));
			}
		}
	}

	/** Each input element becomes a run of output elements: DepthToSpace. */
	record Blocks(long size) implements Taps {

		@Override
		public Ratio ratio() {
			return new Ratio(size, 1);
		}

		@Override
		public void of(long output, LongConsumer input) {
			input.accept(Math.floorDiv(output, size));
		}
	}

	/** How Resize picks its elements. */
	enum Filter { NEAREST, LINEAR, CUBIC }

	/**
	 * Resize by an exact ratio. The coordinate of output {@code o} in the input is
	 * {@code (o + outShift/2) / ratio - inShift/2}.
	 *
	 * @param rounding for {@link Filter#NEAREST}: ONNX's {@code nearest_mode}
	 * @param antialias the filter is widened when shrinking
	 */
	record Resampled(Ratio ratio, Filter filter, String rounding, int outShift, int inShift, boolean antialias) implements Taps {

		@Override
		public void of(long output, LongConsumer input) {
			// the coordinate is top / bottom
			long bottom = 2 * ratio.numerator();
			long top = (2 * output + outShift) * ratio.denominator() - inShift * ratio.numerator();
			if (filter == Filter.NEAREST)
				input.accept(nearest(top, bottom));
			else if (antialias && ratio.denominator() > ratio.numerator())
				widened(top, bottom, input);
			else
				interpolated(top, bottom, input);
		}

		/** The element that nearest picks for the exact coordinate {@code top / bottom}. */
		private long nearest(long top, long bottom) {
			return switch (rounding) {
				case "floor" -> Math.floorDiv(top, bottom);
				case "ceil" -> -Math.floorDiv(-top, bottom);
				case "round_prefer_ceil" -> Math.floorDiv(2 * top + bottom, 2 * bottom);
				default -> -Math.floorDiv(bottom - 2 * top, 2 * bottom);
			};
		}

		private void interpolated(long top, long bottom, LongConsumer input) {
			long first = Math.floorDiv(top, bottom);
			if (first * bottom == top) {
				input.accept(first);
				return;
			}
			int reach = filter == Filter.LINEAR ? 0 : 1;
			for (long i = first - reach; i <= first + 1 + reach; i++)
				input.accept(i);
		}

		private void widened(long top, long bottom, LongConsumer input) {
			// all i nearer than the support to the coordinate, both over `bottom`; the cubic filter is zero halfway out as well
			long support = (filter == Filter.LINEAR ? 1 : 2) * 2 * ratio.denominator();
			long first = Math.floorDiv(top - support, bottom) + 1;
			long last = -Math.floorDiv(-(top + support), bottom) - 1;
			for (long i = first; i <= last; i++)
				if (filter == Filter.LINEAR || 2 * Math.abs(i * bottom - top) != support)
					input.accept(i);
		}
	}
}
