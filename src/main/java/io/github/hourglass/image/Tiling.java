package io.github.hourglass.image;

import java.util.List;

/**
 * Which part of an image a network must see to give each part of its output, so that the parts put together equal what it
 * gives in one piece. A product of one {@link Line} per axis.
 * <p>
 * In one piece means: the image, extended at its far end to an allowed size, and the surplus cut off again. At a side of
 * that extended image a tile has no halo, since the network's own padding must act there as in one piece, so the outer tiles
 * carry more payload. Tiles and blocks begin on multiples of the network's stride.
 * <p>
 * Example: 100 pixels, stride 4, halo 8, tiles of 48. Tile 0 reads 0..47 and gives 0..39, tile 1 reads 32..79 and gives
 * 40..71, tile 2 reads 64..99 and gives 72..99.
 */
public final class Tiling {

	private final List<Line> lines;

	private Tiling(List<Line> lines) {
		this.lines = List.copyOf(lines);
	}

	/** The product of these axes. */
	public static Tiling of(List<Line> lines) {
		return new Tiling(lines);
	}

	public List<Line> lines() {
		return lines;
	}

	/** Number of tiles. */
	public long count() {
		long count = 1;
		for (Line line : lines)
			count = Math.multiplyExact(count, line.count());
		return count;
	}

	/** Input pixels that all tiles read together, halos counted each time. */
	public double computed() {
		double computed = 1;
		for (Line line : lines)
			computed *= line.computed();
		return computed;
	}

	/** One tile; the first axis varies fastest. */
	public Span[] tile(long index) {
		Span[] tile = new Span[lines.size()];
		for (int d = 0; d < tile.length; d++) {
			tile[d] = lines.get(d).tile(index % lines.get(d).count());
			index /= lines.get(d).count();
		}
		return tile;
	}

	private static long ceilDiv(long a, long b) {
		return -Math.floorDiv(-a, b);
	}

	/**
	 * One axis of one tile. Positions and sizes are pixels of the image; those of {@code out} and {@code crop} are pixels of the
	 * output.
	 *
	 * @param from first pixel of the block this tile is for
	 * @param to the pixel after the last one of that block
	 * @param readMin first pixel to read; negative, or beyond the image, means reflected pixels
	 * @param readSize number of pixels to read, a size the network takes
	 * @param outMin first pixel of the output that this tile gives
	 * @param outSize number of pixels of the output that this tile gives
	 * @param crop where they begin in what the network returns for this tile
	 */
	public record Span(long from, long to, long readMin, long readSize, long outMin, long outSize, long crop) {}

