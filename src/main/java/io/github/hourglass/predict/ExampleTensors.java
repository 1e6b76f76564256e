package io.github.hourglass.predict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.SizeRules;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;

/** Images to try a model on where it brings none: bright spots of several sizes on a dark, noisy ground, as bright as its rules expect. */
final class ExampleTensors {

	private static final long PLANE = 128, STACK = 48;
	private static final int SPOTS = 12;
	/** What is bright in images of whole numbers. */
	private static final double WHOLE = 100;

	private ExampleTensors() {}

	/** Sizes that the model allows, with room for the halos that it states. */
	static Map<String, long[]> sizes(Model model) {
		Map<String, long[]> wanted = new LinkedHashMap<>();
		for (TensorSpec input : model.inputs()) {
			long[] size = new long[input.axes().size()];
			boolean stack = input.axis('z') != null;
			for (int a = 0; a < size.length; a++) {
				char letter = input.axes().get(a).letter();
				boolean space = "xyz".indexOf(letter) >= 0;
				long halo = model.outputs().stream().map(output -> output.axis(letter)).mapToLong(axis -> axis == null ? 0 : axis.halo()).max().orElse(0);
				size[a] = space ? Math.max(stack ? STACK : PLANE, 2 * halo + 1) : 1;
			}
			wanted.put(input.id(), size);
		}
		return SizeRules.of(model).inputs(wanted);
	}

	/** An image of that size for the input as it is before its rules. */
	static Tensor of(TensorSpec input, long[] size) {
		boolean whole = !List.of(TensorType.FLOAT32, TensorType.FLOAT64, TensorType.FLOAT16, TensorType.BFLOAT16).contains(input.type());
		double[] range = whole ? new double[] { 0, WHOLE } : range(input.steps());
		float[] values = pattern(size, input.axes(), new Random(1));
		Tensor tensor = Tensor.allocate(whole ? input.type() : TensorType.FLOAT32, size);
		for (int i = 0; i < values.length; i++)
			values[i] = (float) (range[0] + (range[1] - range[0]) * values[i]);
		TensorPixels.put(values, values.length, tensor, 0);
		return tensor;
	}

	/** What is dark and what is bright before the rules. */
	private static double[] range(List<StepSpec> steps) {
		for (StepSpec step : steps) {
			if (step.name().equals("fixed_zero_mean_unit_variance")) {
				double mean = number(step, "mean", 0), deviation = number(step, "std", 1);
				return new double[] { mean - deviation, mean + 3 * deviation };
			}
			if (step.name().equals("scale_linear") && number(step, "gain", 1) > 0)
				return new double[] { 0, 1 / number(step, "gain", 1) };
		}
		return new double[] { 0, 1 };
	}

	private static double number(StepSpec step, String name, double otherwise) {
		Object value = step.arguments().get(name);
		if (value instanceof List<?> list && !list.isEmpty())
			value = list.get(0);
		return value instanceof Number number ? number.doubleValue() : otherwise;
	}

	/** Values about 0 to 1. */
	static float[] pattern(long[] size, List<AxisSpec> axes, Random random) {
		float[] values = new float[Math.toIntExact(Tensor.elements(size))];
		double[][] centers = new double[SPOTS][size.length];
		double[] widths = new double[SPOTS];
		for (int s = 0; s < SPOTS; s++) {
			for (int a = 0; a < size.length; a++)
				centers[s][a] = random.nextDouble() * size[a];
			widths[s] = 2 + 6 * random.nextDouble();
		}
		long[] at = new long[size.length];
		for (int i = 0; i < values.length; i++) {
			double value = 0.1 + 0.05 * random.nextGaussian();
			for (int s = 0; s < SPOTS; s++)
				value += 0.7 * Math.exp(-squared(at, centers[s], axes) / (2 * widths[s] * widths[s]));
			values[i] = (float) Math.max(0, value);
			for (int a = size.length - 1; a >= 0 && ++at[a] == size[a]; a--)
				at[a] = 0;
		}
		return values;
	}

	private static double squared(long[] at, double[] center, List<AxisSpec> axes) {
		double sum = 0;
		for (int a = 0; a < at.length; a++)
			if ("xyz".indexOf(axes.get(a).letter()) >= 0)
				sum += (at[a] - center[a]) * (at[a] - center[a]);
		return sum;
	}

	/** The size rule's least size that is not below the wanted one. */
	static long allowed(SizeRule rule, long wanted) {
		return rule instanceof SizeRule.Fixed fixed ? fixed.size() : rule instanceof SizeRule.Stepped stepped ? stepped.atLeast(wanted) : wanted;
	}
}
