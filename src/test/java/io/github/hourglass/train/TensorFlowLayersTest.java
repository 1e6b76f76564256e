package io.github.hourglass.train;

import static io.github.hourglass.train.OnnxReference.assertClose;
import static io.github.hourglass.train.OnnxReference.noise;
import static io.github.hourglass.train.OnnxReference.onnx;
import static io.github.hourglass.train.OnnxReference.shaken;
import static io.github.hourglass.train.OnnxReference.tensorFlow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.NetworkOptions.Normalization;
import io.github.hourglass.architecture.NetworkOptions.Pooling;
import io.github.hourglass.architecture.NetworkOptions.Upsampling;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.train.TrainingSettings.Precision;

/** Normalization, dropout, losses, precision and limits of memory, against values worked by hand. */
class TensorFlowLayersTest {

	private static final Optimizer DESCENT = new Optimizer(Optimizer.Kind.SGD, 0, 0, 0, 0, 0);

	private static Graph graph(List<Node> nodes, Map<String, Tensor> weights, long channels) {
		TensorInfo x = TensorInfo.of("x", TensorType.FLOAT32, -1, channels, -1, -1), y = TensorInfo.of("y", TensorType.FLOAT32, -1, -1, -1, -1);
		return new Graph("small", 17, List.of(x), List.of(y), nodes, Weights.of(weights));
	}

	private static Trainable training(Graph graph, Loss loss) {
		return TensorFlowTraining.of(graph, loss, DESCENT, TrainingSettings.of(1), Device.CPU);
	}

	private static Tensor one(double value) {
		return Tensor.of(new float[] { (float) value }, 1);
	}

	/** Values 1, 2, 3, 6: mean 3, variance 3.5; with epsilon 0.5 the deviation is 2. */
	@Test
	void batchNormalizationUsesTheBatchAndMovesItsRunningStatistics() {
		Node node = new Node("BatchNormalization", "", "norm", List.of("x", "scale", "shift", "mean", "variance"), List.of("y"), Map.of("epsilon", 0.5f, "momentum", 0.75f));
		Graph graph = graph(List.of(node), Map.of("scale", one(4), "shift", one(1), "mean", one(1), "variance", one(2)), 1);
		long[] shape = { 1, 1, 2, 2 };
		try (Trainable network = training(graph, Loss.L1)) {
			Batch batch = new Batch(shape, new float[] { 1, 2, 3, 6 }, shape, new float[4], null);
			assertEquals((3 + 1 + 1 + 7) / 4.0, network.step(List.of(batch), 0, 0), 1e-5);
			Weights after = network.graph().weights();
			assertEquals(0.75 * 1 + 0.25 * 3, after.get("mean").floats().get(0), 1e-6);
			assertEquals(0.75 * 2 + 0.25 * 3.5, after.get("variance").floats().get(0), 1e-6);
			double deviation = Math.sqrt(2.375 + 0.5);
			assertArrayEquals(new float[] { (float) ((1 - 1.5) / deviation * 4 + 1), (float) ((6 - 1.5) / deviation * 4 + 1) },
				network.predict(new long[] { 1, 1, 1, 2 }, new float[] { 1, 6 }), 1e-5f);
		}
	}

	@Test
	void dropoutDropsItsShareAndEnlargesTheRest() {
		Node scale = new Node("Conv", "", "conv", List.of("x", "w"), List.of("a"), Map.of());
		Node node = new Node("Dropout", "", "dropout", List.of("a", "ratio"), List.of("y"), Map.of());
		Graph graph = graph(List.of(scale, node), Map.of("w", Tensor.of(new float[] { 1 }, 1, 1, 1, 1), "ratio", Tensor.of(new float[] { 0.25f })), 1);
		long[] shape = { 1, 1, 200, 200 };
		float[] ones = new float[40_000];
		java.util.Arrays.fill(ones, 1);
		try (Trainable network = training(graph, Loss.L1)) {
			Batch zeros = new Batch(shape, ones, shape, new float[ones.length], null);
			double mean = network.step(List.of(zeros), 0, 7), kept = mean * 0.75;
			assertEquals(0.75, kept, 4 * Math.sqrt(0.75 * 0.25 / ones.length));
			assertEquals(Math.rint(kept * ones.length), kept * ones.length, 0.05);
			assertEquals(mean, network.step(List.of(zeros), 0, 7));
			assertNotEquals(mean, network.step(List.of(zeros), 0, 8));
			assertEquals(1, network.evaluate(zeros), 1e-6);
			assertArrayEquals(ones, network.predict(shape, ones));
		}
	}

