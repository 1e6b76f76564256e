package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownSpeedsTest {

	@TempDir
	Path folder;

	@Test
	void theLastSpeedIsKnownToTheNextProgram() throws IOException {
		Path file = folder.resolve("cache/speeds.txt");
		new KnownSpeeds(file).remember("a cpu 0", 12.5);
		new KnownSpeeds(file).remember("b cpu 0", 1);
		new KnownSpeeds(file).remember("a cpu 0", 14);
		assertEquals(14, new KnownSpeeds(file).of("a cpu 0"));
		assertEquals(Double.NaN, new KnownSpeeds(file).of("a cpu 1"));
		assertEquals(List.of("b cpu 0\t1.0", "a cpu 0\t14.0"), Files.readAllLines(file));
		try (var left = Files.list(folder.resolve("cache"))) {
			assertEquals(1, left.count(), "nothing half written");
		}
	}

	@Test
	void theOldestAreForgotten() throws IOException {
		KnownSpeeds speeds = new KnownSpeeds(folder.resolve("speeds.txt"));
		for (int i = 0; i < 203; i++)
			speeds.remember("network " + i, i + 1);
		assertEquals(Double.NaN, speeds.of("network 2"));
		assertEquals(4, speeds.of("network 3"));
		assertEquals(200, Files.readAllLines(folder.resolve("speeds.txt")).size());
	}

	@Test
	void whatCannotBeReadOrWrittenIsUnknown() throws IOException {
		Path file = folder.resolve("speeds.txt");
		Files.write(file, new byte[] { (byte) 0xff, 9, 9, '\n', 'a', 9, 'x', '\n', 'b', 9, '-', '1' });
		assertEquals(Double.NaN, new KnownSpeeds(file).of("a"));
		assertEquals(Double.NaN, new KnownSpeeds(file).of("b"));
		Files.write(file, new byte[1 << 17]);
		assertEquals(Double.NaN, new KnownSpeeds(file).of("a"));
		KnownSpeeds nowhere = new KnownSpeeds(file.resolve("below a file/speeds.txt"));
		nowhere.remember("a", 3);
		assertEquals(Double.NaN, nowhere.of("a"));
		for (double none : new double[] { 0, -1, Double.NaN, Double.POSITIVE_INFINITY })
			new KnownSpeeds(folder.resolve("other.txt")).remember("a", none);
		assertTrue(Files.notExists(folder.resolve("other.txt")));
	}
}
