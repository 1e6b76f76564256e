package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Tiling.Line;
import io.github.hourglass.image.Tiling.Rule;
import io.github.hourglass.image.Tiling.Span;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class TilingTest {

	@Property(tries = 3000)
	void blocksPartitionTheOutputAndReadsHoldTheirHalo(@ForAll("rules") Rule rule, @ForAll @IntRange(min = 1, max = 400) int size,
		@ForAll @IntRange(min = 0, max = 120) int roomier)
	{
		checkAll(rule, size, rule.leastTile() + roomier);
	}

	@Property(tries = 300)
	void sizesBeyondAnIntAreOrdinary(@ForAll("rules") Rule rule, @ForAll @IntRange(min = 0, max = 1000) int more) {
		long size = 3_000_000_000L + more;
		if (rule.extended(size) > Long.MAX_VALUE / 16)
			return;
		long tile = rule.fixed() ? rule.least() : rule.sizeAtLeast(200_000_000L);
		if (rule.fixed()) {
			Line line = rule.over(size, tile);
			checkTile(line, line.tile(line.count() - 1), size);
			assertEquals(line.count() - 1, line.indexOf(line.outputSize() - 1));
		}
		else
			checkAll(rule, size, tile);
	}

	@Property(tries = 500)
	void anyBlockOnTheGridCanBeCovered(@ForAll("rules") Rule rule, @ForAll @IntRange(min = 1, max = 300) int size,
		@ForAll @IntRange(min = 0, max = 400) int from, @ForAll @IntRange(min = 1, max = 200) int length)
	{
		if (tooSmall(rule, size))
			return;
		Line line = rule.over(size, rule.leastTile() + 50);
		long start = Math.min(size - 1, from) / rule.stride() * rule.stride();
		long end = Math.min(size, start + ceilDiv(length, rule.stride()) * rule.stride());
		if (rule.fixed())
			end = Math.min(end, line.tile(line.indexOf(0)).to());
		if (end <= start || rule.fixed() && start != 0 || rule.lossLow() + rule.lossHigh() > 0 && start != 0)
			return;
		Span span = line.cover(start, end);
		if (span.outSize() > 0)
			checkTile(line, span, size);
	}

	/** Found by the property above: 18 pixels less 17 give one, though the block on the grid has two. */
	@Test
	void aBlockGivesNoMoreThanTheOutputHas() {
		Line line = Rule.of(2, 0).withOutput(1, 1, 0, 17).over(18, 68);
		assertEquals(new Span(0, 2, 0, 18, 0, 1, 0), line.cover(0, 2));
		assertEquals(0, line.cover(2, 18).outSize());
	}

	@Test
	void theExampleOfTheDocumentationHolds() {
		Line line = Rule.of(4, 8).over(100, 48);
		assertEquals(List.of(new Span(0, 40, 0, 48, 0, 40, 0), new Span(40, 72, 32, 48, 40, 32, 8), new Span(72, 100, 64, 36, 72, 28, 8)),
			List.of(line.tile(0), line.tile(1), line.tile(2)));
		assertEquals(3, line.count());
		assertEquals(132, line.computed());
	}

	@Test
	void doubleScaleDoublesTheOutputPositions() {
		Line line = Rule.of(4, 8).withOutput(2, 1, 0, 0).over(100, 48);
		assertEquals(new Span(40, 72, 32, 48, 80, 64, 16), line.tile(1));
		assertEquals(200, line.outputSize());
		assertEquals(1, line.indexOf(143));
		assertEquals(2, line.indexOf(144));
	}

	@Test
	void unpaddedConvolutionsGiveASmallerImage() {
		Line line = Rule.of(1, 2).withOutput(1, 1, 2, 2).over(20, 10);
		assertEquals(16, line.outputSize());
		assertEquals(new Span(0, 8, 0, 10, 0, 6, 0), line.tile(0));
		assertEquals(new Span(8, 14, 6, 10, 6, 6, 0), line.tile(1));
	}

	@Test
	void fixedTilesArePushedBackOntoTheGrid() {
		Line line = Rule.of(4, 8).withFixedSize(48).over(101, 10);
		assertEquals(104, line.extendedSize());
		assertEquals(new Span(72, 101, 56, 48, 72, 29, 16), line.tile(2));
		Line padded = Rule.of(4, 8).withFixedSize(48).over(20, 10);
		assertEquals(new Span(0, 20, 0, 48, 0, 20, 0), padded.tile(0));
	}

	@Test
	void mirroredSidesHaveAHaloToo() {
		Line line = Rule.of(4, 6).withMirror(true).over(30, 1000);
		assertEquals(new Span(0, 30, -8, 44, 0, 30, 8), line.tile(0));
	}

	@Test
	void sizesFollowLeastAndStepOnTheGridOfTheNetwork() {
		Rule rule = Rule.of(16, 0).withSizes(188, 16);
		assertEquals(204, rule.extended(189));
		assertEquals(64, Rule.of(16, 0).extended(50));
		assertEquals(32, Rule.of(16, 0).withSizes(24, 8).extended(3));
	}

	@Test
	void aTileThatIsAllHaloIsRefused() {
		Exception refused = assertThrows(IllegalArgumentException.class, () -> Rule.of(16, 46).over(1000, 96));
		assertTrue(refused.getMessage().contains("at least 112"), refused.getMessage());
		assertEquals(112, Rule.of(16, 46).leastTile());
	}

	@Provide
	Arbitrary<Rule> rules() {
		Arbitrary<Long> strides = Arbitraries.of(1L, 2L, 3L, 4L, 8L, 16L);
		Arbitrary<Long> halos = Arbitraries.longs().between(0, 50);
		Arbitrary<int[]> scales = Arbitraries.of(new int[] { 1, 1 }, new int[] { 2, 1 }, new int[] { 4, 1 }, new int[] { 3, 1 }, new int[] { 1, 1 },
			new int[] { 1, 2 });
		Arbitrary<Long> losses = Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(3, Arbitraries.just(0L)),
			net.jqwik.api.Tuple.of(1, Arbitraries.longs().between(0, 20)));
		Arbitrary<long[]> sizes = Arbitraries.of(new long[] { 1, 1 }, new long[] { 64, 16 }, new long[] { 20, 1 }, new long[] { 5, 8 });
		Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 5);
		return Combinators.combine(strides, halos, halos, scales, losses, losses, sizes, kinds).as((stride, low, high, scale, lossLow, lossHigh, size, kind) -> {
			long grid = stride % scale[1] == 0 ? stride : stride * scale[1];
			Rule rule = new Rule(grid, low, high, scale[0], scale[1], lossLow, lossHigh, size[0], size[1], false, kind == 1);
			return kind == 2 ? rule.withFixedSize(rule.lowOnGrid() + rule.haloHigh() + 3 * grid) : rule;
		});
	}

	private static long ceilDiv(long a, long b) {
		return a / b + (a % b > 0 ? 1 : 0);
	}

	private static boolean tooSmall(Rule rule, long size) {
		return !rule.mirrored() && ceilDiv(size * rule.up(), rule.down()) <= rule.lossLow() + rule.lossHigh();
	}

	private static void checkAll(Rule rule, long size, long tile) {
		if (tooSmall(rule, size)) {
			assertThrows(IllegalArgumentException.class, () -> rule.over(size, tile));
			return;
		}
		Line line = rule.over(size, tile);
		long loss = rule.mirrored() ? 0 : rule.lossLow() + rule.lossHigh();
		assertEquals(ceilDiv(size * rule.up(), rule.down()) - loss, line.outputSize());
		long output = 0;
		long computed = 0;
		for (long i = 0; i < line.count(); i++) {
			Span span = line.tile(i);
			assertEquals(output, span.outMin());
			assertTrue(span.outSize() > 0, line.count() + " " + span);
			assertEquals(i, line.indexOf(span.outMin()));
			assertEquals(i, line.indexOf(span.outMin() + span.outSize() - 1));
			output += span.outSize();
			computed += span.readSize();
			if (!rule.fixed())
				assertTrue(span.readSize() <= Math.max(tile, rule.sizeAtLeast(1)), span + " reads more than " + tile);
			checkTile(line, span, size);
		}
		assertEquals(line.outputSize(), output);
		assertEquals(computed, line.computed());
	}

	/** Written from the definition: what an output pixel needs lies in the read, or beyond the side of the extended image. */
	private static void checkTile(Line line, Span span, long size) {
		Rule rule = line.rule();
		long begin = rule.mirrored() ? -ceilDiv(rule.haloLow(), rule.stride()) * rule.stride() : 0;
		long end = begin + line.extendedSize();
		assertTrue(end >= size + (rule.mirrored() ? rule.haloHigh() : 0));
		assertTrue(span.readMin() >= begin && span.readMin() + span.readSize() <= end, span + " reads outside");
		assertEquals(0, Math.floorMod(span.readMin(), rule.stride()));
		if (rule.fixed())
			assertEquals(rule.least(), span.readSize());
		else
			assertTrue(span.readSize() >= rule.least() && (span.readSize() - rule.least()) % rule.step() == 0, "size " + span.readSize());
		assertTrue(span.readMin() == begin || span.readMin() <= span.from() - rule.haloLow(), span + " lacks its near halo");
		long placeEnd = span.to() == size ? ceilDiv((line.outputSize() + (rule.mirrored() ? 0 : rule.lossLow())) * rule.down(), rule.up()) : span.to();
		assertTrue(span.readMin() + span.readSize() == end || span.readMin() + span.readSize() >= placeEnd + rule.haloHigh(), span + " lacks its far halo");
		long shift = rule.mirrored() ? 0 : rule.lossLow();
		assertEquals((span.outMin() + shift) * rule.down(), (span.readMin() * rule.up() / rule.down() + span.crop() + rule.lossLow()) * rule.down());
		long given = ceilDiv(span.readSize() * rule.up(), rule.down()) - rule.lossLow() - rule.lossHigh();
		assertTrue(span.crop() >= 0 && span.crop() + span.outSize() <= given , span + " crops outside");
	}
}
