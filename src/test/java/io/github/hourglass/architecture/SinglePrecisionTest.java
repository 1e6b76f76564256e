package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

class SinglePrecisionTest {

	/** IEEE 754: 0x3555 is the nearest to 1/3, 0x0001 the least above 0, 0xc000 is -2, 0x7bff the largest. */
	private static final short[] HALVES = { 0x3555, 0x0001, (short) 0xc000, 0x7bff, 0x7c00 };
	private static final float[] VALUES = { 0.333251953125f, 5.9604644775390625e-8f, -2, 65504, Float.POSITIVE_INFINITY };

	private static Tensor tensor(TensorType type, short... bits) {
		Tensor tensor = Tensor.allocate(type, bits.length);
		for (int i = 0; i < bits.length; i++)
			tensor.bytes().putShort(2 * i, bits[i]);
		return tensor;
	}

	private static Graph graph(TensorType type, Tensor weights) {
		Node cast = new Node("Cast", "", "cast", List.of("x"), List.of("half"), Map.of("to", (long) type.onnxCode()));
		Node add = new Node("Add", "", "add", List.of("half", "w"), List.of("y"), Map.of());
		return new Graph("half", 17, List.of(TensorInfo.of("x", type, -1, 5)), List.of(TensorInfo.of("y", type, -1, 5)), List.of(cast, add), Weights.of(Map.of("w", weights)));
	}

	@Test
	void valuesStayAndTypesGrow() {
		Graph single = SinglePrecision.of(graph(TensorType.FLOAT16, tensor(TensorType.FLOAT16, HALVES)));
		assertArrayEquals(VALUES, single.weights().get("w").toFloats());
		assertEquals(TensorType.FLOAT32, single.inputs().get(0).type());
		assertEquals(TensorType.FLOAT32, single.outputs().get(0).type());
		assertEquals(1, single.nodes().get(0).integer("to", 0));
		assertArrayEquals(new float[] { 1.5f, -2 }, SinglePrecision.of(graph(TensorType.BFLOAT16, tensor(TensorType.BFLOAT16, (short) 0x3fc0, (short) 0xc000))).weights().get("w").toFloats());
	}

	@Test
	void othersStayAsTheyAre() {
		Graph graph = graph(TensorType.FLOAT32, Tensor.of(VALUES, 5));
		assertSame(graph, SinglePrecision.of(graph));
	}
}
