package io.github.hourglass.simulate;

import java.util.HashMap;
import java.util.Map;

/**
 * The light of a scene as the microscope shows it, any block at a time: each plane of the specimen is blurred by the spot that a
 * point of its depth makes in the plane of the image, through Fourier transforms, and all planes that are not too far out of focus
 * are added up. Thread-safe; one block at a time.
 */
final class Blurring {

	private static final int[] SIDES = { 64, 128, 256, 512 };
	private static final int LARGEST_RADIUS = 48;
	/** Depths that share their spots. */
	private static final int LAYERS = 3;
	/** Standard deviations after which the isotropic spot ends, and least one in planes. */
	private static final double SHARP = 3.5, LEAST_ACROSS = 0.5;

	private final Scene scene;
	private final Microscope microscope;
	private final double pixel;
	/** Distance of the planes of the specimen in µm. */
	private final double step;
	private final int finer;
	private final boolean sharp;
	private final int near;
	private final double deepest;
	private final int radius;
	private final int side;
	private final Fourier fourier;
	private final Map<Long, float[]> transfers = new HashMap<>();

	/** @param sharp true for the isotropic truth: a slice at each plane of the specimen, as sharp along z as in the plane */
	Blurring(Scene scene, Setup setup, boolean sharp) {
		this.scene = scene;
		this.microscope = setup.microscope();
		this.pixel = setup.pixel();
		this.step = setup.layer();
		this.finer = setup.finer();
		this.sharp = sharp;
		this.near = sharp ? (int) Math.ceil(SHARP * across()) : setup.near();
		this.deepest = Math.max(1, setup.size()[2] - 1) * setup.step();
		this.radius = (int) Math.max(4, Math.min(LARGEST_RADIUS, Math.ceil(microscope.reach(sharp ? 0 : near * step) / pixel)));
		this.side = side(setup.size()[0], setup.size()[1], radius);
		this.fourier = new Fourier(side);
	}

	/** Standard deviation along z of the isotropic spot, in planes, which lie as far apart as pixels. */
	private double across() {
		return Math.max(LEAST_ACROSS, Math.hypot(microscope.across() / step, Math.sqrt(1 / 12.0)));
	}

	/** Where a slice of the image lies among the planes of the specimen; those of the truth lie evenly around each slice of the image. */
	double place(long z) {
		return sharp ? z - (finer - 1) / 2.0 : (double) z * finer;
	}

	/** The transform that does the whole image with least work. */
	private static int side(long width, long height, int radius) {
		int best = SIDES[SIDES.length - 1];
		double least = Double.POSITIVE_INFINITY;
		for (int side : SIDES) {
			int tile = side - 2 * radius;
			double work = tile < 16 ? Double.POSITIVE_INFINITY : Math.ceil((double) width / tile) * Math.ceil((double) height / tile) * side * side;
			if (work < least) {
				least = work;
				best = side;
			}
		}
		return best;
	}

	/** Side of a block that is computed at once. */
	int tile() {
		return side - 2 * radius;
	}

	/**
	 * The light in some planes of the image.
	 *
	 * @param x first column, {@code y} first row, {@code z} first plane
	 * @return planes one after the other
	 */
	synchronized float[] block(long x, long y, long z, int width, int height, int depth, int frame) {
		float[] block = new float[width * height * depth];
		int tile = tile();
		for (int top = 0; top < height; top += tile)
			for (int left = 0; left < width; left += tile) {
				int w = Math.min(tile, width - left);
				int h = Math.min(tile, height - top);
				float[][] part = part(x + left, y + top, z, w, h, depth, frame);
				for (int k = 0; k < depth; k++)
					for (int row = 0; row < h; row++)
						System.arraycopy(part[k], row * w, block, (k * height + top + row) * width + left, w);
			}
		return block;
	}

