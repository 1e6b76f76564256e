package io.github.hourglass.architecture;

import java.util.List;
import java.util.Random;

/** Draws small networks from the operators that keep every axis exact; two spatial axes, any channels. */
final class RandomNetwork {

	private static final float[] SCALES = { 2, 3, 4, 0.5f, 1.5f, 2 / 3f, 1 / 3f, 0.25f, 0.75f };
	private final Random random;
	private final Sketch sketch = new Sketch(19);

	private RandomNetwork(long seed) {
		random = new Random(RowEvaluator.mix(seed, 1));
	}

	/** A chain of layers, or a U-Net of such chains. */
	static Graph of(long seed) {
		RandomNetwork network = new RandomNetwork(seed);
		String x = network.sketch.input("x", 1, 1, -1, -1);
		x = network.random.nextBoolean() ? network.chain(x, 1 + network.random.nextInt(4)) : network.level(x, 1 + network.random.nextInt(2));
		network.sketch.output(x);
		return network.sketch.build();
	}

	private String chain(String x, int layers) {
		for (int i = 0; i < layers; i++)
			x = layer(x);
		return x;
	}

	private int upTo(int most) {
		return random.nextInt(most + 1);
	}

	private String layer(String x) {
		return switch (upTo(8)) {
			case 0, 1 -> anyConvolution(x);
			case 2 -> pool(x);
			case 3 -> transposed(x);
			case 4 -> resize(x, SCALES[upTo(SCALES.length - 1)]);
			case 5 -> padded(x);
			case 6 -> cut(x);
			case 7 -> spaceToDepth(x, 2);
			default -> depthToSpace(x, 2 + upTo(1));
		};
	}

	private String spaceToDepth(String x, int block) {
		return sketch.conv(sketch.node("SpaceToDepth", List.of(x), "blocksize", block), block * block, 1, 1);
	}

	private String depthToSpace(String x, int block) {
		return sketch.node("DepthToSpace", List.of(sketch.conv(x, 1, block * block, 1)), "blocksize", block);
	}

	private String anyConvolution(String x) {
		int kernel = 1 + upTo(4);
		return sketch.conv(x, 1, 1, kernel, 1 + upTo(2), 1 + upTo(2), upTo(kernel), upTo(kernel));
	}

	private String same(String x) {
		int kernel = 1 + upTo(3);
		int dilation = 1 + upTo(2);
		int extent = (kernel - 1) * dilation;
		int low = upTo(extent);
		return sketch.conv(x, 1, 1, kernel, 1, dilation, low, extent - low);
	}

	private String pool(String x) {
		int kernel = 2 + upTo(2);
		int low = upTo(kernel - 1);
		int high = upTo(kernel - 1);
		return sketch.node(random.nextBoolean() ? "MaxPool" : "AveragePool", List.of(x), "kernel_shape", Sketch.list(kernel, 2), "strides",
			Sketch.list(1 + upTo(3), 2), "pads", new long[] { low, low, high, high }, "ceil_mode", upTo(1));
	}

	/** Without outputs that nothing goes to: where a reflection swaps such zeros, a smaller halo would do. */
	private String transposed(String x) {
		int stride = 1 + upTo(2);
		int kernel = stride + upTo(2);
		int dilation = stride == 2 ? 1 : 1 + upTo(1);
		int low = upTo(Math.max(0, Math.min(2, (kernel - 1) * dilation)));
		return sketch.node("ConvTranspose", List.of(x, sketch.zeros(1, 1, kernel, kernel)), "kernel_shape", Sketch.list(kernel, 2), "strides",
			Sketch.list(stride, 2), "dilations", Sketch.list(dilation, 2), "pads", new long[] { low, low, 0, 0 }, "output_padding",
			Sketch.list(upTo(stride - 1), 2));
	}

	/** No two neighbours are left equal: a copy of the edge could then stand for the pixel beyond it, and a smaller halo would do. */
	private String resize(String x, float scale) {
		String mode = List.of("nearest", "linear", "cubic").get(upTo(2));
		List<String> coordinates = mode.equals("nearest") ? List.of("half_pixel", "asymmetric", "tf_half_pixel_for_nn")
			: List.of("half_pixel", "asymmetric", "pytorch_half_pixel");
		String scales = sketch.floats(new float[] { 1, 1, scale, scale }, 4);
		String resized = sketch.node("Resize", List.of(x, "", scales), "mode", mode, "coordinate_transformation_mode", coordinates.get(upTo(2)),
			"nearest_mode", List.of("floor", "ceil", "round_prefer_floor", "round_prefer_ceil").get(upTo(3)), "antialias",
			mode.equals("nearest") ? 0 : upTo(1));
		return mode.equals("nearest") ? sketch.conv(resized, 1, 1, 2) : resized;
	}

	private String padded(String x) {
		int low = upTo(3);
		int high = upTo(3);
		x = sketch.node("Pad", List.of(x, sketch.ints(0, 0, low, low, 0, 0, high, high)), "mode", List.of("constant", "reflect", "edge").get(upTo(2)));
		return sketch.conv(x, 1, 1, 1 + low + high, 1, 1, 0, 0);
	}

	private String cut(String x) {
		int start = upTo(3);
		long end = random.nextBoolean() ? Long.MAX_VALUE : -1 - upTo(2);
		int step = 1 + upTo(1);
		return sketch.node("Slice", List.of(x, sketch.ints(start, start), sketch.ints(end, end), sketch.ints(2, 3), sketch.ints(step, step)));
	}

	private String level(String x, int depth) {
		x = same(x);
		if (depth == 0)
			return x;
		String skip = upTo(1) == 0 ? sketch.node("Relu", List.of(x)) : x;
		int factor = 2 + upTo(1);
		x = up(level(down(x, factor), depth - 1), factor);
		if (random.nextBoolean())
			return same(sketch.node("Add", List.of(x, skip)));
		return same(sketch.conv(sketch.node("Concat", List.of(x, skip), "axis", 1), 2, 1, 1));
	}

	private String down(String x, int factor) {
		return switch (upTo(3)) {
			case 0 -> sketch.node("MaxPool", List.of(x), "kernel_shape", Sketch.list(factor, 2), "strides", Sketch.list(factor, 2));
			case 1 -> sketch.conv(x, 1, 1, factor + 1, factor, 1, 1, 0);
			case 2 -> resize(x, 1f / factor);
			default -> spaceToDepth(x, factor);
		};
	}

	private String up(String x, int factor) {
		return switch (upTo(3)) {
			case 0 -> sketch.node("ConvTranspose", List.of(x, sketch.zeros(1, 1, factor, factor)), "kernel_shape", Sketch.list(factor, 2), "strides",
				Sketch.list(factor, 2));
			case 1 -> sketch.node("ConvTranspose", List.of(x, sketch.zeros(1, 1, factor + 1, factor + 1)), "kernel_shape",
				Sketch.list(factor + 1, 2), "strides", Sketch.list(factor, 2), "pads", new long[] { 1, 1, 0, 0 });
			case 2 -> depthToSpace(x, factor);
			default -> resize(x, factor);
		};
	}
}
