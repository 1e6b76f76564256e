package io.github.hourglass.step;

import static io.github.hourglass.step.StepsTest.floats;
import static io.github.hourglass.step.StepsTest.tensor;
import static io.github.hourglass.step.StepsTest.volume;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;

class MeasuredRulesTest {

	private static final long[] CHANNELS = { 4, 3, 2 };
	private static final List<String> YX = List.of("y", "x");

	private final HeardProgress listening = new HeardProgress();
	private final List<String> notes = listening.notes();

	@Test
	void scaleRangeMapsPercentilesToZeroAndOne() {
		check(StepVectors.RANGE, "scale_range", Map.of());
		check(StepVectors.RANGE_PER_CHANNEL, "scale_range",
			Map.of("axes", YX, "min_percentile", 5.0, "max_percentile", 90.0, "eps", 1e-3));
	}

	@Test
	void scaleRangeTakesThePercentilesOfAReference() {
		check(StepVectors.RANGE_OF_REFERENCE, "scale_range",
			Map.of("axes", YX, "min_percentile", 2.0, "max_percentile", 75.0, "reference_tensor", "reference"));
	}

	@Test
	void scaleMeanVarianceMatchesTheReference() {
		check(StepVectors.MEAN_VARIANCE, "scale_mean_variance", Map.of("reference_tensor", "reference"));
		check(StepVectors.MEAN_VARIANCE_PER_CHANNEL, "scale_mean_variance", Map.of("reference_tensor", "reference", "axes", YX, "eps", 0.01));
	}

	@Test
	void aReferenceOfOneChannelServesAllChannels() {
		check(StepVectors.MEAN_VARIANCE_OF_ONE_CHANNEL, "scale_mean_variance", Map.of("reference_tensor", "first", "axes", YX));
	}

	@Test
	void clipTakesEitherSide() {
		check(StepVectors.CLIPPED, "clip", Map.of("min", -5.0, "max", 8.25));
		check(StepVectors.CLIPPED_BELOW, "clip", Map.of("min", 1));
	}

	@Test
	void clipTakesPercentiles() {
		check(StepVectors.CLIPPED_PERCENTILES_PER_CHANNEL, "clip", Map.of("min_percentile", 20, "max_percentile", 75, "axes", YX));
		check(StepVectors.CLIPPED_PERCENTILES, "clip", Map.of("min_percentile", 20, "max_percentile", 77));
		check(StepVectors.CLIPPED_ABOVE_PERCENTILE, "clip", Map.of("max_percentile", 66, "axes", YX));
	}

	@Test
	void loopedAxesAreMeasuredTogetherOrFrameByFrame() {
		Volume lapse = volume("xyct", new long[] { 2, 2, 2, 3 }, StepVectors.INPUT);
		StepSpec perChannel = new StepSpec("zero_mean_unit_variance", Map.of("axes", YX));
		StepSpec joint = new StepSpec("zero_mean_unit_variance", Map.of());
		TensorSpec plane = tensor("raw", "bcyx");
		assertArrayEquals(StepVectors.LAPSE_IMAGE, floats(apply(perChannel, plane, Scope.IMAGE, lapse)), 2e-6f);
		assertArrayEquals(StepVectors.LAPSE_FRAME, floats(apply(perChannel, plane, Scope.FRAME, lapse)), 2e-6f);
		assertArrayEquals(StepVectors.LAPSE_IMAGE_JOINT, floats(apply(joint, plane, Scope.IMAGE, lapse)), 2e-6f);
		assertArrayEquals(StepVectors.LAPSE_FRAME_JOINT, floats(apply(joint, plane, Scope.FRAME, lapse)), 2e-6f);
	}

	@Test
	void aFrameIsATimePointAndWithoutTimeASlice() {
		StepSpec joint = new StepSpec("zero_mean_unit_variance", Map.of());
		Volume stacks = volume("xyzt", new long[] { 2, 2, 3, 2 }, StepVectors.INPUT);
		assertArrayEquals(StepVectors.STACKS_IMAGE, floats(apply(joint, tensor("raw", "byx"), Scope.IMAGE, stacks)), 2e-6f);
		assertArrayEquals(StepVectors.STACKS_FRAME, floats(apply(joint, tensor("raw", "byx"), Scope.FRAME, stacks)), 2e-6f);
		assertArrayEquals(StepVectors.STACKS_FRAME, floats(apply(joint, tensor("raw", "bzyx"), Scope.FRAME, stacks)), 2e-6f);
		Volume slices = volume("xyz", new long[] { 2, 2, 6 }, StepVectors.INPUT);
		assertArrayEquals(StepVectors.SLICES_FRAME, floats(apply(joint, tensor("raw", "byx"), Scope.FRAME, slices)), 2e-6f);
		assertArrayEquals(StepVectors.ZERO_MEAN, floats(apply(joint, tensor("raw", "bzyx"), Scope.FRAME, slices)), 2e-6f);
	}

