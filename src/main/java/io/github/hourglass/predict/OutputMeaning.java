package io.github.hourglass.predict;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * What the channels of a network's output are, so that objects can be made of them. Written in one line, which a package keeps as
 * {@code config: {hourglass: {segmentation: …}}}, an image as its provenance {@value #KEY}, and a user gives as an option, such as
 * {@code foreground 1, boundary 2, distance 3}. Channels count from 1 in the text, from 0 here; -1 is one that is not there.
 *
 * @param background probability of the background; if there is one, the classes exclude each other
 * @param foreground probability of objects; with star-convex rays, of their middles
 * @param boundary probability of the boundary of an object
 * @param distance of a pixel to the edge of its object, growing to its middle
 * @param rays the first of the distances to the edge along evenly spaced directions, all channels from there to the last
 * @param grid pixels of the image for each pixel of the output, along x and y; told for rays only, else 1
 * @param classes whether every channel is a class of its own
 * @param round whether objects are round, so that touching ones are told apart by their shape
 * @param image whether the output is no probability but an image, such as a denoised one
 * @param logits whether values are to be made probabilities first
 * @param threshold of the foreground where the package says one, else NaN
 * @param overlap the most that two star-convex polygons may overlap where the package says it, else NaN
 * @param seeds above what a pixel belongs to the middle of an object, for a watershed, where the package says it, else NaN
 * @param prominence how far the middle of an object rises above the pass to another one at least, for a watershed of distances that lie
 *          within 0 and 1, where the package says it, else NaN
 * @param smallest size in pixels below which objects are left out where the package says it, else NaN
 */
public record OutputMeaning(int background, int foreground, int boundary, int distance, int rays, int grid, boolean classes, boolean round, boolean image,
	boolean logits, double threshold, double overlap, double seeds, double prominence, double smallest)
{

	/** The provenance that holds it. */
	public static final String KEY = "segmentation";

	private static final List<String> WORDS = List.of("background", "foreground", "boundary", "distance", "rays");
	private static final List<String> FLAGS = List.of("classes", "round", "image", "logits");
	private static final List<String> NUMBERS = List.of("threshold", "overlap", "seeds", "prominence");
	private static final String GRAMMAR = "use words and channels such as 'foreground 1, boundary 2': background, foreground, boundary, distance and rays "
		+ "each with a channel from 1, threshold, overlap, seeds, prominence, smallest and grid each with a number, and classes, round, image or logits alone";

	static OutputMeaning ofImage() {
		return plain(-1, -1, -1, -1, false, true);
	}

	static OutputMeaning ofClasses(int background) {
		return plain(background, -1, -1, -1, true, false);
	}

	static OutputMeaning ofChannels(int background, int foreground, int boundary, int distance) {
		return plain(background, foreground, boundary, distance, false, false);
	}

	private static OutputMeaning plain(int background, int foreground, int boundary, int distance, boolean classes, boolean image) {
		return new OutputMeaning(background, foreground, boundary, distance, -1, 1, classes, false, image, false, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
	}

	static OutputMeaning ofStars(double threshold, double overlap) {
		return new OutputMeaning(-1, 0, -1, -1, 1, 1, false, false, false, false, threshold, overlap, Double.NaN, Double.NaN, Double.NaN);
	}

	/**
	 * Reads the text that {@link #toString} writes.
	 *
	 * @throws IllegalArgumentException with one sentence, if it is none
	 */
	public static OutputMeaning parse(String text) {
		int[] channels = { -1, -1, -1, -1, -1 };
		boolean[] flags = new boolean[FLAGS.size()];
		double[] numbers = { Double.NaN, Double.NaN, Double.NaN, Double.NaN };
		double smallest = Double.NaN;
		int grid = 1;
		for (String part : text.strip().toLowerCase(Locale.ROOT).split("\\s*[,;]\\s*")) {
			String[] words = part.split("[\\s=]+");
			int flag = words.length == 1 ? FLAGS.indexOf(words[0]) : -1;
			int channel = words.length == 2 && words[1].matches("[1-9]\\d{0,4}") ? WORDS.indexOf(words[0]) : -1;
			int number = words.length == 2 && words[1].matches("0|1|[01]?\\.\\d{1,9}") ? NUMBERS.indexOf(words[0]) : -1;
			if (words.length == 2 && words[0].equals("grid") && words[1].matches("[1-9]\\d{0,2}"))
				grid = Integer.parseInt(words[1]);
			else if (words.length == 2 && words[0].equals("smallest") && words[1].matches("\\d{1,9}"))
				smallest = Integer.parseInt(words[1]);
			else if (flag >= 0)
				flags[flag] = true;
			else if (channel >= 0)
				channels[channel] = Integer.parseInt(words[1]) - 1;
			else if (number >= 0)
				numbers[number] = Double.parseDouble(words[1]);
			else
				throw new IllegalArgumentException("'" + part + "' does not say what a network's channels are; " + GRAMMAR + ".");
		}
		OutputMeaning meaning = new OutputMeaning(channels[0], channels[1], channels[2], channels[3], channels[4], grid, flags[0], flags[1], flags[2], flags[3],
			numbers[0], numbers[1], numbers[2], numbers[3], smallest);
		if (!meaning.image && !meaning.classes && meaning.foreground < 0 && meaning.distance < 0)
			throw new IllegalArgumentException("'" + text + "' does not say where the objects are; " + GRAMMAR + ".");
		if (meaning.rays >= 0 && meaning.foreground < 0)
			throw new IllegalArgumentException("'" + text + "' has rays, but says no foreground channel for them; " + GRAMMAR + ".");
		return meaning;
	}

	/** Refuses a meaning that names channels beyond those there are. */
	void check(long channels) {
		for (int channel : List.of(background, foreground, boundary, distance, rays))
			if (channel >= channels)
				throw new IllegalArgumentException("The network's output has " + channels + (channels == 1 ? " channel" : " channels") + ", but '" + this
					+ "' names channel " + (channel + 1) + "; set meaning= to what the channels are.");
		if (rays >= 0 && channels - rays < 3)
			throw new IllegalArgumentException("The network's output has " + (channels - rays) + " rays, too few for star-convex polygons; set meaning= to what the channels are.");
	}

	/** True if every pixel belongs to exactly one of the channels. */
	boolean exclusive() {
		return classes || background >= 0;
	}

	OutputMeaning withLogits() {
		return new OutputMeaning(background, foreground, boundary, distance, rays, grid, classes, round, image, true, threshold, overlap, seeds, prominence, smallest);
	}

	OutputMeaning withGrid(int newGrid) {
		return new OutputMeaning(background, foreground, boundary, distance, rays, newGrid, classes, round, image, logits, threshold, overlap, seeds, prominence, smallest);
	}

	OutputMeaning ofRound() {
		return new OutputMeaning(background, foreground, boundary, distance, rays, grid, classes, true, image, logits, threshold, overlap, seeds, prominence, smallest);
	}

	@Override
	public String toString() {
		StringJoiner text = new StringJoiner(", ");
		if (classes)
			text.add("classes");
		if (image)
			text.add("image");
		int[] channels = { background, foreground, boundary, distance, rays };
		for (int i = 0; i < channels.length; i++)
			if (channels[i] >= 0)
				text.add(WORDS.get(i) + " " + (channels[i] + 1));
		if (grid > 1)
			text.add("grid " + grid);
		if (round)
			text.add("round");
		if (logits)
			text.add("logits");
		if (!Double.isNaN(threshold))
			text.add("threshold " + number(threshold));
		if (!Double.isNaN(overlap))
			text.add("overlap " + number(overlap));
		if (!Double.isNaN(seeds))
			text.add("seeds " + number(seeds));
		if (!Double.isNaN(prominence))
			text.add("prominence " + number(prominence));
		if (!Double.isNaN(smallest))
			text.add("smallest " + number(smallest));
		return text.toString();
	}

	private static String number(double value) {
		String text = String.format(Locale.ROOT, "%.9f", value).replaceAll("0+$", "");
		return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
	}
}
