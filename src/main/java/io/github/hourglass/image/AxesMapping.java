package io.github.hourglass.image;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * How the axes of an image meet those of a network. An axis that both have enters the network; an axis that only the image
 * has is looped over; one that only the network has is added with size 1. An axis of which the network takes one position at
 * a time (its batch axis, any axis of fixed size 1 such as the channel of a one-channel network) is looped over in its place.
 * What does not fit is refused in one sentence that says what to do. Example: a network {@code bcyx} of one channel and an
 * image {@code xyczt} of 2 channels, 20 slices and 5 frames give {@code xycbzt}: x and y enter, c, z and t are looped over.
 */
public final class AxesMapping {

	private static final String IMAGEJ_ORDER = "xyczt";
	private static final Map<Character, String> POSITIONS = Map.of('c', "channels", 'z', "slices", 't', "time points", 'b', "images");

	private final Volume given;
	private final Volume image;
	private final String network;
	private final String oneAtATime;
	private final String looped;
	private final char index;

	private AxesMapping(Volume given, Volume image, String network, String oneAtATime, char index) {
		this.given = given;
		this.image = image;
		this.network = network;
		this.oneAtATime = oneAtATime;
		this.index = index;
		StringBuilder loops = new StringBuilder();
		for (Axis axis : image.axes())
			if (image.size(axis.letter()) > 1 && !enters(axis.letter()))
				loops.append(axis.letter());
		this.looped = loops.toString();
	}

	/**
	 * @param network letters of the network's input, slowest first, such as {@code bcyx}; {@code i} is an axis of another kind
	 * @param channels how many channels the network takes, 0 if any number
	 * @param axes see the other form
	 */
	public static AxesMapping of(Volume image, String network, long channels, String axes) {
		return of(image, network, channels == 0 ? Map.of() : Map.of('c', channels), axes);
	}

	/**
	 * @param network letters of the network's input, slowest first, such as {@code bczyx}; {@code i} is an axis of another kind
	 * @param fixed the sizes of those of its axes whose size is fixed; missing ones take any size
	 * @param axes how to read the image's dimensions: {@code auto}, or one letter for each dimension (or each that is longer
	 *          than 1), fastest first, such as {@code xyz} for a stack whose frames are really slices
	 * @throws IllegalArgumentException with one sentence that names the axes and the remedy
	 */
	public static AxesMapping of(Volume image, String network, Map<Character, Long> fixed, String axes) {
		if (network.chars().filter(letter -> Axis.isSpatial((char) letter)).count() < 2)
			throw new IllegalArgumentException("A network with the axes '" + network + "' does not take images (x y).");
		for (char letter : network.toCharArray())
			if (("i" + Axis.LETTERS).indexOf(letter) < 0 || network.indexOf(letter) != network.lastIndexOf(letter))
				throw new IllegalArgumentException("A network with the axes '" + network + "' cannot be applied to an image.");
		Volume read = read(image, axes);
		StringBuilder oneAtATime = new StringBuilder();
		for (char letter : network.toCharArray())
			if (letter == 'b' || letter == 'i' || fixed.getOrDefault(letter, 0L) == 1)
				oneAtATime.append(letter);
			else
				check(read, network, letter, fixed.getOrDefault(letter, 0L));
		return new AxesMapping(image, read, network, oneAtATime.toString(), standIn(read, network));
	}

	private static Volume read(Volume image, String axes) {
		String wanted = axes.strip().toLowerCase(java.util.Locale.ROOT);
		if (wanted.isEmpty() || wanted.equals("auto"))
			return image;
		StringBuilder letters = new StringBuilder(wanted);
		long longer = java.util.Arrays.stream(image.dimensions()).filter(size -> size > 1).count();
		if (letters.length() == longer)
			for (int d = 0; d < image.axes().count(); d++)
				if (image.dimensions()[d] == 1)
					letters.insert(d, free(letters.substring(0, d) + image.axes().letters().charAt(d) + letters.substring(d), d));
		boolean fits = letters.length() == image.axes().count() && letters.chars().allMatch(letter -> Axis.LETTERS.indexOf(letter) >= 0)
			&& letters.chars().distinct().count() == letters.length() && letters.indexOf("x") >= 0 && letters.indexOf("y") >= 0;
		if (!fits)
			throw new IllegalArgumentException("axes=" + axes + " does not fit the image, which has " + sizes(image)
				+ ": give auto, or one letter of x y z c t b for each dimension, fastest first, such as axes=" + image.axes() + ".");
		List<Axis> renamed = new java.util.ArrayList<>();
		for (Axis axis : image.axes())
			renamed.add(new Axis(letters.charAt(renamed.size()), axis.scale(), axis.origin(), axis.unit()));
		return image.withAxes(Axes.of(renamed));
	}

