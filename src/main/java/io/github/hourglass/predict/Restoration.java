package io.github.hourglass.predict;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.step.Affine;
import io.github.hourglass.step.Normalize;
import io.github.hourglass.step.Sample;
import io.github.hourglass.step.Scope;

/**
 * For models that give back the image they got, only better: what was normalized before the network is undone after it. A
 * package says so with {@code config: {hourglass: {undo_normalization: true}}}, or with a list of the outputs that are images
 * instead of {@code true}; its one preprocessing rule beside conversions of type must then be
 * {@code scale_range} with percentiles or {@code zero_mean_unit_variance} of the image itself.
 */
final class Restoration {

	private final TensorSpec input;
	private final List<?> outputs;
	private final Normalize normalize;
	private Affine measured;

	/** @param outputs ids of the outputs that are images; null for all */
	private Restoration(TensorSpec input, List<?> outputs, Normalize normalize) {
		this.input = input;
		this.outputs = outputs;
		this.normalize = normalize;
	}

	/** Null for other models. */
	static Restoration of(Model model) {
		if (!(model.facts().get("config") instanceof Map<?, ?> config) || !(config.get("hourglass") instanceof Map<?, ?> ours))
			return null;
		List<?> outputs = ours.get("undo_normalization") instanceof List<?> named ? named : null;
		if (outputs == null && !Boolean.TRUE.equals(ours.get("undo_normalization")))
			return null;
		TensorSpec input = model.inputs().get(0);
		List<StepSpec> rules = input.steps().stream().filter(step -> !step.name().equals("ensure_dtype")).toList();
		if (rules.size() != 1 || rules.get(0).arguments().containsKey("reference_tensor"))
			return null;
		Normalize normalize = normalize(rules.get(0), input);
		return normalize == null ? null : new Restoration(input, outputs, normalize);
	}

	/**
	 * True for denoisers whose package changes no values on the way in and out, or brings them back to those of a reference
	 * image: their result is to be shown with the image's own display range.
	 */
	static boolean keepsScale(Model model) {
		if (model.outputs().get(0).steps().stream().anyMatch(step -> step.name().equals("scale_mean_variance")))
			return true;
		boolean denoiser = model.facts().get("tags") instanceof List<?> tags && tags.contains("denoising");
		return denoiser && Stream.of(model.inputs().get(0), model.outputs().get(0)).flatMap(tensor -> tensor.steps().stream())
			.allMatch(step -> step.name().equals("ensure_dtype") || step.name().equals("clip"));
	}

	private static Normalize normalize(StepSpec rule, TensorSpec input) {
		Map<String, Object> arguments = rule.arguments();
		Normalize normalize = switch (rule.name()) {
			case "scale_range" -> Normalize.percentiles(number(arguments, "min_percentile", 0), number(arguments, "max_percentile", 100))
				.eps(number(arguments, "eps", 1e-6));
			case "zero_mean_unit_variance" -> Normalize.zeroMeanUnitVariance().eps(number(arguments, "eps", 1e-6));
			default -> null;
		};
		boolean jointly = !(arguments.get("axes") instanceof List<?> axes) || input.axis('c') == null || axes.contains(input.axis('c').id());
		return normalize == null || jointly ? normalize : normalize.perChannel();
	}

	private static double number(Map<String, Object> arguments, String name, double otherwise) {
		return arguments.get(name) instanceof Number number ? number.doubleValue() : otherwise;
	}

	/** True if that output is an image, whose normalization is undone. */
	boolean restores(TensorSpec output) {
		return outputs == null || outputs.contains(output.id());
	}

	Sample normalized(Sample sample, String networkAxes, Scope scope, Progress progress) {
		Volume volume = sample.get(input.id());
		measured = normalize.measure(volume, networkAxes, scope, progress);
		return sample.with(input.id(), normalize.apply(measured, volume));
	}

	Volume undone(Volume result) {
		return measured.inverse().apply(result);
	}

	/** A standard deviation of the network's result as one of the image: scaled like it, without its offset. */
	Volume spread(Volume result, Volume spread) {
		Volume low = undone(result);
		Volume high = undone(result.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] pixels = (float[]) dest;
			float[] more = new float[Volume.pixels(size)];
			result.copyFloats(min, size, pixels);
			spread.copyFloats(min, size, more);
			for (int i = 0; i < more.length; i++)
				pixels[i] += more[i];
		}));
		return low.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] pixels = (float[]) dest;
			float[] less = new float[Volume.pixels(size)];
			high.copyFloats(min, size, pixels);
			low.copyFloats(min, size, less);
			for (int i = 0; i < less.length; i++)
				pixels[i] = Math.abs(pixels[i] - less[i]);
		});
	}
}
