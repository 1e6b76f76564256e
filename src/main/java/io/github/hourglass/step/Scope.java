package io.github.hourglass.step;

/** Over how much of an image a rule with statistics measures them; the user's option {@code statistics}. */
public enum Scope {

	/**
	 * Once for the whole image: over the axes the rule names and over the axes that are looped over because the network does not
	 * take them. Looped channels are still measured one by one: they are different pictures of one thing.
	 */
	IMAGE,

	/**
	 * For every frame by itself. A frame is a time point; in an image without time it is a slice. Only looped axes split an image
	 * into frames: a network that takes t or z sees those axes whole.
	 */
	FRAME;

	/** The value of the option, {@code image} or {@code frame}. */
	public static Scope of(String option) {
		return switch (option) {
			case "image" -> IMAGE;
			case "frame" -> FRAME;
			default -> throw new IllegalArgumentException("Statistics are measured over 'image' or 'frame', not over '" + option + "'.");
		};
	}
}
