package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;

import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.step.Sample;
import io.github.hourglass.step.Scope;
import io.github.hourglass.step.Steps;

/**
 * What a package does to images before and after its network, for training that network further: images are normalized by the
 * package's own rules, targets are brought into the values that its network gives, and the trained network is exported with the
 * same rules. Conversions of type are left out, as a trained network takes and gives 32-bit floats. Immutable.
 *
 * @param before the rules before the network, in the words of an exported package
 * @param after those after it
 * @param inverse of {@code after}, if it is a fixed linear map; else null
 * @param undone true if results are to be brought back to the brightness of the image
 * @param letters of the axes that the network takes
 */
record ModelRules(List<StepSpec> before, List<StepSpec> after, List<StepSpec> inverse, boolean undone, String letters) {

	private static final Set<String> MEASURED = Set.of("zero_mean_unit_variance", "scale_range", "scale_mean_variance");
	private static final Set<String> UNDOABLE = Set.of("zero_mean_unit_variance", "scale_range");

	/**
	 * The rules of a package.
	 *
	 * @param activation for classes, which makes probabilities of the output, {@code sigmoid} or {@code softmax}; empty if nothing has to
	 * @param inputs channels of the images
	 * @param outputs channels that the network gives
	 * @param remade true if its last layer is new
	 * @throws IllegalArgumentException if targets cannot be brought through the rules after the network; the rule is named
	 */
	static ModelRules of(Model model, Task task, String activation, int inputs, int outputs, boolean remade) {
		List<StepSpec> before = translated(model.inputs().get(0), model, inputs), after = translated(model.outputs().get(0), model, outputs);
		List<StepSpec> inverse = null;
		if (task.givesImage())
			inverse = inverse(after, model);
		else if (task != Task.CLASSES)
			after = List.of();
		else if (remade || !activation.isEmpty() && after.stream().noneMatch(step -> step.name().equals(activation)))
			after = activation.isEmpty() ? List.of() : List.of(OutputRules.activation(activation));
		boolean changes = after.stream().anyMatch(step -> !step.name().equals("clip"));
		boolean images = task.givesImage() || task == Task.DENOISEG;
		return new ModelRules(before, after, inverse, images && !changes && before.size() == 1 && UNDOABLE.contains(before.get(0).name()),
			model.inputs().get(0).letters());
	}

	/** The rules with the names of an exported package, conversions of type left out, lists fitted to the number of channels. */
	private static List<StepSpec> translated(TensorSpec tensor, Model model, int channels) {
		List<StepSpec> steps = new ArrayList<>();
		for (StepSpec step : tensor.steps()) {
			if (step.name().equals("ensure_dtype"))
				continue;
			Map<String, Object> arguments = new LinkedHashMap<>();
			step.arguments().forEach((name, value) -> arguments.put(name, switch (name) {
				case "axes" -> ((List<?>) value).stream().map(id -> renamed(String.valueOf(id), tensor)).toList();
				case "axis" -> renamed(String.valueOf(value), tensor);
				case "reference_tensor" -> value.equals(model.inputs().get(0).id()) ? ModelExport.INPUT : TrainedOutput.OUTPUT;
				default -> value instanceof List<?> list ? fitted(list, channels) : value;
			}));
			steps.add(new StepSpec(step.name(), arguments));
		}
		return steps;
	}

	/** The same rules for stacks: what was measured over planes is measured over all of a stack. */
	ModelRules inStacks() {
		return new ModelRules(inStacks(before), inStacks(after), inverse == null ? null : inStacks(inverse), undone, letters.replace("yx", "zyx"));
	}

	private static List<StepSpec> inStacks(List<StepSpec> steps) {
		return steps.stream().map(step -> {
			if (!(step.arguments().get("axes") instanceof List<?> axes) || !axes.contains("y"))
				return step;
			List<Object> all = new ArrayList<>(axes);
			all.add(axes.indexOf("y"), "z");
			Map<String, Object> arguments = new LinkedHashMap<>(step.arguments());
			arguments.put("axes", all);
			return new StepSpec(step.name(), arguments);
		}).toList();
	}

	private static String renamed(String id, TensorSpec tensor) {
		int at = tensor.indexOf(id);
		return at < 0 ? id : axisId(tensor.axes().get(at).letter());
	}

	private static String axisId(char letter) {
		return letter == 'b' ? "batch" : letter == 'c' ? "channel" : String.valueOf(letter);
	}

