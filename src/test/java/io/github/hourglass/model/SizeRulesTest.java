package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.TensorType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SizeRulesTest {

	private static AxisSpec axis(char letter, SizeRule size, double scale) {
		return new AxisSpec(letter, String.valueOf(letter), size, scale, "", 0, List.of());
	}

	private static TensorSpec tensor(String id, AxisSpec... axes) {
		return new TensorSpec(id, "", List.of(axes), TensorType.FLOAT32, List.of(), false, null, null);
	}

	private static SizeRules rules(List<TensorSpec> inputs, TensorSpec... outputs) {
		return SizeRules.of(new Model("m", "", "", Path.of("."), Path.of("."), inputs, List.of(outputs), List.of(), Map.of()));
	}

	/** The worked example of the specification: h = w * 2 mm / 4 mm - 1 = 49 for w = 100. */
	@Test
	void aReferenceIsScaledAndShiftedAsTheSpecificationSays() {
		SizeRules rules = rules(List.of(tensor("input", axis('x', new SizeRule.Fixed(100), 2), axis('y', new SizeRule.Reference("input", "x", -1),
			4))), tensor("out", axis('x', new SizeRule.Reference("input", "x", 0), 2)));
		assertArrayEquals(new long[] { 100, 49 }, rules.inputs(Map.of()).get("input"));
	}

	@Test
	void theLeastAllowedSizeHoldsTheImage() {
		TensorSpec input = tensor("a", axis('b', new SizeRule.Stepped(1, 1), 1), axis('y', new SizeRule.Stepped(32, 16), 1), axis('x',
			new SizeRule.Fixed(64), 1));
		SizeRules rules = rules(List.of(input), tensor("o"));
		assertArrayEquals(new long[] { 1, 112, 64 }, rules.input(input, 1, 100, 500));
		assertArrayEquals(new long[] { 3, 112, 64 }, rules.input(input, 3, 112, 1));
		assertArrayEquals(new long[] { 1, 128, 64 }, rules.input(input, 1, 113, 1));
		assertArrayEquals(new long[] { 1, 32, 64 }, rules.input(input, 0, 5, 1));
	}

	/** y follows x at half the size: an image of 20 x 50 needs x = 104 (8 + 12 * 8), because y = 104 / 2 - 2 = 50. */
	@Test
	void anAxisGrowsForTheAxisThatFollowsIt() {
		TensorSpec input = tensor("a", axis('y', new SizeRule.Reference("a", "x", -2), 2), axis('x', new SizeRule.Stepped(8, 8), 1));
		SizeRules rules = rules(List.of(input), tensor("o"));
		assertArrayEquals(new long[] { 50, 104 }, rules.input(input, 50, 20));
		assertArrayEquals(new long[] { 54, 112 }, rules.input(input, 51, 20));
		assertTrue(rules.allows(Map.of("a", new long[] { 54, 112 })));
		assertFalse(rules.allows(Map.of("a", new long[] { 55, 112 })));
	}

	@Test
	void aSecondInputFollowsTheFirst() {
		TensorSpec image = tensor("image", axis('y', new SizeRule.Stepped(16, 16), 1));
		TensorSpec mask = tensor("mask", axis('y', new SizeRule.Reference("image", "y", 0), 0.5));
		Map<String, long[]> sizes = rules(List.of(image, mask), tensor("o")).inputs(Map.of("image", new long[] { 17 }, "mask", new long[] { 70 }));
		assertArrayEquals(new long[] { 48 }, sizes.get("image"));
		assertArrayEquals(new long[] { 96 }, sizes.get("mask"));
	}

	/** Three times larger (scale 1/3), rounding errors of 1/3 aside; valid convolutions that lose 8; a free batch. */
	@Test
	void outputsFollowTheirInputs() {
		TensorSpec input = tensor("a", axis('b', new SizeRule.Stepped(1, 1), 1), axis('y', new SizeRule.Stepped(1, 1), 1), axis('x',
			new SizeRule.Stepped(1, 1), 1));
		TensorSpec output = tensor("o", axis('b', new SizeRule.Stepped(1, 1), 1), axis('y', new SizeRule.Reference("a", "y", 0), 1.0 / 3), axis('x',
			new SizeRule.Reference("a", "x", -8), 1), axis('i', new SizeRule.DataDependent(1, 5), 1));
		SizeRules rules = rules(List.of(input), output);
		assertArrayEquals(new long[] { 4, 672, 216, SizeRules.UNKNOWN }, rules.outputs(Map.of("a", new long[] { 4, 224, 224 })).get("o"));
		assertEquals("The axis 'x' of the tensor 'o' would have 0 pixels; the image is too small for this model.",
			assertThrows(ModelException.class, () -> rules.outputs(Map.of("a", new long[] { 1, 1, 8 }))).getMessage());
	}

	@Test
	void fractionsAreRoundedDown() {
		assertEquals(33, SizeRules.follow(100, 1, 3, 0));
		assertEquals(-4, SizeRules.follow(7, 1, 2, -7));
		assertEquals(100, SizeRules.follow(300, 0.1, 0.3, 0));
	}

	@Test
	void theHaloIsPerAxis() {
		TensorSpec output = tensor("o", axis('c', new SizeRule.Fixed(2), 1), new AxisSpec('x', "x", new SizeRule.Fixed(90), 1, "", 7, List.of()));
		assertArrayEquals(new long[] { 0, 7 }, SizeRules.halo(output));
	}

	@Property
	void steppedSizesAreTheLeastAndTheGreatest(@ForAll @LongRange(min = 1, max = 300) long min, @ForAll @LongRange(min = 1, max = 70) long step,
		@ForAll @LongRange(min = 0, max = 3000) long size)
	{
		SizeRule.Stepped rule = new SizeRule.Stepped(min, step);
		long least = min;
		while (least < size)
			least += step;
		assertEquals(least, rule.atLeast(size));
		assertEquals(least == size || size <= min ? least : least - step, rule.atMost(size));
	}
}
