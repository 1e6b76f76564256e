package io.github.hourglass.model;

import java.util.List;

/**
 * One axis of a model's tensor.
 *
 * @param letter {@code b c x y z t}, or {@code i} for an index axis (bioimage.io's "index")
 * @param id its name in the package, such as {@code y} or {@code channel}; size references use it
 * @param size which sizes are allowed
 * @param scale size of one pixel, relative or in {@code unit}; the ratio between input and output is what matters
 * @param unit such as {@code micrometer}; empty where not given
 * @param halo pixels on each side of an output axis that a tile must not use; 0 for inputs and where not given
 * @param channelNames for a channel axis, else empty
 * @param concatenable true for an input axis along which results of separate blocks may simply be put together
 * @param description may be empty
 */
public record AxisSpec(char letter, String id, SizeRule size, double scale, String unit, long halo, List<String> channelNames,
	boolean concatenable, String description)
{

	public AxisSpec {
		channelNames = List.copyOf(channelNames);
	}

	/** Not concatenable and without a description. */
	public AxisSpec(char letter, String id, SizeRule size, double scale, String unit, long halo, List<String> channelNames) {
		this(letter, id, size, scale, unit, halo, channelNames, false, "");
	}

	public AxisSpec withSize(SizeRule other) {
		return new AxisSpec(letter, id, other, scale, unit, halo, channelNames, concatenable, description);
	}

	/** @param other size of a pixel, in that unit */
	public AxisSpec withScale(double other, String itsUnit) {
		return new AxisSpec(letter, id, size, other, itsUnit, halo, channelNames, concatenable, description);
	}

	public AxisSpec withHalo(long other) {
		return new AxisSpec(letter, id, size, scale, unit, other, channelNames, concatenable, description);
	}
}