	@Test
	void loopedChannelsAreMeasuredApart() {
		Volume image = volume("xyc", CHANNELS, StepVectors.INPUT);
		StepSpec joint = new StepSpec("zero_mean_unit_variance", Map.of());
		assertArrayEquals(StepVectors.ZERO_MEAN_PER_CHANNEL, floats(apply(joint, tensor("raw", "byx"), Scope.IMAGE, image)), 2e-6f);
	}

	@Test
	void statisticsLeaveOutNaNAndSaySoOnce() {
		float[] values = StepVectors.INPUT.clone();
		values[5] = Float.NaN;
		values[12] = Float.NaN;
		Volume image = volume("xyc", CHANNELS, values).withBlockSize(new int[] { 3, 2, 1 });
		TensorSpec plane = tensor("raw", "bcyx");
		assertArrayEquals(StepVectors.NAN_ZERO_MEAN_PER_CHANNEL,
			floats(apply(new StepSpec("zero_mean_unit_variance", Map.of("axes", YX)), plane, Scope.IMAGE, image)), 2e-6f);
		assertEquals(1, notes.size());
		assertTrue(notes.get(0).contains("'raw' contains NaN"), notes.get(0));
		assertArrayEquals(StepVectors.NAN_RANGE_PER_CHANNEL, floats(apply(
			new StepSpec("scale_range", Map.of("axes", YX, "min_percentile", 10, "max_percentile", 90)), plane, Scope.IMAGE, image)), 2e-6f);
	}

	@Test
	void aConstantImageBecomesZero() {
		float[] constant = new float[24];
		Arrays.fill(constant, 0.1f);
		for (String rule : List.of("zero_mean_unit_variance", "scale_range"))
			assertArrayEquals(new float[24],
				floats(apply(new StepSpec(rule, Map.of()), tensor("raw", "bcyx"), Scope.IMAGE, volume("xyc", CHANNELS, constant))), 1e-6f, rule);
	}

	@Test
	void hugeValuesDoNotOverflow() {
		Volume image = volume("xyc", CHANNELS, StepVectors.HUGE);
		assertArrayEquals(StepVectors.HUGE_ZERO_MEAN,
			floats(apply(new StepSpec("zero_mean_unit_variance", Map.of()), tensor("raw", "bcyx"), Scope.IMAGE, image)), 2e-6f);
	}

	@Test
	void integersThatFloatsCannotHoldAreScaledExactly() {
		int[] values = new int[24];
		Arrays.setAll(values, i -> (1 << 30) + i * 7919 % 101);
		Volume image = Volume.of(net.imglib2.img.array.ArrayImgs.ints(values, CHANNELS), Axes.of("xyc"));
		assertArrayEquals(StepVectors.RANGE_32_BIT_INTEGER,
			floats(apply(new StepSpec("scale_range", Map.of()), tensor("raw", "bcyx"), Scope.IMAGE, image)), 2e-6f);
	}

	@Test
	void statisticsAreThoseOfTheImageAsItWasGiven() {
		StepSpec linear = new StepSpec("scale_linear", Map.of("gain", 2, "offset", 1));
		StepSpec zeroMean = new StepSpec("zero_mean_unit_variance", Map.of());
		Volume image = volume("xyc", CHANNELS, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4, 0, 4);
		Step both = Steps.of(List.of(tensor("raw", "bcyx", linear, zeroMean)), Scope.IMAGE);
		float[] result = floats(both.apply(Sample.of("raw", image), Progress.none()).get("raw"));
		assertEquals(-0.5f, result[0], 1e-6f);
		assertEquals(3.5f, result[1], 1e-5f);
	}

	@Test
	void aReferenceIsTheUnprocessedImageWhateverTheOrder() {
		TensorSpec raw = tensor("raw", "bcyx", new StepSpec("scale_linear", Map.of("gain", 100)));
		TensorSpec second = tensor("second", "bcyx", new StepSpec("scale_range", Map.of("reference_tensor", "raw")));
		Volume image = volume("xyc", CHANNELS, StepVectors.INPUT);
		Sample sample = Sample.of("raw", image).with("second", image);
		Sample result = Steps.of(List.of(raw, second), Scope.IMAGE).apply(sample, Progress.none());
		assertArrayEquals(StepVectors.RANGE, floats(result.get("second")), 2e-6f);
	}

