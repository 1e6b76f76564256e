package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Line;
import io.github.hourglass.image.Tiling.Rule;

/**
 * The tile that wastes least: of all tiles that fit the memory, the one with which the fewest input pixels are computed, halos
 * counted; among equals the one that makes fewer tiles.
 *
 * @param tiling how the image is cut
 * @param bytes estimated need of the largest tile
 * @param budget bytes that were allowed
 */
public record MemoryPlan(Tiling tiling, long bytes, long budget) {

	/** The search ends after so many questions; only for images of many teravoxels is that before it has seen every tile. */
	private static final int MOST_QUESTIONS = 1500;
	/** What a tile may need without a second thought: memory beyond it costs time as well, to come by and as it lies far from the processor. */
	private static final long EASY = 1_500_000_000;
	/** Waste that such memory does not make good. */
	private static final double LITTLE_WASTE = 0.1;

	/** What a tile of so many input pixels per axis takes; must not fall when the tile grows. {@code Long.MAX_VALUE}: it cannot be. */
	@FunctionalInterface
	public interface Need {

		long bytes(long[] tile);
	}

	/** Pixels computed for halos, as a fraction of what one piece would compute. */
	public double waste() {
		double pixels = 1;
		for (Line line : tiling.lines())
			pixels *= line.extendedSize();
		return tiling.computed() / pixels - 1;
	}

	/** Pixels per axis that the largest tile reads. */
	public long[] tile() {
		return tiling.lines().stream().mapToLong(Line::tileSize).toArray();
	}

	/**
	 * Finds the best tile.
	 *
	 * @param rules per axis
	 * @param size of the image, per axis
	 * @param need grows with each size
	 * @param budget bytes
	 * @throws IllegalArgumentException if even the smallest tile needs more
	 */
	public static MemoryPlan best(List<Rule> rules, long[] size, Need need, long budget) {
		return new Search(rules, size, need, budget).run();
	}

	/**
	 * As {@link #best}, but a tile of far less memory instead where its halos cost little: it is as fast or faster, and leaves memory to others.
	 */
	static MemoryPlan thrifty(List<Rule> rules, long[] size, Need need, long budget) {
		MemoryPlan best = best(rules, size, need, budget);
		if (best.bytes <= EASY || need.bytes(leastTile(rules, size)) > EASY)
			return best;
		MemoryPlan easy = best(rules, size, need, EASY);
		return easy.waste() <= LITTLE_WASTE ? easy : best;
	}

	private static long[] leastTile(List<Rule> rules, long[] size) {
		long[] tile = new long[size.length];
		for (int d = 0; d < tile.length; d++)
			tile[d] = Math.min(rules.get(d).extended(size[d]), rules.get(d).leastTile());
		return tile;
	}

	/** The tiles the user asked for, whatever they need; {@code most} is pixels per axis. */
	public static MemoryPlan asked(List<Rule> rules, long[] size, long[] most, Need need, long budget) {
		List<Line> lines = new ArrayList<>();
		for (int d = 0; d < size.length; d++)
			lines.add(rules.get(d).over(size[d], most[d]));
		MemoryPlan plan = new MemoryPlan(Tiling.of(lines), 0, budget);
		return new MemoryPlan(plan.tiling, need.bytes(plan.tile()), budget);
	}

	/**
	 * Begins with the largest cube that fits; then goes through the numbers of tiles of all axes but the last, those like the
	 * cube's first, and finds the fewest tiles along the last axis by bisection. What can only be worse is not looked at.
	 */
	private static final class Search {

		private static final double LOG_OF_LARGEST = Math.log(Integer.MAX_VALUE);
		private final List<Rule> rules;
		private final long[] size;
		private final Need need;
		private final long budget;
		private final long[] least;
		private final List<List<Line>> candidates = new ArrayList<>();
		private final List<long[]> tooLarge = new ArrayList<>();
		private List<Line> best;
		private double bestComputed = Double.POSITIVE_INFINITY;
		private long bestCount;
		private int questions;

		Search(List<Rule> rules, long[] size, Need need, long budget) {
			this.rules = rules;
			this.size = size;
			this.need = need;
			this.budget = budget;
			least = leastTile(rules, size);
		}

		MemoryPlan run() {
			long smallest = need.bytes(least);
			if (smallest > budget)
				throw new IllegalArgumentException("Even the smallest tile of this network needs " + megabytes(smallest) + ", but only " + megabytes(budget)
					+ " may be used; free memory, allow more with memory=, or give a smaller halo=.");
			for (int d = 0; d < size.length; d++)
				candidates.add(candidates(d));
			int last = size.length - 1;
			List<List<Line>> heads = new ArrayList<>(List.of(List.of()));
			for (int d = 0; d < last; d++)
				heads = product(heads, candidates.get(d));
			double cube = Math.log(computed(cube().subList(0, last)));
			heads.sort(Comparator.comparingDouble(head -> Math.abs(Math.log(computed(head)) - cube)));
			double leastOfLast = candidates.get(last).get(0).computed();
			for (List<Line> head : heads)
				if (computed(head) * leastOfLast <= bestComputed && (best == null || questions < MOST_QUESTIONS))
					complete(head, candidates.get(last));
			Tiling tiling = Tiling.of(best);
			return new MemoryPlan(tiling, need.bytes(best.stream().mapToLong(Line::tileSize).toArray()), budget);
		}

