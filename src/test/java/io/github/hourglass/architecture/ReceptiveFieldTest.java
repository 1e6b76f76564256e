package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.architecture.NetworkOptions.Normalization;
import io.github.hourglass.architecture.ReceptiveField.Axis;
import io.github.hourglass.architecture.ReceptiveField.Kind;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

class ReceptiveFieldTest {

	private final Sketch sketch = new Sketch(17);
	private final String x = sketch.input("x", 1, 1, -1, -1);

	/** The table of CSBDeep's tile_overlap has 22, 46, 94, 92 and 188 for these. */
	@ParameterizedTest
	@CsvSource({ "2, 3, 22", "3, 3, 46", "4, 3, 94", "3, 5, 92", "4, 5, 188" })
	void halosOfCareNetworksAreThoseThatCsbdeepMeasured(int depth, int kernel, long halo) {
		Graph graph = UNet.of(NetworkOptions.of(2).depth(depth).kernel(kernel).baseFilters(2), 1);
		assertEquals(exact(halo, halo, 1 << depth, 1 << depth), axis(graph, 2));
		assertEquals(Kind.POSITIONAL, axis(graph, 1).kind());
	}

	/** Backwards from a block at 0: two convolutions -2, half and floor -1, two -3, pool -6, two -8. */
	@Test
	void volumesHaveTheSameHaloAlongAllThreeAxes() {
		Graph graph = UNet.of(NetworkOptions.of(3).depth(1).baseFilters(2), 1);
		for (int axis = 2; axis < 5; axis++)
			assertEquals(new Axis(Kind.EXACT, axis, 8, 8, 2, 0, 2, 2, Ratio.ONE, 0, "", ""), axis(graph, axis));
	}

	@ParameterizedTest
	@CsvSource({ "3, 1, 1, 1, 1, 1", "5, 1, 2, 2, 2, 2", "3, 4, 4, 4, 4, 4", "4, 1, 1, 2, 1, 2", "2, 3, 3, 0, 3, 0" })
	void aConvolutionSeesItsDilatedKernel(int kernel, int dilation, int low, int high, long haloLow, long haloHigh) {
		sketch.conv(x, 1, 1, kernel, 1, dilation, low, high);
		assertEquals(exact(haloLow, haloHigh, 1, 1), axis(sketch.build(), 2));
	}

	@Test
	void aValidConvolutionSeesAfterTheBlockWhatItLacks() {
		sketch.conv(x, 1, 1, 5, 1, 1, 0, 0);
		assertEquals(new Axis(Kind.EXACT, 2, 0, 4, 1, 0, 5, 1, Ratio.ONE, -4, "", ""), axis(sketch.build(), 2));
	}

	/** Output o sees 2o-1 to 2o+1; a block that ends at 2b ends with o = b-1, which sees up to 2b-1. */
	@Test
	void aStrideMakesTheOutputSmaller() {
		sketch.conv(x, 1, 1, 3, 2, 1, 1, 1);
		assertEquals(new Axis(Kind.EXACT, 2, 1, 0, 2, 0, 2, 1, new Ratio(1, 2), 0, "", ""), axis(sketch.build(), 2));
	}

	/** Kernel 4, stride 2, pad 1: output o sees (o+1-j)/2 for j = 0 to 3, so o = 0 sees -1 and 0, o = 1 sees 0 and 1. */
	@Test
	void aTransposedConvolutionSeesItsNeighbours() {
		sketch.node("ConvTranspose", List.of(x, sketch.zeros(1, 1, 4, 4)), "strides", new long[] { 2, 2 }, "pads", new long[] { 1, 1, 1, 1 });
		assertEquals(new Axis(Kind.EXACT, 2, 1, 1, 1, 0, 1, 1, new Ratio(2, 1), 0, "", ""), axis(sketch.build(), 2));
	}

