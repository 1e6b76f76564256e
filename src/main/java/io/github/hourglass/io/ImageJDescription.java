package io.github.hourglass.io;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;

/**
 * The text that ImageJ 1.x keeps in the ImageDescription of its TIFF files: {@code key=value} lines with sizes, calibration
 * and display range. Text of other programs has no keys.
 */
final class ImageJDescription {

	private final Properties keys = new Properties();

	private ImageJDescription() {}

	static ImageJDescription parse(String text) {
		ImageJDescription description = new ImageJDescription();
		if (text.startsWith("ImageJ="))
			try {
				description.keys.load(new StringReader(text));
			}
			catch (IOException | IllegalArgumentException e) {
				description.keys.clear();
			}
		return description;
	}

	boolean isPresent() {
		return !keys.isEmpty();
	}

	String get(String key, String missing) {
		return keys.getProperty(key, missing);
	}

	/** A number, or the given one where the key is missing or no finite number. */
	double number(String key, double missing) {
		try {
			double value = Double.parseDouble(keys.getProperty(key, ""));
			return Double.isFinite(value) ? value : missing;
		}
		catch (NumberFormatException e) {
			return missing;
		}
	}

	/** A count, at least 1. */
	long count(String key) {
		return (long) Math.max(1, number(key, 1));
	}

	/** True if 16-bit pixels are to be read as signed: ImageJ keeps them plus 32768 with a straight line as density calibration. */
	boolean signed16() {
		return number("cf", -1) == 0 && number("c0", 0) == -32768 && number("c1", 0) == 1;
	}

	/** True if pixel values have any other density calibration. */
	boolean densityCalibrated() {
		return keys.containsKey("cf") && !signed16();
	}

	/** Text with everything beyond ASCII escaped as {@link Properties} wants it. */
	static String escaped(String text) {
		StringBuilder escaped = new StringBuilder();
		for (char c : text.toCharArray())
			escaped.append(c >= 0x20 && c < 0x7f && c != '\\' ? String.valueOf(c) : String.format("\\u%04x", (int) c));
		return escaped.toString();
	}
}
