package io.github.hourglass.score;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * The pairing of rows with columns, each used at most once, whose weights sum to most, where only few pairs have a weight above
 * 0: linear assignment by successive shortest paths (Kuhn 1955; Jonker and Volgenant 1987) over the sparse pairs. A row without
 * a partner counts 0.
 */
final class Assignment {

	private final int[] start;
	private final int[] column;
	private final double[] cost;
	private final double[] rowPrice;
	private final double[] columnPrice;
	private final int[] rowOf;
	private final int[] columnOf;
	private final double[] distance;
	private final int[] from;
	private final int[] settled;
	private final boolean[] done;

	private record Step(double distance, int column) {}

	private Assignment(int rows, int columns, int[] start, int[] column, double[] weight) {
		this.start = start;
		this.column = column;
		this.cost = Arrays.stream(weight).map(w -> -w).toArray();
		int places = columns + rows; // one more place per row: no partner
		rowPrice = new double[rows];
		columnPrice = new double[places];
		rowOf = new int[places];
		columnOf = new int[rows];
		distance = new double[places];
		from = new int[places];
		settled = new int[places];
		done = new boolean[places];
		Arrays.fill(rowOf, -1);
		Arrays.fill(columnOf, -1);
		Arrays.fill(distance, Double.POSITIVE_INFINITY);
		for (int row = 0; row < rows; row++)
			augment(row, columns);
		for (int row = 0; row < rows; row++)
			if (columnOf[row] >= columns)
				columnOf[row] = -1;
	}

	/**
	 * @param start the pairs of row i are those from {@code start[i]} to {@code start[i + 1]}, exclusive
	 * @param column of each pair
	 * @param weight of each pair, at least 0
	 * @return the column of each row, or -1
	 */
	static int[] of(int rows, int columns, int[] start, int[] column, double[] weight) {
		return new Assignment(rows, columns, start, column, weight).columnOf;
	}

	private void augment(int root, int columns) {
		rowPrice[root] = -columnPrice[columns + root];
		for (int k = start[root]; k < start[root + 1]; k++)
			rowPrice[root] = Math.min(rowPrice[root], cost[k] - columnPrice[column[k]]);
		PriorityQueue<Step> queue = new PriorityQueue<>((a, b) -> Double.compare(a.distance, b.distance));
		int count = 0;
		relax(root, 0, columns, queue);
		int end = -1;
		while (end < 0) {
			Step step = queue.remove();
			if (done[step.column])
				continue;
			done[step.column] = true;
			settled[count++] = step.column;
			if (rowOf[step.column] < 0)
				end = step.column;
			else
				relax(rowOf[step.column], step.distance, columns, queue);
		}
		double length = distance[end];
		rowPrice[root] += length;
		for (int i = 0; i < count; i++) {
			int place = settled[i];
			if (rowOf[place] >= 0)
				rowPrice[rowOf[place]] += length - distance[place];
			columnPrice[place] -= length - distance[place];
		}
		for (int i = 0; i < count; i++)
			forget(settled[i]);
		queue.forEach(step -> forget(step.column));
		for (int place = end; place >= 0;) {
			int row = from[place];
			int before = columnOf[row];
			rowOf[place] = row;
			columnOf[row] = place;
			place = row == root ? -1 : before;
		}
	}

	private void relax(int row, double base, int columns, PriorityQueue<Step> queue) {
		for (int k = start[row]; k < start[row + 1]; k++)
			reach(column[k], base + cost[k] - rowPrice[row] - columnPrice[column[k]], row, queue);
		reach(columns + row, base - rowPrice[row] - columnPrice[columns + row], row, queue);
	}

	private void reach(int place, double length, int row, PriorityQueue<Step> queue) {
		if (done[place] || length >= distance[place])
			return;
		distance[place] = length;
		from[place] = row;
		queue.add(new Step(length, place));
	}

	private void forget(int place) {
		distance[place] = Double.POSITIVE_INFINITY;
		done[place] = false;
	}
}
