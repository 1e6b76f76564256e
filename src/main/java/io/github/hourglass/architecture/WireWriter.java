package io.github.hourglass.architecture;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes one message of the protocol buffers wire format into memory; see {@link WireReader}. */
final class WireWriter {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	WireWriter integer(int field, long value) {
		varint(field << 3);
		varint(value);
		return this;
	}

	WireWriter real(int field, float value) {
		varint(field << 3 | 5);
		int bits = Float.floatToRawIntBits(value);
		for (int shift = 0; shift < 32; shift += 8)
			bytes.write(bits >>> shift);
		return this;
	}

	WireWriter text(int field, String text) {
		return blob(field, text.getBytes(StandardCharsets.UTF_8));
	}

	WireWriter message(int field, WireWriter message) {
		return blob(field, message.toBytes());
	}

	WireWriter blob(int field, byte[] blob) {
		head(field, blob.length);
		bytes.writeBytes(blob);
		return this;
	}

	/** The beginning of a field of so many bytes, which must follow. */
	WireWriter head(int field, long length) {
		varint(field << 3 | 2);
		varint(length);
		return this;
	}

	byte[] toBytes() {
		return bytes.toByteArray();
	}

	int size() {
		return bytes.size();
	}

	private void varint(long value) {
		long rest = value;
		while ((rest & ~0x7fL) != 0) {
			bytes.write((int) (rest & 0x7f | 0x80));
			rest >>>= 7;
		}
		bytes.write((int) rest);
	}
}
