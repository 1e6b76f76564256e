package io.github.hourglass.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Writes a TIFF file that ImageJ 1.x opens as the hyperstack it is, block by block, in any order and from several threads:
 * uncompressed, every pixel having its place from the start. Axes are {@code xyczt}. Pixel types that ImageJ lacks are kept
 * as {@link ImageJPixels} says; three 8-bit channels marked as RGB become an RGB image.
 * <p>
 * Up to 4 GB the file is classic TIFF with a directory per plane; beyond, it has only the first one and a description that
 * says how many planes follow, which is ImageJ's own way. Only if a single plane has more than 4 GB, which ImageJ cannot
 * hold, it is BigTIFF.
 */
public final class TiffWriter implements AutoCloseable {

	/** Order of the axes of a file. */
	static final String AXES = "xyczt";

	private static final int BUFFER = 1 << 18;

	/** Where rows of a block are fewer bytes apart, they are written together with what lies between. */
	private static final int GAP = 2048;

	private final Path path;
	private final PixelType type;
	private final long[] dimensions;
	private final boolean rgb;
	private final TiffShape shape;
	private final TiffText text;
	private final DisplayRanges ranges;
	private final NewFile file;
	private final long dataStart;
	private final ReadWriteLock rows = new ReentrantReadWriteLock();

	private TiffWriter(Path path, Volume like, boolean overwrite, NewFile.Opener opener) {
		this.path = path;
		type = like.type();
		dimensions = like.dimensions();
		Metadata metadata = like.metadata();
		rgb = metadata.rgb() && type == PixelType.UINT8 && dimensions[2] == 3;
		ranges = new DisplayRanges((int) Math.min(dimensions[2], 1 << 16));
		text = new TiffText(like, rgb);
		long planes = Math.multiplyExact(Math.multiplyExact(rgb ? 1 : dimensions[2], dimensions[3]), dimensions[4]);
		PixelType kept = ImageJPixels.kept(type);
		long planeBytes = Math.multiplyExact(Math.multiplyExact(dimensions[0], dimensions[1]), kept.bytes() * (rgb ? 3L : 1));
		if (dimensions[0] > TiffShape.CLASSIC || dimensions[1] > TiffShape.CLASSIC || planes > Integer.MAX_VALUE)
			throw new IllegalArgumentException("'" + path + "' cannot be written: TIFF holds no image of " + Arrays.toString(dimensions) + " pixels.");
		shape = new TiffShape(dimensions[0], dimensions[1], planes, kept, rgb, text.resolution(), planeBytes > TiffShape.CLASSIC,
			TiffHeader.space(text.description(ranges, kept)));
		TiffHeader header = header(shape);
		dataStart = header.dataStart();
		long directories = shape.hasDirectories() ? (planes - 1) * header.directorySize(false) : 0;
		file = new NewFile(path, overwrite, header.dataEnd() + directories, opener);
	}

	/**
	 * Begins a file for an image of this size, type, axes, calibration and metadata; its pixels are not asked for.
	 *
	 * @param like an image with the axes {@code xyczt} in this order, see {@link #arranged}
	 * @param overwrite whether a file that is there may be replaced
	 * @throws IllegalArgumentException if the path is refused or the disk too full
	 */
	public static TiffWriter create(Path path, Volume like, boolean overwrite) {
		return create(path, like, overwrite, NewFile.OPENER);
	}

	static TiffWriter create(Path path, Volume like, boolean overwrite, NewFile.Opener opener) {
		if (!like.axes().letters().equals(AXES))
			throw new IllegalArgumentException("A TIFF file has the axes " + AXES + ", not " + like.axes() + ".");
		return new TiffWriter(path, like, overwrite, opener);
	}

	/** The image with the axes {@code xyczt}; a batch becomes time if there is no time. */
	public static Volume arranged(Volume volume) {
		Volume arranged = volume;
		if (volume.size('b') > 1) {
			if (volume.size('t') > 1)
				throw new IllegalArgumentException("An image with both a batch of " + volume.size('b') + " and " + volume.size('t')
					+ " time points cannot be shown or saved; take one image of the batch.");
			String letters = volume.axes().letters().replace("t", "");
			arranged = volume.inOrder(letters);
			arranged = arranged.withAxes(Axes.of(letters.replace('b', 't')));
			for (char letter : letters.replace("b", "").toCharArray())
				arranged = arranged.withAxes(arranged.axes().with(volume.axes().find(letter)));
		}
		return arranged.inOrder(AXES);
	}

