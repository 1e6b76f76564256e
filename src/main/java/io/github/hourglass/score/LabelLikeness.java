package io.github.hourglass.score;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * Whether an image looks like labels: whole numbers from 0, some of them 0, and next to a pixel of an object mostly one of the same
 * number. Seen on at most 64 of its blocks.
 */
enum LabelLikeness {

	LABELS, EMPTY, NONE;

	private static final long MOST_BLOCKS = 64;
	private static final double LEAST_SHARE = 0.7;

	static LabelLikeness of(Volume volume) {
		if (volume.size('c') > 1 || volume.size('b') > 1)
			return NONE;
		Volume rows = volume.inOrder("xyzt");
		long count = rows.blocks().count();
		long step = Math.max(1, count / MOST_BLOCKS);
		long background = 0, same = 0, other = 0;
		for (long number = 0; number < count; number += step) {
			int[] size = rows.blocks().size(number);
			int n = Volume.pixels(size);
			Object pixels = rows.type().newArray(n);
			rows.copy(rows.blocks().min(number), size, pixels);
			double before = 0;
			for (int i = 0; i < n; i++) {
				double value = rows.type().get(pixels, i);
				if (!isLabel(value, rows.type()))
					return NONE;
				if (value == 0)
					background++;
				else if (i % size[0] > 0 && before != 0)
					if (value == before)
						same++;
					else
						other++;
				before = value;
			}
		}
		if (same + other == 0)
			return EMPTY;
		return background > 0 && same >= LEAST_SHARE * (same + other) ? LABELS : NONE;
	}

	private static boolean isLabel(double value, PixelType type) {
		return value >= 0 && value <= Integer.MAX_VALUE && (type.isInteger() || value == Math.rint(value));
	}
}
