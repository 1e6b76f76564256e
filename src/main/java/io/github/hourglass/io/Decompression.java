package io.github.hourglass.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.github.hourglass.image.PixelType;

/**
 * The compressions of TIFF files: PackBits and LZW as TIFF 6.0 describes them, Deflate as Adobe added it, and the predictors 2
 * (differences of neighbors) and 3 (differences of the bytes of floats). The output length is known beforehand and never
 * exceeded, whatever the input says.
 */
final class Decompression {

	private Decompression() {}

	/** Decodes exactly {@code length} bytes; input that ends sooner is an error. */
	static byte[] decode(int compression, byte[] in, int length) throws IOException {
		byte[] out = new byte[length];
		int decoded = switch (compression) {
			case TiffPage.PACKBITS -> packBits(in, out);
			case TiffPage.LZW -> lzw(in, out);
			default -> inflate(in, out);
		};
		if (decoded < length)
			throw new IOException("a compressed strip ends after " + decoded + " of " + length + " bytes");
		return out;
	}

	private static int inflate(byte[] in, byte[] out) throws IOException {
		Inflater inflater = new Inflater();
		try {
			inflater.setInput(in);
			int done = 0;
			while (done < out.length) {
				int n = inflater.inflate(out, done, out.length - done);
				if (n == 0 && (inflater.finished() || inflater.needsInput() || inflater.needsDictionary()))
					break;
				done += n;
			}
			return done;
		}
		catch (DataFormatException e) {
			throw new IOException("a ZIP-compressed strip is damaged", e);
		}
		finally {
			inflater.end();
		}
	}

	private static int packBits(byte[] in, byte[] out) {
		int to = 0;
		for (int from = 0; from < in.length && to < out.length;) {
			int n = in[from++];
			if (n >= 0) {
				int count = Math.min(n + 1, Math.min(in.length - from, out.length - to));
				System.arraycopy(in, from, out, to, count);
				from += n + 1;
				to += count;
			}
			else if (n != -128 && from < in.length) {
				byte value = in[from++];
				for (int i = n; i <= 0 && to < out.length; i++)
					out[to++] = value;
			}
		}
		return to;
	}

	/**
	 * LZW with codes of 9 to 12 bits, most significant bit first. A code stands for an earlier piece of the output, so the
	 * table keeps positions in it instead of strings.
	 */
	private static int lzw(byte[] in, byte[] out) throws IOException {
		final int clear = 256;
		final int end = 257;
		int[] start = new int[4097];
		int[] size = new int[4097];
		int next = 258;
		int width = 9;
		int last = -1;
		int lastStart = 0;
		int to = 0;
		long bits = 0;
		int available = 0;
		for (int from = 0; to < out.length;) {
			while (available < width && from < in.length) {
				bits = bits << 8 | in[from++] & 0xff;
				available += 8;
			}
			if (available < width)
				break;
			int code = (int) (bits >> available - width) & (1 << width) - 1;
			available -= width;
			if (code == end)
				break;
			if (code == clear) {
				next = 258;
				width = 9;
				last = -1;
				continue;
			}
			int begin = to;
			int lastSize = to - lastStart;
			if (code < 256)
				out[to++] = (byte) code;
			else if (last < 0 || code > next || code == next && next > 4095)
				throw new IOException("an LZW-compressed strip is damaged");
			else {
				int source = code == next ? lastStart : start[code];
				int count = Math.min(code == next ? lastSize + 1 : size[code], out.length - to);
				for (int i = 0; i < count; i++)
					out[to++] = out[source + i];
			}
			if (last >= 0 && next < 4096) {
				start[next] = lastStart;
				size[next] = lastSize + 1;
				next++;
			}
			if (next >= (1 << width) - 1 && width < 12)
				width++;
			last = code;
			lastStart = begin;
		}
		return to;
	}

	/** Turns the bytes of a chunk into pixels, undoing the predictor row by row. */
	static Object pixels(byte[] bytes, TiffPage page, ByteOrder order) {
		int count = bytes.length / page.type().bytes();
		int perRow = (int) page.chunkWidth() * page.interleaved();
		if (page.predictor() == 3)
			return floatPredicted(bytes, page, perRow);
		Object pixels = page.type().newArray(count);
		if (page.predictor() == 2)
			undoDifferences(bytes, page, perRow, order);
		PixelBytes.decode(ByteBuffer.wrap(bytes).order(order), page.type(), pixels, 0, count);
		return pixels;
	}

	private static void undoDifferences(byte[] bytes, TiffPage page, int perRow, ByteOrder order) {
		int step = page.interleaved();
		int size = page.type().bytes();
		ByteBuffer values = ByteBuffer.wrap(bytes).order(order);
		for (int row = 0; row + perRow * size <= bytes.length; row += perRow * size)
			for (int i = step; i < perRow; i++) {
				int at = row + i * size;
				int before = at - step * size;
				switch (size) {
					case 1 -> bytes[at] += bytes[before];
					case 2 -> values.putShort(at, (short) (values.getShort(at) + values.getShort(before)));
					case 4 -> values.putInt(at, values.getInt(at) + values.getInt(before));
					default -> values.putLong(at, values.getLong(at) + values.getLong(before));
				}
			}
	}

	/** The floating-point predictor of Adobe's TIFF technical note 3: byte differences of rows whose bytes are sorted by significance. */
	private static Object floatPredicted(byte[] bytes, TiffPage page, int perRow) {
		PixelType type = page.type();
		int size = type.bytes();
		byte[] sorted = new byte[perRow * size];
		for (int row = 0; row + sorted.length <= bytes.length; row += sorted.length) {
			for (int i = page.interleaved(); i < sorted.length; i++)
				bytes[row + i] += bytes[row + i - page.interleaved()];
			System.arraycopy(bytes, row, sorted, 0, sorted.length);
			for (int i = 0; i < perRow; i++)
				for (int b = 0; b < size; b++)
					bytes[row + i * size + b] = sorted[b * perRow + i];
		}
		Object pixels = type.newArray(bytes.length / size);
		PixelBytes.decode(ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN), type, pixels, 0, bytes.length / size);
		return pixels;
	}
}
