package io.github.hourglass.train;

import io.github.hourglass.image.Volume;

/**
 * A box of an image from which patches are taken, in the order of its axes ({@link PatchRule#order()}).
 *
 * @param image which one
 */
record Area(TrainingImage image, long[] min, long[] size) {

	static Area whole(TrainingImage image) {
		return new Area(image, new long[image.size().length], image.size());
	}

	/** The same box, but only {@code count} positions from {@code from} along one axis. */
	Area part(int d, long from, long count) {
		long[] newMin = min.clone();
		long[] newSize = size.clone();
		newMin[d] = from;
		newSize[d] = count;
		return new Area(image, newMin, newSize);
	}

	/** In how many places a patch of that size fits. */
	long places(int[] patch) {
		long places = 1;
		for (int d = 0; d < size.length; d++)
			places = Math.multiplyExact(places, Math.max(0, size[d] - patch[d] + 1));
		return places;
	}

	/** First position of the patch in the place of that number. */
	long[] place(int[] patch, long number) {
		long[] position = min.clone();
		for (int d = 0; d < position.length; d++) {
			long count = size[d] - patch[d] + 1;
			position[d] += number % count;
			number /= count;
		}
		return position;
	}

	/** How many patches lie side by side. */
	long tiles(int[] patch) {
		long tiles = 1;
		for (int d = 0; d < size.length; d++)
			tiles = Math.multiplyExact(tiles, size[d] / patch[d]);
		return tiles;
	}

	/** First position of the tile of that number. */
	long[] tile(int[] patch, long number) {
		long[] position = min.clone();
		for (int d = 0; d < position.length; d++) {
			long count = size[d] / patch[d];
			position[d] += number % count * patch[d];
			number /= count;
		}
		return position;
	}

	/** The part of the images that this box is. */
	ImagePair pair(PatchRule rule) {
		Volume target = image.target();
		return new ImagePair(image.name(), image.input().crop(min, size), target == null ? null : target.crop(rule.targetMin(min), cut(target.dimensions(), rule)));
	}

	/** The size of this box in the target, which may have another number of channels. */
	private long[] cut(long[] dimensions, PatchRule rule) {
		long[] cut = size.clone();
		for (int d = 0; d < cut.length; d++)
			cut[d] = size[d] == image.size()[d] ? dimensions[d] : rule.target(d, size[d]);
		return cut;
	}
}
