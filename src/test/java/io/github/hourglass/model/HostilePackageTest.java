package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever is done to a package, reading it gives a model or a {@link ModelException}, and nothing is left outside the cache. */
class HostilePackageTest {

	private static final List<String> WORDS = List.of("null", "-1", "0", "1e400", ".nan", "[]", "{}", "[[[[]]]]", "99999999999999999999", "''", "'../x'",
		"{min: 1}", "{a: &a [*a]}", "!!float x", "? ", "- ", "|", "\u0000", "\ud83d\udc1f", "9223372036854775807", "{tensor_id: result, axis_id: y}",
		"{min: 9000000000000000, step: 9000000000000000}", "true", "batch", "channel", "space", "time", "index", "b", "x", "0.5", "0.4.3");

	private static Path folder;
	private static Path source;
	private static byte[] zip;
	private static String home;

	@BeforeContainer
	static void makeAPackage() throws IOException {
		folder = Files.createTempDirectory("hostile");
		source = TestPackage.folder(folder, TestPackage.TEXT);
		Path made = TestPackage.zip(source, folder.resolve("good.zip"), "package/");
		zip = Files.readAllBytes(made);
		Files.createDirectory(folder.resolve("work"));
		home = System.setProperty("hourglass.home", folder.resolve("home").toString());
		assertEquals("Two inputs", ModelReader.read(made).name());
	}

	@AfterContainer
	static void deleteIt() {
		if (home == null)
			System.clearProperty("hourglass.home");
		else
			System.setProperty("hourglass.home", home);
		Folders.delete(folder);
	}

	@Property(tries = 700)
	void aDamagedZipIsReadOrRefused(@ForAll long seed) throws IOException {
		Random random = new Random(seed);
		byte[] bytes = zip.clone();
		int tail = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 700);
		for (int i = random.nextInt(6); i >= 0; i--)
			bytes[bytes.length - 1 - random.nextInt(tail)] = (byte) (random.nextBoolean() ? random.nextInt() : "\0\u00ff/.\\\u007f".charAt(random
				.nextInt(6)));
		if (random.nextInt(4) == 0)
			bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
		Path file = folder.resolve("work/bad.zip");
		Files.write(file, bytes);
		readOrRefuse(file);
		Files.delete(file);
		assertWorkIsEmpty();
	}

	@Property(tries = 1500)
	void aChangedDescriptionIsReadOrRefused(@ForAll long seed) throws IOException {
		Random random = new Random(seed);
		StringBuilder text = new StringBuilder(TestPackage.TEXT);
		for (int i = random.nextInt(4); i >= 0; i--)
			change(text, random);
		Files.write(source.resolve("rdf.yaml"), text.toString().getBytes(StandardCharsets.UTF_8));
		readOrRefuse(source.resolve("rdf.yaml"));
	}

	/** Replaces one value, or a few characters, or takes a line away or doubles it. */
	private static void change(StringBuilder text, Random random) {
		int at = random.nextInt(text.length());
		int end = Math.min(text.length(), at + 1 + random.nextInt(5));
		switch (random.nextInt(4)) {
			case 0 -> text.replace(at, end, WORDS.get(random.nextInt(WORDS.size())));
			case 1 -> {
				int colon = text.indexOf(": ", at);
				int stop = colon < 0 ? -1 : colon + 2;
				while (stop >= 0 && stop < text.length() && ",}]\n".indexOf(text.charAt(stop)) < 0)
					stop++;
				if (stop > 0)
					text.replace(colon + 2, stop, WORDS.get(random.nextInt(WORDS.size())));
			}
			case 2 -> text.delete(at, end);
			default -> {
				int line = text.indexOf("\n", at) + 1;
				int next = text.indexOf("\n", line) + 1;
				if (next > line && line > 0)
					if (random.nextBoolean())
						text.delete(line, next);
					else
						text.insert(next, text.substring(line, next));
			}
		}
	}

	private static void readOrRefuse(Path file) {
		try {
			Model model = ModelReader.read(file);
			assertTrue(!model.inputs().isEmpty() && !model.outputs().isEmpty() && !model.weights().isEmpty());
			model.weights().forEach(weights -> assertTrue(weights.path().startsWith(folder), weights.path().toString()));
			SizeRules.of(model).inputs(java.util.Map.of());
		}
		catch (ModelException expected) {
			assertTrue(expected.getMessage().endsWith(".") && expected.getMessage().indexOf('\n') < 0, expected.getMessage());
		}
	}

	private static void assertWorkIsEmpty() throws IOException {
		try (var files = Files.list(folder.resolve("work"))) {
			assertEquals(0, files.count());
		}
	}
}
