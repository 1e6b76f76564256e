package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.hourglass.image.Progress;
import io.github.hourglass.model.StepSpec;

/**
 * The patches of a training run, made from images that stay where they are: whole volumes are never held, patches are read
 * when they are needed and made ahead of their use by threads of their own. Which patches a step gets, and how they are
 * augmented, is a function of the seed and the numbers of epoch and patch alone. Time points, and for networks of 2 dimensions
 * slices, count as images.
 *
 * <p>Images are normalized as in prediction, with numbers measured once over each whole image, channel by channel: to the
 * percentiles 3 and 99.8 (CARE), for noise2void and denoiseg to mean 0 and standard deviation 1, unless an option says otherwise. Targets that are images are normalized by
 * the numbers of their input if they are as bright as it (so that undoing the normalization of a prediction gives the target's
 * brightness), else by their own percentiles. Make one with {@link #open}, use it from one thread, and close it.
 */
public final class TrainingData implements Patches, AutoCloseable {

	/** Steps whose patches are ready ahead of their use. */
	private static final int AHEAD = 4;
	private static final int MOST_THREADS = 8;
	/** At most so many patches, or a batch if that is more, are looked at in each validation. */
	private static final int VALIDATION = 64;
	private static final int PREVIEW = 4;

	private final TrainingOptions options;
	private final PatchRule rule;
	private final int[] size;
	private final Split given;
	private final List<Finding> findings;
	private final boolean alike;
	private final PatchSource source;
	private final PatchQueue<List<Patch>> queue;
	private final List<Patch> validation;

