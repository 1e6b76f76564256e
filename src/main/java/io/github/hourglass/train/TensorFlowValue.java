package io.github.hourglass.train;

import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowTensors;

/**
 * A value of the network as TensorFlow computes it: with channels on axis 1 as ONNX has it, with channels last, or both. Each is
 * made when it is first asked for, so that transpositions happen only where the layout really changes. Values of up to two axes
 * are the same either way.
 */
final class TensorFlowValue {

	private final TensorFlowOps ops;
	private final boolean constant;
	private Output<?> first, last;

	private TensorFlowValue(TensorFlowOps ops, Output<?> first, Output<?> last, boolean constant) {
		this.ops = ops;
		this.first = first;
		this.last = last;
		this.constant = constant;
	}

	static TensorFlowValue first(TensorFlowOps ops, Output<?> first, boolean constant) {
		return new TensorFlowValue(ops, first, null, constant);
	}

	static TensorFlowValue last(TensorFlowOps ops, Output<?> last) {
		return new TensorFlowValue(ops, null, last, false);
	}

	/** True if it depends on constants only. */
	boolean isConstant() {
		return constant;
	}

	/** True if it is there with channels last already. */
	boolean isLast() {
		return last != null && rank() > 2;
	}

	/** Number of axes, or -1 where unknown. */
	int rank() {
		return either().shape().numDimensions();
	}

	/** The same in another type. */
	TensorFlowValue cast(DataType type) {
		return isLast() ? last(ops, ops.cast(last, type)) : first(ops, ops.cast(first, type), constant);
	}

	/** In whichever layout is there, channels last if both. */
	Output<?> either() {
		return last != null ? last : first;
	}

	Output<?> first() {
		if (first == null)
			first = ops.transpose(last, toFirst(rank()));
		return first;
	}

	Output<?> last() {
		if (last == null)
			last = ops.transpose(first, toLast(rank()));
		return last;
	}

	/** Which ONNX axis each axis of the channel-last layout is. */
	static int[] toLast(int rank) {
		int[] permutation = new int[rank];
		for (int i = 0; i < rank; i++)
			permutation[i] = i == 0 ? 0 : i == rank - 1 ? 1 : i + 1;
		return permutation;
	}

	private static int[] toFirst(int rank) {
		return TensorFlowTensors.inverse(toLast(rank));
	}

	/** Where an ONNX axis lies in the channel-last layout. */
	static int lastAxis(int axis, int rank) {
		return rank < 3 || axis == 0 ? axis : axis == 1 ? rank - 1 : axis - 1;
	}
}
