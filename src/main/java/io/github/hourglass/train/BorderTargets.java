package io.github.hourglass.train;

/**
 * One channel of the three classes of DenoiSeg (Buchholz et al., ECCV Workshops 2020) from a label image whose pixels are numbers of
 * objects, 0 for none: 0 background, 1 object, 2 border. The border is scikit-image's {@code find_boundaries(mode="outer",
 * connectivity=1)}: those pixels outside objects that touch one with a face, and those of objects that touch another label with a
 * face while another object lies among all their neighbors, diagonal ones included. Images without a label image have weight 0
 * everywhere; no patch is passed over.
 *
 * @param border weight of the border beside the 1 of the other classes; 5 in the authors' program
 */
record BorderTargets(int dimensions, float border) implements Targets {

	static final int BACKGROUND = 0, OBJECT = 1, BORDER = 2;
	private static final float AUTHORS_WEIGHT = 5;

	static BorderTargets of(int dimensions, boolean balanced) {
		return new BorderTargets(dimensions, balanced ? AUTHORS_WEIGHT : 1);
	}

	@Override
	public int channels() {
		return 1;
	}

	@Override
	public boolean areLabels() {
		return true;
	}

	@Override
	public boolean isWorth(TrainingImage image, long[] min, int[] size) {
		return true;
	}

	@Override
	public void read(TrainingImage image, long[] min, int[] size, Patch patch) {
		patch.target = new float[patch.pixels()];
		patch.weight = new float[patch.pixels()];
		if (image.target() == null)
			return;
		long[] from = min.clone();
		int[] wide = size.clone(), box = { 1, 1, 1 }, offset = new int[3];
		for (int d = 0; d < dimensions; d++) {
			from[d] = Math.max(0, min[d] - 1);
			wide[d] = (int) (Math.min(image.size()[d], min[d] + size[d] + 1) - from[d]);
			box[d] = wide[d];
			offset[d] = (int) (min[d] - from[d]);
		}
		int[] labels = InstanceTargets.labels(image.target(), from, wide);
		int to = 0;
		for (int z = 0; z < patch.size[2]; z++)
			for (int y = 0; y < patch.size[1]; y++)
				for (int x = 0; x < patch.size[0]; x++, to++) {
					int kind = kind(labels, box, x + offset[0], y + offset[1], z + offset[2]);
					patch.target[to] = kind;
					patch.weight[to] = kind == BORDER ? border : 1;
				}
	}

	/** The class of one pixel. */
	static int kind(int[] labels, int[] box, int x, int y, int z) {
		int own = labels[(z * box[1] + y) * box[0] + x];
		boolean touches = false, other = false;
		for (int dz = Math.max(0, z - 1); dz <= Math.min(box[2] - 1, z + 1); dz++)
			for (int dy = Math.max(0, y - 1); dy <= Math.min(box[1] - 1, y + 1); dy++)
				for (int dx = Math.max(0, x - 1); dx <= Math.min(box[0] - 1, x + 1); dx++) {
					int label = labels[(dz * box[1] + dy) * box[0] + dx];
					touches |= label != own && Math.abs(dx - x) + Math.abs(dy - y) + Math.abs(dz - z) == 1;
					other |= label != own && label != 0;
				}
		if (touches && (own == 0 || other))
			return BORDER;
		return own == 0 ? BACKGROUND : OBJECT;
	}

	/** The target of {@link Loss.Kind#DENOISEG}: noisy channels, classes, how much they count. */
	static float[] joined(float[] noisy, float[] classes, float[] counted) {
		float[] joined = java.util.Arrays.copyOf(noisy, noisy.length + 2 * classes.length);
		System.arraycopy(classes, 0, joined, noisy.length, classes.length);
		System.arraycopy(counted, 0, joined, noisy.length + classes.length, counted.length);
		return joined;
	}
}
