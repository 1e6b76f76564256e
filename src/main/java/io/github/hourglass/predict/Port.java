package io.github.hourglass.predict;

import java.util.Map;

/**
 * How one input or output of a network relates to images.
 *
 * @param id name of the volume in a {@link io.github.hourglass.step.Sample}
 * @param tensor name of the tensor in the network
 * @param letters the tensor's axes, slowest first, such as {@code bcyx}
 * @param extents per axis letter, how its size follows from that of the same axis of the first input; letters not named have
 *          the same size there and here
 */
public record Port(String id, String tensor, String letters, Map<Character, Extent> extents) {

	/**
	 * Size of an axis: {@code size of the first input * up / down - lossLow - lossHigh}.
	 *
	 * @param up pixels here for every {@code down} pixels of the first input
	 * @param down see {@code up}
	 * @param lossLow pixels missing here at the near side
	 * @param lossHigh pixels missing here at the far side
	 */
	public record Extent(long up, long down, long lossLow, long lossHigh) {

		public static final Extent SAME = new Extent(1, 1, 0, 0);
	}

	public Port {
		extents = Map.copyOf(extents);
	}

	/** A tensor of the same size as the first input along all axes they share. */
	public static Port of(String id, String tensor, String letters) {
		return new Port(id, tensor, letters, Map.of());
	}

	public Extent extent(char letter) {
		return extents.getOrDefault(letter, Extent.SAME);
	}

	/** The axes fastest first, as a {@link io.github.hourglass.image.Volume} has them. */
	String order() {
		return new StringBuilder(letters).reverse().toString();
	}
}
