package io.github.hourglass.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

/** What the border of an image leaves of objects, where that is so little that nobody would mark it. */
final class Slivers {

	/** Of the middle size of the objects of an image. */
	static final double SHARE = 0.05;

	private Slivers() {}

	/**
	 * A label image without the objects that touch its border along x, y or z and have less than a twentieth of the median
	 * number of pixels of all objects.
	 */
	static Volume without(Volume labels) {
		float[] ids = Evaluation.pixels(labels);
		Map<Float, Integer> sizes = new HashMap<>();
		for (float id : ids)
			if (id > 0)
				sizes.merge(id, 1, Integer::sum);
		int[] sorted = sizes.values().stream().mapToInt(Integer::intValue).sorted().toArray();
		double least = sorted.length == 0 ? 0 : SHARE * sorted[sorted.length / 2];
		Set<Float> cut = new HashSet<>();
		int stride = 1;
		for (int d = 0; d < labels.axes().count(); stride *= (int) labels.dimensions()[d++])
			for (int i = 0; i < ids.length; i++) {
				long at = i / stride % labels.dimensions()[d];
				if (ids[i] > 0 && labels.axes().get(d).isSpatial() && labels.dimensions()[d] > 1 && (at == 0 || at == labels.dimensions()[d] - 1) && sizes.get(ids[i]) < least)
					cut.add(ids[i]);
			}
		for (int i = 0; i < ids.length; i++)
			if (cut.contains(ids[i]))
				ids[i] = 0;
		return Volume.of(ArrayImgs.floats(ids, labels.dimensions()), labels.axes()).withMetadata(labels.metadata());
	}
}
