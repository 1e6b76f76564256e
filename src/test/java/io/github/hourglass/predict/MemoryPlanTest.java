package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Tiling.Rule;
import io.github.hourglass.predict.MemoryPlan.Need;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class MemoryPlanTest {

	private static final Need VOXELS = tile -> {
		long voxels = 1000;
		for (long size : tile)
			voxels *= size;
		return voxels;
	};

	@Property(tries = 300)
	void noTileUnderTheSameBudgetWastesLess(@ForAll @IntRange(min = 1, max = 90) int x, @ForAll @IntRange(min = 1, max = 60) int y,
		@ForAll @IntRange(min = 1, max = 40) int z, @ForAll @IntRange(min = 0, max = 9) int halo, @ForAll @IntRange(min = 1, max = 4) int stride,
		@ForAll @IntRange(min = 1, max = 60) int percent)
	{
		List<Rule> rules = List.of(Rule.of(stride, halo), Rule.of(stride, halo), Rule.of(1, halo / 2));
		long[] size = { x, y, z };
		long smallest = VOXELS.bytes(new long[] { Math.min(rules.get(0).extended(x), rules.get(0).leastTile()),
			Math.min(rules.get(1).extended(y), rules.get(1).leastTile()), Math.min(z, rules.get(2).leastTile()) });
		long budget = Math.max(smallest, (long) (1000.0 * x * y * z * percent / 100));
		MemoryPlan plan = MemoryPlan.best(rules, size, VOXELS, budget);
		assertTrue(plan.bytes() <= budget);
		assertEquals(exhaustive(rules, size, budget), plan.tiling().computed(), 0.5);
	}

	@Test
	void anImageThatFitsIsOneTile() {
		MemoryPlan plan = MemoryPlan.best(List.of(Rule.of(4, 46), Rule.of(4, 46)), new long[] { 4096, 4096 }, VOXELS, Long.MAX_VALUE - 1);
		assertArrayEquals(new long[] { 4096, 4096 }, plan.tile());
		assertEquals(0, plan.waste());
	}

	/** With 1000 bytes a pixel, 1.5 GB are a tile of about 1224²: with a halo of 22 pixels 1 - (1180 / 1224)² = 7 % is halo, with one of 46 over 14 %. */
	@Test
	void memoryIsLeftToOthersWhereItsHalosCostLittle() {
		long[] size = { 12000, 12000 };
		List<Rule> small = List.of(Rule.of(4, 22), Rule.of(4, 22)), large = List.of(Rule.of(4, 46), Rule.of(4, 46));
		MemoryPlan thrifty = MemoryPlan.thrifty(small, size, VOXELS, 16L << 30);
		assertTrue(thrifty.bytes() <= 1_500_000_000 && thrifty.waste() <= 0.1, thrifty.toString());
		assertArrayEquals(MemoryPlan.best(large, size, VOXELS, 16L << 30).tile(), MemoryPlan.thrifty(large, size, VOXELS, 16L << 30).tile());
		assertArrayEquals(MemoryPlan.best(small, size, VOXELS, 1L << 30).tile(), MemoryPlan.thrifty(small, size, VOXELS, 1L << 30).tile());
	}

	@Test
	void largeVolumesArePlannedWithFewQuestions() {
		int[] asked = { 0 };
		Need counted = tile -> {
			asked[0]++;
			return VOXELS.bytes(tile);
		};
		List<Rule> rules = List.of(Rule.of(4, 46), Rule.of(4, 46), Rule.of(4, 46));
		MemoryPlan plan = MemoryPlan.best(rules, new long[] { 512, 512, 256 }, counted, 4L << 30);
		assertTrue(asked[0] < 300, asked[0] + " questions");
		assertTrue(plan.bytes() <= 4L << 30);
		MemoryPlan.best(rules, new long[] { 60_000, 50_000, 8_000 }, counted, 8L << 30);
		assertTrue(asked[0] < 2500, asked[0] + " questions");
	}

	@Test
	void fixedSizesLeaveNoChoice() {
		MemoryPlan plan = MemoryPlan.best(List.of(Rule.of(16, 32).withFixedSize(256), Rule.of(16, 32).withFixedSize(256)), new long[] { 1000, 100 }, VOXELS,
			Long.MAX_VALUE - 1);
		assertArrayEquals(new long[] { 256, 256 }, plan.tile());
	}

	@Test
	void tooLittleMemoryIsSaidWithNumbers() {
		Exception refused = assertThrows(IllegalArgumentException.class,
			() -> MemoryPlan.best(List.of(Rule.of(16, 100), Rule.of(16, 100)), new long[] { 5000, 5000 }, VOXELS, 30_000_000));
		assertTrue(refused.getMessage().contains("54 MB") && refused.getMessage().contains("28 MB"), refused.getMessage());
	}

	private static double exhaustive(List<Rule> rules, long[] size, long budget) {
		double best = Double.POSITIVE_INFINITY;
		for (long tx : tiles(rules.get(0), size[0]))
			for (long ty : tiles(rules.get(1), size[1]))
				for (long tz : tiles(rules.get(2), size[2]))
					if (VOXELS.bytes(new long[] { tx, ty, tz }) <= budget)
						best = Math.min(best, (double) rules.get(0).over(size[0], tx).computed() * rules.get(1).over(size[1], ty).computed()
							* rules.get(2).over(size[2], tz).computed());
		return best;
	}

	private static List<Long> tiles(Rule rule, long size) {
		List<Long> tiles = new ArrayList<>();
		for (long tile = Math.min(rule.extended(size), rule.leastTile()); tile <= rule.extended(size); tile += rule.sizeStep())
			tiles.add(tile);
		return tiles;
	}
}
