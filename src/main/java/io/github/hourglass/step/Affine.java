package io.github.hourglass.step;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * A linear map of pixel values, {@code (x - subtract) * factor + add}, with its own three numbers at each position along some
 * axes (channels, frames) or the same everywhere. Computed in double and rounded once to 32-bit. Immutable.
 *
 * <p>All normalizations are such maps once their statistics are measured, so undoing one is applying its {@link #inverse()}.
 */
public final class Affine {

	private final Positions positions;
	private final double[] subtract;
	private final double[] factor;
	private final double[] add;
	private final String origin;

	private Affine(Positions positions, double[] subtract, double[] factor, double[] add, String origin) {
		this.positions = positions;
		this.subtract = subtract;
		this.factor = factor;
		this.add = add;
		this.origin = origin;
	}

	/** The same map everywhere. */
	public static Affine of(double subtract, double factor, double add) {
		return of(Positions.single(), new double[] { subtract }, new double[] { factor }, new double[] { add });
	}

	/** One value of each kind per position. */
	static Affine of(Positions positions, double[] subtract, double[] factor, double[] add) {
		if (subtract.length != positions.count() || factor.length != positions.count() || add.length != positions.count())
			throw new IllegalArgumentException("A linear map along '" + positions.letters() + "' needs " + positions.count() + " values.");
		return new Affine(positions, subtract.clone(), factor.clone(), add.clone(), "");
	}

	/** The same map, whose results say in their provenance where its numbers come from. */
	Affine from(String statistics) {
		return new Affine(positions, subtract, factor, add, statistics);
	}

	/** The map as a step on the volume of that name. */
	public Step on(String name) {
		return (sample, progress) -> sample.with(name, apply(sample.get(name)));
	}

	/** The map that leads back: {@code (y - add) / factor + subtract}. Where the factor is 0 it gives {@code subtract}. */
	public Affine inverse() {
		double[] inverse = new double[factor.length];
		for (int i = 0; i < inverse.length; i++)
			inverse[i] = factor[i] == 0 ? 0 : 1 / factor[i];
		return new Affine(positions, add, inverse, subtract, "");
	}

	/**
	 * The image with its values mapped: 32-bit, computed on demand. Refused if this map was measured per channel or per frame on
	 * an image with another number of them.
	 */
	public Volume apply(Volume volume) {
		if (!positions.fit(volume))
			throw new IllegalArgumentException("A scaling with " + positions.count() + " values along '" + positions.letters()
				+ "' cannot be applied to " + volume + ", which has another size there; scale all channels and frames alike.");
		Volume mapped = isWide(volume.type()) ? applyWide(volume) : Pixelwise.map(volume, positions, this::map);
		if (origin.isEmpty())
			return mapped;
		String before = volume.metadata().provenance().get("normalization");
		return mapped.withMetadata(volume.metadata().withProvenance("normalization", before == null ? origin : before + "; then " + origin));
	}

	private void map(float[] pixels, int from, int to, int position) {
		double before = subtract[position];
		double by = factor[position];
		double after = add[position];
		for (int i = from; i < to; i++)
			pixels[i] = (float) ((pixels[i] - before) * by + after);
	}

	/** Of types whose values a float does not hold exactly the values are subtracted before anything is rounded. */
	private Volume applyWide(Volume volume) {
		PixelType type = volume.type();
		return volume.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] pixels = (float[]) dest;
			Object values = type.newArray(Volume.pixels(size));
			volume.copy(min, size, values);
			positions.visit(volume.axes(), min, size, (position, from, to) -> {
				for (int i = from; i < to; i++)
					pixels[i] = (float) ((type.get(values, i) - subtract[position]) * factor[position] + add[position]);
			});
		});
	}

	private static boolean isWide(PixelType type) {
		return type.bytes() >= 4 && type != PixelType.FLOAT32;
	}
}
