package io.github.hourglass.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PositionsTest {

	/** Each pixel of a block belongs to the position that counting its kept coordinates gives. */
	@Property(tries = 300)
	void everyPixelOfABlockIsVisitedAtItsPosition(@ForAll @Size(4) int[] random, @ForAll @IntRange(min = 0, max = 15) int mask) {
		String letters = "cxyt";
		long[] dimensions = new long[4];
		long[] min = new long[4];
		int[] size = new int[4];
		StringBuilder kept = new StringBuilder();
		for (int d = 0; d < 4; d++) {
			dimensions[d] = 1 + Math.floorMod(random[d], 5);
			min[d] = Math.floorMod(random[d] >> 8, (int) dimensions[d]);
			size[d] = 1 + Math.floorMod(random[d] >> 16, (int) (dimensions[d] - min[d]));
			if ((mask >> d & 1) == 1)
				kept.append(letters.charAt(d));
		}
		int[] visited = new int[Volume.pixels(size)];
		Arrays.fill(visited, -1);
		Volume volume = empty(letters, dimensions);
		Positions.of(volume, kept.toString()).visit(volume.axes(), min, size, (position, from, to) -> Arrays.fill(visited, from, to, position));
		for (int i = 0; i < visited.length; i++) {
			int rest = i;
			int expected = 0;
			int stride = 1;
			for (int d = 0; d < 4; rest /= size[d++])
				if (kept.indexOf(letters.substring(d, d + 1)) >= 0) {
					expected += stride * (min[d] + rest % size[d]);
					stride *= dimensions[d];
				}
			assertEquals(expected, visited[i]);
		}
	}

	@Example
	void valuesAreRepeatedAlongAxesThatOnlyTheOtherKeeps() {
		Positions channels = Positions.of(empty("xc", 9, 2), "c");
		Positions both = Positions.of(empty("xct", 9, 2, 3), "ct");
		Positions turned = Positions.of(empty("txc", 3, 9, 2), "ct");
		double[] values = { 5, 7 };
		assertArrayEquals(new double[] { 5, 7, 5, 7, 5, 7 }, channels.spread(values, both));
		assertArrayEquals(new double[] { 5, 5, 5, 7, 7, 7 }, channels.spread(values, turned));
		assertArrayEquals(new double[] { 1, 3, 5, 2, 4, 6 }, both.spread(new double[] { 1, 2, 3, 4, 5, 6 }, turned));
		assertNull(Positions.of(empty("xc", 9, 4), "c").spread(new double[4], both));
		assertNull(both.spread(new double[6], channels));
	}

	private static Volume empty(String letters, long... dimensions) {
		return Volume.of(PixelType.FLOAT32, dimensions, Axes.of(letters), new int[dimensions.length], (min, size, dest) -> {});
	}
}
