package io.github.hourglass.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.github.hourglass.image.Randomness;

/**
 * Vesicles and spots: from points smaller than the microscope resolves (synaptic vesicles of 40 nm, clathrin-coated pits, single
 * molecules of RNA) to endosomes, lysosomes and lipid droplets of 0.1 to 1 µm (Alberts et al., Molecular Biology of the Cell, 2014),
 * full or with light only in their skin, even or gathered around nuclei of cells whose plasma is a little brighter than nothing.
 * Each is an instance; class 1.
 */
final class Vesicles {

	private static final int VESICLE = 1;

	private Vesicles() {}

	/**
	 * @param density 0 for a few to 1 for many
	 * @param pixel size in µm
	 * @param step distance of planes in µm
	 */
	static List<Body> of(Extent extent, double density, double pixel, double step, long seed) {
		SplittableRandom random = Randomness.of(seed, "vesicles");
		List<Body> bodies = new ArrayList<>();
		double cell = 8 + 6 * random.nextDouble();
		double[][] cells = new double[Math.max(1, (int) (0.5 * extent.size(0) * extent.size(1) / (cell * cell * 3)))][];
		double plasma = random.nextBoolean() ? 0 : 0.01 + 0.07 * random.nextDouble();
		for (int i = 0; i < cells.length; i++) {
			cells[i] = extent.place(random);
			if (plasma > 0)
				bodies.add(new Blob(cells[i], new double[] { 1.3 * cell, 0.9 * cell, extent.flat() ? 2.5 : cell }, 6 * random.nextDouble(), 0, 0.2,
					new Blob.Filling(plasma, 0.3, 2, 0, 1), new Blob.Spot[] { new Blob.Spot(0, 0, 0, 0.4, 0.3) }, Body.NONE, 0, true, random));
		}
		double gathered = random.nextDouble();
		double size = 0.04 * Math.pow(15, random.nextDouble());
		double varied = 0.15 + 0.35 * random.nextDouble();
		double hollow = random.nextDouble() < 0.3 ? random.nextDouble() : 0;
		double room = extent.size(0) * extent.size(1) * (extent.flat() ? 1 : Math.max(1, extent.size(2) / 3));
		long count = Math.max(5, Math.round((0.03 + 0.9 * density * density) * room / (1 + 12 * size * size) * Math.min(2, 0.02 / (pixel * pixel))));
		double spread = 0.2 + 0.6 * random.nextDouble();
		for (long i = 0; i < count; i++) {
			SplittableRandom own = Randomness.of(seed, "vesicle", i);
			double[] at = own.nextDouble() < gathered ? around(cells[own.nextInt(cells.length)], cell, extent, own) : extent.place(own);
			double radius = size * Math.exp(varied * own.nextGaussian());
			double light = Math.exp(spread * own.nextGaussian());
			Body body = body(at, radius, light, hollow > own.nextDouble(), pixel, step, (int) i + 1, own);
			body.velocity = new double[] { 0.3 * own.nextGaussian(), 0.3 * own.nextGaussian(), extent.flat() ? 0 : 0.2 * own.nextGaussian() };
			bodies.add(body);
		}
		return bodies;
	}

	private static Body body(double[] at, double radius, double light, boolean hollow, double pixel, double step, int label, SplittableRandom random) {
		double least = 0.6 * Math.max(pixel, step);
		if (radius < 1.2 * least) {
			double width = Math.max(radius, 0.5 * pixel);
			return new Dot(at[0], at[1], at[2], width, Math.max(width, 0.6 * step), light * Math.max(0.1, radius / width), Math.max(1.2 * radius, 0.8 * pixel), label, VESICLE);
		}
		return new Blob(at, new double[] { radius, radius, radius }, 0, 0, 0.03, new Blob.Filling(hollow ? 0.5 * light : light, 0, 1, hollow ? 2 : 0, 0.1),
			new Blob.Spot[0], label, VESICLE, false, random);
	}

	private static double[] around(double[] cell, double size, Extent extent, SplittableRandom random) {
		double far = size * (0.35 + 0.3 * Math.abs(random.nextGaussian()));
		double angle = 2 * Math.PI * random.nextDouble();
		double up = extent.flat() ? 0.8 * random.nextGaussian() : 0.5 * far * random.nextGaussian();
		return new double[] { cell[0] + far * Math.cos(angle), cell[1] + far * Math.sin(angle), cell[2] + up };
	}
}
