package io.github.hourglass.predict;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/** A network in plain Java over arrays of any rank; the first two axes are batch and channel, as in {@code bczyx}. */
final class FakeNetwork implements Network {

	/** Values with a shape, C order. */
	record Grid(float[] values, int[] shape) {}

	final AtomicInteger runs = new AtomicInteger();
	final AtomicInteger cancels = new AtomicInteger();
	private final AtomicInteger under = new AtomicInteger();
	private final UnaryOperator<Grid> function;
	private final List<TensorInfo> outputs;
	private final List<TensorInfo> inputs;

	FakeNetwork(int rank, UnaryOperator<Grid> function) {
		long[] free = new long[rank];
		Arrays.fill(free, -1);
		inputs = List.of(TensorInfo.of("in", TensorType.FLOAT32, free));
		outputs = List.of(TensorInfo.of("out", TensorType.FLOAT32, free));
		this.function = function;
	}

	@Override
	public List<TensorInfo> inputs() {
		return inputs;
	}

	@Override
	public List<TensorInfo> outputs() {
		return outputs;
	}

	@Override
	public Map<String, Tensor> run(Map<String, Tensor> in, Map<String, Tensor> out) {
		if (under.incrementAndGet() != 1)
			throw new IllegalStateException("two runs at a time");
		try {
			runs.incrementAndGet();
			Tensor tensor = in.get("in");
			Grid result = function.apply(new Grid(tensor.toFloats(), Arrays.stream(tensor.shape()).mapToInt(i -> (int) i).toArray()));
			long[] shape = Arrays.stream(result.shape).asLongStream().toArray();
			Map<String, Tensor> given = new LinkedHashMap<>();
			Tensor target = out.get("out");
			if (target == null)
				given.put("out", Tensor.of(result.values, shape));
			else {
				if (!Arrays.equals(target.shape(), shape))
					throw new IllegalStateException("wrong shape " + target + " for " + Arrays.toString(shape));
				target.floats().put(result.values);
				given.put("out", target);
			}
			return given;
		}
		finally {
			under.decrementAndGet();
		}
	}

	@Override
	public void cancel() {
		cancels.incrementAndGet();
	}

	@Override
	public void close() {}

	/** Zero-padded correlation with the taps along one axis; {@code padding} per side, then every {@code stride}-th. */
	static Grid convolve(Grid grid, int axis, int padding, int stride, float... taps) {
		int length = grid.shape[axis];
		int given = (length + 2 * padding - taps.length) / stride + 1;
		int[] shape = grid.shape.clone();
		shape[axis] = given;
		int inner = product(shape, axis + 1, shape.length);
		int outer = product(shape, 0, axis);
		float[] values = new float[outer * given * inner];
		for (int o = 0; o < outer; o++)
			for (int i = 0; i < given; i++)
				for (int k = 0; k < inner; k++) {
					float sum = 0;
					for (int t = 0; t < taps.length; t++) {
						int from = i * stride + t - padding;
						if (from >= 0 && from < length)
							sum += taps[t] * grid.values[(o * length + from) * inner + k];
					}
					values[(o * given + i) * inner + k] = sum;
				}
		return new Grid(values, shape);
	}

	/** The same along all axes after the first two. */
	static Grid convolve(Grid grid, int padding, int stride, float... taps) {
		for (int axis = 2; axis < grid.shape.length; axis++)
			grid = convolve(grid, axis, padding, stride, taps);
		return grid;
	}

	/** Repeats every value along all axes after the first two. */
	static Grid enlarge(Grid grid, int factor) {
		for (int axis = 2; axis < grid.shape.length; axis++) {
			int[] shape = grid.shape.clone();
			shape[axis] *= factor;
			int inner = product(shape, axis + 1, shape.length);
			float[] values = new float[product(shape, 0, shape.length)];
			for (int i = 0; i < values.length; i++) {
				int row = i / inner;
				values[i] = grid.values[(row / shape[axis] * (shape[axis] / factor) + row % shape[axis] / factor) * inner + i % inner];
			}
			grid = new Grid(values, shape);
		}
		return grid;
	}

	static Grid add(Grid a, Grid b) {
		float[] values = a.values.clone();
		for (int i = 0; i < values.length; i++)
			values[i] += b.values[i];
		return new Grid(values, a.shape);
	}

	/** Encoder, bottleneck, decoder with a skip: stride 2, halo 8. */
	static Grid hourglass(Grid grid) {
		Grid skip = convolve(grid, 1, 1, 0.6f, 0.1f, 0.3f);
		Grid low = convolve(convolve(skip, 1, 2, 0.2f, 0.5f, 0.4f), 1, 1, 0.5f, -0.2f, 0.7f);
		return convolve(add(enlarge(low, 2), skip), 1, 1, 0.4f, 0.3f, 0.3f);
	}

	/** {@link #hourglass} enlarged to two pixels for one. */
	static Grid doubled(Grid grid) {
		return convolve(enlarge(hourglass(grid), 2), 1, 1, 0.3f, 0.4f, 0.3f);
	}

	/** Two unpadded convolutions: every side loses 2 + 1 pixels. */
	static Grid unpadded(Grid grid) {
		return convolve(convolve(grid, 0, 1, 0.5f, 0.1f, 0.1f, 0.1f, 0.2f), 0, 1, 0.3f, 0.3f, 0.4f);
	}

	/** Every pixel plus the mean of all: no halo makes this exact. */
	static Grid global(Grid grid) {
		double mean = 0;
		for (float value : grid.values)
			mean += value / grid.values.length;
		float[] values = grid.values.clone();
		for (int i = 0; i < values.length; i++)
			values[i] += (float) mean;
		return new Grid(values, grid.shape);
	}

	private static int product(int[] shape, int from, int to) {
		int product = 1;
		for (int d = from; d < to; d++)
			product *= shape[d];
		return product;
	}
}
