package io.github.hourglass.architecture;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/**
 * A network whose large weights are kept in 16-bit floats (IEEE 754 binary16), so that its file is half as large. It computes in 32 bits as
 * before: each weight is cast where it is used. {@link SinglePrecision} is the way back.
 */
public final class HalfPrecision {

	/** Below it nothing is gained: biases, factors. */
	private static final int LEAST_ELEMENTS = 512;
	private static final float LARGEST = 65504;

	private HalfPrecision() {}

	/** @throws GraphException if a weight is beyond the range of 16-bit floats */
	public static Graph of(Graph graph) {
		Map<String, Tensor> weights = new LinkedHashMap<>();
		List<Node> nodes = new ArrayList<>();
		for (String name : graph.weights().names()) {
			Tensor weight = graph.weights().get(name);
			if (weight.type() != TensorType.FLOAT32 || weight.elements() < LEAST_ELEMENTS) {
				weights.put(name, weight);
				continue;
			}
			String half = name + ".half";
			weights.put(half, half(name, weight));
			nodes.add(new Node("Cast", "", half + ".cast", List.of(half), List.of(name), Map.of("to", (long) TensorType.FLOAT32.onnxCode())));
		}
		nodes.addAll(graph.nodes());
		return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), nodes, Weights.of(weights));
	}

	private static Tensor half(String name, Tensor weight) {
		Tensor half = Tensor.allocate(TensorType.FLOAT16, weight.shape());
		FloatBuffer values = weight.floats();
		for (int i = 0; values.hasRemaining(); i++) {
			float value = values.get();
			if (!(Math.abs(value) <= LARGEST))
				throw new GraphException("The weight '" + name + "' holds " + value + ", which no 16-bit float holds; keep the weights in 32 bits.");
			half.bytes().putShort(2 * i, half(value));
		}
		return half;
	}

	/** The nearest of 1 sign, 5 exponent and 10 fraction bits; the even one of two. */
	static short half(float value) {
		int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
		float size = Math.abs(value);
		int exponent = Math.max(-14, Math.getExponent(size));
		int units = (int) Math.rint(Math.scalb((double) size, 10 - exponent));
		return (short) (sign | units + (exponent + 14 << 10));
	}
}
