package io.github.hourglass.architecture;

import io.github.hourglass.engine.Tensor;

/** How much a graph computes. */
final class Work {

	private Work() {}

	/** Multiply-adds of Conv, ConvTranspose, MatMul and Gemm, times two. */
	static long flops(Shapes shapes) {
		long flops = 0;
		for (Node node : shapes.graph().nodes())
			if (Operators.isStandard(node))
				flops = Math.addExact(flops, Math.multiplyExact(2, multiplyAdds(shapes, node)));
		return flops;
	}

	private static long multiplyAdds(Shapes shapes, Node node) {
		return switch (node.operator()) {
			case "Conv" -> Math.multiplyExact(elements(shapes, node.outputs().get(0)), perChannel(shapes.shape(node.input(1))));
			case "ConvTranspose" -> Math.multiplyExact(elements(shapes, node.input(0)), perChannel(shapes.shape(node.input(1))));
			case "MatMul" -> {
				long[] a = shapes.shape(node.input(0));
				yield Math.multiplyExact(elements(shapes, node.outputs().get(0)), a[a.length - 1]);
			}
			case "Gemm" -> {
				long[] a = shapes.shape(node.input(0));
				yield Math.multiplyExact(elements(shapes, node.outputs().get(0)), a[node.integer("transA", 0) != 0 ? 0 : 1]);
			}
			default -> 0;
		};
	}

	/** Weights per output channel of a Conv, per input channel of a ConvTranspose. */
	private static long perChannel(long[] weights) {
		return Tensor.elements(weights) / Math.max(weights[0], 1);
	}

	private static long elements(Shapes shapes, String value) {
		return Tensor.elements(shapes.shape(value));
	}
}
