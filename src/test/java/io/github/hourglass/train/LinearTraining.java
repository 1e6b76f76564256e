package io.github.hourglass.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/**
 * The network {@code y = a x + b} for every pixel, trained in plain Java by squared error and momentum 0.9, with a gradient
 * that is dropped at random as a function of the step. Memory holds so many patches.
 */
class LinearTraining implements Trainable {

	private final float[] weights = { 0, 0 };
	private final float[] moments = { 0, 0 };
	int memory = Integer.MAX_VALUE;
	int largest;
	int evaluations;
	Runnable beforeStep = () -> {};
	double blowUp = 1;

	@Override
	public double step(List<Batch> batches, double learningRate, long step) {
		beforeStep.run();
		double a = 0, b = 0, loss = 0;
		long pixels = 0;
		for (Batch batch : batches) {
			if (batch.shape()[0] > memory)
				throw new EngineException.OutOfMemory("full", null);
			largest = Math.max(largest, (int) batch.shape()[0]);
			for (int i = 0; i < batch.input().length; i++) {
				double error = weights[0] * batch.input()[i] + weights[1] - batch.target()[i];
				a += 2 * error * batch.input()[i];
				b += 2 * error;
				loss += error * error;
			}
			pixels += batch.input().length;
		}
		boolean dropped = TestPatches.uniform(99, step, 0) < 0.2;
		double rate = learningRate * blowUp;
		moments[0] = (float) (0.9 * moments[0] + (dropped ? 0 : a / pixels));
		moments[1] = (float) (0.9 * moments[1] + b / pixels);
		weights[0] -= (float) (rate * moments[0]);
		weights[1] -= (float) (rate * moments[1]);
		return loss / pixels;
	}

	@Override
	public double evaluate(Batch batch) {
		evaluations++;
		double loss = 0;
		for (int i = 0; i < batch.input().length; i++) {
			double error = weights[0] * batch.input()[i] + weights[1] - batch.target()[i];
			loss += error * error;
		}
		return loss / batch.input().length;
	}

	@Override
	public float[] predict(long[] shape, float[] input) {
		float[] output = new float[input.length];
		for (int i = 0; i < input.length; i++)
			output[i] = weights[0] * input[i] + weights[1];
		return output;
	}

	@Override
	public Graph graph() {
		Map<String, Tensor> tensors = new LinkedHashMap<>();
		tensors.put("a", Tensor.of(new float[] { weights[0] }, 1, 1, 1, 1));
		tensors.put("b", Tensor.of(new float[] { weights[1] }, 1));
		Node node = new Node("Conv", "", "scale", List.of("input", "a", "b"), List.of("output"), Map.of("kernel_shape", new long[] { 1, 1 }));
		return new Graph("linear", 17, List.of(TensorInfo.of("input", TensorType.FLOAT32, -1, 1, -1, -1)),
			List.of(TensorInfo.of("output", TensorType.FLOAT32, -1, 1, -1, -1)), List.of(node), Weights.of(tensors));
	}

	@Override
	public Map<String, Tensor> state() {
		Map<String, Tensor> state = new LinkedHashMap<>();
		state.put("weights", Tensor.of(weights, 2));
		state.put("moments", Tensor.of(moments, 2));
		return state;
	}

	@Override
	public void restore(Map<String, Tensor> state) {
		System.arraycopy(state.get("weights").toFloats(), 0, weights, 0, 2);
		System.arraycopy(state.get("moments").toFloats(), 0, moments, 0, 2);
	}

	float[] weights() {
		return weights.clone();
	}

	@Override
	public void close() {}
}
