package io.github.hourglass.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of an image as a user names it: {@code whole}; {@code selection}, a rectangle that only the place where the image is shown
 * knows; {@code 10,20,256,128}, which is x, y, width and height in pixels; {@code z5-12}, {@code c1}, {@code t3-4}, positions counted
 * from 1; or one of the first three with any of the last ones after commas.
 */
public final class Region {

	private static final Pattern RANGE = Pattern.compile("([zct])(\\d{1,9})(?:-(\\d{1,9}))?");

	private final String text;
	private final boolean selection;
	private final Map<Character, Range> ranges;

	private record Range(long min, long size) {}

	private Region(String text, boolean selection, Map<Character, Range> ranges) {
		this.text = text;
		this.selection = selection;
		this.ranges = ranges;
	}

	/** @throws IllegalArgumentException naming the option {@code region}, if the text is none */
	public static Region parse(String text) {
		List<String> parts = new ArrayList<>(List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1)));
		Map<Character, Range> ranges = new TreeMap<>();
		boolean selection = parts.get(0).equals("selection");
		if (selection || parts.get(0).equals("whole"))
			parts.remove(0);
		else if (parts.size() >= 4 && parts.subList(0, 4).stream().allMatch(part -> part.matches("\\d{1,9}"))) {
			long[] box = parts.subList(0, 4).stream().mapToLong(Long::parseLong).toArray();
			if (box[2] == 0 || box[3] == 0)
				throw refusal(text);
			ranges.put('x', new Range(box[0], box[2]));
			ranges.put('y', new Range(box[1], box[3]));
			parts = parts.subList(4, parts.size());
		}
		for (String part : parts)
			add(part, ranges, text);
		return new Region(text.strip(), selection, ranges);
	}

	private static void add(String part, Map<Character, Range> ranges, String text) {
		Matcher range = RANGE.matcher(part);
		if (!range.matches())
			throw refusal(text);
		long first = Long.parseLong(range.group(2));
		long last = range.group(3) == null ? first : Long.parseLong(range.group(3));
		if (first < 1 || last < first || ranges.put(range.group(1).charAt(0), new Range(first - 1, last - first + 1)) != null)
			throw refusal(text);
	}

	private static IllegalArgumentException refusal(String text) {
		return new IllegalArgumentException("region is '" + text + "'; use whole, selection or x,y,width,height, and after commas such as z5-12, c1 or t3-4.");
	}

	/** True if nothing is left out. */
	public boolean isWhole() {
		return !selection && ranges.isEmpty();
	}

	/** True if a rectangle is meant that {@link #within} has to name. */
	public boolean isSelection() {
		return selection;
	}

	/** This region with a rectangle instead of the selection. */
	public Region within(long x, long y, long width, long height) {
		Map<Character, Range> more = new TreeMap<>(ranges);
		more.put('x', new Range(x, width));
		more.put('y', new Range(y, height));
		return new Region(text.replaceFirst("(?i)^selection", x + "," + y + "," + width + "," + height), false, more);
	}

	/** Where it begins along an axis, from 0. */
	public long min(char letter) {
		return ranges.containsKey(letter) ? ranges.get(letter).min : 0;
	}

	/** How many positions of an axis of size {@code whole} belong to it. */
	public long size(char letter, long whole) {
		return ranges.containsKey(letter) ? ranges.get(letter).size : whole;
	}

	/** True if it leaves out positions along that axis. */
	public boolean limits(char letter) {
		return ranges.containsKey(letter);
	}

	/**
	 * The part of an image, which knows where in it it lies; nothing is copied.
	 *
	 * @throws IllegalArgumentException if it is not inside the image
	 */
	public Volume of(Volume image) {
		if (selection)
			throw new IllegalArgumentException("region is '" + text + "', but nothing is selected in a file; give x,y,width,height instead.");
		if (isWhole())
			return image;
		long[] min = new long[image.axes().count()];
		long[] size = image.dimensions();
		for (Map.Entry<Character, Range> range : ranges.entrySet()) {
			int d = image.axes().indexOf(range.getKey());
			if (range.getValue().min + range.getValue().size > image.size(range.getKey()))
				throw new IllegalArgumentException("region is '" + text + "', which is not inside the image (" + image.axes() + " " + Arrays.toString(size) + ").");
			if (d >= 0) {
				min[d] = range.getValue().min;
				size[d] = range.getValue().size;
			}
		}
		Volume part = image.crop(min, size);
		return part.withMetadata(part.metadata().withProvenance("region", text));
	}

	/** As it was written, a selection as its rectangle once that is known. */
	@Override
	public String toString() {
		return text;
	}
}
