package io.github.hourglass.label;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Which regions of an image touch which, and the border, and which one encloses which: a region is enclosed by another if all
 * ways to the border lead through that one. Found by one depth-first search from beyond the border (Hopcroft and Tarjan,
 * Communications of the ACM 1973). Not thread-safe.
 */
final class RegionGraph {

	/** What lies beyond the border. */
	static final int OUTSIDE = 0;

	private final LongSet edges = new LongSet();
	private int[] names;
	private int[] first;
	private int[] neighbors;

	/** Two regions touch; names are any numbers but {@link #OUTSIDE}. */
	void touch(int a, int b) {
		edges.add(edge(a, b));
	}

	void addAll(RegionGraph other) {
		edges.addAll(other.edges);
	}

	private static long edge(int a, int b) {
		int low = Math.min(a, b);
		int high = Math.max(a, b);
		return (long) low << 32 | high & 0xffffffffL;
	}

	/** Sees a region and the innermost one that encloses it. */
	interface Visitor {

		void enclosed(int region, int by, boolean touching);
	}

	/** Visits all regions that another one encloses. All regions must be connected with the outside. */
	void forEachEnclosed(Visitor visitor) {
		index();
		int n = names.length;
		int[] order = new int[n];
		int[] low = new int[n];
		int[] parent = new int[n];
		int[] preorder = new int[n];
		int root = Arrays.binarySearch(names, OUTSIDE);
		if (root < 0)
			return;
		search(root, order, low, parent, preorder);
		int[] by = new int[n];
		by[root] = root;
		for (int i = 1; i < n && order[preorder[i]] > 0; i++) {
			int node = preorder[i];
			int above = parent[node];
			by[node] = low[node] >= order[above] ? above : by[above];
			if (by[node] != root)
				visitor.enclosed(names[node], names[by[node]], edges.has(edge(names[node], names[by[node]])));
		}
	}

	/** Numbers the nodes in the order of their names and lists the neighbors of each. */
	private void index() {
		long[] pairs = edges.values();
		int[] all = new int[2 * pairs.length];
		for (int i = 0; i < pairs.length; i++) {
			all[2 * i] = (int) (pairs[i] >> 32);
			all[2 * i + 1] = (int) pairs[i];
		}
		names = Arrays.stream(all).sorted().distinct().toArray();
		IntUnaryOperator node = name -> Arrays.binarySearch(names, name);
		first = new int[names.length + 1];
		for (int i = 0; i < all.length; i++) {
			all[i] = node.applyAsInt(all[i]);
			first[all[i] + 1]++;
		}
		for (int i = 0; i < names.length; i++)
			first[i + 1] += first[i];
		int[] next = first.clone();
		neighbors = new int[all.length];
		for (int i = 0; i < all.length; i++)
			neighbors[next[all[i]]++] = all[i ^ 1];
	}

	/**
	 * @param order when a node is found, from 1
	 * @param low the earliest node that its subtree touches
	 */
	private void search(int root, int[] order, int[] low, int[] parent, int[] preorder) {
		int[] next = Arrays.copyOf(first, names.length);
		int found = 1;
		order[root] = low[root] = 1;
		preorder[0] = root;
		parent[root] = root;
		for (int at = root; ; ) {
			if (next[at] < first[at + 1]) {
				int to = neighbors[next[at]++];
				if (order[to] == 0) {
					parent[to] = at;
					preorder[found] = to;
					order[to] = low[to] = ++found;
					at = to;
				}
				else if (to != parent[at])
					low[at] = Math.min(low[at], order[to]);
			}
			else if (at == root)
				return;
			else {
				int above = parent[at];
				low[above] = Math.min(low[above], low[at]);
				at = above;
			}
		}
	}
}