	@Test
	void measuredImagesAreStoredOnceAndOthersNot() {
		TensorSpec scaled = tensor("scaled", "bcyx", new StepSpec("scale_range", Map.of("reference_tensor", "dear")));
		TensorSpec dear = tensor("dear", "bcyx", new StepSpec("sigmoid", Map.of()));
		Volume image = volume("xyc", CHANNELS, StepVectors.INPUT);
		Sample sample = Sample.of("scaled", image).with("dear", image).with("input", image);
		List<Volume> stored = new ArrayList<>();
		Volume kept = volume("xyc", CHANNELS, StepVectors.INPUT);
		Sample result = Steps.of(List.of(scaled, dear), Scope.IMAGE, (volume, progress) -> {
			stored.add(volume);
			return kept;
		}).apply(sample, Progress.none());
		assertEquals(List.of(image), stored);
		assertArrayEquals(StepVectors.RANGE, floats(result.get("scaled")), 2e-6f);
		assertArrayEquals(StepVectors.SIGMOID, floats(result.get("dear")), 2e-6f);
	}

	@Test
	void anOptionalTensorMayBeMissing() {
		TensorSpec absent = tensor("absent", "bcyx", new StepSpec("sigmoid", Map.of()));
		Sample sample = Sample.of("raw", volume("xyc", CHANNELS, StepVectors.INPUT));
		assertFalse(Steps.of(List.of(absent), Scope.IMAGE).apply(sample, Progress.none()).has("absent"));
	}

	@Test
	void measuredNumbersAreInTheProvenance() {
		Volume image = volume("xyc", CHANNELS, StepVectors.INPUT);
		Volume range = apply(new StepSpec("scale_range", Map.of("max_percentile", 50)), tensor("raw", "bcyx"), Scope.IMAGE, image);
		assertEquals("percentile 0 = -9.0, 50 = 2.375", range.metadata().provenance().get("normalization"));
		Volume mean = apply(new StepSpec("scale_range", Map.of("axes", YX)), tensor("raw", "bcyx"), Scope.IMAGE, image);
		assertEquals("c=1: percentile 0 = -9.0, 100 = 12.25; c=2: percentile 0 = -6.75, 100 = 14.5",
			mean.metadata().provenance().get("normalization"));
	}

	@Test
	void referencesThatDoNotFitAreRefused() {
		Volume image = volume("xyc", CHANNELS, StepVectors.INPUT);
		TensorSpec spec = tensor("raw", "bcyx");
		StepSpec missing = new StepSpec("scale_range", Map.of("reference_tensor", "nowhere"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> apply(missing, spec, Scope.IMAGE, image)).getMessage().contains("'nowhere'"));
		StepSpec other = new StepSpec("scale_range", Map.of("reference_tensor", "three", "axes", YX));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> apply(other, spec, Scope.IMAGE, image)).getMessage().contains("'three'"));
		assertThrows(ModelException.class, () -> apply(new StepSpec("clip", Map.of()), spec, Scope.IMAGE, image));
	}

	private void check(float[] expected, String name, Map<String, Object> arguments) {
		for (String order : List.of("xyc", "cxy", "yxcb")) {
			Volume image = volume("xyc", CHANNELS, StepVectors.INPUT).withBlockSize(new int[] { 3, 2, 1 }).inOrder(order);
			Volume result = apply(new StepSpec(name, arguments), tensor("raw", "bcyx"), Scope.IMAGE, image);
			assertArrayEquals(expected, floats(result.inOrder("xyc")), 4e-6f * Math.max(1, Math.abs(expected[12])), name + " " + order);
		}
	}

	private Volume apply(StepSpec step, TensorSpec tensor, Scope scope, Volume image) {
		Sample sample = Sample.of("raw", image).with("reference", volume("xyc", CHANNELS, StepVectors.REFERENCE))
			.with("first", volume("xyc", new long[] { 4, 3, 1 }, Arrays.copyOf(StepVectors.REFERENCE, 12)))
			.with("three", volume("xyc", new long[] { 4, 2, 3 }, StepVectors.REFERENCE));
		return Steps.of(step, tensor, scope).apply(sample, listening).get("raw");
	}
}