	/** Nearest rounds down: in half pixels output 0 lies at -1/4 and takes -1. */
	@ParameterizedTest
	@CsvSource({ "nearest, half_pixel, 1, 0", "nearest, asymmetric, 0, 0", "linear, half_pixel, 1, 1", "linear, pytorch_half_pixel, 1, 1",
		"linear, asymmetric, 0, 1", "cubic, half_pixel, 2, 2", "cubic, asymmetric, 1, 2" })
	void resizingByTwoSeesAsFarAsItsFilter(String mode, String coordinates, long low, long high) {
		resize(mode, coordinates, 2);
		assertEquals(new Axis(Kind.EXACT, 2, low, high, 1, 0, 1, 1, new Ratio(2, 1), 0, "", ""), axis(sketch.build(), 2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "align_corners", "tf_crop_and_resize" })
	void resizingByTheSizeIsPositional(String coordinates) {
		resize("linear", coordinates, 2);
		assertEquals(Kind.POSITIONAL, axis(sketch.build(), 2).kind());
		assertTrue(axis(sketch.build(), 2).why().contains(coordinates));
	}

	private void resize(String mode, String coordinates, float scale) {
		String scales = sketch.floats(new float[] { 1, 1, scale, scale }, 4);
		String roi = sketch.floats(new float[] { 0, 0, 0, 0, 1, 1, 1, 1 }, 8);
		sketch.node("Resize", List.of(x, roi, scales), "mode", mode, "coordinate_transformation_mode", coordinates, "nearest_mode", "floor");
	}

	@Test
	void resizingToAFixedSizeIsPositional() {
		sketch.node("Resize", List.of(x, "", "", sketch.ints(1, 1, 64, 64)), "mode", "nearest");
		assertEquals(Kind.POSITIONAL, axis(sketch.build(), 2).kind());
	}

	/** As PyTorch writes interpolate(x, size=skip.shape[2:]). */
	@Test
	void sizesTakenFromASkipConnectionAreFollowed() {
		String pooled = sketch.node("MaxPool", List.of(x), "kernel_shape", new long[] { 2, 2 }, "strides", new long[] { 2, 2 });
		String shape = sketch.node("Shape", List.of(x));
		String space = sketch.node("Slice", List.of(shape, sketch.ints(2), sketch.ints(4), sketch.ints(0)));
		String front = sketch.node("Slice", List.of(sketch.node("Shape", List.of(pooled)), sketch.ints(0), sketch.ints(2), sketch.ints(0)));
		String sizes = sketch.node("Concat", List.of(front, space), "axis", 0);
		String up = sketch.node("Resize", List.of(pooled, "", "", sizes), "mode", "nearest", "coordinate_transformation_mode", "asymmetric",
			"nearest_mode", "floor");
		sketch.node("Concat", List.of(up, x), "axis", 1);
		assertEquals(new Axis(Kind.EXACT, 2, 0, 0, 2, 0, 2, 1, Ratio.ONE, 0, "", ""), axis(sketch.build(), 2));
	}

	/**
	 * Ronneberger's network: two valid 3-kernels per level, depth 4, cropped skips. 572 pixels give 388, 188 give 4. A block of
	 * 16 k pixels needs 16 k + 184, and the next size allowed is 16 k + 188.
	 */
	@Test
	void theFirstUNetTakes572AndGives388() {
		Axis axis = axis(validUNet(), 2);
		assertEquals(Kind.EXACT, axis.kind());
		assertEquals(16, axis.stride());
		assertEquals(572 % 16, axis.remainder());
		assertEquals(16, axis.sizeStep());
		assertEquals(388, axis.outputSize(572));
		assertTrue(axis.allows(572) && !axis.allows(570));
		assertEquals(0, axis.haloLow());
		assertEquals(188, axis.allowed(axis.haloHigh()));
		assertEquals(188, axis.leastSize());
		TileCheck.tilesEqualTheWhole(validUNet(), axis, 1);
	}

	private Graph validUNet() {
		Sketch net = new Sketch(17);
		String value = net.input("x", 1, 1, 572, 572);
		String[] skips = new String[4];
		for (int level = 0; level < 4; level++) {
			value = skips[level] = net.conv(net.conv(value, 1, 1, 3, 1, 1, 0, 0), 1, 1, 3, 1, 1, 0, 0);
			value = net.node("MaxPool", List.of(value), "kernel_shape", new long[] { 2, 2 }, "strides", new long[] { 2, 2 });
		}
		value = net.conv(net.conv(value, 1, 1, 3, 1, 1, 0, 0), 1, 1, 3, 1, 1, 0, 0);
		long[] crops = { 88, 40, 16, 4 };
		for (int level = 3; level >= 0; level--) {
			value = net.node("ConvTranspose", List.of(value, net.zeros(1, 1, 2, 2)), "kernel_shape", new long[] { 2, 2 }, "strides", new long[] { 2, 2 });
			long crop = crops[level];
			String skip = net.node("Slice", List.of(skips[level], net.ints(crop, crop), net.ints(-crop, -crop), net.ints(2, 3), net.ints(1, 1)));
			value = net.conv(net.conv(net.node("Concat", List.of(value, skip), "axis", 1), 2, 1, 3, 1, 1, 0, 0), 1, 1, 3, 1, 1, 0, 0);
		}
		net.output(value);
		return net.build();
	}

	/** A tile that cut off five pixels and padded five again would see zeros where the whole sees pixels. */
	@Test
	void croppedAndPaddedAgainNeedsAHaloThoughNothingIsSeenThere() {
		String cut = sketch.node("Slice", List.of(x, sketch.ints(5), sketch.ints(Long.MAX_VALUE), sketch.ints(2)));
		sketch.node("Pad", List.of(cut, sketch.ints(0, 0, 5, 0, 0, 0, 0, 0)));
		assertEquals(5, axis(sketch.build(), 2).haloLow());
		assertEquals(0, axis(sketch.build(), 2).haloHigh());
	}

	@ParameterizedTest
	@ValueSource(strings = { "GlobalAveragePool", "GlobalMaxPool" })
	void poolingOverTheImageIsGlobal(String operator) {
		String gate = sketch.node(operator, List.of(x));
		sketch.node("Mul", List.of(x, sketch.node("Sigmoid", List.of(gate))));
		Axis axis = axis(sketch.build(), 2);
		assertEquals(Kind.GLOBAL, axis.kind());
		assertTrue(axis.node().contains(operator.toLowerCase()), axis.node());
	}

	@Test
	void instanceNormalizationIsGlobalAndBatchNormalizationIsNot() {
		NetworkOptions options = NetworkOptions.of(2).depth(1).baseFilters(2);
		Graph instance = UNet.of(options.normalization(Normalization.INSTANCE), 1);
		assertEquals(Kind.GLOBAL, axis(instance, 2).kind());
		assertEquals(Kind.EXACT, axis(instance, 0).kind());
		assertEquals(exact(8, 8, 2, 2), axis(UNet.of(options.normalization(Normalization.BATCH), 1), 2));
	}

	/** PyTorch writes GroupNorm as Reshape to [n, groups, -1], InstanceNormalization, Reshape back. */
	@Test
	void groupNormalizationWrittenAsReshapesIsGlobal() {
		String groups = sketch.node("Reshape", List.of(x, sketch.ints(0, 1, -1)));
		String normalized = sketch.node("InstanceNormalization", List.of(groups, sketch.floats(new float[1], 1), sketch.floats(new float[1], 1)));
		sketch.node("Reshape", List.of(normalized, sketch.node("Shape", List.of(x))));
		assertEquals(Kind.GLOBAL, axis(sketch.build(), 2).kind());
		assertEquals(Kind.GLOBAL, axis(sketch.build(), 3).kind());
	}

	@Test
	void softmaxOverChannelsIsExactAndOverRowsIsGlobal() {
		sketch.node("Softmax", List.of(x), "axis", 1);
		assertEquals(exact(0, 0, 1, 1), axis(sketch.build(), 2));
		sketch.node("Softmax", List.of(x), "axis", 2);
		Graph graph = sketch.output("softmax1_0").build();
		assertEquals(Kind.GLOBAL, axis(graph, 2).kind());
		assertEquals(Kind.EXACT, axis(graph, 3).kind());
	}

	@Test
	void layerNormalizationOfTransposedChannelsIsExact() {
		String last = sketch.node("Transpose", List.of(x), "perm", new long[] { 0, 2, 3, 1 });
		String normalized = sketch.node("LayerNormalization", List.of(last, sketch.floats(new float[1], 1)), "axis", -1);
		sketch.node("Transpose", List.of(normalized), "perm", new long[] { 0, 3, 1, 2 });
		assertEquals(exact(0, 0, 1, 1), axis(sketch.build(), 2));
	}

	@Test
	void aChannelLastInputIsFollowedToItsAxis() {
		Sketch net = new Sketch(13);
		String image = net.input("image", 1, -1, -1, 1);
		net.conv(net.node("Transpose", List.of(image), "perm", new long[] { 0, 3, 1, 2 }), 1, 1, 3);
		assertEquals(new Axis(Kind.EXACT, 2, 1, 1, 1, 0, 1, 1, Ratio.ONE, 0, "", ""), axis(net.build(), 1));
		assertEquals(Kind.POSITIONAL, axis(net.build(), 3).kind());
	}

	/** Pixel shuffle as old PyTorch wrote it: [n, 4, h, w] to [n, 1, 2, 2, h, w] to [n, 1, h, 2, w, 2] to [n, 1, 2h, 2w]. */
	@Test
	void pixelShuffleWrittenAsReshapesIsExact() {
		Sketch net = new Sketch(11);
		String wide = net.conv(net.input("x", 1, 1, 224, 224), 1, 4, 3);
		String apart = net.node("Reshape", List.of(wide, net.ints(1, 1, 2, 2, 224, 224)));
		assertEquals(Kind.POSITIONAL, axis(net.build(), 2).kind());
		Sketch free = new Sketch(11);
		wide = free.conv(free.input("x", 1, 1, -1, 224), 1, 4, 3);
		apart = free.node("Reshape", List.of(wide, free.ints(1, 1, 2, 2, -1, 224)));
		String moved = free.node("Transpose", List.of(apart), "perm", new long[] { 0, 1, 4, 2, 5, 3 });
		free.node("Reshape", List.of(moved, free.ints(1, 1, -1, 448)));
		assertEquals(new Axis(Kind.EXACT, 2, 1, 1, 1, 0, 1, 1, new Ratio(2, 1), 0, "", ""), axis(free.build(), 2));
	}

	@Test
	void flatteningForAFullyConnectedLayerIsPositional() {
		Sketch net = new Sketch(13);
		String flat = net.node("Flatten", List.of(net.input("x", 1, 1, 8, 8)));
		net.node("Gemm", List.of(flat, net.zeros(64, 10)));
		assertEquals(Kind.POSITIONAL, axis(net.build(), 2).kind());
		assertEquals(Kind.POSITIONAL, axis(net.build(), 3).kind());
		assertEquals(Kind.EXACT, axis(net.build(), 0).kind());
	}

	@Test
	void attentionOverPixelsIsGlobal() {
		String flat = sketch.node("Reshape", List.of(x, sketch.ints(0, 1, -1)));
		String turned = sketch.node("Transpose", List.of(flat), "perm", new long[] { 0, 2, 1 });
		sketch.node("MatMul", List.of(flat, turned));
		assertEquals(Kind.GLOBAL, axis(sketch.build(), 2).kind());
	}

	@Test
	void aConstantForEachPlaceIsPositional() {
		Sketch net = new Sketch(13);
		net.node("Add", List.of(net.input("x", 1, 1, 16, 16), net.zeros(1, 1, 16, 1)));
		Axis axis = axis(net.build(), 2);
		assertEquals(Kind.POSITIONAL, axis.kind());
		assertTrue(axis.why().contains("'w0'"), axis.why());
		assertEquals(exact(0, 0, 1, 1).haloLow(), axis(net.build(), 3).haloLow());
		assertEquals(Kind.EXACT, axis(net.build(), 3).kind());
	}

	@Test
	void coordinatesMadeOfTheSizeArePositional() {
		String height = sketch.node("Gather", List.of(sketch.node("Shape", List.of(x)), sketch.weight(scalar(2))), "axis", 0);
		String range = sketch.node("Range", List.of(sketch.weight(scalar(0)), height, sketch.weight(scalar(1))));
		String rows = sketch.node("Unsqueeze", List.of(sketch.node("Cast", List.of(range), "to", 1), sketch.ints(0, 1, 3)));
		sketch.node("Add", List.of(x, rows));
		assertEquals(Kind.POSITIONAL, axis(sketch.build(), 2).kind());
		assertEquals(Kind.EXACT, axis(sketch.build(), 3).kind());
	}

	/** FFDNet's noise map: a number per image, spread over the pixels. */
	@Test
	void anEvenMapOfTheImagesSizeIsExact() {
		String shape = sketch.node("Shape", List.of(x));
		String map = sketch.node("Expand", List.of(sketch.floats(new float[] { 0.1f }, 1, 1, 1, 1), shape));
		sketch.conv(sketch.node("Concat", List.of(x, map), "axis", 1), 2, 1, 3);
		assertEquals(exact(1, 1, 1, 1), axis(sketch.build(), 2));
	}

	@Test
	void wrappedPaddingIsGlobalAndTheOtherModesActAtTheBorder() {
		for (String mode : List.of("constant", "reflect", "edge", "wrap")) {
			Sketch net = new Sketch(19);
			String padded = net.node("Pad", List.of(net.input("x", 1, 1, -1, -1), net.ints(0, 0, 2, 2, 0, 0, 2, 2)), "mode", mode);
			net.conv(padded, 1, 1, 5, 1, 1, 0, 0);
			Axis axis = axis(net.build(), 2);
			assertEquals(mode.equals("wrap") ? Kind.GLOBAL : Kind.EXACT, axis.kind());
			assertEquals(mode.equals("wrap") ? 0 : 2, axis.haloLow());
			if (mode.equals("reflect"))
				assertEquals(3, axis.leastSize());
		}
	}

	@Test
	void twoInputsAreVariedTogetherAndSeenEachByItself() {
		Sketch net = new Sketch(13);
		String a = net.input("a", 1, 1, 64, 64);
		String b = net.input("b", 1, 1, 128, 128);
		String half = net.conv(b, 1, 1, 4, 2, 1, 1, 1);
		net.conv(net.node("Concat", List.of(net.conv(a, 1, 1, 3), half), "axis", 1), 2, 1, 3);
		ReceptiveField field = ReceptiveField.of(net.build());
		Axis ofA = field.axis("a", 2, "conv3_0");
		Axis ofB = field.axis("b", 2, "conv3_0");
		assertEquals(exact(2, 2, 1, 1), ofA);
		assertEquals(new Axis(Kind.EXACT, 2, 3, 3, 2, 0, 2, 2, new Ratio(1, 2), 0, "", ""), ofB);
	}

	@Test
	void anOperatorNobodyKnowsIsPositionalAndNamed() {
		sketch.node("Mystery", List.of(x));
		assertTrue(axis(sketch.build(), 2).why().contains("mystery0"));
		assertEquals(Kind.POSITIONAL, axis(sketch.build(), 2).kind());
	}

	@Test
	void oldUpsampleIsReadFromAttributesAndInputs() {
		Sketch seven = new Sketch(7);
		seven.node("Upsample", List.of(seven.input("x", 1, 1, -1, -1)), "mode", "nearest", "scales", new float[] { 1, 1, 2, 2 });
		Sketch nine = new Sketch(9);
		String input = nine.input("x", 1, 1, -1, -1);
		nine.node("Upsample", List.of(input, nine.floats(new float[] { 1, 1, 2, 2 }, 4)), "mode", "linear");
		assertEquals(0, axis(seven.build(), 2).haloHigh());
		assertEquals(1, axis(nine.build(), 2).haloHigh());
		assertEquals(new Ratio(2, 1), axis(nine.build(), 3).scale());
	}

	@Test
	void allowedSizesAreTheLeastNotBelow() {
		Axis axis = new Axis(Kind.EXACT, 2, 0, 0, 16, 12, 188, 16, Ratio.ONE, -184, "", "");
		assertEquals(188, axis.allowed(1));
		assertEquals(572, axis.allowed(560));
		assertEquals(572, axis.allowed(572));
		assertEquals(588, axis.allowed(573));
	}

	@Test
	void aNameThatIsNotThereIsRefused() {
		sketch.conv(x, 1, 1, 3);
		ReceptiveField field = ReceptiveField.of(sketch.build());
		assertThrows(IllegalArgumentException.class, () -> field.axes("y", "conv0_0"));
		assertThrows(IllegalArgumentException.class, () -> field.axis("x", 4, "conv0_0"));
	}

	private static Tensor scalar(long value) {
		Tensor tensor = Tensor.allocate(TensorType.INT64);
		tensor.longs().put(0, value);
		return tensor;
	}

	private static Axis exact(long low, long high, long stride, long least) {
		return new Axis(Kind.EXACT, 2, low, high, stride, 0, least, least, Ratio.ONE, 0, "", "");
	}

	static Axis axis(Graph graph, int axis) {
		return ReceptiveField.of(graph).axis(graph.inputs().get(0).name(), axis, graph.outputs().get(0).name());
	}
}
