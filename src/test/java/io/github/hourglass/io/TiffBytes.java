package io.github.hourglass.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Puts together TIFF files tag by tag, sound ones and hostile ones. */
final class TiffBytes {

	private record Value(int type, long[] values) {}

	private final boolean big;
	private final ByteOrder order;
	private final ByteBuffer out;
	private final List<TreeMap<Integer, Value>> directories = new ArrayList<>();
	private long lastNext;

	TiffBytes(boolean big, ByteOrder order) {
		this.big = big;
		this.order = order;
		out = ByteBuffer.allocate(1 << 16).order(order);
		out.put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I')).put((byte) (order == ByteOrder.BIG_ENDIAN ? 'M' : 'I'));
		out.putShort((short) (big ? 43 : 42));
		if (big)
			out.putShort((short) 8).putShort((short) 0).putLong(0);
		else
			out.putInt(0);
	}

	ByteBuffer out() {
		return out;
	}

	/** Stores pixels and gives their position. */
	long data(byte[] bytes) {
		long position = out.position();
		out.put(bytes);
		if (out.position() % 2 == 1)
			out.put((byte) 0);
		return position;
	}

	/** A page with the usual tags, one strip. */
	TiffBytes page(int width, int height, int bits, int format, long offset, long count) {
		directories.add(new TreeMap<>());
		return tag(256, 4, width).tag(257, 4, height).tag(258, 3, bits).tag(259, 3, 1).tag(262, 3, 1).tag(273, 4, offset).tag(277, 3, 1)
			.tag(278, 4, height).tag(279, 4, count).tag(339, 3, format);
	}

	/** Sets a tag of the last page. */
	TiffBytes tag(int tag, int type, long... values) {
		directories.get(directories.size() - 1).put(tag, new Value(type, values));
		return this;
	}

	TiffBytes text(int tag, String text) {
		long[] values = new long[text.length() + 1];
		for (int i = 0; i < text.length(); i++)
			values[i] = text.charAt(i);
		return tag(tag, 2, values);
	}

	/** What the last directory names as the next one. */
	TiffBytes lastNext(long next) {
		lastNext = next;
		return this;
	}

	int firstDirectory() {
		return big ? 8 : 4;
	}

	Path write(Path file) throws IOException {
		int link = firstDirectory();
		for (TreeMap<Integer, Value> directory : directories) {
			TreeMap<Integer, Long> places = new TreeMap<>();
			directory.forEach((tag, value) -> {
				if (value.values.length * bytes(value.type) > (big ? 8 : 4)) {
					places.put(tag, (long) out.position());
					for (long v : value.values)
						put(value.type, v);
				}
			});
			if (out.position() % 2 == 1)
				out.put((byte) 0);
			number(link, out.position());
			if (big)
				out.putLong(directory.size());
			else
				out.putShort((short) directory.size());
			directory.forEach((tag, value) -> {
				out.putShort((short) (int) tag).putShort((short) value.type);
				if (big)
					out.putLong(value.values.length);
				else
					out.putInt(value.values.length);
				int field = out.position();
				if (places.containsKey(tag))
					number(field, places.get(tag));
				else
					for (long v : value.values)
						put(value.type, v);
				out.position(field + (big ? 8 : 4));
			});
			link = out.position();
			number(link, lastNext);
			out.position(link + (big ? 8 : 4));
		}
		byte[] bytes = new byte[out.position()];
		out.get(0, bytes);
		return Files.write(file, bytes);
	}

	private void number(int position, long value) {
		if (big)
			out.putLong(position, value);
		else
			out.putInt(position, (int) value);
	}

	private void put(int type, long value) {
		switch (bytes(type)) {
			case 1 -> out.put((byte) value);
			case 2 -> out.putShort((short) value);
			case 4 -> out.putInt((int) value);
			default -> {
				if (type == 5)
					out.putInt((int) value).putInt((int) (value >>> 32));
				else
					out.putLong(value);
			}
		}
	}

	private static int bytes(int type) {
		return switch (type) {
			case 1, 2 -> 1;
			case 3 -> 2;
			case 4 -> 4;
			default -> 8;
		};
	}
}
