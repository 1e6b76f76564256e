package io.github.hourglass.train;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * One channel of class numbers, from 0, as they are in the label image. Pixels that nobody has annotated have the value 255 or a
 * negative one: they have weight 0 and class 0. Patches in whose middle half nothing is annotated are passed over.
 *
 * @param weights of the pixels of each class
 */
record ClassTargets(float[] weights) implements Targets {

	/** Label of pixels that do not count. */
	static final int IGNORED = 255;
	private static final int MOST = 64;

	/**
	 * The classes of label images: as many as the largest label says, at least two, with equal weights or, for {@code balanced},
	 * {@code median frequency / frequency} (Eigen and Fergus, ICCV 2015).
	 */
	static ClassTargets of(List<Volume> labels, boolean balanced, Progress progress) {
		AtomicLongArray counts = new AtomicLongArray(IGNORED);
		for (int i = 0; i < labels.size(); i++)
			try {
				count(labels.get(i), counts, progress.part(i, labels.size()));
			}
			catch (UncheckedIOException e) {
				// the check of the data, which reads it too, tells of it by name
				continue;
			}
		int classes = 2;
		for (int label = 0; label < IGNORED; label++)
			if (counts.get(label) > 0)
				classes = Math.max(classes, label + 1);
		if (classes > MOST)
			throw new IllegalArgumentException("The largest class in the targets is " + (classes - 1) + ", more than " + (MOST - 1)
				+ "; if labels are numbers of objects, choose the task instances.");
		float[] weights = new float[classes];
		Arrays.fill(weights, 1);
		if (balanced)
			balance(weights, counts);
		return new ClassTargets(weights);
	}

	private static void count(Volume volume, AtomicLongArray counts, Progress progress) {
		PixelType type = volume.type();
		Blocks.forEach(volume, Blocks.THREADS, progress, "Counting classes", (min, size, pixels) -> {
			long[] here = new long[IGNORED];
			for (int i = 0, n = Volume.pixels(size); i < n; i++) {
				double label = type.get(pixels, i);
				if (label > IGNORED)
					throw new IllegalArgumentException("The targets have the class " + label + ", more than " + (MOST - 1)
						+ "; if labels are numbers of objects, choose the task instances.");
				if (!isIgnored(label))
					here[(int) label]++;
			}
			for (int label = 0; label < IGNORED; label++)
				counts.addAndGet(label, here[label]);
		});
	}

	private static void balance(float[] weights, AtomicLongArray counts) {
		long[] present = java.util.stream.IntStream.range(0, weights.length).mapToLong(counts::get).filter(count -> count > 0).sorted().toArray();
		double median = present.length == 0 ? 0 : (present[(present.length - 1) / 2] + present[present.length / 2]) / 2.0;
		for (int label = 0; label < weights.length; label++)
			weights[label] = counts.get(label) == 0 ? 1 : (float) (median / counts.get(label));
	}

	/** NaN counts as not annotated. */
	private static boolean isIgnored(double label) {
		return !(label >= 0) || label == IGNORED;
	}

	/** Number of classes. */
	int classes() {
		return weights.length;
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
		for (float label : PatchSource.middle(image.target(), min, size))
			if (!isIgnored(label))
				return true;
		return false;
	}

	@Override
	public void read(TrainingImage image, long[] min, int[] size, Patch patch) {
		float[] labels = PatchSource.read(image.target(), min, size);
		patch.weight = new float[labels.length];
		for (int i = 0; i < labels.length; i++) {
			boolean ignored = isIgnored(labels[i]);
			labels[i] = ignored ? 0 : labels[i];
			patch.weight[i] = ignored ? 0 : weights[(int) labels[i]];
		}
		patch.target = labels;
	}
}
