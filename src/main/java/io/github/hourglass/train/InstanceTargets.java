package io.github.hourglass.train;

import java.util.HashMap;
import java.util.Map;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;
import io.github.hourglass.label.DistanceTransform;

/**
 * Three channels from a label image whose pixels are numbers of objects, 0 for none:
 * <ol>
 * <li>foreground, 1 in objects;
 * <li>boundary, 1 in those pixels of an object that touch, with a face, a pixel of another label: scikit-image's
 * {@code find_boundaries(mode="inner", connectivity=1)};
 * <li>distance, in objects the Euclidean distance to the nearest pixel outside the object, divided by the largest one of the
 * object (Scherr et al., PLoS ONE 2020), so that every object has its middle at 1; 0 outside. Distances use the calibration of the axes.
 * </ol>
 * Objects are seen up to half a patch beyond the border of the patch. Patches in whose middle half there is no object are passed over.
 */
record InstanceTargets(int dimensions) implements Targets {

	@Override
	public int channels() {
		return 3;
	}

	@Override
	public boolean areLabels() {
		return true;
	}

	@Override
	public boolean isWorth(TrainingImage image, long[] min, int[] size) {
		for (float label : PatchSource.middle(image.target(), min, size))
			if (label > 0)
				return true;
		return false;
	}

	@Override
	public void read(TrainingImage image, long[] min, int[] size, Patch patch) {
		Volume target = image.target();
		long[] from = min.clone();
		int[] wide = size.clone();
		int[] box = { 1, 1, 1 };
		int[] offset = new int[3];
		double[] spacing = { 1, 1, 1 };
		for (int d = 0; d < dimensions; d++) {
			from[d] = Math.max(0, min[d] - size[d] / 2);
			wide[d] = (int) (Math.min(image.size()[d], min[d] + size[d] + size[d] / 2) - from[d]);
			box[d] = wide[d];
			offset[d] = (int) (min[d] - from[d]);
			spacing[d] = target.axes().get(d).scale() > 0 ? target.axes().get(d).scale() : 1;
		}
		patch.target = cut(channels(labels(target, from, wide), box, spacing), box, offset, patch);
	}

	static int[] labels(Volume volume, long[] min, int[] size) {
		PixelType type = volume.type();
		Object pixels = type.newArray(Volume.pixels(size));
		volume.copy(min, size, pixels);
		int[] labels = new int[Volume.pixels(size)];
		for (int i = 0; i < labels.length; i++)
			labels[i] = (int) type.get(pixels, i);
		return labels;
	}

	/**
	 * Foreground, boundary and distance, one after the other.
	 *
	 * @param box size along x, y, z
	 */
	static float[] channels(int[] labels, int[] box, double[] spacing) {
		int n = labels.length;
		float[] channels = new float[3 * n];
		float[] distances = DistanceTransform.of(labels, box, spacing);
		Map<Integer, Float> largest = new HashMap<>();
		for (int first = 0, next; first < n; first = next) {
			float most = distances[first];
			for (next = first + 1; next < n && labels[next] == labels[first]; next++)
				most = Math.max(most, distances[next]);
			largest.merge(labels[first], most, Math::max);
		}
		float most = 0;
		for (int i = 0; i < n; i++)
			if (labels[i] != 0) {
				if (i == 0 || labels[i] != labels[i - 1])
					most = largest.get(labels[i]);
				channels[i] = 1;
				channels[n + i] = isBoundary(labels, box, i) ? 1 : 0;
				channels[2 * n + i] = Float.isInfinite(distances[i]) ? 1 : distances[i] / most;
			}
		return channels;
	}

	private static boolean isBoundary(int[] labels, int[] box, int i) {
		int stride = 1;
		for (int d = 0; d < 3; stride *= box[d++]) {
			int position = i / stride % box[d];
			if (position > 0 && labels[i - stride] != labels[i] || position < box[d] - 1 && labels[i + stride] != labels[i])
				return true;
		}
		return false;
	}

	private static float[] cut(float[] channels, int[] box, int[] offset, Patch patch) {
		int wide = box[0] * box[1] * box[2];
		float[] cut = new float[3 * patch.pixels()];
		int to = 0;
		for (int c = 0; c < 3; c++)
			for (int z = 0; z < patch.size[2]; z++)
				for (int y = 0; y < patch.size[1]; y++, to += patch.size[0])
					System.arraycopy(channels, c * wide + ((z + offset[2]) * box[1] + y + offset[1]) * box[0] + offset[0], cut, to, patch.size[0]);
		return cut;
	}
}
