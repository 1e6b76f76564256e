package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

class CheckpointsTest {

	@TempDir
	Path folder;

	/** A disk on which a file may have so many bytes. */
	static AtomicFile.Opener fullAfter(long room) {
		return path -> {
			WritableByteChannel channel = AtomicFile.OPENER.open(path);
			return new WritableByteChannel() {

				private long left = room;

				@Override
				public int write(ByteBuffer bytes) throws IOException {
					left -= bytes.remaining();
					if (left < 0) {
						channel.write(bytes.slice(bytes.position(), bytes.remaining() / 2));
						throw new IOException("No space left on device");
					}
					return channel.write(bytes);
				}

				@Override
				public boolean isOpen() {
					return channel.isOpen();
				}

				@Override
				public void close() throws IOException {
					channel.close();
				}
			};
		};
	}

	static Checkpoints.Saved saved(int number) {
		Map<String, Tensor> tensors = new LinkedHashMap<>();
		tensors.put("weights", Tensor.of(new float[] { number, -0f, Float.MIN_VALUE, 3.1f, 5, 6 }, 2, 3));
		tensors.put("count", Tensor.of(new long[] { number, Long.MIN_VALUE }, 2));
		tensors.put("scalar", Tensor.of(new float[] { 7 }));
		tensors.put("empty", Tensor.allocate(TensorType.FLOAT32, 0, 4));
		return new Checkpoints.Saved(Map.of("step", Integer.toString(number)), tensors);
	}

	private static int number(Checkpoints.Saved saved) {
		return Integer.parseInt(saved.texts().get("step"));
	}

	@Test
	void whatIsSavedIsReadBack() {
		Checkpoints checkpoints = new Checkpoints(folder);
		assertNull(checkpoints.last());
		checkpoints.save(Checkpoints.LAST, saved(3));
		Checkpoints.Saved read = checkpoints.last();
		assertEquals(Map.of("step", "3"), read.texts());
		assertEquals(List.of("weights", "count", "scalar", "empty"), List.copyOf(read.tensors().keySet()));
		saved(3).tensors().forEach((name, tensor) -> {
			assertArrayEquals(tensor.shape(), read.tensors().get(name).shape());
			assertEquals(tensor.bytes(), read.tensors().get(name).bytes());
		});
	}

	@Test
	void oneCutShortAnywhereIsNeverRead() throws IOException {
		Checkpoints checkpoints = new Checkpoints(folder);
		checkpoints.save(Checkpoints.LAST, saved(1));
		byte[] whole = Files.readAllBytes(folder.resolve("last"));
		for (int length = 0; length < whole.length; length++) {
			Files.write(folder.resolve("last"), Arrays.copyOf(whole, length));
			assertNull(checkpoints.read("last"), "of " + length + " bytes");
		}
		Files.write(folder.resolve("last"), Arrays.copyOf(whole, whole.length + 1));
		assertNull(checkpoints.read("last"));
	}

	@Test
	void oneChangedByteIsNoticedAndTheOneBeforeIsUsed() throws IOException {
		Checkpoints checkpoints = new Checkpoints(folder);
		checkpoints.save(Checkpoints.LAST, saved(1));
		checkpoints.save(Checkpoints.LAST, saved(2));
		assertEquals(2, number(checkpoints.last()));
		byte[] whole = Files.readAllBytes(folder.resolve("last"));
		for (int i = 0; i < whole.length; i++) {
			byte[] changed = whole.clone();
			changed[i] ^= 0x10;
			Files.write(folder.resolve("last"), changed);
			assertEquals(1, number(checkpoints.last()), "byte " + i);
		}
		assertEquals(List.of("last"), checkpoints.damaged());
	}

	@Test
	void aFullDiskKeepsTheOldOne() throws IOException {
		new Checkpoints(folder).save(Checkpoints.LAST, saved(1));
		long size = Files.size(folder.resolve("last"));
		for (long room = 0; room < size; room += 7) {
			Checkpoints full = new Checkpoints(folder, fullAfter(room));
			UncheckedIOException refusal = assertThrows(UncheckedIOException.class, () -> full.save(Checkpoints.LAST, saved(2)));
			assertTrue(refusal.getMessage().contains("No space left"), refusal.getMessage());
			assertEquals(1, number(full.last()));
		}
		try (var files = Files.list(folder)) {
			assertEquals(List.of("last"), files.map(file -> file.getFileName().toString()).toList());
		}
	}

	@Test
	void killedBetweenTheTwoRenamesThePreviousOneIsUsed() throws IOException {
		Checkpoints checkpoints = new Checkpoints(folder);
		checkpoints.save(Checkpoints.LAST, saved(1));
		Files.move(folder.resolve("last"), folder.resolve("previous"));
		assertEquals(1, number(checkpoints.last()));
		checkpoints.save(Checkpoints.LAST, saved(2));
		assertNotNull(checkpoints.read("previous"));
	}
}