	/** The first values, and for further channels their mean. */
	private static List<?> fitted(List<?> list, int channels) {
		if (list.size() == channels || !list.stream().allMatch(Number.class::isInstance))
			return list;
		double mean = list.stream().mapToDouble(value -> ((Number) value).doubleValue()).average().orElse(0);
		List<Object> fitted = new ArrayList<>();
		for (int c = 0; c < channels; c++)
			fitted.add(c < list.size() ? list.get(c) : (Double) mean);
		return fitted;
	}

	/** Null if nothing after the network changes values by fixed numbers. */
	private static List<StepSpec> inverse(List<StepSpec> after, Model model) {
		List<StepSpec> inverse = new ArrayList<>();
		for (StepSpec step : after)
			switch (step.name()) {
				case "clip", "scale_mean_variance" -> {}
				case "scale_linear" -> inverse.add(0, linear(step, (gain, offset) -> 1 / gain, (gain, offset) -> -offset / gain, "gain", 1, "offset", 0));
				case "fixed_zero_mean_unit_variance" -> inverse.add(0, linear(step, (std, mean) -> std + 1e-6, (std, mean) -> mean, "std", 1, "mean", 0));
				default -> throw new IllegalArgumentException("The model '" + model.name() + "' applies " + step.name()
					+ " after its network, through which target images cannot be brought; choose the task classes, or another model.");
			}
		return inverse.isEmpty() ? null : inverse;
	}

	private static StepSpec linear(StepSpec step, DoubleBinaryOperator gain, DoubleBinaryOperator offset, String scale, double usualScale, String shift, double usualShift) {
		double[] scales = numbers(step.arguments().get(scale), usualScale), shifts = numbers(step.arguments().get(shift), usualShift);
		List<Double> gains = new ArrayList<>(), offsets = new ArrayList<>();
		for (int i = 0; i < Math.max(scales.length, shifts.length); i++) {
			double a = scales[Math.min(i, scales.length - 1)], b = shifts[Math.min(i, shifts.length - 1)];
			gains.add(gain.applyAsDouble(a, b));
			offsets.add(offset.applyAsDouble(a, b));
		}
		Map<String, Object> arguments = new LinkedHashMap<>();
		if (gains.size() > 1)
			arguments.put("axis", step.arguments().getOrDefault("axis", "channel"));
		arguments.put("gain", gains.size() > 1 ? gains : gains.get(0));
		arguments.put("offset", gains.size() > 1 ? offsets : offsets.get(0));
		return new StepSpec("scale_linear", arguments);
	}

	private static double[] numbers(Object value, double otherwise) {
		if (value instanceof List<?> list)
			return list.stream().mapToDouble(element -> ((Number) element).doubleValue()).toArray();
		return new double[] { value instanceof Number number ? number.doubleValue() : otherwise };
	}

	/** True if images are normalized by numbers measured on them, so that bright and dark ones look alike to the network. */
	boolean measures() {
		return before.stream().anyMatch(step -> MEASURED.contains(step.name()));
	}

	/** For people. */
	String text() {
		return before.isEmpty() ? "" : String.join(", ", before.stream().map(StepSpec::name).toList());
	}

	private TensorSpec tensor(List<StepSpec> steps, Volume image) {
		List<AxisSpec> axes = new ArrayList<>();
		for (char letter : letters.toCharArray())
			axes.add(new AxisSpec(letter, axisId(letter), letter == 'c' ? new SizeRule.Fixed(Math.max(1, image.size('c'))) : new SizeRule.Stepped(1, 1), 1, "", 0, List.of()));
		return new TensorSpec(ModelExport.INPUT, "", axes, TensorType.FLOAT32, steps, false, null, null);
	}

	/** The image as the network sees it, measured now and computed when it is asked for. */
	Volume input(Volume image, Progress progress) {
		return Steps.of(List.of(tensor(before, image)), Scope.IMAGE).apply(Sample.of(ModelExport.INPUT, image), progress).get(ModelExport.INPUT);
	}

	/**
	 * The target as the network should give it: what becomes the target by the rules after the network; if they change nothing,
	 * the target normalized by the numbers of its image or, if it is not as bright, by its own. Nothing is clipped.
	 *
	 * @param alike true if images and targets are equally bright
	 */
	Volume target(Volume target, Volume image, boolean alike, Progress progress) {
		if (inverse != null)
			return Steps.alike(tensor(inverse, target), Scope.IMAGE, target, target, progress);
		List<StepSpec> steps = before.stream().filter(step -> !step.name().equals("clip")).toList();
		boolean same = target.size('c') == image.size('c') && (alike || !measures());
		return Steps.alike(tensor(steps, target), Scope.IMAGE, same ? image : target, target, progress);
	}
}
