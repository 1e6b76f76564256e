package io.github.hourglass;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Keeps {@code docs/figures.md}: one row per measured figure, replaced when the figure is measured again. Written by the
 * tests tagged {@code figures} ({@code mvn verify -Pfigures}).
 */
public final class Figures {

	private static final Path FILE = Path.of("docs", "figures.md");
	private static final String HEAD = """
		# Figures

		Measured by `mvn verify -Pfigures`, which rewrites these rows. Speeds are ratios taken within one run.

		| figure | measured | asked for | machine | date | seed |
		|---|---|---|---|---|---|
		""";

	private Figures() {}

	/**
	 * @param figure what was measured; the key of the row
	 * @param measured the result with its unit
	 * @param asked the bound it should keep, or a dash
	 * @param seed of random choices, or a dash
	 */
	public static synchronized void record(String figure, String measured, String asked, String seed) {
		String row = "| " + String.join(" | ", figure, measured, asked, machine(), LocalDate.now(ZoneOffset.UTC).toString(), seed) + " |";
		try {
			List<String> rows = new ArrayList<>();
			if (Files.exists(FILE))
				try (Stream<String> lines = Files.lines(FILE)) {
					lines.filter(line -> line.startsWith("| ") && !line.startsWith("| figure ")).forEach(rows::add);
				}
			rows.removeIf(line -> line.startsWith("| " + figure + " |"));
			rows.add(row);
			rows.sort(null);
			Files.createDirectories(FILE.getParent());
			Files.writeString(FILE, HEAD + String.join("\n", rows) + "\n");
		}
		catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
		System.out.println(row);
	}

	/** A number with three digits after the point, whatever the locale. */
	public static String number(double value) {
		return String.format(Locale.ROOT, "%.3f", value);
	}

	private static String machine() {
		Runtime runtime = Runtime.getRuntime();
		return processor() + ", " + runtime.availableProcessors() + " cores, Java " + Runtime.version().feature();
	}

	private static String processor() {
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter(line -> line.startsWith("model name")).map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst()
				.orElse(System.getProperty("os.arch"));
		}
		catch (IOException e) {
			return System.getProperty("os.name") + " " + System.getProperty("os.arch");
		}
	}
}
