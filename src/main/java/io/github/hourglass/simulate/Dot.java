package io.github.hourglass.simulate;

/** A point that shines, as a Gaussian of a small width: a spot smaller than the microscope resolves, or one piece of a filament. */
final class Dot extends Body {

	private static final double REACH = 3;

	private final double x;
	private final double y;
	private final double z;
	private final double across;
	private final double deep;
	private final double brightness;
	private final double radius;

	/**
	 * @param across standard deviation in the plane, in µm
	 * @param deep standard deviation along z, in µm
	 * @param brightness at its center
	 * @param radius within which it counts as the instance, in µm
	 */
	Dot(double x, double y, double z, double across, double deep, double brightness, double radius, int label, int type) {
		super(new double[] { x - Math.max(radius, REACH * across), y - Math.max(radius, REACH * across), z - REACH * deep },
			new double[] { x + Math.max(radius, REACH * across), y + Math.max(radius, REACH * across), z + REACH * deep }, label, type, false);
		this.x = x;
		this.y = y;
		this.z = z;
		this.across = across;
		this.deep = deep;
		this.brightness = brightness;
		this.radius = radius;
	}

	@Override
	double depth(double px, double py, double pz) {
		double wz = (pz - z) * radius / Math.max(radius, deep);
		return radius - Math.sqrt((px - x) * (px - x) + (py - y) * (py - y) + wz * wz);
	}

	@Override
	double light(double px, double py, double pz, double depth, double edge) {
		double far = ((px - x) * (px - x) + (py - y) * (py - y)) / (across * across) + (pz - z) * (pz - z) / (deep * deep);
		return brightness * Math.exp(-far / 2);
	}
}
