package io.github.hourglass.step;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;

/**
 * The pre- and postprocessing rules of bioimage.io 0.4 and 0.5 as steps; the one list of their names.
 *
 * <p><b>What is measured.</b> As in bioimage.io core, all statistics are measured on the images as they are given to the step,
 * before any of its rules has changed them: a {@code zero_mean_unit_variance} after a {@code clip} uses the mean before the
 * clip, and a reference tensor is always the unprocessed one. So postprocessing wants a sample that holds, beside the network's
 * raw outputs, the raw inputs under their own names.
 */
public final class Steps {

	/** Computes and keeps the pixels of an image, so that measuring it and using it afterwards costs one computation. */
	@FunctionalInterface
	public interface Store {
		Volume keep(Volume volume, Progress progress);
	}

	private static final Map<String, Function<Arguments, Rule>> RULES = rules();

	private Steps() {}

	private static Map<String, Function<Arguments, Rule>> rules() {
		Map<String, Function<Arguments, Rule>> rules = new LinkedHashMap<>();
		rules.put("binarize", FixedRules::binarize);
		rules.put("clip", MeasuredRules::clip);
		rules.put("ensure_dtype", FixedRules::ensureDtype);
		rules.put("scale_linear", FixedRules::scaleLinear);
		rules.put("sigmoid", FixedRules::sigmoid);
		rules.put("softmax", FixedRules::softmax);
		rules.put("fixed_zero_mean_unit_variance", FixedRules::fixedZeroMeanUnitVariance);
		rules.put("zero_mean_unit_variance", MeasuredRules::zeroMeanUnitVariance);
		rules.put("scale_range", MeasuredRules::scaleRange);
		rules.put("scale_mean_variance", MeasuredRules::scaleMeanVariance);
		return Collections.unmodifiableMap(rules);
	}

	/** The names of all rules, as packages write them. */
	public static Set<String> names() {
		return RULES.keySet();
	}

	/** One rule, applied to the volume that has the tensor's id. */
	public static Step of(StepSpec spec, TensorSpec tensor, Scope scope) {
		Rule rule = rule(spec, tensor);
		return (sample, progress) -> apply(List.of(rule), tensor, scope, sample, sample, progress);
	}

	/** All rules of these tensors; images that are measured are asked for their pixels several times. */
	public static Step of(List<TensorSpec> tensors, Scope scope) {
		return of(tensors, scope, (volume, progress) -> volume);
	}

	/**
	 * All rules of these tensors, of a model's inputs or of its outputs, in order. A tensor that the sample lacks (an optional
	 * one) is left out. The rules and their arguments are read, and refused by name, here and not when the step is applied.
	 *
	 * @param store called, before anything is measured, on the image of each of these tensors whose statistics some rule asks for:
	 *          for images that are dear to compute, such as the output of a network
	 */
	public static Step of(List<TensorSpec> tensors, Scope scope, Store store) {
		List<TensorSpec> order = List.copyOf(tensors);
		List<List<Rule>> rules = order.stream().map(tensor -> tensor.steps().stream().map(spec -> rule(spec, tensor)).toList()).toList();
		Set<String> measured = order.stream().flatMap(tensor -> tensor.steps().stream()
			.flatMap(spec -> MeasuredRules.measured(spec, tensor.id()).stream())).collect(Collectors.toSet());
		return (sample, progress) -> {
			Sample raw = sample;
			for (TensorSpec tensor : order)
				if (sample.has(tensor.id()) && measured.contains(tensor.id()))
					raw = raw.with(tensor.id(), store.keep(raw.get(tensor.id()), progress));
			Sample result = raw;
			for (int i = 0; i < order.size(); i++)
				if (sample.has(order.get(i).id()))
					result = apply(rules.get(i), order.get(i), scope, raw, result, progress);
			return result;
		};
	}

	/**
	 * The rules of a tensor with their statistics measured on one image, applied to another: what brings a target into the values
	 * of its normalized image.
	 *
	 * @param measured the image whose statistics count
	 * @param image with as many channels, if the rules have numbers for each
	 */
	public static Volume alike(TensorSpec tensor, Scope scope, Volume measured, Volume image, Progress progress) {
		Measurement measurement = new Measurement(Sample.of(tensor.id(), measured), tensor.id(), letter -> isLooped(tensor, letter), scope, progress);
		Volume volume = image;
		for (StepSpec spec : tensor.steps())
			volume = rule(spec, tensor).apply(volume, measurement);
		return volume;
	}

	private static Rule rule(StepSpec spec, TensorSpec tensor) {
		Function<Arguments, Rule> factory = RULES.get(spec.name());
		if (factory == null)
			throw new ModelException("The tensor '" + tensor.id() + "' asks for the rule '" + spec.name()
				+ "', which is not known; the rules are " + String.join(", ", RULES.keySet()) + ".");
		return factory.apply(new Arguments(spec, tensor));
	}

	private static Sample apply(List<Rule> rules, TensorSpec tensor, Scope scope, Sample raw, Sample result, Progress progress) {
		if (rules.isEmpty())
			return result;
		Measurement measurement = new Measurement(raw, tensor.id(), letter -> isLooped(tensor, letter), scope, progress);
		Volume volume = raw.get(tensor.id());
		for (Rule rule : rules)
			volume = rule.apply(volume, measurement);
		return result.with(tensor.id(), volume);
	}

	/** True if the network does not take that axis, or only one position of it. */
	private static boolean isLooped(TensorSpec tensor, char letter) {
		AxisSpec axis = tensor.axis(letter);
		return axis == null || axis.size() instanceof SizeRule.Fixed fixed && fixed.size() == 1;
	}
}
