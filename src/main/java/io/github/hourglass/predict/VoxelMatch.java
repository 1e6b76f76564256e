package io.github.hourglass.predict;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Resampling;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.step.Convert;

/**
 * An image with voxels of the size for which a model was made, where both are known, and the way back for what the model makes of it. Axes
 * that differ by less than a tenth are left as they are, and so is everything where the model gives images of another size
 * than it takes.
 */
final class VoxelMatch {

	private static final double CLOSE = 1.1, FAR = 10;
	private static final Map<String, Double> MICRONS = Map.ofEntries(Map.entry("µm", 1.0), Map.entry("μm", 1.0), Map.entry("um", 1.0), Map.entry("micron", 1.0), Map.entry("microns", 1.0),
		Map.entry("micrometer", 1.0), Map.entry("micrometre", 1.0), Map.entry("nm", 1e-3), Map.entry("nanometer", 1e-3), Map.entry("nanometre", 1e-3), Map.entry("mm", 1e3),
		Map.entry("millimeter", 1e3), Map.entry("millimetre", 1e3));

	private final Volume given;
	private final Volume image;
	private final String text;

	private VoxelMatch(Volume given, Volume image, String text) {
		this.given = given;
		this.image = image;
		this.text = text;
	}

	/** @param progress told where voxels are so different that they are not believed */
	static VoxelMatch of(Model model, Volume image, boolean wanted, Progress progress) {
		long[] size = image.dimensions();
		List<String> before = new ArrayList<>(), after = new ArrayList<>();
		TensorSpec input = model.inputs().get(0);
		double most = 1;
		for (int d = 0; d < size.length && wanted && keepsSize(model); d++) {
			double own = microns(image.axes().get(d)), asked = microns(input.axis(image.axes().letter(d)));
			if (size[d] < 2 || Double.isNaN(own / asked))
				continue;
			most = Math.max(most, Math.max(own / asked, asked / own));
			before.add(number(own));
			after.add(number(asked));
			size[d] = Math.max(1, Math.round(size[d] * own / asked));
		}
		String sizes = String.join(" × ", before) + " µm to " + String.join(" × ", after) + " µm";
		if (most > FAR)
			progress.note("The model '" + model.name() + "' was made for voxels of " + String.join(" × ", after) + " µm, those of the image have " + String.join(" × ", before)
				+ " µm, which is too far from it; the image is taken as it is. Check its voxel size.");
		return most < CLOSE || most > FAR ? new VoxelMatch(image, image, "") : new VoxelMatch(image, Resampling.of(image, size), sizes);
	}

	private static boolean keepsSize(Model model) {
		TensorSpec input = model.inputs().get(0);
		boolean stars = model.facts().get("config") instanceof Map<?, ?> config && config.containsKey("stardist");
		return model.inputs().size() == 1 && !stars && model.outputs().stream().allMatch(output -> input.axes().stream().filter(axis -> Axis.isSpatial(axis.letter()))
			.allMatch(axis -> output.axis(axis.letter()) != null && output.axis(axis.letter()).scale() == axis.scale()));
	}

	private static double microns(Axis axis) {
		return axis.isSpatial() && axis.scale() > 0 ? axis.scale() * MICRONS.getOrDefault(axis.unit().strip().toLowerCase(Locale.ROOT), Double.NaN) : Double.NaN;
	}

	private static double microns(AxisSpec axis) {
		return axis != null && Axis.isSpatial(axis.letter()) && axis.scale() > 0 ? axis.scale() * MICRONS.getOrDefault(axis.unit().strip().toLowerCase(Locale.ROOT), Double.NaN) : Double.NaN;
	}

	private static String number(double value) {
		return BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
	}

	/** What the model is to get. */
	Volume image() {
		return image;
	}

	/** From which voxel size to which; empty where nothing is changed. */
	String text() {
		return text;
	}

	/** A result of the model in the voxels of the image that was given; its pixel type stays. */
	Volume back(Volume result, Progress progress) {
		if (text.isEmpty())
			return result;
		long[] size = result.dimensions();
		List<Axis> axes = new ArrayList<>();
		for (int d = 0; d < size.length; d++) {
			Axis own = given.axes().find(result.axes().letter(d));
			boolean spatial = own != null && own.isSpatial();
			size[d] = spatial ? given.size(own.letter()) : size[d];
			axes.add(spatial ? own : result.axes().get(d));
		}
		Volume large = Resampling.of(result, size).withAxes(Axes.of(axes));
		PixelType type = result.type();
		return Convert.rounded(type).apply(large, progress).withMetadata(result.metadata().withProvenance("resampled", text + " and back"));
	}
}
