package io.github.hourglass.predict;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How fast networks were the last time, in a file of the user: a line for each, the oldest first. Only a help for estimates: what
 * cannot be read is unknown, what cannot be written is forgotten.
 */
final class KnownSpeeds {

	private static final int MOST = 200;
	private static final long MOST_BYTES = 1 << 16;

	private final Path file;

	KnownSpeeds(Path file) {
		this.file = file;
	}

	/** Nanoseconds per value, NaN if not known. */
	double of(String network) {
		return read().getOrDefault(network, Double.NaN);
	}

	/** @param network without line breaks and tabs */
	synchronized void remember(String network, double nanosPerValue) {
		if (!(nanosPerValue > 0) || !Double.isFinite(nanosPerValue))
			return;
		Map<String, Double> speeds = read();
		speeds.remove(network);
		speeds.put(network, nanosPerValue);
		List<String> lines = new ArrayList<>();
		speeds.forEach((known, speed) -> lines.add(known + "\t" + speed));
		Path partial = null;
		try {
			Files.createDirectories(file.getParent());
			partial = Files.createTempFile(file.getParent(), "speeds-", ".part");
			Files.write(partial, lines.subList(Math.max(0, lines.size() - MOST), lines.size()));
			Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException e) {
			delete(partial);
		}
	}

	private static void delete(Path partial) {
		try {
			if (partial != null)
				Files.deleteIfExists(partial);
		}
		catch (IOException e) {
			// it stays in the user's cache
		}
	}

	private Map<String, Double> read() {
		Map<String, Double> speeds = new LinkedHashMap<>();
		try {
			if (Files.size(file) > MOST_BYTES)
				return speeds;
			for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n")) {
				String[] parts = line.strip().split("\t");
				double speed = parts.length == 2 ? Double.parseDouble(parts[1]) : Double.NaN;
				if (speed > 0 && Double.isFinite(speed))
					speeds.put(parts[0], speed);
			}
		}
		catch (IOException | NumberFormatException e) {
			return speeds;
		}
		return speeds;
	}
}
