package io.github.hourglass.train;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/**
 * The checkpoints of a run: {@code last}, the one before it ({@code previous}) and {@code best}. Each is one file: the eight
 * bytes {@code HGLASSCP}, a version, texts and tensors by name, and the CRC-32C of all that (little endian throughout). A file
 * gets its name only once it is complete on the disk, and one whose checksum is wrong is never used.
 */
final class Checkpoints {

	static final String LAST = "last", PREVIOUS = "previous", BEST = "best";

	/**
	 * What a checkpoint holds.
	 *
	 * @param texts the state of the loop
	 * @param tensors the state of the network
	 */
	record Saved(Map<String, String> texts, Map<String, Tensor> tensors) {}

	private static final long MAGIC = ByteBuffer.wrap("HGLASSCP".getBytes(StandardCharsets.US_ASCII)).order(ByteOrder.LITTLE_ENDIAN).getLong();
	private static final int VERSION = 1;
	private static final int LONGEST_TEXT = 1 << 16;
	private static final int MOST_AXES = 16;
	private static final int CHUNK = 1 << 20;

	private final Path folder;
	private final AtomicFile.Opener opener;

	Checkpoints(Path folder) {
		this(folder, AtomicFile.OPENER);
	}

	Checkpoints(Path folder, AtomicFile.Opener opener) {
		this.folder = folder;
		this.opener = opener;
	}

	/**
	 * Writes {@code last} (what was there becomes {@code previous}) or {@code best}.
	 *
	 * @throws java.io.UncheckedIOException if it cannot be written; all that was there is kept
	 */
	void save(String name, Saved saved) {
		Path target = folder.resolve(name);
		Path temporary = AtomicFile.temporary(target);
		try {
			Files.createDirectories(folder);
			AtomicFile.fill(temporary, opener, channel -> write(channel, saved), true);
			if (name.equals(LAST) && Files.exists(target))
				AtomicFile.move(target, folder.resolve(PREVIOUS));
			AtomicFile.move(temporary, target);
			AtomicFile.force(folder);
		}
		catch (IOException e) {
			throw AtomicFile.failure(target, e);
		}
		finally {
			AtomicFile.delete(temporary);
		}
	}

	/** The last checkpoint that can be read, or null if there is none. */
	Saved last() {
		for (String name : List.of(LAST, PREVIOUS, BEST)) {
			Saved saved = read(name);
			if (saved != null)
				return saved;
		}
		return null;
	}

	/** One of the checkpoints, or null if it is missing, cut short or damaged. */
	Saved read(String name) {
		try (FileChannel channel = FileChannel.open(folder.resolve(name))) {
			return isWhole(channel) ? new Reading(channel).saved() : null;
		}
		catch (IOException | IllegalArgumentException | ArithmeticException e) {
			return null;
		}
	}

	/** The names of checkpoints that are there but cannot be read. */
	List<String> damaged() {
		return List.of(LAST, PREVIOUS, BEST).stream().filter(name -> Files.exists(folder.resolve(name)) && read(name) == null).toList();
	}

	private static void write(WritableByteChannel channel, Saved saved) throws IOException {
		Writing writing = new Writing(channel);
		writing.number(MAGIC);
		writing.number(VERSION);
		writing.number(saved.texts.size());
		for (Map.Entry<String, String> text : saved.texts.entrySet()) {
			writing.text(text.getKey());
			writing.text(text.getValue());
		}
		writing.number(saved.tensors.size());
		for (Map.Entry<String, Tensor> tensor : saved.tensors.entrySet())
			writing.tensor(tensor.getKey(), tensor.getValue());
		writing.number(writing.checksum.getValue());
	}

	private static boolean isWhole(FileChannel channel) throws IOException {
		long rest = channel.size() - Long.BYTES;
		if (rest < Long.BYTES)
			return false;
		CRC32C checksum = new CRC32C();
		ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
		while (rest > 0) {
			chunk.clear().limit((int) Math.min(CHUNK, rest));
			rest -= chunk.remaining();
			readAll(channel, chunk);
			checksum.update(chunk.flip());
		}
		chunk.clear().limit(Long.BYTES);
		readAll(channel, chunk);
		boolean whole = chunk.flip().getLong() == checksum.getValue();
		channel.position(0);
		return whole;
	}

	private static void readAll(FileChannel channel, ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining())
			if (channel.read(bytes) < 0)
				throw new EOFException();
	}

	/** Bytes of a tensor in the order of the file. Weights are float32 and counters int64; others are kept byte by byte. */
	private static ByteBuffer ordered(Tensor tensor) {
		ByteBuffer bytes = tensor.bytes();
		if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN || tensor.type().bytes() == 1)
			return bytes;
		ByteBuffer swapped = ByteBuffer.allocate(bytes.remaining());
		for (int i = 0, size = tensor.type().bytes(); i < bytes.remaining(); i++)
			swapped.put(i / size * size + size - 1 - i % size, bytes.get(i));
		return swapped;
	}

	private static final class Writing {

		private final WritableByteChannel channel;
		private final CRC32C checksum = new CRC32C();

		Writing(WritableByteChannel channel) {
			this.channel = channel;
		}

		private void bytes(ByteBuffer bytes) throws IOException {
			checksum.update(bytes.duplicate());
			AtomicFile.writeAll(channel, bytes);
		}

		void number(long number) throws IOException {
			bytes(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(number).flip());
		}

		void text(String text) throws IOException {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			if (bytes.length > LONGEST_TEXT)
				throw new IllegalArgumentException("A checkpoint cannot hold a text of " + bytes.length + " bytes.");
			number(bytes.length);
			bytes(ByteBuffer.wrap(bytes));
		}

		void tensor(String name, Tensor tensor) throws IOException {
			text(name);
			number(tensor.type().onnxCode());
			number(tensor.shape().length);
			for (long size : tensor.shape())
				number(size);
			bytes(ordered(tensor));
		}
	}

	private static final class Reading {

		private final FileChannel channel;

		Reading(FileChannel channel) {
			this.channel = channel;
		}

		Saved saved() throws IOException {
			if (number(Long.MAX_VALUE) != MAGIC || number(VERSION) != VERSION)
				throw new IOException("not a checkpoint");
			Map<String, String> texts = new LinkedHashMap<>();
			for (long i = number(channel.size()); i > 0; i--)
				texts.put(text(), text());
			Map<String, Tensor> tensors = new LinkedHashMap<>();
			for (long i = number(channel.size()); i > 0; i--)
				tensors.put(text(), tensor());
			return new Saved(texts, tensors);
		}

		private long number(long most) throws IOException {
			ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
			readAll(channel, bytes);
			long number = bytes.flip().getLong();
			if (number < 0 || number > most)
				throw new IOException("out of range");
			return number;
		}

		private String text() throws IOException {
			ByteBuffer bytes = ByteBuffer.allocate((int) number(LONGEST_TEXT));
			readAll(channel, bytes);
			return new String(bytes.array(), StandardCharsets.UTF_8);
		}

		private Tensor tensor() throws IOException {
			TensorType type = TensorType.ofOnnxCode((int) number(100));
			long[] shape = new long[(int) number(MOST_AXES)];
			for (int i = 0; i < shape.length; i++)
				shape[i] = number(channel.size());
			if (Math.multiplyExact(Tensor.elements(shape), type.bytes()) > channel.size() - channel.position())
				throw new EOFException();
			Tensor tensor = Tensor.allocate(type, shape);
			readAll(channel, tensor.bytes());
			if (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN)
				tensor.bytes().put(ordered(tensor));
			return tensor;
		}
	}
}
