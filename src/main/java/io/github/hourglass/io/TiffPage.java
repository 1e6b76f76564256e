package io.github.hourglass.io;

import static io.github.hourglass.io.TiffDirectory.*;

import java.nio.file.Path;

import io.github.hourglass.image.PixelType;

/**
 * How the pixels of one page of a TIFF file are stored: in chunks (strips or tiles), each a rectangle of {@code chunkWidth} by
 * {@code chunkHeight} pixels, left to right, top to bottom, then sample by sample if {@code planar}.
 *
 * @param samples samples per pixel
 * @param planar true if each sample has chunks of its own; false if the samples of a pixel lie side by side
 * @param photometric 0 white is zero, 1 black is zero, 2 RGB, 3 palette
 * @param reduced true for a thumbnail or a step of a pyramid
 * @param offsets position of each chunk in the file
 * @param counts bytes of each chunk as stored
 */
record TiffPage(long width, long height, int samples, PixelType type, boolean planar, int photometric, int compression,
	int predictor, boolean reduced, boolean tiled, long chunkWidth, long chunkHeight, long[] offsets, long[] counts)
{

	static final int NONE = 1, LZW = 5, DEFLATE = 8, OLD_DEFLATE = 32946, PACKBITS = 32773;

	/** Most bytes one stored byte can become, per compression; more is an attack or damage. */
	private static final long DEFLATE_RATIO = 1040, LZW_RATIO = 2800, PACKBITS_RATIO = 64;
	private static final long MOST_DECODED = 1 << 30;

	static TiffPage of(TiffInput in, TiffDirectory tags) {
		Path path = in.path();
		long width = tags.get(WIDTH, 0);
		long height = tags.get(HEIGHT, 0);
		if (width < 1 || height < 1 || width > 0xffffffffL || height > 0xffffffffL)
			throw FileProblem.damaged(path, "it says its size is " + width + " x " + height);
		int samples = (int) bounded(path, tags.get(SAMPLES, 1), 1, 65535, "samples per pixel");
		int compression = (int) tags.get(COMPRESSION, NONE);
		if (compression == 0)
			compression = NONE;
		boolean planar = samples > 1 && tags.get(PLANAR, 1) == 2;
		boolean tiled = tags.has(TILE_OFFSETS);
		long chunkWidth = tiled ? bounded(path, tags.get(TILE_WIDTH, 0), 1, 1 << 24, "pixels of tile width") : width;
		long chunkHeight = tiled ? bounded(path, tags.get(TILE_HEIGHT, 0), 1, 1 << 24, "pixels of tile height")
			: Math.min(height, Math.max(1, tags.get(ROWS_PER_STRIP, height)));
		long across = (width + chunkWidth - 1) / chunkWidth;
		long down = (height + chunkHeight - 1) / chunkHeight;
		long chunks = Math.multiplyExact(Math.multiplyExact(across, down), planar ? samples : 1);
		PixelType type = pixelType(path, tags, samples);
		checkSupported(path, tags, compression);
		if (chunks > in.length())
			throw FileProblem.damaged(path, "it claims " + chunks + " strips or tiles, more than it has bytes; it may be truncated");
		long[] offsets = tags.all(tiled ? TILE_OFFSETS : STRIP_OFFSETS, chunks);
		if (offsets.length != chunks)
			throw FileProblem.damaged(path, "it lists " + offsets.length + " of " + chunks + " strips or tiles");
		TiffPage page = new TiffPage(width, height, samples, type, planar, (int) tags.get(PHOTOMETRIC, 1), compression,
			(int) tags.get(PREDICTOR, 1), (tags.get(SUBFILE_TYPE, 0) & 1) != 0, tiled, chunkWidth, chunkHeight, offsets,
			tags.all(tiled ? TILE_COUNTS : STRIP_COUNTS, chunks));
		page.checkChunks(in);
		return page;
	}

	boolean compressed() {
		return compression != NONE;
	}

	/** Samples that lie side by side in a chunk. */
	int interleaved() {
		return planar ? 1 : samples;
	}

	long across() {
		return (width + chunkWidth - 1) / chunkWidth;
	}

	/** Number of the chunk that holds a sample of a pixel. */
	int chunk(long x, long y, int sample) {
		long down = (height + chunkHeight - 1) / chunkHeight;
		return (int) ((planar ? sample * down * across() : 0) + y / chunkHeight * across() + x / chunkWidth);
	}

	/** Rows that a chunk holds; the last strip may hold fewer, a tile never. */
	long rows(int chunk) {
		long down = (height + chunkHeight - 1) / chunkHeight;
		long band = chunk / across() % down;
		return tiled ? chunkHeight : Math.min(chunkHeight, height - band * chunkHeight);
	}

	/** Bytes of a row of a chunk, uncompressed. */
	long rowBytes() {
		return chunkWidth * interleaved() * type.bytes();
	}

	/** True if all pixels lie one after the other, so that further planes may follow without directories. */
	boolean contiguous() {
		if (compressed() || tiled || planar)
			return false;
		for (int i = 1; i < offsets.length; i++)
			if (offsets[i] != offsets[i - 1] + rowBytes() * chunkHeight)
				return false;
		return true;
	}

	/** Bytes of a whole page, uncompressed. */
	long planeBytes() {
		return Math.multiplyExact(Math.multiplyExact(width, height), (long) samples * type.bytes());
	}

	/** The page that lies so many bytes further on. */
	TiffPage shifted(long bytes) {
		return new TiffPage(width, height, samples, type, planar, photometric, compression, predictor, reduced, false, width, height,
			new long[] { offsets[0] + bytes }, new long[] { planeBytes() });
	}

	/** True if both are planes of one image. */
	boolean matches(TiffPage that) {
		return width == that.width && height == that.height && samples == that.samples && type == that.type;
	}

	private void checkChunks(TiffInput in) {
		for (int i = 0; i < offsets.length; i++) {
			long expected = Math.multiplyExact(rowBytes(), rows(i));
			if (!compressed()) {
				in.require(offsets[i], expected);
				continue;
			}
			if (i >= counts.length)
				throw FileProblem.damaged(in.path(), "it lists the lengths of " + counts.length + " of " + offsets.length + " strips or tiles");
			in.require(offsets[i], counts[i]);
			long ratio = compression == LZW ? LZW_RATIO : compression == PACKBITS ? PACKBITS_RATIO : DEFLATE_RATIO;
			if (expected / ratio > counts[i])
				throw FileProblem.damaged(in.path(), "a strip of " + counts[i] + " bytes cannot hold the " + expected + " bytes it claims");
			if (expected > MOST_DECODED)
				throw new FileProblem.Unsupported(in.path(), "its compressed strips are larger than " + (MOST_DECODED >> 20) + " MB");
		}
	}

	private static PixelType pixelType(Path path, TiffDirectory tags, int samples) {
		long[] bits = tags.has(BITS) ? tags.all(BITS, 65535) : new long[] { 1 };
		long format = tags.get(SAMPLE_FORMAT, 1);
		for (long b : bits)
			if (b != bits[0])
				throw new FileProblem.Unsupported(path, "its samples differ in their number of bits");
		if (bits.length == 0)
			throw FileProblem.damaged(path, "it does not say how many bits a pixel has");
		if (format == 4)
			format = 1;
		PixelType type = switch ((int) Math.min(bits[0], 99) * 10 + (int) Math.min(format, 9)) {
			case 81 -> PixelType.UINT8;
			case 82 -> PixelType.INT8;
			case 161 -> PixelType.UINT16;
			case 162 -> PixelType.INT16;
			case 321 -> PixelType.UINT32;
			case 322 -> PixelType.INT32;
			case 323 -> PixelType.FLOAT32;
			case 642 -> PixelType.INT64;
			case 643 -> PixelType.FLOAT64;
			default -> null;
		};
		if (type == null)
			throw new FileProblem.Unsupported(path, "it has " + bits[0] + "-bit pixels" + (format == 3 ? " with a decimal point"
				: format == 2 ? " with a sign" : "") + ", which are not read here");
		return type;
	}

	private static void checkSupported(Path path, TiffDirectory tags, int compression) {
		if (compression != NONE && compression != LZW && compression != DEFLATE && compression != OLD_DEFLATE && compression != PACKBITS)
			throw new FileProblem.Unsupported(path, "it is compressed in a way that is not read here (TIFF compression " + compression + ")");
		long predictor = tags.get(PREDICTOR, 1);
		if (predictor < 1 || predictor > 3)
			throw new FileProblem.Unsupported(path, "it uses the unknown predictor " + predictor);
		long photometric = tags.get(PHOTOMETRIC, 1);
		if (photometric > 3 && photometric != 32803)
			throw new FileProblem.Unsupported(path, "its colors are neither gray, RGB nor a palette (TIFF photometric " + photometric + ")");
	}

	private static long bounded(Path path, long value, long least, long most, String what) {
		if (value < least || value > most)
			throw FileProblem.damaged(path, "it says it has " + value + " " + what);
		return value;
	}
}
