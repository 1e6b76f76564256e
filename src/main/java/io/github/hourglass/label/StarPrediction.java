package io.github.hourglass.label;

import java.util.Arrays;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** One plane of a network's output: the probability of an object and its distances along rays, at every so many pixels of the image. */
final class StarPrediction {

	/** Positions of the network's output per side of the tiles that are known by the longest ray in them. */
	static final int TILE = 32;

	/** Rays are at least so long. */
	private static final float LEAST = 1e-3f;

	final int width;
	final int height;
	final int grid;
	final int rays;
	private final StarPolygons rule;
	private final Volume plane;
	private final float longest;
	private final float[] reach;
	private float farthest;
	private float lowest = Float.POSITIVE_INFINITY;
	private float highest = Float.NEGATIVE_INFINITY;

	/** Candidates of a window, the most probable first. */
	record Candidates(int[] index, float[] probability, float[][] distances) {

		int count() {
			return index.length;
		}
	}

	/** @param plane x y c, the probability first */
	StarPrediction(Volume plane, StarPolygons rule, Progress progress) {
		this.plane = plane;
		this.rule = rule;
		this.grid = rule.grid();
		this.width = Math.toIntExact(plane.size('x'));
		this.height = Math.toIntExact(plane.size('y'));
		this.rays = Math.toIntExact(plane.size('c')) - 1;
		this.longest = (float) Math.min(1e9, Math.hypot((double) width * grid, (double) height * grid));
		this.reach = new float[Math.multiplyExact(tilesX(), tilesY())];
		measure(progress);
		for (float length : reach)
			farthest = Math.max(farthest, length);
	}

	int tilesX() {
		return (width + TILE - 1) / TILE;
	}

	int tilesY() {
		return (height + TILE - 1) / TILE;
	}

	/** The longest ray of the candidates in a tile, in pixels of the image; 0 without candidates. */
	float reach(int tileX, int tileY) {
		return reach[tileY * tilesX() + tileX];
	}

	/** The longest ray of all candidates. */
	float farthest() {
		return farthest;
	}

	/** The lowest probability of all. */
	float lowest() {
		return lowest;
	}

	float highest() {
		return highest;
	}

	private void measure(Progress progress) {
		Volume probabilities = plane.crop(new long[3], new long[] { width, height, 1 });
		Blocks.forEach(probabilities.withBlockSize(new int[] { 8 * TILE, 8 * TILE, 1 }), LabelOptions.THREADS, progress, "Seeking objects", (min, size, pixels) -> {
			float[] values = new float[Volume.pixels(size)];
			probabilities.type().toFloats(pixels, 0, values, 0, values.length);
			float low = Float.POSITIVE_INFINITY;
			float high = Float.NEGATIVE_INFINITY;
			for (float value : values) {
				low = value < low ? value : low;
				high = value > high ? value : high;
			}
			synchronized (this) {
				lowest = Math.min(lowest, low);
				highest = Math.max(highest, high);
			}
			if (high > rule.probability())
				measure(values, (int) min[0], (int) min[1], size[0], size[1]);
		});
	}

	private void measure(float[] probabilities, int x, int y, int columns, int rows) {
		int[] index = candidates(probabilities, x, y, columns, rows);
		float[] values = new float[probabilities.length];
		for (int ray = 0; ray < rays && index.length > 0; ray++) {
			plane.copyFloats(new long[] { x, y, ray + 1 }, new int[] { columns, rows, 1 }, values);
			for (int i : index) {
				int tile = (y + i / columns) / TILE * tilesX() + (x + i % columns) / TILE;
				reach[tile] = Math.max(reach[tile], usable(values[i]));
			}
		}
	}

	/** Positions in a window, by number, whose probability is above the threshold and that are not at the very border. */
	private int[] candidates(float[] probabilities, int x, int y, int columns, int rows) {
		int[] found = new int[probabilities.length];
		int count = 0;
		int margin = rule.border();
		for (int i = 0; i < columns * rows; i++) {
			int atX = x + i % columns;
			int atY = y + i / columns;
			if (probabilities[i] > rule.probability() && atX >= margin && atY >= margin && atX < width - margin && atY < height - margin)
				found[count++] = i;
		}
		return Arrays.copyOf(found, count);
	}

	/** All candidates of a window. */
	Candidates read(int x, int y, int columns, int rows) {
		float[] probabilities = new float[columns * rows];
		plane.copyFloats(new long[] { x, y, 0 }, new int[] { columns, rows, 1 }, probabilities);
		int[] index = candidates(probabilities, x, y, columns, rows);
		long[] keys = new long[index.length];
		for (int i = 0; i < keys.length; i++)
			keys[i] = (long) (Integer.MAX_VALUE - Float.floatToIntBits(probabilities[index[i]])) << 32 | index[i];
		Arrays.sort(keys);
		float[] sorted = new float[keys.length];
		for (int i = 0; i < keys.length; i++) {
			index[i] = (int) keys[i];
			sorted[i] = probabilities[index[i]];
		}
		float[][] distances = new float[index.length][rays];
		float[] values = probabilities;
		for (int ray = 0; ray < rays && index.length > 0; ray++) {
			plane.copyFloats(new long[] { x, y, ray + 1 }, new int[] { columns, rows, 1 }, values);
			for (int i = 0; i < index.length; i++)
				distances[i][ray] = usable(values[index[i]]);
		}
		return new Candidates(index, sorted, distances);
	}

	/** A length that is none becomes the least one; none is longer than the image. */
	private float usable(float distance) {
		return distance > LEAST ? Math.min(distance, longest) : LEAST;
	}
}