	/**
	 * What a network wants along one axis.
	 *
	 * @param stride shifting the input by this many pixels shifts the output likewise; at least 1
	 * @param haloLow pixels before an output pixel's place that it depends on
	 * @param haloHigh pixels after it
	 * @param up output pixels for every {@code down} input pixels; {@code stride * up} is a multiple of {@code down}
	 * @param down see {@code up}
	 * @param lossLow output pixels missing at the near side, as with convolutions that do not pad
	 * @param lossHigh output pixels missing at the far side; negative if the network adds some
	 * @param least smallest input size; the only one if {@code fixed}
	 * @param step allowed sizes are {@code least + i * step}; where they can be, also multiples of {@code stride}
	 * @param fixed true if the input must have exactly the size {@code least}
	 * @param mirrored true if the image continues mirrored beyond its sides by the halo, instead of the network's padding
	 */
	public record Rule(long stride, long haloLow, long haloHigh, long up, long down, long lossLow, long lossHigh, long least,
		long step, boolean fixed, boolean mirrored)
	{

		public Rule {
			if (stride < 1 || haloLow < 0 || haloHigh < 0 || up < 1 || down < 1 || least < 1 || step < 1 || lossLow < 0)
				throw new IllegalArgumentException("Strides, scales and sizes must be positive and halos not negative.");
			if (stride * up % down != 0)
				throw new IllegalArgumentException("A stride of " + stride + " does not fit the scale " + up + "/" + down + ".");
			haloLow = Math.max(haloLow, ceilDiv(lossLow * down, up));
			haloHigh = Math.max(haloHigh, ceilDiv(lossHigh * down, up));
		}

		/** Any size, output as large as the input. */
		public static Rule of(long stride, long halo) {
			return new Rule(stride, halo, halo, 1, 1, 0, 0, 1, 1, false, false);
		}

		public Rule withHalo(long low, long high) {
			return new Rule(stride, low, high, up, down, lossLow, lossHigh, least, step, fixed, mirrored);
		}

		public Rule withStride(long newStride) {
			return new Rule(newStride, haloLow, haloHigh, up, down, lossLow, lossHigh, least, step, fixed, mirrored);
		}

		/** With another relation of output to input; reads stay what they are as long as the halo covers the loss. */
		public Rule withOutput(long newUp, long newDown, long newLossLow, long newLossHigh) {
			return new Rule(stride, haloLow, haloHigh, newUp, newDown, newLossLow, newLossHigh, least, step, fixed, mirrored);
		}

		public Rule withSizes(long newLeast, long newStep) {
			return new Rule(stride, haloLow, haloHigh, up, down, lossLow, lossHigh, newLeast, newStep, false, mirrored);
		}

		public Rule withFixedSize(long size) {
			return new Rule(stride, haloLow, haloHigh, up, down, lossLow, lossHigh, size, step, true, mirrored);
		}

		public Rule withMirror(boolean mirror) {
			return new Rule(stride, haloLow, haloHigh, up, down, lossLow, lossHigh, least, step, fixed, mirror);
		}

		/** The smallest tile that gives a block of at least one stride between two halos. */
		public long leastTile() {
			return fixed ? least : sizeAtLeast(Math.addExact(lowOnGrid() + stride, haloHigh));
		}

		/** The smallest allowed size that is not below {@code size}. */
		public long sizeAtLeast(long size) {
			long first = firstSize();
			return size <= first ? first : first + ceilDiv(size - first, sizeStep()) * sizeStep();
		}

		/** The largest allowed size that is not above {@code size}; refused if there is none. */
		public long sizeAtMost(long size) {
			long first = firstSize();
			if (size < first)
				throw new IllegalArgumentException("A tile of " + size + " is too small for this network, which takes at least " + first + " pixels.");
			return fixed ? first : first + (size - first) / sizeStep() * sizeStep();
		}

		/** Distance between two allowed sizes. */
		public long sizeStep() {
			return fixed ? stride : step / gcd(step, stride) * stride;
		}

		/** The halo at the near side, on the grid. */
		public long lowOnGrid() {
			return ceilDiv(haloLow, stride) * stride;
		}

		/** The size that an image of {@code n} pixels is extended to. */
		public long extended(long n) {
			return sizeAtLeast(mirrored ? n + lowOnGrid() + haloHigh : n);
		}

		private long firstSize() {
			if (!fixed)
				for (long size = least, tries = 0; tries < stride; size += step, tries++)
					if (size % stride == 0)
						return size;
			return least;
		}

		private static long gcd(long a, long b) {
			return b == 0 ? a : gcd(b, a % b);
		}

		/**
		 * An axis of {@code n} pixels in tiles that read at most {@code tile} pixels (ignored where the size is fixed).
		 *
		 * @throws IllegalArgumentException if such a tile is all halo, or the image too small to give any output
		 */
		public Line over(long n, long tile) {
			return new Line(this, n, tile);
		}
	}

	/** One axis of an image cut into tiles. Immutable. */
	public static final class Line {

		private final Rule rule;
		private final long n;
		private final long extendedMin;
		private final long extendedSize;
		private final long outputMin;
		private final long outputSize;
		private final long needed;
		private final long tileSize;
		private final long pace;
		private final long count;