	/** The letter at {@code d}, or one that is not in use if it is. */
	private static char free(String letters, int d) {
		String others = letters.substring(0, d) + letters.substring(d + 1);
		for (char letter : (letters.charAt(d) + "bctz").toCharArray())
			if (others.indexOf(letter) < 0)
				return letter;
		return letters.charAt(d);
	}

	/** A letter that can stand for the network's axis i in a volume. */
	private static char standIn(Volume image, String network) {
		if (network.indexOf('i') >= 0)
			for (char letter : "btzc".toCharArray())
				if (network.indexOf(letter) < 0 && !image.axes().has(letter))
					return letter;
		return 'i';
	}

	private static void check(Volume image, String network, char letter, long fixed) {
		long size = image.size(letter);
		if (letter == 'c' && fixed != 0 && fixed != size)
			throw new IllegalArgumentException("The network takes " + fixed + " channels, the image has " + size + ": " + channelRemedy(image, fixed));
		if (letter == 't' && fixed != 0 && fixed != size)
			throw new IllegalArgumentException("The network takes " + fixed + " time points at once, the image has " + size + ": "
				+ (image.size('z') == fixed && size == 1 ? swap(image, 'z', 't', "slices", "make a series of " + fixed + ".")
					: "make a substack of " + fixed + " time points."));
		if (size > 1 || letter != 'z' && letter != 't')
			return;
		char other = letter == 'z' ? 't' : 'z';
		boolean mixedUp = image.size(other) > 1 && network.indexOf(other) < 0;
		if (letter == 'z')
			throw new IllegalArgumentException("The network takes volumes (x y z), the image has " + sizes(image) + ": "
				+ (mixedUp ? swap(image, 't', 'z', "time points", "choose a network for planes (x y).")
					: "open a stack, or choose a network for planes (x y)."));
		if (mixedUp)
			throw new IllegalArgumentException("The network takes time series (x y t), the image has " + sizes(image) + ": "
				+ swap(image, 'z', 't', "slices", "choose a network without t."));
	}

	private static String channelRemedy(Volume image, long fixed) {
		for (char letter : "zt".toCharArray())
			if (image.size('c') == 1 && image.size(letter) == fixed)
				return swap(image, letter, 'c', POSITIONS.get(letter), "choose a network for one channel.");
		if (image.size('c') > fixed)
			return "make an image of the " + fixed + " channels it was trained on, or choose another network.";
		return fixed == 3 && image.size('c') == 1 ? "convert the image to RGB, or choose a network for one channel."
			: "add the missing channels, or choose a network for " + (image.size('c') == 1 ? "one channel." : image.size('c') + " channels.");
	}

	/** Advice to read one axis as another. */
	private static String swap(Volume image, char from, char to, String positions, String otherwise) {
		StringBuilder letters = new StringBuilder();
		for (Axis axis : image.axes())
			letters.append(axis.letter() == from ? to : axis.letter() == to ? from : axis.letter());
		return "if its " + positions + " are really " + POSITIONS.get(to) + ", set axes=" + letters + "; else " + otherwise;
	}

	private static String sizes(Volume image) {
		StringJoiner letters = new StringJoiner(" ");
		StringJoiner sizes = new StringJoiner(" × ");
		image.axes().forEach(axis -> letters.add(String.valueOf(axis.letter())));
		for (long size : image.dimensions())
			sizes.add(String.valueOf(size));
		return letters + " (" + sizes + ")";
	}

	/** The image with its axes named as they are to be read. */
	public Volume image() {
		return image;
	}

	/** The image in the network's order: a block of it, one position of each {@link #looped() looped} axis, is the network's tensor in C order. */
	public Volume input() {
		return image.inOrder(order());
	}

	/** The letters of {@link #input()}, fastest first: the network's axes reversed, then the axes that only the image has. */
	public String order() {
		return order(network);
	}

	/**
	 * The letters in which the network's output is a volume, fastest first: the tensor's axes reversed, then the looped axes it
	 * lacks (and any of size 1 that only the image has).
	 *
	 * @param tensor letters of the output, slowest first, such as {@code byx}
	 */
	public String order(String tensor) {
		StringBuilder order = new StringBuilder(tensor.replace('i', index)).reverse();
		for (Axis axis : image.axes())
			if (!enters(axis.letter()) && order.indexOf(String.valueOf(axis.letter())) < 0)
				order.append(axis.letter());
		return order.toString();
	}

