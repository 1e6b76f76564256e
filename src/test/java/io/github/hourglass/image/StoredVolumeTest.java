package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import net.imglib2.type.numeric.RealType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StoredVolumeTest {

	@TempDir
	Path folder;

	private final AtomicInteger computed = new AtomicInteger();

	@Test
	void pixelsOfEveryTypeStayTheSameInMemoryAndInAFile() throws IOException {
		for (PixelType type : PixelType.values())
			for (long memory : new long[] { 1 << 20, 1000 }) {
				Volume source = Computed.volume(type, new long[] { 70, 41, 5 }, "xyz", new int[] { 32, 16, 2 });
				try (StoredVolume stored = StoredVolume.of(source, memory, folder, Progress.none(), "Computing")) {
					assertEquals(memory > 1000, stored.inMemory());
					assertArrayEquals(Computed.pixels(source), Computed.pixels(stored.volume()), type.name());
				}
			}
		assertEmpty(folder);
	}

	@Test
	void everyBlockIsComputedOnce() {
		Volume source = Computed.volume(PixelType.FLOAT32, new long[] { 70, 41, 5 }, "xyz", new int[] { 32, 16, 2 }, computed);
		StoredVolume stored = StoredVolume.of(source, 1 << 20, folder, Progress.none(), "Computing");
		Computed.pixels(stored.volume());
		assertEquals(Computed.value("xyz", new long[] { 69, 40, 4 }), ((RealType<?>) stored.volume().img().getAt(69, 40, 4)).getRealDouble());
		assertEquals(27, computed.get());
	}

	@Test
	void unequalBlocksAreKept() {
		Blocks blocks = Blocks.of(new long[] { 20, 21 }, new long[] { 5, 21 }, new long[] { 4, 21 }, new long[] { 4, 1 });
		Volume source = Computed.volume(PixelType.INT32, new long[] { 20, 21 }, "xy", new int[] { 8, 8 }, computed).withBlocks(blocks);
		try (StoredVolume stored = StoredVolume.of(source, 100, folder, Progress.none(), "Computing")) {
			assertFalse(stored.inMemory());
			assertEquals(4, computed.get());
			assertArrayEquals(Computed.pixels(source), Computed.pixels(stored.volume()));
			assertEquals(Computed.value("xy", new long[] { 19, 20 }), ((RealType<?>) stored.volume().img().getAt(19, 20)).getRealDouble());
		}
	}

	@Test
	void planesAreKeptAsCubes() throws IOException {
		Volume source = Computed.volume(PixelType.UINT16, new long[] { 70, 41, 9 }, "xyz", new int[] { 70, 41, 1 }, computed);
		for (long memory : new long[] { 1 << 20, 1000 })
			try (StoredVolume stored = StoredVolume.inChunks(source, new int[] { 16, 16, 4 }, memory, folder, Progress.none(), "Computing")) {
				assertEquals(memory > 1000, stored.inMemory());
				assertArrayEquals(new int[] { 16, 16, 4 }, stored.volume().blockSize());
				assertArrayEquals(Computed.pixels(source.withBlockSize(new int[] { 70, 41, 9 })), Computed.pixels(stored.volume()));
			}
		assertEquals(9 + 9 + 2, computed.get(), "each plane once, and the whole to compare with");
		assertEmpty(folder);
	}

	@Test
	void aFailureIsThrownAsItIsAndLeavesNoFile() throws IOException {
		IllegalArgumentException failure = new IllegalArgumentException("The third block is bad.");
		Volume source = Volume.of(PixelType.FLOAT32, new long[] { 40 }, Axes.of("x"), new int[] { 10 }, (min, size, dest) -> {
			if (min[0] == 20)
				throw failure;
		});
		assertEquals(failure, assertThrows(IllegalArgumentException.class, () -> StoredVolume.of(source, 0, folder, Progress.none(), "Computing")));
		assertEmpty(folder);
	}

	@Test
	void aVolumeLargerThanTheDiskIsRefusedBeforeItIsComputed() throws IOException {
		long[] dimensions = { 1 << 20, 1 << 20, 1 << 20 };
		Volume source = Computed.volume(PixelType.FLOAT32, dimensions, "xyz", new int[] { 1 << 20, 1 << 10, 1 }, computed);
		UncheckedIOException refusal = assertThrows(UncheckedIOException.class,
			() -> StoredVolume.of(source, 1 << 20, folder, Progress.none(), "Computing"));
		assertTrue(refusal.getMessage().startsWith("The result does not fit on the disk"), refusal.getMessage());
		assertEquals(0, computed.get());
		assertEmpty(folder);
	}

	@Test
	void aDiskThatFillsUpIsOneSentence() throws IOException {
		Path full = Path.of("/dev/full");
		Assumptions.assumeTrue(Files.isWritable(full), "skipped: there is no /dev/full on this machine");
		try (TemporaryFile file = TemporaryFile.at(full)) {
			UncheckedIOException refusal = assertThrows(UncheckedIOException.class, () -> file.append(new float[10]));
			assertTrue(refusal.getMessage().startsWith("The result does not fit on the disk"), refusal.getMessage());
		}
		assertTrue(Files.exists(full));
	}

	private static void assertEmpty(Path folder) throws IOException {
		try (var files = Files.list(folder)) {
			assertEquals(0, files.count());
		}
	}
}