	private static double loss(Loss loss, float[] output, int channels, float[] target, float[] weight) {
		Graph graph = graph(List.of(new Node("Identity", "", "same", List.of("x"), List.of("y"), Map.of())), Map.of(), channels);
		long pixels = output.length / channels;
		try (Trainable network = training(graph, loss)) {
			return network.evaluate(new Batch(new long[] { 1, channels, 1, pixels }, output, new long[] { 1, target.length / pixels, 1, pixels }, target, weight));
		}
	}

	@Test
	void lossesAreTheirFormulas() {
		assertEquals((1 + 2) / 2.0, loss(Loss.L1, new float[] { 1, 2 }, 1, new float[] { 0, 4 }, null), 1e-6);
		assertEquals((1 + 4) / 2.0, loss(Loss.L2, new float[] { 1, 2 }, 1, new float[] { 0, 4 }, null), 1e-6);
		assertEquals((3 * 1 + 1 * 4) / 4.0, loss(Loss.L2, new float[] { 1, 2 }, 1, new float[] { 0, 4 }, new float[] { 3, 1 }), 1e-6);
		assertEquals(0, loss(Loss.L2, new float[] { 1, 2 }, 1, new float[] { 0, 4 }, new float[] { 0, 0 }), 1e-6);
		double s = Math.exp(0.5);
		assertEquals(2 / s + Math.log(2 * s), loss(Loss.LAPLACE, new float[] { 1, 0.5f }, 2, new float[] { 3 }, null), 1e-6);
		double p = Math.exp(2) / (Math.exp(1) + Math.exp(2) + Math.exp(0));
		assertEquals(-Math.log(p), loss(Loss.CROSS_ENTROPY, new float[] { 1, 2, 0 }, 3, new float[] { 1 }, null), 1e-6);
		assertEquals(-Math.log(p), loss(Loss.CROSS_ENTROPY, new float[] { 1, 9, 2, 9, 0, 9 }, 3, new float[] { 1, 255 }, new float[] { 1, 0 }), 1e-6);
		double mixed = 0.3 * (4 - 1) * (4 - 1) + 0.7 * -Math.log(p);
		assertEquals(mixed, loss(Loss.denoiseg(0.3), new float[] { 1, 9, 1, 9, 2, 9, 0, 9 }, 4, new float[] { 4, 0, 1, 2, 5, 0 }, new float[] { 1, 0 }), 1e-5,
			"of two pixels only the first is a blind spot and annotated");
		assertEquals(0.3 * 81, loss(Loss.denoiseg(0.3), new float[] { 1, 9, 1, 9, 2, 9, 0, 9 }, 4, new float[] { 4, 0, 1, 2, 0, 0 }, new float[] { 0, 1 }), 1e-5,
			"nothing is annotated");
		double q = 1 / (1 + Math.exp(-2));
		assertEquals(-Math.log(1 - q), loss(Loss.CROSS_ENTROPY, new float[] { 2 }, 1, new float[] { 0 }, null), 1e-6);
		assertEquals(1 - 2 * q / (2 * q * q + 1), loss(Loss.DICE, new float[] { 2, 2 }, 1, new float[] { 1, 0 }, null), 1e-5);
		assertEquals(1 - 2 * q / (2 * q * q + 1) - (Math.log(q) + Math.log(1 - q)) / 2, loss(Loss.CROSS_ENTROPY_DICE, new float[] { 2, 2 }, 1, new float[] { 1, 0 }, null), 1e-5);
	}

	@Test
	void lossesOfClassesStartBeforeTheLastActivation() {
		Node softmax = new Node("Softmax", "", "softmax", List.of("x"), List.of("p"), Map.of("axis", 1L)), same = new Node("Identity", "", "same", List.of("p"), List.of("y"), Map.of());
		long[] shape = { 1, 3, 1, 1 };
		try (Trainable network = training(graph(List.of(softmax, same), Map.of(), 3), Loss.CROSS_ENTROPY)) {
			double p = Math.exp(2) / (Math.exp(1) + Math.exp(2) + Math.exp(0));
			assertEquals(-Math.log(p), network.evaluate(new Batch(shape, new float[] { 1, 2, 0 }, new long[] { 1, 1, 1, 1 }, new float[] { 1 }, null)), 1e-6);
			assertEquals(p, network.predict(shape, new float[] { 1, 2, 0 })[1], 1e-6);
		}
	}

	@Test
	void foldedNormalizationGivesTheSameWithoutNormalizing() {
		for (int dimensions = 2; dimensions <= 3; dimensions++) {
			NetworkOptions options = NetworkOptions.of(dimensions).baseFilters(4).normalization(Normalization.BATCH).dropout(0.2f).pooling(Pooling.STRIDED).upsampling(Upsampling.TRANSPOSED);
			Graph graph = shaken(UNet.of(options, 1), 2), folded = FoldedNormalization.of(graph);
			assertEquals(0, folded.nodes().stream().filter(node -> node.operator().equals("BatchNormalization")).count());
			Tensor input = dimensions == 2 ? noise(3, 1, 1, 16, 16) : noise(3, 1, 1, 8, 8, 8);
			assertClose("folded", tensorFlow(graph, input), onnx(folded, input), 1e-4);
		}
	}

