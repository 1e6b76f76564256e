package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs a graph over symbols instead of numbers, along axis 2 only: the value of a row is a hash of the expression that
 * gives it. Two rows have equal hashes exactly if they are the same expression of the same input rows, so equal results
 * mean equality for all weights, and unequal ones that some weights tell them apart. Written from the operator
 * specification alone, without any code of the analysis.
 */
final class RowEvaluator {

	private static final long ZERO = 0x5DEECE66DL;
	private final Map<String, long[]> rows = new HashMap<>();
	private final Graph graph;

	private RowEvaluator(Graph graph) {
		this.graph = graph;
	}

	/** The rows of the output for these rows of the first input. */
	static long[] run(Graph graph, long[] input) {
		RowEvaluator evaluator = new RowEvaluator(graph);
		evaluator.rows.put(graph.inputs().get(0).name(), input);
		for (Node node : graph.nodes())
			evaluator.rows.put(node.outputs().get(0), evaluator.result(node));
		return evaluator.rows.get(graph.outputs().get(0).name());
	}

	private long[] result(Node node) {
		long[] in = rows.get(node.input(0));
		return switch (node.operator()) {
			case "Conv" -> window(node, in, true);
			case "MaxPool", "AveragePool" -> window(node, in, node.integer("count_include_pad", 0) != 0);
			case "ConvTranspose" -> spread(node, in);
			case "Relu", "Sigmoid" -> java.util.Arrays.stream(in).map(v -> mix(7, v)).toArray();
			case "Concat", "Add", "Sub" -> both(in, rows.get(node.input(1)));
			case "Pad" -> pad(node, in);
			case "Slice" -> slice(node, in);
			case "DepthToSpace" -> depthToSpace(in, (int) node.integer("blocksize", 1));
			case "SpaceToDepth" -> spaceToDepth(in, (int) node.integer("blocksize", 1));
			case "Resize", "Upsample" -> resize(node, in);
			default -> throw new IllegalArgumentException(node.operator());
		};
	}

	static long mix(long a, long b) {
		long hash = a * 0x9E3779B97F4A7C15L + b;
		hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
		hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
		return hash ^ hash >>> 31;
	}

	private static int at(Node node, String attribute, int i, int byDefault) {
		long[] values = node.integers(attribute, null);
		return values == null ? byDefault : (int) values[i];
	}

	/** Padding after the last row. */
	private static int high(Node node) {
		long[] pads = node.integers("pads", null);
		return pads == null ? 0 : (int) pads[pads.length / 2];
	}

	private static long[] window(Node node, long[] in, boolean paddingCounts) {
		int kernel = at(node, "kernel_shape", 0, 0);
		int stride = at(node, "strides", 0, 1);
		int dilation = at(node, "dilations", 0, 1);
		int low = at(node, "pads", 0, 0);
		int high = high(node);
		if (node.text("auto_pad", "NOTSET").equals("SAME_UPPER")) {
			int all = Math.max(0, ((in.length + stride - 1) / stride - 1) * stride + (kernel - 1) * dilation + 1 - in.length);
			low = all / 2;
			high = all - low;
		}
		int room = in.length + low + high - (kernel - 1) * dilation - 1;
		int size = room / stride + 1;
		if (node.integer("ceil_mode", 0) != 0) {
			size = (int) Math.ceil(room / (double) stride) + 1;
			if ((size - 1) * stride >= in.length + low)
				size--;
		}
		long[] out = new long[size];
		java.util.Arrays.fill(out, 11);
		for (int o = 0; o < size; o++)
			for (int tap = 0; tap < kernel; tap++) {
				int i = o * stride - low + tap * dilation;
				boolean inside = i >= 0 && i < in.length;
				if (inside || paddingCounts)
					out[o] = mix(mix(out[o], tap), inside ? in[i] : ZERO);
			}
		return out;
	}

	private static long[] spread(Node node, long[] in) {
		int kernel = at(node, "kernel_shape", 0, 0);
		int stride = at(node, "strides", 0, 1);
		int dilation = at(node, "dilations", 0, 1);
		int low = at(node, "pads", 0, 0);
		int size = stride * (in.length - 1) + at(node, "output_padding", 0, 0) + (kernel - 1) * dilation + 1 - low - high(node);
		long[] out = new long[size];
		java.util.Arrays.fill(out, 13);
		for (int i = 0; i < in.length; i++)
			for (int tap = 0; tap < kernel; tap++) {
				int o = i * stride + tap * dilation - low;
				if (o >= 0 && o < size)
					out[o] += mix(tap, in[i]);
			}
		return out;
	}

