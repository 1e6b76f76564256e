package io.github.hourglass.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.github.hourglass.image.Randomness;

/**
 * Stained cell nuclei: round to elongated, lobed or dented, smooth or grained, with nucleoli or bright chromocenters, scattered or
 * in clusters where they touch, some above others, some dividing or dying. Diameters of 5 to 16 µm (human nuclei measure about 10,
 * Milo and Phillips, Cell Biology by the Numbers, 2015; those of the labelled sets of the Broad Bioimage Benchmark Collection,
 * Ljosa et al., Nature Methods 9, 2012, span that range), DNA content between once and twice. Classes: 1 nucleus, 2 dividing.
 */
final class Nuclei {

	private static final int NUCLEUS = 1, DIVIDING = 2;
	private static final int TRIES = 40;

	private final Extent extent;
	private final long seed;
	private final int types;
	private final double radius;
	private final double varied;
	private final double height;
	private final double elongation;
	private final double uneven;
	private final double contrast;
	private final double grain;
	private final double dividing;
	private final double brightness;
	private final double spread;
	private final int nucleoli;
	private final int chromocenters;
	private final List<Body> bodies = new ArrayList<>();
	private int labels;

	private Nuclei(Extent extent, double brightness, long seed, int types) {
		this.extent = extent;
		this.seed = seed;
		this.types = types;
		this.brightness = brightness;
		SplittableRandom random = Randomness.of(seed, "nuclei");
		radius = 2.8 + 4.2 * random.nextDouble();
		varied = 0.05 + 0.2 * random.nextDouble();
		height = extent.flat() ? 0.3 + 0.3 * random.nextDouble() : 0.55 + 0.5 * random.nextDouble();
		elongation = 0.6 * random.nextDouble();
		uneven = 0.02 + 0.16 * random.nextDouble() * random.nextDouble();
		contrast = 0.05 + 0.4 * random.nextDouble();
		grain = 0.5 + 1.2 * random.nextDouble();
		dividing = 0.1 * random.nextDouble();
		spread = 0.15 + 0.45 * random.nextDouble();
		double look = random.nextDouble();
		nucleoli = look < 0.6 ? 4 : 0;
		chromocenters = look > 0.45 && look < 0.8 ? 16 : 0;
	}

	/** @param density 0 for few nuclei to 1 for a layer or a tissue without gaps */
	static List<Body> of(Extent extent, double density, long seed) {
		Nuclei nuclei = new Nuclei(extent, 1, seed, 0);
		nuclei.fill(density);
		return nuclei.bodies;
	}

	/** The nuclei of a tissue: dim, all of one class. */
	static List<Body> ofTissue(Extent extent, double density, double brightness, long seed) {
		Nuclei nuclei = new Nuclei(extent, brightness, seed, NUCLEUS);
		nuclei.fill(density);
		return nuclei.bodies;
	}

	private void fill(double density) {
		SplittableRandom random = Randomness.of(seed, "places");
		double one = extent.flat() ? Math.PI * radius * radius : 4.0 / 3 * Math.PI * radius * radius * radius * height;
		double room = extent.size(0) * extent.size(1) * (extent.flat() ? 1 : extent.size(2));
		long count = Math.max(1, Math.round((extent.flat() ? 0.03 + 0.72 * density : 0.01 + 0.36 * density) * room / one));
		double clustering = 0.9 * random.nextDouble();
		double least = 0.72 + 0.25 * random.nextDouble();
		double above = extent.flat() ? 0.08 * random.nextDouble() : 0;
		Crowd crowd = new Crowd(4 * radius * 1.6);
		for (long i = 0; i < count; i++) {
			SplittableRandom own = Randomness.of(seed, "nucleus", i);
			double size = radius * Math.exp(Math.max(-0.5, Math.min(0.45, varied * own.nextGaussian())));
			double[] ball = place(crowd, size, clustering, least, own);
			if (ball == null && own.nextDouble() < above * 5)
				ball = place(crowd, size, clustering, 0.35, own);
			if (ball == null)
				continue;
			crowd.add(ball);
			double kind = own.nextDouble();
			if (kind < dividing)
				divide(ball, own);
			else if (kind > 1 - dividing / 4)
				die(ball, own);
			else
				whole(ball, own);
		}
	}

	/** A free place of that size, or null. */
	private double[] place(Crowd crowd, double size, double clustering, double least, SplittableRandom random) {
		for (int tries = 0; tries < TRIES; tries++) {
			double[] place = extent.place(random);
			if (extent.flat())
				place[2] = 0.6 * random.nextGaussian();
			if (crowd.size() > 0 && random.nextDouble() < clustering) {
				double[] other = crowd.get(random.nextInt(crowd.size()));
				double far = (size + other[3]) * (least + 0.15 * random.nextDouble());
				double angle = 2 * Math.PI * random.nextDouble();
				double up = extent.flat() ? 0 : 2 * random.nextDouble() - 1;
				double flat = Math.sqrt(1 - up * up);
				place = new double[] { other[0] + far * flat * Math.cos(angle), other[1] + far * flat * Math.sin(angle), other[2] + far * up * height };
			}
			double[] ball = { place[0], place[1], place[2], size };
			if (extent.contains(place) && crowd.closest(ball, extent.flat() ? 0.3 : 1 / height) > least)
				return ball;
		}
		return null;
	}

