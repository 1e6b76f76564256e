package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.NetworkOptions.Normalization;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.train.Optimizer.Kind;
import io.github.hourglass.train.TrainingSettings.Precision;

/** What a step changes, against the published rules worked out here in double precision. */
class TensorFlowOptimizerTest {

	private static final double RATE = 0.01;

	/** y = w x + b for every pixel: the gradients of the mean squared error can be written down. */
	private static Graph line() {
		TensorInfo x = TensorInfo.of("x", TensorType.FLOAT32, -1, 1, -1, -1), y = TensorInfo.of("y", TensorType.FLOAT32, -1, 1, -1, -1);
		Weights weights = Weights.of(Map.of("w", Tensor.of(new float[] { 0.7f }, 1, 1, 1, 1), "b", Tensor.of(new float[] { -0.3f }, 1)));
		return new Graph("line", 17, List.of(x), List.of(y), List.of(new Node("Conv", "", "conv", List.of("x", "w", "b"), List.of("y"), Map.of())), weights);
	}

	private static Batch points(long seed, int n) {
		Random random = new Random(seed);
		float[] x = new float[n * 4], y = new float[n * 4];
		for (int i = 0; i < x.length; i++) {
			x[i] = (float) random.nextGaussian();
			y[i] = 2 * x[i] + 1 + 0.1f * (float) random.nextGaussian();
		}
		long[] shape = { n, 1, 2, 2 };
		return new Batch(shape, x, shape, y, null);
	}

	private static double[] gradient(Batch batch, double w, double b) {
		double[] gradient = new double[2];
		for (int i = 0; i < batch.input().length; i++) {
			double error = 2 * (w * batch.input()[i] + b - batch.target()[i]) / batch.input().length;
			gradient[0] += error * batch.input()[i];
			gradient[1] += error;
		}
		return gradient;
	}

	private interface Rule {

		/** The new value of one weight. @param decay 0 for the bias */
		double next(double value, double gradient, double decay, double[] memory, int step);
	}

	private static void follows(Optimizer optimizer, double clip, Rule rule) {
		double[] values = { 0.7f, -0.3f };
		double[][] memory = new double[2][2];
		TrainingSettings settings = new TrainingSettings(1, clip, name -> false, Precision.FLOAT32, false, 0);
		try (Trainable network = TensorFlowTraining.of(line(), Loss.L2, optimizer, settings, Device.CPU)) {
			for (int step = 0; step < 8; step++) {
				Batch batch = points(step, 3);
				network.step(List.of(batch), RATE, step);
				double[] gradient = gradient(batch, values[0], values[1]);
				double norm = Math.hypot(gradient[0], gradient[1]), factor = clip > 0 && norm > clip ? clip / norm : 1;
				for (int i = 0; i < 2; i++)
					values[i] = rule.next(values[i], gradient[i] * factor, i == 0 ? optimizer.weightDecay() : 0, memory[i], step + 1);
				Weights weights = network.graph().weights();
				assertEquals(values[0], weights.get("w").floats().get(0), 1e-6, optimizer + " step " + step);
				assertEquals(values[1], weights.get("b").floats().get(0), 1e-6, optimizer + " step " + step);
			}
		}
	}

	private static double adam(double gradient, double[] memory, int step) {
		memory[0] = 0.9 * memory[0] + 0.1 * gradient;
		memory[1] = 0.999 * memory[1] + 0.001 * gradient * gradient;
		return RATE * (memory[0] / (1 - Math.pow(0.9, step))) / (Math.sqrt(memory[1] / (1 - Math.pow(0.999, step))) + 1e-8);
	}

	@Test
	void gradientDescentFollowsItsRule() {
		follows(new Optimizer(Kind.SGD, 0, 0, 0, 0, 0.1), 0, (value, gradient, decay, memory, step) -> value - RATE * (gradient + decay * value));
	}

	@Test
	void momentumFollowsItsRule() {
		follows(new Optimizer(Kind.MOMENTUM, 0.9, 0, 0, 0, 0.1), 0, (value, gradient, decay, memory, step) -> {
			memory[0] = 0.9 * memory[0] + gradient + decay * value;
			return value - RATE * memory[0];
		});
	}

	/** In the form of Sutskever et al. (ICML 2013), at the point looked ahead to. */
	@Test
	void nesterovFollowsItsRule() {
		follows(new Optimizer(Kind.NESTEROV, 0.9, 0, 0, 0, 0), 0, (value, gradient, decay, memory, step) -> {
			memory[0] = 0.9 * memory[0] + gradient;
			return value - RATE * (gradient + 0.9 * memory[0]);
		});
	}

	/** Kingma and Ba (ICLR 2015), algorithm 1. */
	@Test
	void adamFollowsItsRule() {
		follows(Optimizer.adam(), 0, (value, gradient, decay, memory, step) -> value - adam(gradient, memory, step));
		follows(new Optimizer(Kind.ADAM, 0, 0.9, 0.999, 1e-8, 0.1), 0, (value, gradient, decay, memory, step) -> value - adam(gradient + decay * value, memory, step));
	}

