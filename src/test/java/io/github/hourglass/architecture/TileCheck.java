package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;

import io.github.hourglass.architecture.ReceptiveField.Axis;

/** Runs a graph over symbols, whole and in tiles, and holds the result against what the analysis promises. */
final class TileCheck {

	private TileCheck() {}

	/** A first, a middle and a last tile give what the whole gives; with a halo one stride smaller the middle one does not. */
	static void tilesEqualTheWhole(Graph graph, Axis axis, long seed) {
		assertTrue(axis.sizeStep() >= 1 && axis.stride() % axis.sizeStep() == 0);
		long stride = axis.stride();
		long low = up(axis.haloLow(), stride);
		long start = low + 2 * stride;
		long end = start + 3 * stride;
		long tile = axis.allowed(end + axis.haloHigh() - (start - low));
		long whole = axis.allowed(Math.max(tile, end + axis.haloHigh()) + 3 * stride + low);
		long[] input = rows(whole, seed);
		long[] all = RowEvaluator.run(graph, input);
		assertEquals(all.length, axis.outputSize(whole), "output size");

		assertTrue(equal(graph, axis, input, all, start - low, tile, start, end), "middle");
		assertTrue(equal(graph, axis, input, all, 0, axis.allowed(end + axis.haloHigh()), 0, end), "first");
		long last = whole - axis.allowed(tile);
		long[] cropped = RowEvaluator.run(graph, Arrays.copyOfRange(input, (int) last, (int) whole));
		long skipped = axis.scale().of(low);
		assertArrayEquals(Arrays.copyOfRange(all, (int) (axis.scale().of(last) + skipped), all.length),
			Arrays.copyOfRange(cropped, (int) skipped, cropped.length), "last");

		if (low > 0 && tile - stride >= axis.leastSize())
			assertFalse(equal(graph, axis, input, all, start - low + stride, tile - stride, start, end), "a lower halo one stride smaller");
		if (axis.haloHigh() > axis.remainder() && tile - stride >= axis.leastSize())
			assertFalse(equal(graph, axis, input, all, start - low, tile - stride, start, end), "an upper halo one stride smaller");
	}

	private static boolean equal(Graph graph, Axis axis, long[] input, long[] all, long from, long size, long start, long end) {
		long[] tile = RowEvaluator.run(graph, Arrays.copyOfRange(input, (int) from, (int) (from + size)));
		for (long o = axis.scale().of(start); o < axis.scale().of(end); o++) {
			long at = o - axis.scale().of(from);
			if (at >= tile.length || tile[(int) at] != all[(int) o])
				return false;
		}
		return true;
	}

	private static long[] rows(long size, long seed) {
		Random random = new Random(seed);
		return random.longs(size).toArray();
	}

	private static long up(long value, long step) {
		return (value + step - 1) / step * step;
	}
}