	/**
	 * Stores a block.
	 *
	 * @param min first position along {@code xyczt}
	 * @param size size along the same
	 * @param pixels of the image's type, x fastest
	 */
	public void write(long[] min, int[] size, Object pixels) {
		int count = Volume.pixels(size);
		Object kept = ImageJPixels.convert(type, pixels, count);
		boolean shared = sharesRows(size);
		(shared ? rows.writeLock() : rows.readLock()).lock();
		try {
			if (rgb)
				writeColors(min, size, (byte[]) kept);
			else
				writePlanes(min, size, kept, shared);
		}
		catch (IOException e) {
			throw FileProblem.writing(path, e);
		}
		finally {
			(shared ? rows.writeLock() : rows.readLock()).unlock();
		}
	}

	/** True if a block is written together with pixels of its neighbors, which therefore must not be written meanwhile. */
	private boolean sharesRows(int[] size) {
		return rgb ? size[2] != 3 : size[0] != dimensions[0] && size[1] > 1 && (dimensions[0] - size[0]) * shape.type().bytes() < GAP;
	}

	private void writePlanes(long[] min, int[] size, Object kept, boolean shared) throws IOException {
		int plane = size[0] * size[1];
		int from = 0;
		for (int t = 0; t < size[4]; t++)
			for (int z = 0; z < size[3]; z++)
				for (int c = 0; c < size[2]; c++, from += plane) {
					if (shape.type() != PixelType.UINT8)
						ranges.add((int) Math.min(min[2] + c, 65535), shape.type(), kept, from, plane);
					long page = ((min[4] + t) * dimensions[3] + min[3] + z) * dimensions[2] + min[2] + c;
					if (shared)
						writeSpans(page, min, size, kept, from);
					else
						writePlane(page, min, size, kept, from);
				}
	}

