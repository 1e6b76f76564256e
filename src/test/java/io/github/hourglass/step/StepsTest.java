package io.github.hourglass.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;

class StepsTest {

	private static final TensorSpec BCYX = tensor("raw", "bcyx");

	@Test
	void zeroMeanUnitVarianceOverAllAxes() {
		check(StepVectors.ZERO_MEAN, "zero_mean_unit_variance", Map.of());
	}

	@Test
	void zeroMeanUnitVariancePerChannel() {
		check(StepVectors.ZERO_MEAN_PER_CHANNEL, "zero_mean_unit_variance", Map.of("axes", List.of("y", "x"), "eps", 1e-6));
	}

	@Test
	void sigmoidIsTheLogisticFunction() {
		check(StepVectors.SIGMOID, "sigmoid", Map.of());
	}

	@Test
	void softmaxSumsOverChannelsUnlessToldOtherwise() {
		check(StepVectors.SOFTMAX, "softmax", Map.of());
		check(StepVectors.SOFTMAX_X, "softmax", Map.of("axis", "x"));
	}

	@Test
	void scaleLinearTakesNumbersAndLists() {
		check(StepVectors.LINEAR, "scale_linear", Map.of("axis", "channel", "gain", List.of(2.0, -0.5), "offset", List.of(1, 10)));
	}

	@Test
	void fixedStatisticsAreOneOrOnePerChannel() {
		check(StepVectors.FIXED, "fixed_zero_mean_unit_variance", Map.of("axis", "channel", "mean", List.of(1.5, 2.5), "std", List.of(3, 0.25)));
		check(StepVectors.FIXED_ONE, "fixed_zero_mean_unit_variance", Map.of("mean", 2.5, "std", 4));
	}

	@Test
	void binarizeIsStrictlyAbove() {
		check(StepVectors.BINARY, "binarize", Map.of("axis", "channel", "threshold", List.of(0.25, 5.0)));
		check(StepVectors.BINARY_ONE, "binarize", Map.of("threshold", 1.25));
	}

	@Test
	void unknownRulesAndWrongArgumentsAreRefusedByName() {
		refused("'whiten'", "whiten", Map.of());
		refused("'offset' must be a number", "scale_linear", Map.of("offset", "much"));
		refused("no axis 'depth'", "zero_mean_unit_variance", Map.of("axes", List.of("depth")));
		refused("needs 'mean' and 'std'", "fixed_zero_mean_unit_variance", Map.of("mean", 1));
		refused("3 values along c", "scale_linear", Map.of("axis", "channel", "gain", List.of(1, 2, 3)));
	}

	private static void refused(String part, String name, Map<String, Object> arguments) {
		String message = assertThrows(ModelException.class, () -> apply(name, arguments, image())).getMessage();
		assertTrue(message.contains(part) && message.contains("raw"), message);
	}

	private static void check(float[] expected, String name, Map<String, Object> arguments) {
		for (String order : List.of("xyc", "cxy", "xcy", "yxcb")) {
			Volume result = apply(name, arguments, image().inOrder(order));
			assertEquals(PixelType.FLOAT32, result.type());
			assertEquals(order, result.axes().letters());
			float[] whole = floats(result.inOrder("xyc"));
			assertArrayEquals(expected, whole, 2e-6f, name + " " + order);
			assertArrayEquals(whole, byBlocks(result.inOrder("xyc")), name + " in small blocks, " + order);
		}
	}

	private static Volume apply(String name, Map<String, Object> arguments, Volume image) {
		return Steps.of(new StepSpec(name, arguments), BCYX, Scope.IMAGE).apply(Sample.of("raw", image), Progress.none()).get("raw");
	}

	private static Volume image() {
		return volume("xyc", new long[] { 4, 3, 2 }, StepVectors.INPUT).withBlockSize(new int[] { 3, 2, 1 });
	}

	static Volume volume(String axes, long[] dimensions, float... values) {
		return Volume.of(net.imglib2.img.array.ArrayImgs.floats(values, dimensions), Axes.of(axes));
	}

	static float[] floats(Volume volume) {
		int[] size = Arrays.stream(volume.dimensions()).mapToInt(Math::toIntExact).toArray();
		float[] values = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, values);
		return values;
	}

	/** All pixels, asked for one row of one or two pixels at a time. */
	private static float[] byBlocks(Volume volume) {
		long[] dimensions = volume.dimensions();
		float[] values = new float[(int) volume.voxels()];
		for (int c = 0, i = 0; c < dimensions[2]; c++)
			for (int y = 0; y < dimensions[1]; y++)
				for (int x = 0; x < dimensions[0]; x += 2, i += 2) {
					float[] block = new float[2];
					volume.copyFloats(new long[] { x, y, c }, new int[] { 2, 1, 1 }, block);
					System.arraycopy(block, 0, values, i, 2);
				}
		return values;
	}

	/** A tensor with these axes, all of free size but a batch of 1, ids as in bioimage.io. */
	static TensorSpec tensor(String id, String letters, StepSpec... steps) {
		List<AxisSpec> axes = new ArrayList<>();
		for (char letter : letters.toCharArray()) {
			String name = switch (letter) {
				case 'b' -> "batch";
				case 'c' -> "channel";
				case 't' -> "time";
				default -> String.valueOf(letter);
			};
			axes.add(new AxisSpec(letter, name, new SizeRule.Stepped(1, 1), 1, "", 0, List.of()));
		}
		return new TensorSpec(id, "", axes, TensorType.FLOAT32, List.of(steps), false, null, null);
	}
}
