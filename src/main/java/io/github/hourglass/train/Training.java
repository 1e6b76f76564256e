package io.github.hourglass.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.ReceptiveField;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.StepSpec;

/** From images to a model package: what the commands call. */
public final class Training {

	/** Longest side of the part of an image that an exported model is tested with, in 2-D and 3-D. */
	private static final int TEST_SIDE_2D = 256, TEST_SIDE_3D = 64;
	/** Most pixels of that part, where it has to be larger for the halo to be stated. */
	private static final long MOST_TESTED = 1 << 20;

	private final TrainingOptions options;
	private final TrainingRun run;
	private final Progress progress;

	private Training(TrainingOptions options, TrainingRun run, Progress progress) {
		this.options = options;
		this.run = run;
		this.progress = progress;
	}

	/**
	 * Trains in a run folder, new or taken up again, and leaves the best network in its folder {@code model}.
	 *
	 * @param folder to make, or that of a run
	 * @return the exported model
	 * @throws IllegalArgumentException if an option or the images cannot be used
	 * @throws TrainingException if the folder cannot be used or training diverged
	 * @throws CancelledException if it was asked to stop, by {@code progress} or a request; the checkpoints are kept
	 */
	public static Model run(Path folder, TrainingOptions options, Progress progress) {
		Device.parse(options.device());
		TrainingOptions whole = absolute(options);
		try (TrainingRun run = TrainingRun.open(folder, whole, progress)) {
			try {
				Model model = new Training(whole, run, progress).run();
				run.state(RunStatus.State.FINISHED, "");
				return model;
			}
			catch (CancelledException e) {
				run.obeyed();
				run.log("cancelled");
				run.state(RunStatus.State.CANCELLED, "");
				throw e;
			}
			catch (RuntimeException | Error e) {
				String why = e.getMessage() == null ? e.toString() : e.getMessage();
				run.log("failed: " + why);
				run.state(RunStatus.State.FAILED, why);
				throw e;
			}
		}
	}

	/**
	 * Looks at images and options as a training does before its first step, and tells what the user should know, in sentences. Needs
	 * no TensorFlow.
	 *
	 * @throws IllegalArgumentException that lists all findings, if one of them forbids training
	 */
	public static List<String> check(TrainingOptions options, Progress progress) {
		Device.parse(options.device());
		List<String> found = new ArrayList<>();
		Progress quiet = new Quiet(progress);
		ImageSet images = ImageSet.open(options, quiet);
		PatchRule rule = scaled(options, TrainedNetwork.of(options, images, found::add, quiet).graph());
		DataCheck check = DataCheck.of(images, rule, Task.of(options), quiet);
		Preparation.unmeasured(options, rule, check, quiet).findings().forEach(finding -> found.add(finding.text()));
		return found;
	}

	/** Paths that mean the same wherever the run is taken up. */
	static TrainingOptions absolute(TrainingOptions options) {
		Map<String, Object> values = new LinkedHashMap<>(Settings.values(options));
		for (String name : List.of("images", "targets", "validation", "from"))
			values.computeIfPresent(name, (key, value) -> {
				String text = value.toString().strip();
				return !text.isEmpty() && Files.exists(Path.of(text)) ? Path.of(text).toAbsolutePath().normalize().toString() : text;
			});
		return Settings.read(TrainingOptions.class, values);
	}

	private Model run() {
		Progress steered = run.steered();
		ImageSet images = ImageSet.open(options, steered);
		TrainedNetwork start = TrainedNetwork.of(options, images, run::noted, steered);
		Graph graph = start.graph();
		ReceptiveField field = ReceptiveField.of(graph);
		try (TrainingData data = TrainingData.open(options, images, scaled(options, graph), start.rules(), steered);
			Trainable network = network(graph))
		{
			run.log(data.splitNote());
			data.findings().forEach(finding -> run.log(finding.text()));
			Trainer trainer = new Trainer(network, data, run, List.of(), progress);
			Trainer.End end = trainer.train();
			if (end == Trainer.End.CANCELLED)
				throw new CancelledException();
			int best = trainer.useBest();
			run.log(reason(end) + "; exporting epoch " + best);
			run.state(RunStatus.State.EXPORTING, "");
			List<ImagePair> labelled = Task.of(options) == Task.INSTANCES ? data.validationImages() : List.of();
			return ModelExport.write(network, example(start, field, data), labelled, run, best, steered);
		}
	}

	private static String reason(Trainer.End end) {
		return switch (end) {
			case FINISHED -> "asked to finish";
			case OUT_OF_TIME -> "the minutes are over";
			case STOPPED_EARLY -> "validation got no better; stopped";
			default -> "all epochs done";
		};
	}

	private Trainable network(Graph graph) {
		TrainingSettings settings = new TrainingSettings(options.seed(), options.clip(), Freezing.of(options.freeze(), graph),
			TrainingSettings.Precision.valueOf(options.precision().toUpperCase(Locale.ROOT)), options.deterministic(), 0);
		return TensorFlowTraining.of(graph, Losses.of(options), optimizer(), settings, Device.parse(options.device()));
	}