	private static long[] both(long[] a, long[] b) {
		if (a.length != b.length)
			throw new IllegalArgumentException(a.length + " and " + b.length + " rows");
		long[] out = new long[a.length];
		for (int i = 0; i < out.length; i++)
			out[i] = mix(a[i], b[i]);
		return out;
	}

	private long[] integers(String name) {
		return Value.of(graph.weights().get(name)).integers();
	}

	private long[] pad(Node node, long[] in) {
		long[] pads = integers(node.input(1));
		String mode = node.text("mode", "constant");
		long[] out = new long[in.length + (int) (pads[2] + pads[6])];
		for (int o = 0; o < out.length; o++) {
			int i = o - (int) pads[2];
			if (mode.equals("edge"))
				i = Math.max(0, Math.min(in.length - 1, i));
			if (mode.equals("reflect"))
				i = i < 0 ? -i : i >= in.length ? 2 * (in.length - 1) - i : i;
			out[o] = i < 0 || i >= in.length ? ZERO : in[i];
		}
		return out;
	}

	private long[] slice(Node node, long[] in) {
		int start = (int) integers(node.input(1))[0];
		long end = integers(node.input(2))[0];
		int stop = (int) Math.min(in.length, end < 0 ? end + in.length : end);
		int step = (int) integers(node.input(4))[0];
		List<Long> out = new ArrayList<>();
		for (int i = start; i < stop; i += step)
			out.add(in[i]);
		return out.stream().mapToLong(Long::longValue).toArray();
	}

	private static long[] depthToSpace(long[] in, int block) {
		long[] out = new long[in.length * block];
		for (int o = 0; o < out.length; o++)
			out[o] = mix(o % block, in[o / block]);
		return out;
	}

	private static long[] spaceToDepth(long[] in, int block) {
		if (in.length % block != 0)
			throw new IllegalArgumentException(in.length + " rows in blocks of " + block);
		long[] out = new long[in.length / block];
		for (int i = 0; i < in.length; i++)
			out[i / block] = mix(mix(out[i / block], i % block), in[i]);
		return out;
	}

	private long[] resize(Node node, long[] in) {
		String coordinates = node.text("coordinate_transformation_mode", "half_pixel");
		double scale = Value.of(graph.weights().get(node.input(2))).numbers()[2];
		// the scales of the tests are fractions with small denominators, rounded to float in the graph
		scale = Math.round(scale * 60) / 60.0;
		long[] out = new long[(int) Math.floor(in.length * scale + 1e-9)];
		for (int o = 0; o < out.length; o++) {
			double x = switch (coordinates) {
				case "asymmetric" -> o / scale;
				case "tf_half_pixel_for_nn" -> (o + 0.5) / scale;
				default -> (o + 0.5) / scale - 0.5;
			};
			x = Math.round(x * 1e6) / 1e6;
			out[o] = sample(node, in, x, scale);
		}
		return out;
	}

	private static long sample(Node node, long[] in, double x, double scale) {
		String mode = node.text("mode", "nearest");
		if (mode.equals("nearest"))
			return in[clamp((int) nearest(node.text("nearest_mode", "round_prefer_floor"), x), in)];
		double widened = node.integer("antialias", 0) != 0 ? Math.min(scale, 1) : 1;
		Map<Integer, Double> weights = new TreeMap<>();
		for (int i = (int) Math.floor(x) - 20; i <= x + 20; i++) {
			double distance = Math.abs(i - x) * widened;
			double weight = mode.equals("linear") ? Math.max(0, 1 - distance) : cubic(distance);
			if (Math.abs(weight) > 1e-5)
				weights.merge(clamp(i, in), weight, Double::sum);
		}
		long hash = 1;
		for (Map.Entry<Integer, Double> entry : weights.entrySet())
			hash = mix(mix(hash, Math.round(entry.getValue() * 1e4)), in[entry.getKey()]);
		return hash;
	}

	private static double nearest(String rounding, double x) {
		return switch (rounding) {
			case "floor" -> Math.floor(x);
			case "ceil" -> Math.ceil(x);
			case "round_prefer_ceil" -> Math.floor(x + 0.5);
			default -> Math.ceil(x - 0.5);
		};
	}

	/** Keys' cubic convolution kernel with a = -0.75. */
	private static double cubic(double d) {
		double a = -0.75;
		if (d <= 1)
			return ((a + 2) * d - (a + 3)) * d * d + 1;
		return d < 2 ? ((d - 5) * d + 8) * d * a - 4 * a : 0;
	}

	private static int clamp(int i, long[] in) {
		return Math.max(0, Math.min(in.length - 1, i));
	}
}
