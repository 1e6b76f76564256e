package io.github.hourglass.simulate;

import java.util.SplittableRandom;

/**
 * The box of a specimen in µm, larger than what the camera sees of it by what the microscope blurs into the image.
 *
 * @param flat whether the specimen is a layer on a coverslip, seen in one plane
 */
record Extent(double[] min, double[] max, boolean flat) {

	double size(int axis) {
		return max[axis] - min[axis];
	}

	double[] place(SplittableRandom random) {
		double[] place = new double[3];
		for (int d = 0; d < 3; d++)
			place[d] = min[d] + size(d) * random.nextDouble();
		return place;
	}

	boolean contains(double[] place) {
		for (int d = 0; d < 3; d++)
			if (place[d] < min[d] || place[d] > max[d])
				return false;
		return true;
	}
}
