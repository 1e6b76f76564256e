package io.github.hourglass.architecture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads one message of the protocol buffers wire format (protobuf.dev/programming-guides/encoding), field by field. A
 * message inside is a window onto the same bytes, so no length can reach beyond the message around it.
 * <p>
 * {@link #next} moves to a field; then either one of the reading methods or {@link #skip} must be called.
 */
final class WireReader {

	/** More texts and messages than any network has; keeps small files from becoming large heaps. */
	private static final int MOST_PARTS = 5_000_000;

	private static final int VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5;

	private final ByteBuffer bytes;
	private final String file;
	private final AtomicInteger parts;
	private int field;
	private int wireType;

	/** @param file name for messages */
	WireReader(ByteBuffer bytes, String file) {
		this(bytes, file, new AtomicInteger());
	}

	private WireReader(ByteBuffer bytes, String file, AtomicInteger parts) {
		this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
		this.file = file;
		this.parts = parts;
	}

	/** Moves to the next field and gives its number; 0 at the end. */
	int next() {
		if (!bytes.hasRemaining())
			return 0;
		long tag = readVarint();
		field = (int) (tag >>> 3);
		wireType = (int) (tag & 7);
		if (field <= 0 || tag >>> 32 != 0)
			throw damaged("a field has no valid number");
		return field;
	}

	/** The number of the field at hand. */
	int field() {
		return field;
	}

	/** The same message from where this reader stands. */
	WireReader copy() {
		return new WireReader(bytes, file, parts);
	}

	void skip() {
		switch (wireType) {
			case VARINT -> readVarint();
			case FIXED64 -> take(8);
			case BYTES -> take(readVarint());
			case FIXED32 -> take(4);
			default -> throw damaged("field " + field + " has an unknown encoding");
		}
	}

	long integer() {
		require(VARINT);
		return readVarint();
	}

	float real() {
		require(FIXED32);
		return take(4).getFloat();
	}

	String text() {
		return StandardCharsets.UTF_8.decode(blob()).toString();
	}

	/** The bytes themselves, not a copy. */
	ByteBuffer blob() {
		require(BYTES);
		count();
		return take(readVarint());
	}

	WireReader message() {
		return new WireReader(blob(), file, parts);
	}

	/** Appends a repeated integer field, packed or not. */
	void integers(Numbers numbers) {
		if (wireType != BYTES) {
			numbers.add(integer());
			return;
		}
		WireReader packed = message();
		while (packed.bytes.hasRemaining())
			numbers.add(packed.readVarint());
	}

	/** Appends a repeated {@code float} field, packed or not, as raw bits. */
	void fixed32(Numbers numbers) {
		ByteBuffer values = wireType == BYTES ? whole(4) : single(FIXED32, 4);
		while (values.hasRemaining())
			numbers.add(values.getInt());
	}

	/** Appends a repeated {@code double} field, packed or not, as raw bits. */
	void fixed64(Numbers numbers) {
		ByteBuffer values = wireType == BYTES ? whole(8) : single(FIXED64, 8);
		while (values.hasRemaining())
			numbers.add(values.getLong());
	}

	GraphException.Damaged damaged(String what) {
		return new GraphException.Damaged(file + " is not an ONNX file or is damaged (" + what + "); download or export it again.");
	}

	private ByteBuffer whole(int size) {
		ByteBuffer values = blob();
		if (values.remaining() % size != 0)
			throw damaged("a list of numbers ends in the middle of one");
		return values;
	}

	private ByteBuffer single(int type, int size) {
		require(type);
		return take(size);
	}

	private void require(int type) {
		if (wireType != type)
			throw damaged("field " + field + " is not of the kind it should be");
	}

	private void count() {
		if (parts.incrementAndGet() > MOST_PARTS)
			throw new GraphException(file + " has more than " + MOST_PARTS + " parts; so large a network cannot be analyzed.");
	}

	private ByteBuffer take(long length) {
		if (length < 0 || length > bytes.remaining())
			throw damaged("it ends too early");
		ByteBuffer part = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
		bytes.position(bytes.position() + (int) length);
		return part;
	}

	private long readVarint() {
		long value = 0;
		for (int shift = 0; shift < 64; shift += 7) {
			if (!bytes.hasRemaining())
				throw damaged("it ends too early");
			byte next = bytes.get();
			value |= (long) (next & 0x7f) << shift;
			if (next >= 0)
				return value;
		}
		throw damaged("a number is too long");
	}

	/** A growing list of integers. */
	static final class Numbers {

		private long[] values = new long[8];
		private int size;

		void add(long value) {
			if (size == values.length)
				values = java.util.Arrays.copyOf(values, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * size));
			values[size++] = value;
		}

		int size() {
			return size;
		}

		long get(int i) {
			return values[i];
		}

		long[] toLongs() {
			return java.util.Arrays.copyOf(values, size);
		}

		float[] toFloats() {
			float[] floats = new float[size];
			for (int i = 0; i < size; i++)
				floats[i] = Float.intBitsToFloat((int) values[i]);
			return floats;
		}
	}
}