	/** Loshchilov and Hutter (ICLR 2019), algorithm 2, with the schedule's rate in front of both terms. */
	@Test
	void adamWDecaysBesideAdamsStep() {
		follows(new Optimizer(Kind.ADAMW, 0, 0.9, 0.999, 1e-8, 0.1), 0, (value, gradient, decay, memory, step) -> value - adam(gradient, memory, step) - RATE * decay * value);
	}

	@Test
	void theNormOfTheWholeGradientIsClipped() {
		follows(new Optimizer(Kind.SGD, 0, 0, 0, 0, 0), 0.5, (value, gradient, decay, memory, step) -> value - RATE * gradient);
	}

	@Test
	void severalBatchesCountAsOneBiggerOne() {
		Batch first = points(1, 3), second = points(2, 3);
		float[] x = new float[24], y = new float[24];
		for (int i = 0; i < 24; i++) {
			x[i] = i < 12 ? first.input()[i] : second.input()[i - 12];
			y[i] = i < 12 ? first.target()[i] : second.target()[i - 12];
		}
		long[] shape = { 6, 1, 2, 2 };
		List<float[]> ends = new ArrayList<>();
		for (List<Batch> batches : List.of(List.of(first, second), List.of(new Batch(shape, x, shape, y, null))))
			try (Trainable network = TensorFlowTraining.of(line(), Loss.L2, Optimizer.adam(), new TrainingSettings(1, 0.5, n -> false, Precision.FLOAT32, false, 0), Device.CPU)) {
				double loss = 0;
				for (int step = 0; step < 3; step++)
					loss = network.step(batches, RATE, step);
				ends.add(new float[] { network.graph().weights().get("w").floats().get(0), network.graph().weights().get("b").floats().get(0), (float) loss });
			}
		assertArrayEquals(ends.get(1), ends.get(0), 1e-6f);
	}

	@Test
	void frozenWeightsStay() {
		Predicate<String> frozen = name -> name.startsWith("down0");
		Graph graph = UNet.of(NetworkOptions.of(2).baseFilters(4).depth(1).normalization(Normalization.BATCH), 1);
		try (Trainable network = TensorFlowTraining.of(graph, Loss.L1, Optimizer.adam(), new TrainingSettings(1, 0, frozen, Precision.FLOAT32, false, 0), Device.CPU)) {
			network.step(List.of(TensorFlowTrainingTest.batch(new long[] { 1, 1, 8, 8 }, 1)), RATE, 0);
			Graph after = network.graph();
			for (String name : graph.weights().names()) {
				Tensor before = graph.weights().get(name);
				if (before.type() == TensorType.FLOAT32 && !name.endsWith("scales"))
					assertEquals(frozen.test(name), before.bytes().equals(after.weights().get(name).bytes()), name);
			}
		}
	}

	@Test
	void aRestoredRunGoesOnBitForBit() {
		Graph graph = UNet.of(NetworkOptions.of(2).baseFilters(4).depth(1).normalization(Normalization.BATCH).dropout(0.3f), 1);
		TrainingSettings settings = new TrainingSettings(5, 1, name -> false, Precision.FLOAT32, true, 0);
		long[] shape = { 2, 1, 16, 16 };
		Map<String, Tensor> half, end;
		try (Trainable network = TensorFlowTraining.of(graph, Loss.L2, Optimizer.adam(), settings, Device.CPU)) {
			for (int step = 0; step < 4; step++)
				network.step(List.of(TensorFlowTrainingTest.batch(shape, step)), RATE, step);
			half = network.state();
			for (int step = 4; step < 8; step++)
				network.step(List.of(TensorFlowTrainingTest.batch(shape, step)), RATE, step);
			end = network.state();
		}
		try (Trainable network = TensorFlowTraining.of(graph, Loss.L2, Optimizer.adam(), settings, Device.CPU)) {
			network.restore(half);
			for (int step = 4; step < 8; step++)
				network.step(List.of(TensorFlowTrainingTest.batch(shape, step)), RATE, step);
			Map<String, Tensor> again = network.state();
			assertEquals(end.keySet(), again.keySet());
			end.forEach((name, tensor) -> assertEquals(tensor.bytes(), again.get(name).bytes(), name));
		}
	}

	@Test
	void aStateOfAnotherNetworkIsRefused() {
		try (Trainable network = TensorFlowTraining.of(line(), Loss.L2, Optimizer.adam(), TrainingSettings.of(1), Device.CPU)) {
			Map<String, Tensor> state = new LinkedHashMap<>(network.state());
			state.remove("w");
			String message = assertThrows(IllegalArgumentException.class, () -> network.restore(state)).getMessage();
			assertTrue(message.contains("'w'"), message);
		}
	}
}