	/** The letters of the axes that enter the network with all their positions, fastest first. */
	public String entering() {
		StringBuilder entering = new StringBuilder();
		for (char letter : new StringBuilder(network).reverse().toString().toCharArray())
			if (enters(letter))
				entering.append(letter);
		return entering.toString();
	}

	/** The letters of those of the network's axes that take one position at a time. */
	public String oneAtATime() {
		return oneAtATime;
	}

	/** The letters of the image's axes that are looped over, fastest first; axes of size 1 are not listed. */
	public String looped() {
		return looped;
	}

	private boolean enters(char letter) {
		return network.indexOf(letter) >= 0 && oneAtATime.indexOf(letter) < 0;
	}

	/**
	 * What came out of the network, in the image's own order and under its own axis names. Axes the output lacks are left out;
	 * axes it gained stand in ImageJ's order, and those of size 1 are dropped. Channel colors and slice labels stay if their
	 * number still fits.
	 *
	 * @param output in any order, its axes as {@link #image()} names them
	 */
	public Volume restore(Volume output) {
		StringBuilder order = new StringBuilder();
		for (Axis axis : image.axes())
			if (output.axes().has(axis.letter()))
				order.append(axis.letter());
		for (Axis axis : output.axes())
			if (!image.axes().has(axis.letter()) && output.size(axis.letter()) > 1)
				order.insert(place(order, axis.letter()), axis.letter());
		Volume ordered = output.inOrder(order.toString());
		return ordered.withAxes(ownNames(ordered)).withMetadata(metadata(ordered));
	}

	private static int place(StringBuilder order, char letter) {
		int rank = IMAGEJ_ORDER.indexOf(letter);
		int place = order.length();
		while (rank >= 0 && place > 0 && (IMAGEJ_ORDER.indexOf(order.charAt(place - 1)) < 0 || IMAGEJ_ORDER.indexOf(order.charAt(place - 1)) > rank))
			place--;
		return place;
	}

	/** Undoes the user's reading of the axes where the name is free and the axis still has its positions. */
	private Axes ownNames(Volume ordered) {
		List<Axis> named = new java.util.ArrayList<>();
		boolean changed = false;
		for (Axis axis : ordered.axes()) {
			int d = image.axes().indexOf(axis.letter());
			char own = d < 0 ? axis.letter() : given.axes().letter(d);
			changed |= d >= 0 && own != axis.letter() && !Axis.isSpatial(axis.letter()) && ordered.size(axis.letter()) != image.size(axis.letter());
			named.add(new Axis(own, axis.scale(), axis.origin(), axis.unit()));
		}
		return changed || named.stream().map(Axis::letter).distinct().count() < named.size() ? ordered.axes() : Axes.of(named);
	}

	private static Metadata metadata(Volume volume) {
		Metadata metadata = volume.metadata();
		long planes = volume.size('c') * volume.size('z') * volume.size('t');
		if (metadata.channels().size() != volume.size('c'))
			metadata = metadata.withChannels(List.of());
		if (metadata.sliceLabels().size() != planes)
			metadata = metadata.withSliceLabels(List.of());
		return metadata.withRgb(metadata.rgb() && volume.size('c') == 3 && volume.type() == PixelType.UINT8);
	}

	/** One sentence for people, such as "x y z enter the network; t is looped over (48 time points)." */
	public String description() {
		StringBuilder text = new StringBuilder(spaced(entering())).append(entering().length() == 1 ? " enters" : " enter").append(" the network");
		StringJoiner loops = new StringJoiner(", ");
		for (char letter : looped.toCharArray())
			loops.add(letter + " (" + image.size(letter) + " " + POSITIONS.getOrDefault(letter, "positions") + ")");
		if (!looped.isEmpty())
			text.append("; ").append(loops).append(looped.length() == 1 ? " is" : " are").append(" looped over, one at a time");
		StringBuilder added = new StringBuilder();
		for (char letter : entering().toCharArray())
			if (!image.axes().has(letter))
				added.append(letter);
		if (!added.isEmpty())
			text.append("; ").append(spaced(added.toString())).append(added.length() == 1 ? " is" : " are").append(" added with size 1");
		return text.append('.').toString();
	}

	private static String spaced(String letters) {
		return String.join(" ", letters.split(""));
	}

	@Override
	public String toString() {
		return description();
	}
}
