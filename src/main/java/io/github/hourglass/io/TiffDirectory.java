package io.github.hourglass.io;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The tags of one image file directory, as the TIFF 6.0 specification and its 64-bit variant BigTIFF describe it. Values
 * are read when asked for; counts are bounded by the file's length.
 */
final class TiffDirectory {

	static final int SUBFILE_TYPE = 254, WIDTH = 256, HEIGHT = 257, BITS = 258, COMPRESSION = 259, PHOTOMETRIC = 262,
		DESCRIPTION = 270, STRIP_OFFSETS = 273, SAMPLES = 277, ROWS_PER_STRIP = 278, STRIP_COUNTS = 279, X_RESOLUTION = 282,
		Y_RESOLUTION = 283, PLANAR = 284, RESOLUTION_UNIT = 296, SOFTWARE = 305, PREDICTOR = 317, COLOR_MAP = 320,
		TILE_WIDTH = 322, TILE_HEIGHT = 323, TILE_OFFSETS = 324, TILE_COUNTS = 325, SAMPLE_FORMAT = 339,
		IMAGEJ_COUNTS = 50838, IMAGEJ_DATA = 50839;

	private static final int MOST_ENTRIES = 4096;
	private static final int MOST_TEXT = 1 << 26;
	private static final int[] TYPE_BYTES = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };

	private record Entry(int type, long count, long position) {}

	private final TiffInput in;
	private final Map<Integer, Entry> entries = new HashMap<>();
	private final long next;

	TiffDirectory(TiffInput in, long position, boolean big) {
		this.in = in;
		long count = big ? in.u64(position) : in.u16(position);
		if (count < 1 || count > MOST_ENTRIES)
			throw FileProblem.damaged(in.path(), "it has a directory of " + Long.toUnsignedString(count) + " entries");
		int entryBytes = big ? 20 : 12;
		int inline = big ? 8 : 4;
		long at = position + (big ? 8 : 2);
		in.require(at, count * entryBytes + inline);
		for (int i = 0; i < count; i++, at += entryBytes) {
			int type = in.u16(at + 2);
			long values = big ? in.u64(at + 4) : in.u32(at + 4);
			if (type >= TYPE_BYTES.length || TYPE_BYTES[type] == 0)
				continue;
			long field = at + (big ? 12 : 8);
			boolean fits = values >= 0 && values <= inline / TYPE_BYTES[type];
			entries.putIfAbsent(in.u16(at), new Entry(type, values, fits ? field : big ? in.u64(field) : in.u32(field)));
		}
		next = big ? in.u64(at) : in.u32(at);
	}

	/** Position of the next directory, 0 after the last. */
	long next() {
		return next;
	}

	boolean has(int tag) {
		return entries.containsKey(tag);
	}

	long count(int tag) {
		Entry entry = entries.get(tag);
		return entry == null ? 0 : entry.count;
	}

	/** The first value of an integer tag, or the given one where the tag is missing. */
	long get(int tag, long missing) {
		Entry entry = entries.get(tag);
		return entry == null || entry.count < 1 ? missing : value(entry, 0);
	}

	/** All values of an integer tag, at most {@code most} of them. */
	long[] all(int tag, long most) {
		Entry entry = entries.get(tag);
		if (entry == null)
			return new long[0];
		if (entry.count > most || entry.count < 0)
			throw FileProblem.damaged(in.path(), "its tag " + tag + " has " + Long.toUnsignedString(entry.count) + " values where at most "
				+ most + " can be");
		in.require(entry.position, entry.count * TYPE_BYTES[entry.type]);
		long[] values = new long[(int) entry.count];
		for (int i = 0; i < values.length; i++)
			values[i] = value(entry, i);
		return values;
	}

	/** A rational tag, or NaN where it is missing or not a number. */
	double rational(int tag) {
		Entry entry = entries.get(tag);
		if (entry == null || entry.type != 5 || entry.count < 1)
			return Double.NaN;
		return (double) in.u32(entry.position) / in.u32(entry.position + 4);
	}

	/** A text tag without its closing zero, in the Latin-1 that keeps every byte; empty where it is missing. */
	String text(int tag) {
		return new String(bytes(tag), StandardCharsets.ISO_8859_1).split("\0", 2)[0];
	}

	/** The bytes of a tag as they are; empty where it is missing. */
	byte[] bytes(int tag) {
		Entry entry = entries.get(tag);
		if (entry == null || TYPE_BYTES[entry.type] != 1)
			return new byte[0];
		if (entry.count < 0 || entry.count > MOST_TEXT)
			throw FileProblem.damaged(in.path(), "its tag " + tag + " is " + Long.toUnsignedString(entry.count) + " bytes long");
		return in.bytes(entry.position, entry.count);
	}

	private long value(Entry entry, int index) {
		long position = entry.position + (long) index * TYPE_BYTES[entry.type];
		return switch (TYPE_BYTES[entry.type]) {
			case 1 -> in.u8(position);
			case 2 -> in.u16(position);
			case 4 -> in.u32(position);
			default -> entry.type == 5 || entry.type == 10 ? in.u32(position) : in.u64(position);
		};
	}
}