	private double glow(SplittableRandom random) {
		return brightness * (random.nextDouble() < 0.25 ? 1.6 : 1) * Math.exp(spread * random.nextGaussian());
	}

	private void whole(double[] ball, SplittableRandom random) {
		double aspect = 1 - elongation * random.nextDouble();
		double size = ball[3];
		double[] radii = { size / Math.sqrt(aspect), size * Math.sqrt(aspect), size * height };
		double angle = 2 * Math.PI * random.nextDouble();
		double tilt = extent.flat() ? 0.1 * random.nextGaussian() : 0.6 * random.nextGaussian();
		boolean lobed = random.nextDouble() < 0.06;
		double rim = random.nextDouble() < 0.4 ? 0.5 * random.nextDouble() : 0;
		Blob.Filling filling = new Blob.Filling(glow(random), contrast * (0.6 + 0.8 * random.nextDouble()), grain, rim, 0.4);
		add(ball, radii, angle, tilt, lobed ? uneven + 0.25 : uneven, filling, spots(size, random), NUCLEUS, ++labels, random);
	}

	private Blob.Spot[] spots(double size, SplittableRandom random) {
		List<Blob.Spot> spots = new ArrayList<>();
		int dark = nucleoli == 0 ? 0 : random.nextInt(nucleoli + 1);
		int bright = chromocenters == 0 ? 0 : 3 + random.nextInt(chromocenters);
		for (int i = 0; i < dark + bright; i++) {
			double radius = i < dark ? 0.14 + 0.16 * random.nextDouble() : (0.3 + 0.4 * random.nextDouble()) / size;
			double factor = i < dark ? 0.15 + 0.5 * random.nextDouble() : 1.6 + 1.6 * random.nextDouble();
			spots.add(new Blob.Spot(0.65 * (2 * random.nextDouble() - 1), 0.65 * (2 * random.nextDouble() - 1), 0.5 * (2 * random.nextDouble() - 1), radius, factor));
		}
		return spots.toArray(Blob.Spot[]::new);
	}

	/** Prophase, metaphase, anaphase or telophase; from anaphase on there are two of them. */
	private void divide(double[] ball, SplittableRandom random) {
		double angle = 2 * Math.PI * random.nextDouble();
		double glow = 1.9 * glow(random);
		double size = ball[3];
		int phase = random.nextInt(4);
		Blob.Filling condensed = new Blob.Filling(glow, 0.5, 0.6, 0, 1);
		if (phase == 0)
			add(ball, new double[] { size, 0.9 * size, size * height }, angle, 0, uneven, condensed, new Blob.Spot[0], DIVIDING, ++labels, random);
		else if (phase == 1)
			add(ball, new double[] { 0.3 * size, size, size * Math.max(height, 0.6) }, angle, 0, 0.12, condensed, new Blob.Spot[0], DIVIDING, ++labels, random);
		else
			for (int side = -1; side <= 1; side += 2) {
				double far = side * size * (phase == 2 ? 0.5 : 0.95);
				double[] center = { ball[0] + far * Math.cos(angle), ball[1] + far * Math.sin(angle), ball[2] };
				double thick = phase == 2 ? 0.24 : 0.5;
				add(center, new double[] { thick * size, (phase == 2 ? 0.85 : 0.6) * size, size * Math.max(height, 0.5) * 0.8 }, angle, 0, 0.1, condensed,
					new Blob.Spot[0], DIVIDING, ++labels, random);
			}
	}

	/** A shrunken bright nucleus, or its pieces. */
	private void die(double[] ball, SplittableRandom random) {
		int pieces = random.nextBoolean() ? 1 : 3 + random.nextInt(4);
		double glow = 1.8 * glow(random);
		int label = ++labels;
		for (int i = 0; i < pieces; i++) {
			double size = ball[3] * (pieces == 1 ? 0.6 : 0.2 + 0.2 * random.nextDouble());
			double away = pieces == 1 ? 0 : 0.5 * ball[3];
			double[] center = { ball[0] + away * random.nextGaussian(), ball[1] + away * random.nextGaussian(), ball[2] };
			add(center, new double[] { size, size, size * Math.max(height, 0.7) }, 0, 0, 0.08, Blob.Filling.even(glow), new Blob.Spot[0], NUCLEUS, label, random);
		}
	}

	private void add(double[] center, double[] radii, double angle, double tilt, double uneven, Blob.Filling filling, Blob.Spot[] spots, int type, int label,
		SplittableRandom random)
	{
		Blob nucleus = new Blob(new double[] { center[0], center[1], center[2] }, radii, angle, tilt, uneven, filling, spots, label, types > 0 ? types : type, true, random);
		SplittableRandom motion = Randomness.of(seed, "motion", label);
		for (int d = 0; d < (extent.flat() ? 2 : 3); d++)
			nucleus.velocity[d] = 0.4 * motion.nextGaussian();
		bodies.add(nucleus);
	}
}
