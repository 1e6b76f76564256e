package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against bytes put together by an independent program after the format's description. */
class EventFileTest {

	private static final String VERSION = "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c";
	private static final String LOSS = "1b000000000000001a0d9e1309000000000000f83f10ac022a0d0a0b0a046c6f7373150000803e9908deed";

	@TempDir
	Path folder;

	@Test
	void eventsHaveTheBytesOfTheFormat() throws Exception {
		try (EventFile events = EventFile.create(folder, 1.5, "here")) {
			Map<String, Double> values = new LinkedHashMap<>();
			values.put("loss", 0.25);
			values.put("not a number", Double.NaN);
			events.scalars(1.5, 300, values);
		}
		try (Stream<Path> files = Files.list(folder)) {
			List<Path> all = files.toList();
			assertEquals(1, all.size());
			assertEquals("events.out.tfevents.0000000001.here." + ProcessHandle.current().pid(), all.get(0).getFileName().toString());
			assertEquals(VERSION + LOSS, HexFormat.of().formatHex(Files.readAllBytes(all.get(0))));
		}
	}

	@Test
	void theChecksumIsTheMaskedOneOfRfc3720() {
		byte[] check = "123456789".getBytes();
		int crc = 0xe3069283;
		assertEquals((crc >>> 15 | crc << 17) + 0xa282ead8, EventFile.masked(check, 0, check.length));
	}
}