	private Optimizer optimizer() {
		Optimizer usual = Optimizer.adam();
		Optimizer.Kind kind = Optimizer.Kind.valueOf(options.optimizer().toUpperCase(Locale.ROOT));
		double momentum = kind == Optimizer.Kind.MOMENTUM || kind == Optimizer.Kind.NESTEROV ? 0.9 : 0;
		return new Optimizer(kind, momentum, usual.beta1(), usual.beta2(), usual.epsilon(), options.decay());
	}

	private static ReceptiveField.Axis axis(Graph graph, ReceptiveField field, int axis) {
		return field.axis(graph.inputs().get(0).name(), axis, graph.outputs().get(0).name());
	}

	private static PatchRule scaled(TrainingOptions options, Graph graph) {
		return rule(graph, ReceptiveField.of(graph)).withScale(Magnification.of(options).along(graph.inputs().get(0).rank() - 2));
	}

	/** Strides and halos along x, y[, z]. */
	static PatchRule rule(Graph graph, ReceptiveField field) {
		int rank = graph.inputs().get(0).rank();
		int[] stride = new int[rank - 2], halo = new int[rank - 2];
		for (int d = 0; d < stride.length; d++) {
			ReceptiveField.Axis axis = axis(graph, field, rank - 1 - d);
			stride[d] = Math.toIntExact(axis.stride());
			halo[d] = Math.toIntExact(Math.max(axis.haloLow(), axis.haloHigh()));
		}
		return new PatchRule(rank - 2, stride, halo);
	}

	/** The middle of the first validation image; for isotropic restoration a plane of x and z, which has no target. */
	private Example example(TrainedNetwork start, ReceptiveField field, TrainingData data) {
		Graph graph = start.graph();
		ModelRules rules = start.rules();
		Magnification magnification = Magnification.of(options);
		int dimensions = graph.inputs().get(0).rank() - 2;
		String space = dimensions == 3 ? "zyx" : magnification.isotropic() ? "zx" : "yx", order = new StringBuilder(space).reverse() + "c";
		ImagePair pair = data.validationImages().get(0);
		Volume input = magnification.isotropic() ? pair.target() : pair.input();
		int[] scale = magnification.along(dimensions);
		long[] whole = input.dimensions(), size = tested(graph, field, input, space, scale, true), min = new long[size.length];
		if (Tensor.elements(size) / size[input.axes().indexOf('c')] > MOST_TESTED)
			size = tested(graph, field, input, space, scale, false);
		for (int d = 0; d < size.length; d++)
			min[d] = (whole[d] - size[d]) / 2;
		boolean compared = pair.target() != null && !magnification.isotropic();
		Volume target = compared ? part(pair.target(), input, min, size, scale).inOrder(graph.outputs().get(0).rank() == 5 ? "xyzc" : "xyc") : null;
		List<StepSpec> before = rules != null ? rules.before() : List.of(data.normalization(List.of(space.split(""))));
		return new Example(input.crop(min, size).inOrder(order), target, before, rules != null ? rules.after() : Losses.after(options, graph),
			data.keepsBrightness() && (rules == null || rules.undone()), start.changes());
	}

	/**
	 * @param space the network's axes, slowest first; those that go away are tested whole
	 * @param halo true for a part that is larger than two halos where the image is
	 */
	private static long[] tested(Graph graph, ReceptiveField field, Volume input, String space, int[] scale, boolean halo) {
		int dimensions = space.length();
		long[] size = input.dimensions();
		for (int d = 0; d < size.length; d++) {
			int axis = space.indexOf(input.axes().letter(d));
			if (axis >= 0 && scale[dimensions - 1 - axis] == 0)
				continue;
			if (axis >= 0)
				size[d] = side(axis(graph, field, 2 + axis), size[d], dimensions, halo);
			else if (input.axes().letter(d) != 'c')
				size[d] = 1;
		}
		return size;
	}

	/** The largest allowed size that fits. */
	private static long side(ReceptiveField.Axis axis, long whole, int dimensions, boolean halo) {
		long usual = dimensions == 3 ? TEST_SIDE_3D : TEST_SIDE_2D;
		long wanted = Math.min(whole, halo && axis.kind() == ReceptiveField.Kind.EXACT ? Math.max(usual, StatedHalo.least(axis)) : usual);
		long fits = axis.remainder() + Math.floorDiv(wanted - axis.remainder(), axis.stride()) * axis.stride();
		return Math.max(fits, axis.allowed(1));
	}

	/** The same place in the target, with all its channels. */
	private static Volume part(Volume target, Volume input, long[] min, long[] size, int[] scale) {
		long[] from = new long[target.axes().count()], count = target.dimensions();
		for (int d = 0; d < from.length; d++) {
			int same = input.axes().indexOf(target.axes().letter(d));
			int axis = "xyz".indexOf(target.axes().letter(d)), factor = axis >= 0 && axis < scale.length ? scale[axis] : 1;
			if (same >= 0 && target.axes().letter(d) != 'c') {
				from[d] = factor * min[same];
				count[d] = Math.max(1, factor * size[same]);
			}
		}
		return target.crop(from, count);
	}

	/** Drops the notes, where what they say is returned. */
	private record Quiet(Progress progress) implements Progress {

		@Override
		public void report(String stage, long done, long total) {
			progress.report(stage, done, total);
		}

		@Override
		public void note(String sentence) {}

		@Override
		public boolean cancelled() {
			return progress.cancelled();
		}
	}
}
