package io.github.hourglass.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Scalars in the file format of TensorBoard: {@code Event} messages ({@code tensorflow/core/util/event.proto}) framed as TFRecord
 * (length, its masked CRC-32C, data, its masked CRC-32C; little endian). Appended, one write per event, because readers follow
 * the growing file; they skip a last event that is cut short.
 */
final class EventFile implements AutoCloseable {

	private static final int VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5;

	private final FileChannel channel;

	private EventFile(FileChannel channel) {
		this.channel = channel;
	}

	/** A new file in a folder, named as TensorBoard expects it. */
	static EventFile create(Path folder, double seconds, String host) {
		Path file = folder.resolve(String.format(java.util.Locale.ROOT, "events.out.tfevents.%010d.%s.%d", (long) seconds, host,
			ProcessHandle.current().pid()));
		try {
			Files.createDirectories(folder);
			EventFile events = new EventFile(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
			events.append(new Message().fixed64(1, seconds).text(3, "brain.Event:2").bytes());
			return events;
		}
		catch (IOException e) {
			throw AtomicFile.failure(file, e);
		}
	}

	/** One event with these scalars; values that are not finite are left out. */
	void scalars(double seconds, long step, Map<String, Double> values) throws IOException {
		append(event(seconds, step, values));
	}

	static byte[] event(double seconds, long step, Map<String, Double> values) {
		Message summary = new Message();
		values.forEach((name, value) -> {
			if (Double.isFinite(value))
				summary.message(1, new Message().text(1, name).fixed32(2, value.floatValue()));
		});
		return new Message().fixed64(1, seconds).varint(2, step).message(5, summary).bytes();
	}

	private void append(byte[] data) throws IOException {
		AtomicFile.writeAll(channel, ByteBuffer.wrap(record(data)));
	}

	/** A TFRecord around some data. */
	static byte[] record(byte[] data) {
		ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
		record.putLong(data.length);
		record.putInt(masked(record.array(), 0, 8)).put(data);
		record.putInt(masked(data, 0, data.length));
		return record.array();
	}

	/** The checksum, rotated right by 15 bits plus a constant, as TFRecord stores it. */
	static int masked(byte[] bytes, int from, int count) {
		CRC32C checksum = new CRC32C();
		checksum.update(bytes, from, count);
		return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
	}

	@Override
	public void close() {
		try {
			channel.close();
		}
		catch (IOException e) {
			return; // all events have been written already
		}
	}

	/** A protocol buffer message: fields with a number and a wire type, one after the other. */
	private static final class Message {

		private final java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();

		private Message number(long value) {
			long rest = value;
			for (; (rest & ~0x7fL) != 0; rest >>>= 7)
				out.write((int) (rest & 0x7f | 0x80));
			out.write((int) rest);
			return this;
		}

		private Message field(int field, int type) {
			return number((long) field << 3 | type);
		}

		Message varint(int field, long value) {
			return field(field, VARINT).number(value);
		}

		Message fixed64(int field, double value) {
			field(field, FIXED64);
			out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
			return this;
		}

		Message fixed32(int field, float value) {
			field(field, FIXED32);
			out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
			return this;
		}

		Message text(int field, String text) {
			return bytes(field, text.getBytes(StandardCharsets.UTF_8));
		}

		Message message(int field, Message message) {
			return bytes(field, message.bytes());
		}

		private Message bytes(int field, byte[] bytes) {
			field(field, BYTES).number(bytes.length);
			out.writeBytes(bytes);
			return this;
		}

		byte[] bytes() {
			return out.toByteArray();
		}
	}
}
