package io.github.hourglass.label;

/** Numbers from 1 to 2^31 - 1 that have been seen. Not thread-safe. */
final class IdSet {

	private static final int PAGE = 1 << 16;

	private final long[][] pages = new long[1 << 15][];

	void add(int id) {
		int page = id >>> 16;
		if (pages[page] == null)
			pages[page] = new long[PAGE / 64];
		pages[page][(id & PAGE - 1) >>> 6] |= 1L << id;
	}

	void addAll(IdSet other) {
		for (int page = 0; page < pages.length; page++)
			if (other.pages[page] != null) {
				if (pages[page] == null)
					pages[page] = new long[PAGE / 64];
				for (int i = 0; i < pages[page].length; i++)
					pages[page][i] |= other.pages[page][i];
			}
	}

	/** All of them, ascending. */
	int[] ids() {
		long count = 0;
		for (long[] page : pages)
			if (page != null)
				for (long bits : page)
					count += Long.bitCount(bits);
		int[] ids = new int[Math.toIntExact(count)];
		int next = 0;
		for (int page = 0; page < pages.length; page++)
			if (pages[page] != null)
				for (int i = 0; i < PAGE / 64; i++)
					for (long bits = pages[page][i]; bits != 0; bits &= bits - 1)
						ids[next++] = page << 16 | i << 6 | Long.numberOfTrailingZeros(bits);
		return ids;
	}
}