	@Test
	void mixedPrecisionReachesTheSameScore() {
		Graph graph = PlainFcn.of(NetworkOptions.of(2).depth(4).baseFilters(8).residual(true).normalization(Normalization.BATCH), 1);
		long[] shape = { 4, 1, 32, 32 };
		Map<Precision, Double> losses = new LinkedHashMap<>();
		for (Precision precision : List.of(Precision.FLOAT32, Precision.MIXED))
			try (Trainable network = TensorFlowTraining.of(graph, Loss.L2, Optimizer.adam(), new TrainingSettings(1, 0, n -> false, precision, false, 0), Device.CPU)) {
				for (int step = 0; step < 150; step++)
					network.step(List.of(TensorFlowTrainingTest.batch(shape, step)), 0.005, step);
				double loss = 0;
				for (int i = 0; i < 10; i++)
					loss += network.evaluate(TensorFlowTrainingTest.batch(shape, 10_000 + i)) / 10;
				losses.put(precision, loss);
			}
		assertEquals(0, 10 * Math.log10(losses.get(Precision.MIXED) / losses.get(Precision.FLOAT32)), 0.5, losses.toString());
	}

	/** Some processors' kernels for it read beside such stacks, which gave NaN now and then, or ended the process. */
	@ParameterizedTest
	@CsvSource({ "3, 1", "3, 2", "3, 4", "5, 3", "7, 1", "7, 4" })
	void mixedPrecisionHoldsInStacksWithFewerSlicesThanTheKernel(int kernel, int slices) {
		Graph graph = PlainFcn.of(NetworkOptions.of(3).depth(3).baseFilters(4).kernel(kernel).residual(true), 1);
		long[] shape = { 2, 1, slices, 12, 12 };
		Map<Precision, Double> losses = new LinkedHashMap<>();
		for (Precision precision : List.of(Precision.FLOAT32, Precision.MIXED))
			try (Trainable network = TensorFlowTraining.of(graph, Loss.L2, DESCENT, new TrainingSettings(1, 0, n -> false, precision, false, 0), Device.CPU)) {
				double loss = 0;
				for (int step = 0; step < 8; step++) {
					litter();
					loss += network.step(List.of(TensorFlowTrainingTest.batch(shape, step)), 0.01, step);
				}
				losses.put(precision, loss);
			}
		assertEquals(1, losses.get(Precision.MIXED) / losses.get(Precision.FLOAT32), 0.03, losses.toString());
	}

	/** Leaves NaN in the memory that is given out next. */
	private static void litter() {
		List<TFloat32> tensors = new ArrayList<>();
		for (int size = 16; size <= 1 << 16; size *= 2)
			for (int i = 0; i < 20; i++)
				tensors.add(TFloat32.tensorOf(Shape.of(size), data -> data.scalars().forEach(value -> value.setFloat(Float.NaN))));
		tensors.forEach(TFloat32::close);
	}

	@Test
	void sizesThatDoNotFitAreRefusedBeforeTensorFlowSeesThem() {
		try (Trainable network = training(UNet.of(NetworkOptions.of(2).baseFilters(2), 1), Loss.L2)) {
			String message = assertThrows(EngineException.class, () -> network.predict(new long[] { 1, 1, 10, 12 }, new float[120])).getMessage();
			assertTrue(message.contains("10") && !message.contains("\n"), message);
			network.predict(new long[] { 1, 1, 12, 12 }, new float[144]);
		}
	}

	/** A terabyte is refused by the operating system at once, but TensorFlow asks again for ten seconds. */
	@Test
	void memoryThatRunsOutLeavesTheWeightsAsTheyWere() {
		Node wide = new Node("Conv", "", "conv", List.of("x", "w"), List.of("a"), Map.of());
		Node larger = new Node("Tile", "", "tile", List.of("a", "times"), List.of("b"), Map.of()), mean = new Node("GlobalAveragePool", "", "mean", List.of("b"), List.of("y"), Map.of());
		Graph graph = graph(List.of(wide, larger, mean),
			Map.of("w", Tensor.of(new float[] { 1 }, 1, 1, 1, 1), "times", Tensor.of(new long[] { 1, 1, 16384, 16384 }, 4)), 1);
		try (Trainable network = training(graph, Loss.L2)) {
			Batch huge = new Batch(new long[] { 1, 1, 32, 32 }, new float[1024], new long[] { 1, 1, 1, 1 }, new float[1], null);
			assertThrows(EngineException.OutOfMemory.class, () -> network.step(List.of(huge), 0.1, 0));
			assertEquals(1, network.graph().weights().get("w").floats().get(0));
		}
	}
}
