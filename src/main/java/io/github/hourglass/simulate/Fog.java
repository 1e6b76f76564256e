package io.github.hourglass.simulate;

/** Light everywhere, smoothly uneven: out-of-focus tissue, medium, autofluorescence. Belongs to no instance and no class. */
final class Fog extends Body {

	private final double brightness;
	private final double contrast;
	private final double length;
	private final SmoothNoise noise;

	/**
	 * @param contrast 0 for even light to 1
	 * @param length over which it changes, in µm
	 */
	Fog(Extent extent, double brightness, double contrast, double length, long seed) {
		super(extent.min(), extent.max(), NONE, 0, false);
		this.brightness = brightness;
		this.contrast = contrast;
		this.length = length;
		this.noise = new SmoothNoise(seed);
	}

	@Override
	double depth(double x, double y, double z) {
		return 0;
	}

	@Override
	double light(double x, double y, double z, double depth, double edge) {
		return brightness * Math.max(0, 1 + contrast * 1.5 * noise.rough(x / length, y / length, z / length));
	}
}
