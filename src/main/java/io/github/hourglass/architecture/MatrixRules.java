package io.github.hourglass.architecture;

import io.github.hourglass.architecture.AxisRules.Move;

/** How matrix products move an axis. */
final class MatrixRules {

	private MatrixRules() {}

	static Move matMul(Call call, int i, int axis) {
		int rank = call.rank(i);
		int other = call.rank(1 - i);
		boolean summed = i == 0 ? axis == rank - 1 : axis == Math.max(rank - 2, 0);
		if (summed)
			return summed(call, 1 - i);
		if (other == 1)
			return Move.same(axis);
		if (rank == 1)
			return AxisRules.positional(call, "multiplies by a vector along this axis");
		return Move.same(axis + Math.max(other - rank, 0));
	}

	static Move gemm(Call call, int i, int axis) {
		if (i == 2)
			return Move.same(axis + 2 - call.rank(2));
		boolean transposed = call.node().integer(i == 0 ? "transA" : "transB", 0) != 0;
		boolean first = (axis == 0) != transposed;
		if (first != (i == 0))
			return summed(call, 1 - i);
		return Move.same(i == 0 ? 0 : 1);
	}

	private static Move summed(Call call, int other) {
		if (call.input(other).isStored())
			return AxisRules.positional(call, "has weights for each place of the axis, so the size is fixed");
		return AxisRules.global(call, "sums over the whole axis");
	}
}
