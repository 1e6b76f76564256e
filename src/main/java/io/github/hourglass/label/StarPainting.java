package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.List;

/** The objects of one plane as labels, block by block: the more probable ones are painted over the others. */
final class StarPainting {

	private final List<StarPolygon> objects;
	private final int first;
	private final int block;
	private final int across;
	private final List<List<Integer>> inBlock = new ArrayList<>();
	private final double[] rays;

	/**
	 * @param objects the most probable first; their labels are {@code first + 1} and on
	 * @param block pixels per side of a block
	 */
	StarPainting(List<StarPolygon> objects, int first, long width, long height, int block) {
		this.objects = objects;
		this.first = first;
		this.block = block;
		this.rays = objects.isEmpty() ? null : StarPolygon.rays(objects.get(0).distances.length);
		this.across = (int) ((width + block - 1) / block);
		int down = (int) ((height + block - 1) / block);
		for (int i = 0; i < Math.multiplyExact(across, down); i++)
			inBlock.add(null);
		for (int i = 0; i < objects.size(); i++) {
			StarPolygon object = objects.get(i);
			for (int y = Math.max(0, object.minY - 1) / block; y <= Math.min(height - 1, object.maxY + 1) / block; y++)
				for (int x = Math.max(0, object.minX - 1) / block; x <= Math.min(width - 1, object.maxX + 1) / block; x++)
					add(y * across + x, i);
		}
	}

	private void add(int number, int object) {
		if (inBlock.get(number) == null)
			inBlock.set(number, new ArrayList<>());
		inBlock.get(number).add(object);
	}

	/** @param x first position; that of a block */
	int[] block(long x, long y, int width, int height) {
		int[] pixels = new int[width * height];
		List<Integer> here = inBlock.get((int) (y / block) * across + (int) (x / block));
		for (int i = here == null ? -1 : here.size() - 1; i >= 0; i--)
			objects.get(here.get(i)).paint(first + here.get(i) + 1, rays, pixels, x, y, width, height);
		return pixels;
	}
}