	private void writePlane(long page, long[] min, int[] size, Object kept, int from) throws IOException {
		boolean whole = size[0] == dimensions[0];
		int run = whole ? size[0] * size[1] : size[0];
		ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, (long) run * shape.type().bytes())).order(TiffHeader.ORDER);
		int piece = buffer.capacity() / shape.type().bytes();
		for (int row = 0; row < (whole ? 1 : size[1]); row++) {
			long at = dataStart + page * shape.planeBytes() + ((min[1] + row) * dimensions[0] + min[0]) * shape.type().bytes();
			for (int done = 0; done < run; done += piece) {
				int count = Math.min(piece, run - done);
				buffer.clear();
				PixelBytes.encode(shape.type(), kept, from + row * size[0] + done, count, buffer);
				put(buffer.flip(), at + (long) done * shape.type().bytes());
			}
		}
	}

	/** Reads some rows, puts the block in and writes them again: cheaper than one short write for each row. */
	private void writeSpans(long page, long[] min, int[] size, Object kept, int from) throws IOException {
		int bytes = shape.type().bytes();
		long pitch = dimensions[0] * bytes;
		int rowsAtOnce = (int) Math.max(1, Math.min(size[1], BUFFER / pitch));
		ByteBuffer span = ByteBuffer.allocate((int) ((rowsAtOnce - 1) * pitch) + size[0] * bytes).order(TiffHeader.ORDER);
		for (int row = 0; row < size[1]; row += rowsAtOnce) {
			int count = Math.min(rowsAtOnce, size[1] - row);
			long at = dataStart + page * shape.planeBytes() + ((min[1] + row) * dimensions[0] + min[0]) * bytes;
			readAvailable(span.clear().limit((int) ((count - 1) * pitch) + size[0] * bytes), at);
			for (int i = 0; i < count; i++)
				PixelBytes.encode(shape.type(), kept, from + (row + i) * size[0], size[0], span.position((int) (i * pitch)));
			put(span.flip(), at);
		}
	}

	private void writeColors(long[] min, int[] size, byte[] pixels) throws IOException {
		int plane = size[0] * size[1];
		byte[] row = new byte[size[0] * 3];
		int from = 0;
		for (int t = 0; t < size[4]; t++)
			for (int z = 0; z < size[3]; z++, from += size[2] * plane)
				for (int y = 0; y < size[1]; y++) {
					long page = (min[4] + t) * dimensions[3] + min[3] + z;
					long at = dataStart + page * shape.planeBytes() + ((min[1] + y) * dimensions[0] + min[0]) * 3;
					int first = from + y * size[0];
					if (size[2] != 3)
						readAvailable(ByteBuffer.wrap(row), at);
					writeColors(row, at, (int) min[2], size[2], pixels, first, plane);
				}
	}

	/** Puts some of the three channels into a row and writes it. */
	private void writeColors(byte[] row, long at, int channel, int channels, byte[] pixels, int first, int plane) throws IOException {
		for (int c = 0; c < channels; c++)
			for (int i = 0, to = channel + c; to < row.length; i++, to += 3)
				row[to] = pixels[first + c * plane + i];
		put(ByteBuffer.wrap(row), at);
	}

	/** Fills the buffer with what is in the file, and with zeros where the file ends before. */
	private void readAvailable(ByteBuffer bytes, long at) throws IOException {
		for (int n = 0; n >= 0 && bytes.hasRemaining();)
			n = file.channel().read(bytes, at + bytes.position());
		Arrays.fill(bytes.array(), bytes.position(), bytes.limit(), (byte) 0);
	}

	private void put(ByteBuffer bytes, long position) throws IOException {
		while (bytes.hasRemaining())
			position += file.channel().write(bytes, position);
	}

	/** Completes the file and gives it its name; pixels that were never written are 0. */
	public void finish(Progress progress) {
		try {
			TiffShape last = ImageJPixels.mayNarrow(type) && ranges.within(0, 65535) ? narrowed(progress) : shape;
			TiffHeader header = header(last);
			put(ByteBuffer.wrap(header.bytes()), 0);
			long end = dataStart + last.bytes();
			if (file.channel().size() < end)
				put(ByteBuffer.wrap(new byte[1]), end - 1);
			if (last.hasDirectories())
				for (int plane = 1; plane < last.planes(); plane += 1000) {
					int to = (int) Math.min(last.planes(), plane + 1000L);
					put(ByteBuffer.wrap(header.directories(plane, to)), header.dataEnd() + (plane - 1L) * header.directorySize(false));
				}
		}
		catch (IOException e) {
			throw FileProblem.writing(path, e);
		}
		file.commit();
	}

	/** Packs floats that hold small whole numbers into 16 bits; what is written never reaches what is still to be read. */
	private TiffShape narrowed(Progress progress) throws IOException {
		FileChannel channel = file.channel();
		ByteBuffer floats = ByteBuffer.allocate(BUFFER).order(TiffHeader.ORDER);
		ByteBuffer shorts = ByteBuffer.allocate(BUFFER / 2).order(TiffHeader.ORDER);
		long pixels = shape.bytes() / 4;
		for (long done = 0; done < pixels;) {
			progress.check();
			int count = (int) Math.min(BUFFER / 4, pixels - done);
			floats.clear().limit(count * 4);
			TiffInput.readFully(channel, floats, dataStart + done * 4);
			floats.flip();
			shorts.clear();
			for (int i = 0; i < count; i++)
				shorts.putShort((short) (int) floats.getFloat());
			put(shorts.flip(), dataStart + done * 2);
			done += count;
		}
		channel.truncate(dataStart + pixels * 2);
		return new TiffShape(shape.width(), shape.height(), shape.planes(), PixelType.UINT16, false, shape.resolution(), shape.big(),
			shape.descriptionSpace());
	}

	private TiffHeader header(TiffShape forShape) {
		return new TiffHeader(forShape, text.description(ranges, forShape.type()), text.lut(), text.metadata(ranges, forShape.type()));
	}

	/** Removes the file unless it is finished. */
	@Override
	public void close() {
		file.close();
	}
}