	private float[][] part(long x, long y, long z, int width, int height, int depth, int frame) {
		long first = (long) Math.ceil(place(z) - near), last = (long) Math.floor(place(z + depth - 1) + near);
		Scene.Grid grid = new Scene.Grid(x - radius, y - radius, width + 2 * radius, height + 2 * radius, pixel);
		double[] min = { grid.x() * pixel, grid.y() * pixel, first * step };
		double[] max = { (grid.x() + grid.width()) * pixel, (grid.y() + grid.height()) * pixel, last * step };
		Scene here = scene.within(min, max, frame);
		Scene.Plane plane = new Scene.Plane(grid.width() * grid.height());
		float[][] re = new float[depth][side * side];
		float[][] im = new float[depth][side * side];
		for (long k = first; k <= last; k++) {
			here.light(grid, k * step, Math.max(pixel, 0.4 * step), frame, plane);
			float[] spectrumRe = new float[side * side];
			float[] spectrumIm = new float[side * side];
			for (int row = 0; row < grid.height(); row++)
				System.arraycopy(plane.light, row * grid.width(), spectrumRe, row * side, grid.width());
			fourier.forward(spectrumRe, spectrumIm);
			for (int focus = 0; focus < depth; focus++)
				if (Math.abs(k - place(z + focus)) <= near)
					add(spectrumRe, spectrumIm, transfer(place(z + focus), k), re[focus], im[focus]);
		}
		float[][] planes = new float[depth][];
		for (int focus = 0; focus < depth; focus++)
			planes[focus] = back(re[focus], im[focus], width, height);
		return planes;
	}

	private static void add(float[] re, float[] im, float[] transfer, float[] toRe, float[] toIm) {
		for (int i = 0; i < re.length; i++) {
			toRe[i] += re[i] * transfer[i];
			toIm[i] += im[i] * transfer[i];
		}
	}

	private float[] back(float[] re, float[] im, int width, int height) {
		fourier.inverse(re, im);
		float[] plane = new float[width * height];
		for (int row = 0; row < height; row++)
			for (int column = 0; column < width; column++)
				plane[row * width + column] = Math.max(0, re[(row + radius) * side + column + radius]);
		return plane;
	}

	/** The transform of the spot that a plane makes in another; real, as spots are symmetric. */
	private float[] transfer(double focus, long depth) {
		double middle = near * step;
		double layer = near == 0 || deepest <= finer * step ? 0 : Math.min(LAYERS - 1, Math.max(0, Math.floor(LAYERS * depth * step / deepest)));
		long key = Math.round(2 * (depth - focus + near)) * LAYERS + (long) layer;
		return transfers.computeIfAbsent(key, k -> {
			double at = deepest <= finer * step ? middle : (layer + 0.5) / LAYERS * deepest;
			float[] spot = spot(at, focus - depth);
			float[] re = new float[side * side];
			int wide = 2 * radius + 1;
			for (int y = -radius; y <= radius; y++)
				for (int x = -radius; x <= radius; x++)
					re[Math.floorMod(y, side) * side + Math.floorMod(x, side)] = spot[(y + radius) * wide + x + radius] / side / side;
			fourier.forward(re, new float[side * side]);
			return re;
		});
	}

	/**
	 * Where there is an isotropic truth, planes are counted from where a point is sharpest, as refraction by the specimen would else move the one
	 * against the other.
	 *
	 * @param away how many planes the focus lies above the point
	 */
	private float[] spot(double at, double away) {
		double focus = finer > 1 ? microscope.focus(at) : at;
		if (!sharp)
			return microscope.spot(focus + away * step, at, pixel, radius);
		double shift = away - Math.floor(away), sum = 0;
		for (int k = -near; k < near + 1; k++)
			sum += share(k + shift);
		float[] spot = microscope.spot(focus, at, pixel, radius);
		for (int i = 0; i < spot.length; i++)
			spot[i] *= (float) (share(away) / sum);
		return spot;
	}

	private double share(double away) {
		return Math.abs(away) > near ? 0 : Math.exp(-away * away / (2 * across() * across()));
	}
}
