package io.github.hourglass.label;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Measures the {@link Outline outlines} of all objects of a plane, line by line; an object is forgotten when its last line is read. */
final class Perimeters {

	private static final int BAND = 1 << 20;

	private Perimeters() {}

	/**
	 * @param plane x y z t with one slice and frame
	 * @param objects all its objects; their perimeters are set
	 */
	static void measure(Volume plane, Map<Integer, ObjectSums> objects, double pixelWidth, double pixelHeight, Progress progress) {
		Deque<ObjectSums> ending = new ArrayDeque<>(objects.values().stream().sorted(Comparator.comparingLong(object -> object.max[1])).toList());
		Map<Integer, Outline> open = new HashMap<>();
		long width = plane.size('x');
		long height = plane.size('y');
		if (width > Integer.MAX_VALUE - 8 || height > Integer.MAX_VALUE - 8)
			throw new IllegalArgumentException("Perimeters cannot be measured in an image of " + width + " x " + height + " pixels; take a part of it.");
		int rows = (int) Math.max(1, Math.min(height, BAND / width));
		int[] pixels = new int[(int) width * rows];
		for (long y = 0; y < height; y += rows) {
			progress.check();
			progress.report("Measuring outlines", y, height);
			int n = (int) Math.min(rows, height - y);
			LabelPixels.copy(plane, new long[] { 0, y, 0, 0 }, new int[] { (int) width, n, 1, 1 }, pixels);
			for (int row = 0; row < n; row++) {
				addLine(pixels, row * (int) width, (int) width, (int) y + row, open);
				while (!ending.isEmpty() && ending.peek().max[1] <= y + row) {
					ObjectSums object = ending.remove();
					object.perimeter = open.remove(object.id).perimeter(pixelWidth, pixelHeight);
				}
			}
		}
		progress.report("Measuring outlines", height, height);
	}

	private static void addLine(int[] pixels, int at, int width, int y, Map<Integer, Outline> open) {
		for (int x = 0; x < width;) {
			int id = pixels[at + x];
			int from = x;
			while (++x < width && pixels[at + x] == id) {}
			if (id != 0)
				open.computeIfAbsent(id, key -> new Outline()).add(y, from, x - 1);
		}
	}
}
