package io.github.hourglass.architecture;

import java.util.Arrays;

import io.github.hourglass.architecture.AxisRules.Move;
import io.github.hourglass.engine.Tensor;

/**
 * How Reshape and Flatten move an axis: it stays, is split into itself and faster axes of fixed size, or swallows
 * faster axes of fixed size. Everything else ties the layout of pixels to the size.
 */
final class ReshapeRules {

	private ReshapeRules() {}

	static Move move(Call call, int axis) {
		long[] in = call.shape(0);
		long[] out;
		try {
			out = LayoutRules.results(call).get(0).shape();
		}
		catch (IllegalArgumentException fixed) {
			return AxisRules.positional(call, "gives a fixed shape");
		}
		long before = Tensor.elements(Arrays.copyOf(in, axis));
		int to = place(out, before, in[axis]);
		if (to < 0)
			return flattened(call, in, out, axis);
		if (out[to] == in[axis])
			return Move.same(to);
		if (in[axis] % out[to] == 0)
			return new Move(to, new Taps.Sliding(in[axis] / out[to], in[axis] / out[to], 1, 0));
		if (out[to] % in[axis] == 0)
			return new Move(to, new Taps.Blocks(out[to] / in[axis]));
		return AxisRules.positional(call, "gives a shape in which the axis cannot be followed");
	}

	/** The output axis that starts where the input axis starts, preferring one of the same size; -1 if there is none. */
	private static int place(long[] out, long before, long size) {
		long product = 1;
		int place = -1;
		for (int i = 0; i < out.length && product <= before; i++) {
			if (product == before && out[i] == size)
				return i;
			if (product == before && out[i] > 1 && place < 0)
				place = i;
			product *= out[i];
		}
		return place;
	}

	/** The output axis into which the axis goes together with slower ones, if it goes there whole. */
	private static Move flattened(Call call, long[] in, long[] out, int axis) {
		long before = Tensor.elements(Arrays.copyOf(in, axis));
		long product = 1;
		for (int i = 0; i < out.length; i++) {
			long next = product * out[i];
			if (product < before && next >= before * in[axis])
				return new Move(i, null);
			product = next;
		}
		return AxisRules.positional(call, "mixes the axis with others");
	}
}
