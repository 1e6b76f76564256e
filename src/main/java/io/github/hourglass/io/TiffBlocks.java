package io.github.hourglass.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.BlockSource;
import io.github.hourglass.image.Volume;

/**
 * Reads any block of a TIFF file. Uncompressed pixels are read from where they lie; compressed strips and tiles are decoded
 * and those used last, of all files together, kept. The file is open only during a call, so nothing needs closing and an interrupted thread
 * spoils nothing for the others.
 */
final class TiffBlocks implements BlockSource {

	/** Finds the plane of a position. */
	interface PlaneOrder {

		/** @return number of the page and, in the upper half, number of the sample in it */
		long plane(long c, long z, long t);
	}

	/** Gives a page by its number. */
	interface Pages {

		TiffPage get(long number);
	}

	/** Of all files together: a training may have thousands of them open. */
	private static final Cache CACHE = new Cache(Math.min(512L << 20, Runtime.getRuntime().maxMemory() / 8));
	private static final AtomicLong FILES = new AtomicLong();
	private static final int BUFFER = 1 << 18;

	/** Where rows of a block are fewer bytes apart, they are read together with what lies between. */
	private static final int GAP = 4096;

	private final Path path;
	private final ByteOrder order;
	private final Pages pages;
	private final PlaneOrder planes;
	private final Axes axes;
	private final long number = FILES.incrementAndGet();
	private final Object[] locks = new Object[64];

	TiffBlocks(Path path, ByteOrder order, Pages pages, PlaneOrder planes, Axes axes) {
		this.path = path;
		this.order = order;
		this.pages = pages;
		this.planes = planes;
		this.axes = axes;
		for (int i = 0; i < locks.length; i++)
			locks[i] = new Object();
	}

