package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Workers;

/**
 * Which candidates are objects: from the most probable down, each that overlaps too much with none kept before. Done tile by
 * tile, each in a window around it. A candidate of the window is decided only if all that could suppress it are in the window and
 * decided; until those of the tile are, the window grows. So the result is that of the whole plane, whatever the tiles.
 */
final class StarSuppression {

	private static final int CELL_BITS = 5;

	private final StarPrediction prediction;
	private final double threshold;
	private final double[] rays;
	private final Progress progress;

	private StarSuppression(StarPrediction prediction, double threshold, Progress progress) {
		this.prediction = prediction;
		this.threshold = threshold;
		this.rays = StarPolygon.rays(prediction.rays);
		this.progress = progress;
	}

	/**
	 * All objects, the most probable first.
	 *
	 * @param core tiles of {@link StarPrediction#TILE} that are decided at a time, per side
	 */
	static List<StarPolygon> of(StarPrediction prediction, double threshold, int core, Progress progress) {
		StarSuppression suppression = new StarSuppression(prediction, threshold, progress);
		int across = (prediction.tilesX() + core - 1) / core;
		int down = (prediction.tilesY() + core - 1) / core;
		List<StarPolygon> kept = new ArrayList<>();
		Workers.run((long) across * down, LabelOptions.THREADS, progress, "Choosing objects", () -> number -> {
			int tileX = (int) (number % across) * core;
			int tileY = (int) (number / across) * core;
			List<StarPolygon> found = suppression.tile(tileX, tileY, Math.min(prediction.tilesX(), tileX + core), Math.min(prediction.tilesY(), tileY + core));
			synchronized (kept) {
				kept.addAll(found);
			}
		});
		kept.sort(null);
		return kept;
	}

	private List<StarPolygon> tile(int fromX, int fromY, int toX, int toY) {
		float reach = 0;
		for (int y = fromY; y < toY; y++)
			for (int x = fromX; x < toX; x++)
				reach = Math.max(reach, prediction.reach(x, y));
		if (reach == 0)
			return List.of();
		int margin = 1 + (int) (2 * reach / prediction.grid / StarPrediction.TILE);
		while (true) {
			Window window = new Window(Math.max(0, fromX - margin), Math.max(0, fromY - margin), Math.min(prediction.tilesX(), toX + margin),
				Math.min(prediction.tilesY(), toY + margin));
			if (window.decide(fromX, fromY, toX, toY))
				return window.found;
			margin *= 2;
		}
	}

	/** Part of the plane, in tiles; the end is exclusive. */
	private final class Window {

		private final int fromX;
		private final int fromY;
		private final int toX;
		private final int toY;
		private final Map<Long, List<StarPolygon>> kept = new HashMap<>();
		private final Map<Long, List<StarPolygon>> open = new HashMap<>();
		private final List<double[]> outside = new ArrayList<>();
		private final List<StarPolygon> found = new ArrayList<>();

		Window(int fromX, int fromY, int toX, int toY) {
			this.fromX = fromX;
			this.fromY = fromY;
			this.toX = toX;
			this.toY = toY;
		}

		/** False if a candidate in the given tiles cannot be decided here; else they are {@link #found}. */
		boolean decide(int coreX, int coreY, int coreToX, int coreToY) {
			int tile = StarPrediction.TILE;
			int x = fromX * tile;
			int y = fromY * tile;
			int columns = Math.min(prediction.width, toX * tile) - x;
			int rows = Math.min(prediction.height, toY * tile) - y;
			StarPrediction.Candidates candidates = prediction.read(x, y, columns, rows);
			seekOutside();
			for (int i = 0; i < candidates.count(); i++) {
				if (i % 256 == 0)
					progress.check();
				int atX = x + candidates.index()[i] % columns;
				int atY = y + candidates.index()[i] / columns;
				StarPolygon polygon = new StarPolygon((long) atX * prediction.grid, (long) atY * prediction.grid, candidates.probability()[i],
					candidates.distances()[i], rays);
				candidates.distances()[i] = null;
				boolean inCore = atX / tile >= coreX && atX / tile < coreToX && atY / tile >= coreY && atY / tile < coreToY;
				if (overlaps(polygon, kept))
					continue;
				if (reachedFromOutside(polygon) || overlaps(polygon, open)) {
					if (inCore)
						return false;
					put(polygon, open);
				}
				else {
					put(polygon, kept);
					if (inCore)
						found.add(polygon);
				}
			}
			found.forEach(StarPolygon::release);
			return true;
		}

		private boolean overlaps(StarPolygon polygon, Map<Long, List<StarPolygon>> others) {
			for (int y = polygon.minY >> CELL_BITS; y <= polygon.maxY >> CELL_BITS; y++)
				for (int x = polygon.minX >> CELL_BITS; x <= polygon.maxX >> CELL_BITS; x++)
					for (StarPolygon other : others.getOrDefault(cell(x, y), List.of()))
						if (isFirstCommonCell(polygon, other, x, y) && polygon.overlap(other) > threshold)
							return true;
			return false;
		}

		/** Two polygons may share several cells but are compared in one. */
		private static boolean isFirstCommonCell(StarPolygon a, StarPolygon b, int x, int y) {
			return x == Math.max(a.minX, b.minX) >> CELL_BITS && y == Math.max(a.minY, b.minY) >> CELL_BITS;
		}

		private static void put(StarPolygon polygon, Map<Long, List<StarPolygon>> cells) {
			for (int y = polygon.minY >> CELL_BITS; y <= polygon.maxY >> CELL_BITS; y++)
				for (int x = polygon.minX >> CELL_BITS; x <= polygon.maxX >> CELL_BITS; x++)
					cells.computeIfAbsent(cell(x, y), key -> new ArrayList<>(4)).add(polygon);
		}

		private static long cell(int x, int y) {
			return (long) y << 32 | x & 0xffffffffL;
		}

		/** Tiles beyond the window with candidates that reach into it, as x, y, end of x, end of y and reach in pixels. */
		private void seekOutside() {
			float inside = 0;
			for (int y = fromY; y < toY; y++)
				for (int x = fromX; x < toX; x++)
					inside = Math.max(inside, prediction.reach(x, y));
			double side = (double) StarPrediction.TILE * prediction.grid;
			int around = 1 + (int) ((prediction.farthest() + inside) / side);
			for (int y = Math.max(0, fromY - around - 1); y < Math.min(prediction.tilesY(), toY + around + 1); y++)
				for (int x = Math.max(0, fromX - around - 1); x < Math.min(prediction.tilesX(), toX + around + 1); x++) {
					float reach = prediction.reach(x, y);
					boolean within = x >= fromX && x < toX && y >= fromY && y < toY;
					int apart = Math.max(Math.max(fromX - 1 - x, x - toX), Math.max(fromY - 1 - y, y - toY));
					if (reach > 0 && !within && apart * side <= reach + inside)
						outside.add(new double[] { x * side, y * side, (x + 1) * side, (y + 1) * side, reach });
				}
		}

		private boolean reachedFromOutside(StarPolygon polygon) {
			for (double[] tile : outside) {
				double x = Math.max(0, Math.max(tile[0] - polygon.x, polygon.x - tile[2]));
				double y = Math.max(0, Math.max(tile[1] - polygon.y, polygon.y - tile[3]));
				if (Math.hypot(x, y) <= tile[4] + polygon.radius + 2)
					return true;
			}
			return false;
		}
	}
}
