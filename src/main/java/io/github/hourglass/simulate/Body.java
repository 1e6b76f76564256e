package io.github.hourglass.simulate;

/**
 * Something in the specimen that shines, or is told apart, or both. Positions are in µm. Bodies of the solid kind do not fill the
 * same place: where two meet, the one whose surface is farther away has it. The light of all others adds up.
 */
abstract class Body {

	/** Label of what belongs to no instance. */
	static final int NONE = 0;

	final double[] min;
	final double[] max;
	final boolean solid;
	int label;
	int type;
	private boolean background;
	/** In µm per frame. */
	double[] velocity = new double[3];

	/**
	 * @param min least corner of a box around the body; may be infinite
	 * @param max largest corner
	 * @param label of the instance, or {@link #NONE}
	 * @param type semantic class, or 0
	 */
	Body(double[] min, double[] max, int label, int type, boolean solid) {
		this.min = min;
		this.max = max;
		this.label = label;
		this.type = type;
		this.solid = solid;
	}

	/** How deep under the surface a position lies, in µm; negative outside. */
	abstract double depth(double x, double y, double z);

	/**
	 * How brightly it shines at a position.
	 *
	 * @param depth there
	 * @param edge size of a voxel in µm, over which surfaces are smoothed
	 */
	abstract double light(double x, double y, double z, double depth, double edge);

	/** This body as one that belongs to no instance, and to its class only where there is nothing else. */
	final Body asBackground(int newType) {
		label = NONE;
		type = newType;
		background = true;
		return this;
	}

	final boolean isBackground() {
		return background;
	}

	/** The largest label. */
	int labels() {
		return label;
	}

	/** Which instance a position inside belongs to. */
	int labelAt(double x, double y, double z) {
		return label;
	}

	/** Which class a position inside belongs to. */
	int typeAt(double x, double y, double z, double depth) {
		return type;
	}

	/** Where the body is in a frame, along one axis, relative to the first. */
	double shift(int axis, int frame) {
		return velocity[axis] * frame;
	}

	/** The share of a voxel that lies inside. */
	static double coverage(double depth, double edge) {
		return Math.max(0, Math.min(1, depth / edge + 0.5));
	}
}