	@Override
	public void copy(long[] min, int[] size, Object dest) {
		try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
			int plane = size[0] * size[1];
			int count = Volume.pixels(size) / plane;
			long[] position = min.clone();
			for (int i = 0; i < count; i++) {
				long where = planes.plane(at(position, 'c'), at(position, 'z'), at(position, 't'));
				TiffPage page = pages.get((int) where);
				new Rectangle(channel, page, (int) (where >>> 32), min[0], min[1], size[0], size[1], dest, i * plane).read((int) where);
				for (int d = 2; d < position.length; d++) {
					if (++position[d] < min[d] + size[d])
						break;
					position[d] = min[d];
				}
			}
		}
		catch (IOException e) {
			throw FileProblem.reading(path, e);
		}
	}

	private long at(long[] position, char letter) {
		int d = axes.indexOf(letter);
		return d < 0 ? 0 : position[d];
	}

	/** One sample of a rectangle of one page, on its way to a place in the block. */
	private final class Rectangle {

		private final FileChannel channel;
		private final TiffPage page;
		private final int sample;
		private final long x;
		private final long y;
		private final int width;
		private final int height;
		private final Object dest;
		private final int offset;
		private ByteBuffer buffer;

		Rectangle(FileChannel channel, TiffPage page, int sample, long x, long y, int width, int height, Object dest, int offset) {
			this.channel = channel;
			this.page = page;
			this.sample = sample;
			this.x = x;
			this.y = y;
			this.width = width;
			this.height = height;
			this.dest = dest;
			this.offset = offset;
		}

		void read(int pageNumber) throws IOException {
			long chunkWidth = page.chunkWidth();
			long chunkHeight = page.chunkHeight();
			for (long cy = y / chunkHeight * chunkHeight; cy < y + height; cy += chunkHeight)
				for (long cx = x / chunkWidth * chunkWidth; cx < x + width; cx += chunkWidth) {
					long x0 = Math.max(x, cx);
					long y0 = Math.max(y, cy);
					int w = (int) (Math.min(x + width, cx + chunkWidth) - x0);
					int h = (int) (Math.min(y + height, cy + chunkHeight) - y0);
					int chunk = page.chunk(cx, cy, sample);
					if (page.compressed())
						copyDecoded(chunk, decoded(pageNumber, chunk), x0 - cx, y0 - cy, w, h, target(x0, y0));
					else
						copyStored(page.offsets()[chunk], x0 - cx, y0 - cy, w, h, target(x0, y0));
				}
		}

		private int target(long x0, long y0) {
			return offset + (int) (y0 - y) * width + (int) (x0 - x);
		}

		private void copyDecoded(int chunk, Object pixels, long dx, long dy, int w, int h, int to) {
			int step = page.interleaved();
			int first = page.planar() ? 0 : sample;
			for (int row = 0; row < h; row++, to += width) {
				int from = (int) (((dy + row) * page.chunkWidth() + dx) * step) + first;
				PixelBytes.pick(pixels, from, step, dest, to, w);
			}
		}

		private void copyStored(long start, long dx, long dy, int w, int h, int to) throws IOException {
			int step = page.interleaved();
			int pixelBytes = step * page.type().bytes();
			long rowBytes = page.rowBytes();
			if (h > 1 && w < page.chunkWidth() && rowBytes - (long) w * pixelBytes < GAP) {
				copySpans(start + dy * rowBytes + dx * pixelBytes, w, h, to);
				return;
			}
			boolean whole = w == page.chunkWidth() && w == width;
			long run = whole ? (long) w * h : w;
			int capacity = (int) Math.max(pixelBytes, Math.min(BUFFER, run * pixelBytes));
			if (buffer == null || buffer.capacity() < capacity)
				buffer = ByteBuffer.allocate(capacity).order(order);
			for (int row = 0; row < (whole ? 1 : h); row++) {
				long at = start + (dy + row) * rowBytes + dx * pixelBytes;
				for (long done = 0; done < run;) {
					int count = (int) Math.min(run - done, buffer.capacity() / pixelBytes);
					buffer.clear().limit(count * pixelBytes);
					TiffInput.readFully(channel, buffer, at + done * pixelBytes);
					buffer.position(page.planar() ? 0 : sample * page.type().bytes());
					PixelBytes.decode(buffer, page.type(), step, dest, (int) (to + (long) row * width + done), count);
					done += count;
				}
			}
		}

		/** Reads some rows together with what lies between: cheaper than one short read for each row. */
		private void copySpans(long start, int w, int h, int to) throws IOException {
			int step = page.interleaved();
			int pixelBytes = step * page.type().bytes();
			long rowBytes = page.rowBytes();
			int rowsAtOnce = (int) Math.max(1, Math.min(h, BUFFER / rowBytes));
			ByteBuffer span = ByteBuffer.allocate((int) ((rowsAtOnce - 1) * rowBytes) + w * pixelBytes).order(order);
			for (int row = 0; row < h; row += rowsAtOnce) {
				int count = Math.min(rowsAtOnce, h - row);
				span.clear().limit((int) ((count - 1) * rowBytes) + w * pixelBytes);
				TiffInput.readFully(channel, span, start + row * rowBytes);
				for (int i = 0; i < count; i++) {
					span.position((int) (i * rowBytes) + (page.planar() ? 0 : sample * page.type().bytes()));
					PixelBytes.decode(span, page.type(), step, dest, to + (row + i) * width, w);
				}
			}
		}

		private Object decoded(int pageNumber, int chunk) throws IOException {
			long key = (long) pageNumber << 32 | chunk;
			synchronized (locks[Long.hashCode(key * 31) & 63]) {
				Object pixels = CACHE.get(number, key);
				if (pixels == null) {
					byte[] stored = new byte[Math.toIntExact(page.counts()[chunk])];
					TiffInput.readFully(channel, ByteBuffer.wrap(stored), page.offsets()[chunk]);
					int length = Math.toIntExact(page.rowBytes() * page.rows(chunk));
					pixels = Decompression.pixels(Decompression.decode(page.compression(), stored, length), page, order);
					CACHE.put(number, key, pixels, length);
				}
				return pixels;
			}
		}
	}

	/** The recently decoded chunks, up to a number of bytes. */
	private static final class Cache {

		private record Chunk(Object pixels, long bytes) {}

		private record Place(long file, long key) {}

		private final Map<Place, Chunk> chunks = new LinkedHashMap<>(16, 0.75f, true);
		private final long capacity;
		private long used;

		Cache(long capacity) {
			this.capacity = capacity;
		}

		synchronized Object get(long file, long key) {
			Chunk chunk = chunks.get(new Place(file, key));
			return chunk == null ? null : chunk.pixels;
		}

		synchronized void put(long file, long key, Object pixels, long bytes) {
			if (bytes > capacity || chunks.put(new Place(file, key), new Chunk(pixels, bytes)) != null)
				return;
			used += bytes;
			var eldest = chunks.entrySet().iterator();
			while (used > capacity) {
				used -= eldest.next().getValue().bytes;
				eldest.remove();
			}
		}
	}
}
