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

	private final Scene scene;
	private final Microscope microscope;
	private final double pixel;
	private final double step;
	private final int planes;
	private final int near;
	private final double deepest;
	private final int radius;
	private final int side;
	private final Fourier fourier;
	private final Map<Long, float[]> transfers = new HashMap<>();

	/**
	 * @param pixel size in µm
	 * @param step distance of the planes of the specimen in µm, which are those of the image in 3-D
	 * @param near planes on each side that light the one in focus
	 * @param deepest plane of the image
	 * @param width of the image, which decides the size of the transform
	 */
	Blurring(Scene scene, Microscope microscope, double pixel, double step, int near, long deepest, long width, long height) {
		this.scene = scene;
		this.microscope = microscope;
		this.pixel = pixel;
		this.step = step;
		this.near = near;
		this.planes = 2 * near + 1;
		this.deepest = Math.max(1, deepest) * step;
		this.radius = (int) Math.max(4, Math.min(LARGEST_RADIUS, Math.ceil(microscope.reach(near * step) / pixel)));
		this.side = side(width, height, radius);
		this.fourier = new Fourier(side);
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
		Scene.Grid grid = new Scene.Grid(x - radius, y - radius, width + 2 * radius, height + 2 * radius, pixel);
		double[] min = { grid.x() * pixel, grid.y() * pixel, (z - near) * step };
		double[] max = { (grid.x() + grid.width()) * pixel, (grid.y() + grid.height()) * pixel, (z + depth - 1 + near) * step };
		Scene here = scene.within(min, max, frame);
		Scene.Plane plane = new Scene.Plane(grid.width() * grid.height());
		float[][] re = new float[depth][side * side];
		float[][] im = new float[depth][side * side];
		for (long k = z - near; k < z + depth + near; k++) {
			here.light(grid, k * step, Math.max(pixel, 0.4 * step), frame, plane);
			float[] spectrumRe = new float[side * side];
			float[] spectrumIm = new float[side * side];
			for (int row = 0; row < grid.height(); row++)
				System.arraycopy(plane.light, row * grid.width(), spectrumRe, row * side, grid.width());
			fourier.forward(spectrumRe, spectrumIm);
			for (int focus = (int) Math.max(0, k - near - z); focus <= Math.min(depth - 1, k + near - z); focus++)
				add(spectrumRe, spectrumIm, transfer(z + focus, k), re[focus], im[focus]);
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
	private float[] transfer(long focus, long depth) {
		double middle = near * step;
		double layer = planes == 1 || deepest <= step ? 0 : Math.min(LAYERS - 1, Math.max(0, Math.floor(LAYERS * depth * step / deepest)));
		long key = (depth - focus + near) * LAYERS + (long) layer;
		return transfers.computeIfAbsent(key, k -> {
			double at = deepest <= step ? middle : (layer + 0.5) / LAYERS * deepest;
			float[] spot = microscope.spot(at + (focus - depth) * step, at, pixel, radius);
			float[] re = new float[side * side];
			int wide = 2 * radius + 1;
			for (int y = -radius; y <= radius; y++)
				for (int x = -radius; x <= radius; x++)
					re[Math.floorMod(y, side) * side + Math.floorMod(x, side)] = spot[(y + radius) * wide + x + radius] / side / side;
			fourier.forward(re, new float[side * side]);
			return re;
		});
	}
}