	private TrainingData(TrainingOptions options, PatchRule rule, Preparation ready, Targets targets, BlindSpots spots) {
		this.options = options;
		this.rule = rule;
		this.size = ready.size();
		this.given = ready.given();
		this.findings = ready.findings();
		this.alike = ready.alike();
		Augmentation augmentation = Augmentation.of(options.augmentation(), options.task(), size, rule.targetSize(size));
		this.source = new PatchSource(ready.split().training(), size, rule, options.seed(), anywhere(options, targets), augmentation, spots);
		this.validation = source.tiles(ready.split().validation(), Math.max(VALIDATION, options.batch()));
		int threads = options.deterministic() ? 1 : Math.max(2, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2));
		this.queue = new PatchQueue<>(threads, AHEAD, this::patches);
	}

	/** The images that the options name; see the other form. */
	public static TrainingData open(TrainingOptions options, PatchRule rule, Progress progress) {
		return open(options, ImageSet.open(options, progress), rule, progress);
	}

	/** With the usual normalization; see the other form. */
	public static TrainingData open(TrainingOptions options, ImageSet images, PatchRule rule, Progress progress) {
		return open(options, images, rule, null, progress);
	}

	/**
	 * Checks, splits and measures the images.
	 *
	 * @param images of the options, or open ones
	 * @param rules of the package that the network comes from, which normalize images and targets; null for the usual ones
	 * @param progress told of warnings, of what is kept for validation and of how targets are normalized
	 * @throws IllegalArgumentException that lists all findings, one on a line, if one of them is an error
	 */
	static TrainingData open(TrainingOptions options, ImageSet images, PatchRule rule, ModelRules rules, Progress progress) {
		Task task = Task.of(options);
		ImageSet kept = images.cached(Runtime.getRuntime().maxMemory() / 4);
		Targets targets = targets(options, kept, rule, progress);
		DataCheck check = DataCheck.of(kept, rule, task, progress);
		return new TrainingData(options, rule, new Preparation(options, rule, check, rules, progress), targets, task.isBlind() ? BlindSpots.of(options) : null);
	}

	private static Targets targets(TrainingOptions options, ImageSet images, PatchRule rule, Progress progress) {
		boolean balanced = options.weights().equals("balanced");
		return switch (Task.of(options)) {
			case NOISE2VOID -> null;
			case RESTORE, NOISE2NOISE, UPSCALE, PROJECT -> new ImageTargets(images.outputChannels(options.task(), progress), rule);
			case CLASSES -> ClassTargets.of(images.targets(), balanced, progress);
			case INSTANCES -> new InstanceTargets(rule.dimensions());
			case DENOISEG -> BorderTargets.of(rule.dimensions(), balanced);
		};
	}

	/** The targets as the option {@code places} has them. */
	private static Targets anywhere(TrainingOptions options, Targets targets) {
		return targets == null || options.places().equals("bright") ? targets : new Anywhere(targets);
	}

	/** The patches of a step, in order. */
	private List<Patch> patches(long step) {
		long epoch = step / options.steps();
		int count = options.batch() * options.accumulate();
		long first = step % options.steps() * count;
		List<Patch> patches = new ArrayList<>(count);
		for (int i = 0; i < count; i++)
			patches.add(source.draw(epoch, first + i));
		return patches;
	}

	/**
	 * The patches of one optimizer step: always the same {@code batch * accumulate} ones for a step, whatever the size.
	 *
	 * @param step from 0; the steps that follow it are made ahead
	 * @param perBatch patches per batch; the last batch has what is left
	 */
	@Override
	public List<Batch> step(long step, int perBatch) {
		return batches(queue.get(step), perBatch);
	}

	/** The validation patches, the same in every epoch, in the same order, not augmented; at most {@code perBatch} to a batch. */
	@Override
	public List<Batch> validation(int perBatch) {
		return batches(validation, perBatch);
	}

	/** A few validation patches to look at. */
	@Override
	public Batch preview() {
		int n = Math.min(PREVIEW, validation.size());
		List<Patch> few = new ArrayList<>();
		for (int i = 0; i < n; i++)
			few.add(validation.get((int) ((i + 0.5) * validation.size() / n)));
		return batches(few, n).get(0);
	}

	private List<Batch> batches(List<Patch> patches, int perBatch) {
		List<Batch> batches = new ArrayList<>();
		for (int from = 0; from < patches.size(); from += perBatch)
			batches.add(batch(patches.subList(from, Math.min(patches.size(), from + perBatch))));
		return batches;
	}

	private Batch batch(List<Patch> patches) {
		Patch first = patches.get(0);
		float[] weight = first.weight == null ? null : join(patches.stream().map(patch -> patch.weight).toList());
		return new Batch(shape(patches.size(), rule.dimensions(), first.size, first.input), join(patches.stream().map(patch -> patch.input).toList()),
			shape(patches.size(), rule.targetDimensions(), first.targetSize, first.target), join(patches.stream().map(patch -> patch.target).toList()), weight);
	}

	private static long[] shape(int n, int dimensions, int[] size, float[] values) {
		long channels = values.length / (size[0] * size[1] * size[2]);
		return dimensions == 2 ? new long[] { n, channels, size[1], size[0] } : new long[] { n, channels, size[2], size[1], size[0] };
	}

	private static float[] join(List<float[]> parts) {
		float[] all = new float[Math.multiplyExact(parts.size(), parts.get(0).length)];
		for (int i = 0; i < parts.size(); i++)
			System.arraycopy(parts.get(i), 0, all, i * parts.get(i).length, parts.get(i).length);
		return all;
	}

	/** Size of a patch along x, y[, z]. */
	public int[] patch() {
		return Arrays.copyOf(size, rule.dimensions());
	}

	/** The parts of the images that are kept for validation, whole and not normalized. */
	public List<ImagePair> validationImages() {
		return given.validation().stream().map(area -> area.pair(rule)).toList();
	}

	/** The parts of the images that are trained on, whole and not normalized. */
	public List<ImagePair> trainingImages() {
		return given.training().stream().map(area -> area.pair(rule)).toList();
	}

	/** Warnings; what would have been an error was thrown. */
	public List<Finding> findings() {
		return findings;
	}

	/** How images were divided, one sentence. */
	public String splitNote() {
		return given.note();
	}

	/**
	 * The normalization of an input as a package writes it.
	 *
	 * @param axes ids of the axes over which the network's input is measured together: those in space, not the channels
	 */
	public StepSpec normalization(List<String> axes) {
		return Scaling.spec(Scaling.isByPercentiles(options), axes);
	}

	/**
	 * True if undoing the normalization of the input gives results the brightness of the targets: for noise2void and denoiseg, and where
	 * targets were normalized by the numbers of their input.
	 */
	public boolean keepsBrightness() {
		return alike || Task.of(options).isBlind();
	}

	/** Ends the threads. */
	@Override
	public void close() {
		queue.close();
	}
}