		private Line(Rule rule, long n, long tile) {
			if (n < 1)
				throw new IllegalArgumentException("The image is empty: its size along one axis is " + n + ".");
			this.rule = rule;
			this.n = n;
			extendedMin = rule.mirrored ? -rule.lowOnGrid() : 0;
			extendedSize = rule.extended(n);
			outputMin = rule.mirrored ? 0 : rule.lossLow;
			outputSize = ceilDiv(Math.multiplyExact(n, rule.up), rule.down) - (rule.mirrored ? 0 : rule.lossLow + rule.lossHigh);
			if (outputSize < 1)
				throw new IllegalArgumentException("The image is too small: of " + n + " pixels this network's unpadded convolutions leave none; use border=reflect.");
			tileSize = rule.fixed ? rule.least : extendedSize <= tile ? extendedSize : rule.sizeAtMost(tile);
			pace = Math.floorDiv(tileSize - rule.haloHigh, rule.stride) * rule.stride - rule.lowOnGrid();
			if (extendedSize > tileSize && pace < rule.stride)
				throw new IllegalArgumentException("A tile of " + tileSize + " pixels is too small for a halo of " + rule.haloLow + " and "
					+ rule.haloHigh + "; it needs at least " + rule.leastTile() + ".");
			needed = Math.min(extendedMin + extendedSize, ceilDiv((outputMin + outputSize) * rule.down, rule.up) + rule.haloHigh);
			count = needed <= extendedMin + tileSize ? 1 : 1 + ceilDiv(needed - extendedMin - tileSize, pace);
		}

		public Rule rule() {
			return rule;
		}

		/** Number of pixels of the image. */
		public long size() {
			return n;
		}

		/** The size the image is extended to; in one piece the network would see so many pixels. */
		public long extendedSize() {
			return extendedSize;
		}

		/** Number of pixels of the output. */
		public long outputSize() {
			return outputSize;
		}

		/** Pixels that the largest tile reads. */
		public long tileSize() {
			return tileSize;
		}

		/** Number of tiles. */
		public long count() {
			return count;
		}

		/** Pixels that all tiles read together. */
		public long computed() {
			return (count - 1) * tileSize + tile(count - 1).readSize();
		}

		/** Tile {@code i}, from 0. */
		public Span tile(long i) {
			return cover(boundary(i), boundary(i + 1));
		}

		/** The tile that gives this pixel of the output. */
		public long indexOf(long outputPixel) {
			long pixel = Math.floorDiv(Math.multiplyExact(outputPixel + outputMin, rule.down), rule.up);
			return Math.max(0, Math.min(count - 1, count == 1 ? 0 : Math.floorDiv(pixel - extendedMin - rule.lowOnGrid(), pace)));
		}

		/**
		 * The smallest tile for any block. Where a network gives less than it takes, a block near the far end may give nothing.
		 *
		 * @param from first pixel of the block, on the grid
		 * @param to the pixel after its last one, on the grid or the image's end
		 */
		public Span cover(long from, long to) {
			long end = extendedMin + extendedSize;
			long readMin = from == 0 ? extendedMin : Math.max(extendedMin, from - rule.lowOnGrid());
			long readTo = to == n ? needed : Math.min(end, to + rule.haloHigh);
			long readSize = Math.min(extendedSize, rule.sizeAtLeast(readTo - readMin));
			if (rule.fixed)
				readSize = rule.least;
			readMin = Math.min(readMin, end - readSize);
			long first = from == 0 ? outputMin : from * rule.up / rule.down;
			long outputEnd = outputMin + outputSize;
			long last = to == n ? outputEnd : Math.min(outputEnd, to * rule.up / rule.down);
			return new Span(from, to, readMin, readSize, first - outputMin, Math.max(0, last - first),
				first - readMin * rule.up / rule.down - rule.lossLow);
		}

		private long boundary(long i) {
			return i <= 0 ? 0 : i >= count ? n : extendedMin + i * pace + rule.lowOnGrid();
		}
	}
}
