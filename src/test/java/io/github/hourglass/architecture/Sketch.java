package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/** Puts a graph together node by node, for tests. The last value added is the output unless said otherwise. */
final class Sketch {

	private final int opset;
	private final List<TensorInfo> inputs = new ArrayList<>();
	private final List<Node> nodes = new ArrayList<>();
	private final Map<String, Tensor> weights = new LinkedHashMap<>();
	private final List<String> outputs = new ArrayList<>();

	Sketch(int opset) {
		this.opset = opset;
	}

	String input(String name, long... shape) {
		inputs.add(TensorInfo.of(name, TensorType.FLOAT32, shape));
		return name;
	}

	String floats(float[] values, long... shape) {
		return weight(Tensor.of(values, shape));
	}

	/** A one-dimensional list of integers. */
	String ints(long... values) {
		return weight(Tensor.of(values, values.length));
	}

	String zeros(long... shape) {
		return weight(Tensor.allocate(TensorType.FLOAT32, shape));
	}

	String weight(Tensor tensor) {
		String name = "w" + weights.size();
		weights.put(name, tensor);
		return name;
	}

	/** @param attributes name, value, name, value, … */
	String node(String operator, List<String> from, Object... attributes) {
		return node(operator, 1, from, attributes).get(0);
	}

	List<String> node(String operator, int results, List<String> from, Object... attributes) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < attributes.length; i += 2)
			map.put((String) attributes[i], attributes[i + 1] instanceof Integer number ? Long.valueOf(number) : attributes[i + 1]);
		String name = operator.toLowerCase(java.util.Locale.ROOT) + nodes.size();
		List<String> names = new ArrayList<>();
		for (int i = 0; i < results; i++)
			names.add(name + "_" + i);
		nodes.add(new Node(operator, "", name, from, names, map));
		return names;
	}

	/** A convolution of two spatial axes with the same kernel, stride, dilation and padding on both. */
	String conv(String from, int in, int out, int kernel, int stride, int dilation, int low, int high) {
		return node("Conv", List.of(from, zeros(out, in, kernel, kernel)), "kernel_shape", list(kernel, 2), "strides", list(stride, 2),
			"dilations", list(dilation, 2), "pads", new long[] { low, low, high, high });
	}

	/** A convolution that keeps the size. */
	String conv(String from, int in, int out, int kernel) {
		return conv(from, in, out, kernel, 1, 1, kernel / 2, (kernel - 1) / 2);
	}

	static long[] list(long value, int times) {
		long[] values = new long[times];
		java.util.Arrays.fill(values, value);
		return values;
	}

	Sketch output(String name) {
		outputs.add(name);
		return this;
	}

	Graph build() {
		List<String> last = outputs.isEmpty() ? List.of(nodes.get(nodes.size() - 1).outputs().get(0)) : outputs;
		List<TensorInfo> infos = last.stream().map(name -> new TensorInfo(name, TensorType.FLOAT32, null, List.of())).toList();
		return new Graph("sketch", opset, inputs, infos, nodes, Weights.of(weights));
	}
}
