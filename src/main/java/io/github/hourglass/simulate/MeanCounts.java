package io.github.hourglass.simulate;

/**
 * What a camera gives on the average of many exposures of the same light: where its noise reaches beyond its limits that is not the light
 * itself, since counts are cut off at 0 and at the most. Tabulated over the square root of the light.
 */
final class MeanCounts {

	/** Standard deviations within which noise is looked at, and the step. */
	private static final double WIDE = 5, STEP = 0.1;
	/** From so many photons on their number is taken for normal. */
	private static final double MANY = 30;
	private static final int NODES = 512;

	private final Camera camera;
	private final double root;
	/** Null where the noise stays within the limits. */
	private final double[] table;

	/** @param most electrons that are expected anywhere */
	MeanCounts(Camera camera, double most) {
		this.camera = camera;
		this.root = Math.sqrt(most);
		double far = WIDE * camera.gain();
		boolean within = camera.offset() - far * camera.dark() >= 0 && camera.expected(most) + far * Math.sqrt(most + camera.dark() * camera.dark()) <= camera.most();
		this.table = within ? null : new double[NODES + 1];
		for (int i = 0; table != null && i <= NODES; i++)
			table[i] = mean(Math.pow(root * i / NODES, 2));
	}

	/** @param electrons expected */
	double of(double electrons) {
		if (table == null)
			return camera.expected(electrons);
		double at = Math.sqrt(Math.max(0, electrons)) / root * NODES;
		int node = (int) Math.min(NODES - 1, at);
		return table[node] + (at - node) * (table[node + 1] - table[node]);
	}

	private double mean(double electrons) {
		if (electrons >= MANY)
			return cut(electrons, Math.sqrt(electrons + camera.dark() * camera.dark()));
		double sum = 0, weight = Math.exp(-electrons);
		for (int photons = 0; photons < 4 * MANY; weight *= electrons / ++photons)
			sum += weight * cut(photons, camera.dark());
		return sum;
	}

	/** Mean of normal electrons as counts within the limits. */
	private double cut(double electrons, double deviation) {
		double sum = 0, weights = 0;
		for (double z = -WIDE; z <= WIDE; z += STEP) {
			double weight = Math.exp(-z * z / 2);
			sum += weight * Math.max(0, Math.min(camera.most(), camera.expected(electrons + deviation * z)));
			weights += weight;
		}
		return sum / weights;
	}
}
