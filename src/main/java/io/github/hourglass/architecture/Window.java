package io.github.hourglass.architecture;

/**
 * How Conv, a pooling or ConvTranspose moves along one axis, padding resolved for one input size.
 *
 * @param kernel number of taps
 * @param stride step of the window; for ConvTranspose the distance between inputs on the output grid
 * @param dilation distance between taps
 * @param low padding before the first element
 * @param size size of the output
 */
record Window(long kernel, long stride, long dilation, long low, long size) {

	/** The windows of a Conv or a pooling, one per spatial axis. */
	static Window[] sliding(Call call) {
		Geometry geometry = new Geometry(call);
		Window[] windows = new Window[geometry.axes()];
		for (int axis = 0; axis < windows.length; axis++)
			windows[axis] = geometry.sliding(axis);
		return windows;
	}

	/** The windows of a ConvTranspose, one per spatial axis. */
	static Window[] transposed(Call call) {
		Geometry geometry = new Geometry(call);
		Window[] windows = new Window[geometry.axes()];
		for (int axis = 0; axis < windows.length; axis++)
			windows[axis] = geometry.transposed(axis);
		return windows;
	}

	private static final class Geometry {

		private final Call call;
		private final String autoPad;
		private final long[] kernel, strides, dilations, pads;

		Geometry(Call call) {
			this.call = call;
			Node node = call.node();
			int axes = call.rank(0) - 2;
			call.require(axes >= 1, "needs at least one spatial axis after batch and channels");
			autoPad = node.text("auto_pad", "NOTSET");
			kernel = node.integers("kernel_shape", weightsKernel(axes));
			strides = node.integers("strides", filled(axes, 1));
			dilations = node.integers("dilations", filled(axes, 1));
			pads = node.integers("pads", filled(2 * axes, 0));
			call.require(kernel != null && kernel.length == axes && strides.length == axes && dilations.length == axes
				&& pads.length == 2 * axes, "has kernel, strides, dilations or pads for another number of axes");
			for (int i = 0; i < axes; i++)
				call.require(kernel[i] > 0 && strides[i] > 0 && dilations[i] > 0, "has a kernel, stride or dilation that is not positive");
		}

		private long[] weightsKernel(int axes) {
			if (Operators.POOL.contains(call.operator()) || call.rank(1) != axes + 2)
				return null;
			return java.util.Arrays.copyOfRange(call.shape(1), 2, axes + 2);
		}

		int axes() {
			return kernel.length;
		}

		private long extent(int axis) {
			return Math.addExact(Math.multiplyExact(kernel[axis] - 1, dilations[axis]), 1);
		}

		Window sliding(int axis) {
			long in = call.input(0).size(axis + 2);
			long stride = strides[axis];
			long low = pads[axis];
			long size;
			if (autoPad.startsWith("SAME")) {
				size = (in + stride - 1) / stride;
				long total = Math.max((size - 1) * stride + extent(axis) - in, 0);
				low = autoPad.equals("SAME_LOWER") ? total - total / 2 : total / 2;
			}
			else {
				boolean valid = autoPad.equals("VALID");
				low = valid ? 0 : low;
				long room = in + low + (valid ? 0 : pads[axis + axes()]) - extent(axis);
				call.require(room >= 0, "needs at least " + extent(axis) + " elements along axis " + (axis + 2));
				boolean ceil = call.node().integer("ceil_mode", 0) != 0;
				size = (ceil ? (room + stride - 1) / stride : room / stride) + 1;
				if (ceil && (size - 1) * stride >= in + low)
					size--;
			}
			return new Window(kernel[axis], stride, dilations[axis], low, size);
		}

		Window transposed(int axis) {
			long in = call.input(0).size(axis + 2);
			long more = call.node().integers("output_padding", filled(axes(), 0))[axis];
			long full = Math.addExact(Math.multiplyExact(strides[axis], in - 1), more + extent(axis));
			long[] wanted = call.node().integers("output_shape", null);
			long low = pads[axis];
			long size = full - low - pads[axis + axes()];
			if (wanted != null || autoPad.startsWith("SAME")) {
				size = wanted != null ? wanted[wanted.length - axes() + axis] : in * strides[axis];
				long total = Math.max(full - size, 0);
				low = autoPad.equals("SAME_UPPER") ? total / 2 : total - total / 2;
			}
			else if (autoPad.equals("VALID")) {
				low = 0;
				size = full;
			}
			call.require(size > 0, "would give an empty output along axis " + (axis + 2));
			return new Window(kernel[axis], strides[axis], dilations[axis], low, size);
		}

		private static long[] filled(int length, long value) {
			long[] values = new long[length];
			java.util.Arrays.fill(values, value);
			return values;
		}
	}
}