		/** About the largest equal-sided tile that fits. */
		private List<Line> cube() {
			List<Line> fitting = candidates.stream().map(along -> along.get(along.size() - 1)).toList();
			double low = 0;
			double high = 1;
			for (int halving = 0; halving < 12; halving++) {
				double middle = (low + high) / 2;
				List<Line> lines = new ArrayList<>();
				for (List<Line> along : candidates)
					lines.add(along.stream().filter(line -> Math.log(line.tileSize()) <= middle * LOG_OF_LARGEST).findFirst().orElse(along.get(along.size() - 1)));
				if (fits(lines.subList(0, lines.size() - 1), lines.get(lines.size() - 1))) {
					low = middle;
					fitting = lines;
				}
				else
					high = middle;
			}
			return fitting;
		}

		/**
		 * Per number of tiles the smallest tile that does it, fewest tiles first; all that could fit if the other axes were least.
		 * Beyond fifty tiles the waste grows by at least two percent from one candidate to the next.
		 */
		private List<Line> candidates(int d) {
			Rule rule = rules.get(d);
			Line line = rule.over(size[d], largest(d));
			List<Line> found = new ArrayList<>();
			while (true) {
				line = rule.over(size[d], smallest(d, line));
				found.add(line);
				long payload = line.tileSize() - rule.lowOnGrid() - rule.haloHigh();
				long step = Math.max(1, payload / 50 / rule.sizeStep()) * rule.sizeStep();
				if (rule.fixed() || line.tileSize() - rule.sizeStep() < least[d])
					return found;
				long next = line.tileSize() - (found.size() < 50 ? rule.sizeStep() : step);
				line = rule.over(size[d], Math.max(least[d], next));
			}
		}

		/** The largest tile along one axis that fits when the other axes are least. */
		private long largest(int d) {
			Rule rule = rules.get(d);
			if (rule.fixed())
				return rule.least();
			long low = 0;
			long high = (rule.extended(size[d]) - least[d]) / rule.sizeStep();
			while (low < high) {
				long middle = low + (high - low + 1) / 2;
				long[] tile = least.clone();
				tile[d] = least[d] + middle * rule.sizeStep();
				if (need.bytes(tile) <= budget)
					low = middle;
				else
					high = middle - 1;
			}
			return least[d] + low * rule.sizeStep();
		}

		/** The smallest tile that makes no more tiles than this line has. */
		private long smallest(int d, Line line) {
			Rule rule = rules.get(d);
			if (rule.fixed())
				return rule.least();
			long low = 0;
			long high = (line.tileSize() - least[d]) / rule.sizeStep();
			while (low < high) {
				long middle = (low + high) / 2;
				if (rule.over(size[d], least[d] + middle * rule.sizeStep()).count() <= line.count())
					high = middle;
				else
					low = middle + 1;
			}
			return least[d] + low * rule.sizeStep();
		}

		/** Takes the fewest tiles along the last axis that fit, if that is better than what was found before. */
		private void complete(List<Line> head, List<Line> lasts) {
			double others = computed(head);
			int high = lasts.size() - 1;
			while (high >= 0 && others * lasts.get(high).computed() > bestComputed)
				high--;
			if (high < 0 || !fits(head, lasts.get(high)))
				return;
			int low = 0;
			while (low < high) {
				int middle = (low + high) / 2;
				if (fits(head, lasts.get(middle)))
					high = middle;
				else
					low = middle + 1;
			}
			List<Line> lines = new ArrayList<>(head);
			lines.add(lasts.get(low));
			long count = Tiling.of(lines).count();
			double computed = computed(lines);
			if (computed < bestComputed || computed == bestComputed && count < bestCount) {
				best = lines;
				bestComputed = computed;
				bestCount = count;
			}
		}

		private boolean fits(List<Line> head, Line last) {
			long[] tile = new long[head.size() + 1];
			for (int d = 0; d < head.size(); d++)
				tile[d] = head.get(d).tileSize();
			tile[head.size()] = last.tileSize();
			for (long[] refused : tooLarge)
				if (covers(tile, refused))
					return false;
			questions++;
			if (need.bytes(tile) <= budget)
				return true;
			tooLarge.removeIf(refused -> covers(refused, tile));
			tooLarge.add(tile);
			return false;
		}

		private static boolean covers(long[] tile, long[] other) {
			for (int d = 0; d < tile.length; d++)
				if (tile[d] < other[d])
					return false;
			return true;
		}

		private static List<List<Line>> product(List<List<Line>> heads, List<Line> lines) {
			List<List<Line>> longer = new ArrayList<>();
			for (List<Line> head : heads)
				for (Line line : lines) {
					List<Line> more = new ArrayList<>(head);
					more.add(line);
					longer.add(more);
				}
			return longer;
		}

		private static double computed(List<Line> lines) {
			double computed = 1;
			for (Line line : lines)
				computed *= line.computed();
			return computed;
		}
	}

	static String megabytes(long bytes) {
		return bytes == Long.MAX_VALUE ? "more than one buffer holds (2 GB)" : bytes < 10L << 30 ? (bytes >> 20) + " MB" : (bytes >> 30) + " GB";
	}
}
