package io.github.hourglass.train;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lines that are added to a log, as they come. */
final class LogTail {

	/** At most so many bytes are read at once. */
	private static final int CHUNK = 1 << 16;
	private static final String STAMP = "^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z ";
	private static final Pattern TIME = Pattern.compile("^(\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z) ");
	private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
	private static final String COMPLAINT = "hourglass: ";

	private final Path file;
	private long read;

	/** @param read bytes that are known already */
	LogTail(Path file, long read) {
		this.file = file;
		this.read = read;
	}

	/** Bytes of a file; 0 if it is not there. */
	static long size(Path file) {
		try {
			return Files.exists(file) ? Files.size(file) : 0;
		}
		catch (IOException e) {
			return 0;
		}
	}

	/** The whole lines that were added since the last call, without their times. */
	List<String> lines() {
		String text = new String(bytes(file, read), StandardCharsets.UTF_8);
		int end = text.lastIndexOf('\n') + 1;
		read += text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
		return text.substring(0, end).lines().map(line -> line.replaceFirst(STAMP, "")).filter(line -> !line.isBlank()).toList();
	}

	/** The last lines of a log, each with its time of day here. */
	static List<String> last(Path file, int most) {
		long size = size(file);
		List<String> lines = new String(bytes(file, Math.max(0, size - CHUNK)), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).toList();
		int first = Math.max(size > CHUNK ? 1 : 0, lines.size() - most); // the first one may be cut
		return lines.subList(Math.min(first, lines.size()), lines.size()).stream().map(LogTail::local).toList();
	}

	private static String local(String line) {
		Matcher stamped = TIME.matcher(line);
		if (!stamped.find())
			return line;
		try {
			return Instant.parse(stamped.group(1)).atZone(ZoneId.systemDefault()).toLocalTime().truncatedTo(ChronoUnit.SECONDS).format(CLOCK) + "  " + line.substring(stamped.end());
		}
		catch (DateTimeException damaged) {
			return line;
		}
	}

	/** The last sentence with which the command line has complained into a file; null if it has not. */
	static String complaint(Path file) {
		String text = new String(bytes(file, Math.max(0, size(file) - CHUNK)), StandardCharsets.UTF_8);
		return text.lines().filter(line -> line.startsWith(COMPLAINT)).reduce((first, last) -> last).map(line -> line.substring(COMPLAINT.length())).orElse(null);
	}

	private static byte[] bytes(Path file, long from) {
		if (size(file) <= from)
			return new byte[0];
		try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
			open.seek(from);
			byte[] bytes = new byte[(int) Math.min(CHUNK, Math.max(0, open.length() - from))];
			open.readFully(bytes);
			return bytes;
		}
		catch (IOException notNow) {
			return new byte[0];
		}
	}
}
