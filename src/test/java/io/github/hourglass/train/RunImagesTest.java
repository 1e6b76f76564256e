package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import net.imglib2.img.array.ArrayImgs;

class RunImagesTest {

	@TempDir
	Path folder;

	/** 6 × 5 pixels, 2 channels, 3 slices, 4 frames, values from {@code first} on. */
	private static Volume image(String title, int first) {
		short[] values = new short[6 * 5 * 2 * 3 * 4];
		for (int i = 0; i < values.length; i++)
			values[i] = (short) (first + i);
		return Volume.of(ArrayImgs.unsignedShorts(values, 6, 5, 2, 3, 4), Axes.of("xyczt")).withMetadata(Metadata.titled(title));
	}

	@Test
	void aHyperstackIsKeptWithItsAxesAndValues() {
		Path run = folder.resolve("a rün"), file = RunImages.keep(run, "images", image("cells: 1/2.tif", 7), Progress.none());
		assertEquals(run.toAbsolutePath().resolve("data/images/cells_ 1_2.tif"), file);
		Volume kept = ImageFile.open(file).inOrder("xyczt");
		assertEquals(PixelType.UINT16, kept.type());
		assertArrayEquals(new long[] { 6, 5, 2, 3, 4 }, kept.dimensions());
		float[] pixels = new float[720];
		kept.copyFloats(new long[5], new int[] { 6, 5, 2, 3, 4 }, pixels);
		for (int i = 0; i < pixels.length; i++)
			assertEquals(7 + i, pixels[i]);
	}

	@Test
	void theSameImageIsNotWrittenTwice() throws IOException {
		Path file = RunImages.keep(folder, "images", image("cells", 7), Progress.none());
		FileTime long_ago = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
		Files.setLastModifiedTime(file, long_ago);
		assertEquals(file, RunImages.keep(folder, "images", image("cells", 7), Progress.none()));
		assertEquals(long_ago, Files.getLastModifiedTime(file));
		RunImages.keep(folder, "images", image("cells", 8), Progress.none());
		assertTrue(Files.getLastModifiedTime(file).compareTo(long_ago) > 0, "nothing was trained on the old one");
	}

	@Test
	void aRunThatWasBegunKeepsItsImages() throws IOException {
		Path file = RunImages.keep(folder, "targets", image("cells", 7), Progress.none());
		Files.createDirectories(folder.resolve("checkpoints"));
		assertEquals(file, RunImages.keep(folder, "targets", image("cells", 7), Progress.none()));
		for (Volume other : new Volume[] { image("cells", 8), image("other", 7) }) {
			String refusal = assertThrows(IllegalArgumentException.class, () -> RunImages.keep(folder, "targets", other, Progress.none())).getMessage();
			assertTrue(refusal.startsWith("targets is '" + other.metadata().title() + "', but the run in ") && refusal.endsWith("name a new folder for the run."), refusal);
		}
	}

	@Test
	void nothingHalfWrittenIsLeftBehind() throws IOException {
		Progress cancelled = new Progress() {

			@Override
			public void report(String stage, long done, long total) {}

			@Override
			public void note(String sentence) {}

			@Override
			public boolean cancelled() {
				return true;
			}
		};
		assertThrows(CancelledException.class, () -> RunImages.keep(folder, "images", image("cells", 7), cancelled));
		try (Stream<Path> left = Files.list(folder.resolve("data/images"))) {
			assertEquals(0, left.count());
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		cells.tif      | cells.tif
		a.ome.tiff     | a.tif
		../../etc/x    | _.._etc_x.tif
		Zellen größer  | Zellen größer.tif
		C:\\con?*      | C__con__.tif
		...            | image.tif
		stack (V)      | stack (V).tif
		""")
	void titlesBecomeNamesThatEveryFileSystemTakes(String title, String name) {
		assertEquals(name, RunImages.fileName(title));
	}
}
