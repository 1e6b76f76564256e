package io.github.hourglass.predict;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.Models;
import io.github.hourglass.model.SizeRule;

/** Chooses a model for a user who names none. */
final class BundledModels {

	private BundledModels() {}

	private static final List<String> DENOISE_3D = List.of("denoise-3d", "starter-3d"), DENOISE_2D = List.of("denoise-2d", "starter-2d"), NUCLEI_3D = List.of("nuclei-3d"),
		NUCLEI_2D = List.of("nuclei-2d");

	/** The best that denoises the image: one for volumes where the image has slices, else one for planes. */
	static Model denoising(Volume image) {
		Map<String, Path> models = Models.all();
		Model volumes = image.size('z') > 1 ? first(DENOISE_3D, models, image) : null;
		Model best = volumes != null ? volumes : first(DENOISE_2D, models, image);
		if (best != null)
			return best;
		throw new ModelException("No bundled model fits the image (" + image.axes() + "); set model= to a package, an .onnx file, or one of " + new TreeSet<>(models.keySet()) + ".");
	}

	/** The one that finds nuclei in planes or volumes, as the image is; else the best that denoises it. */
	static Model segmenting(Volume image) {
		Model nuclei = first(image.size('z') > 1 ? NUCLEI_3D : NUCLEI_2D, Models.all(), image);
		return nuclei != null ? nuclei : denoising(image);
	}

	/** The first of these that is there and takes the image; null if none is. */
	private static Model first(List<String> names, Map<String, Path> models, Volume image) {
		return names.stream().filter(models::containsKey).map(name -> readable(models.get(name))).filter(model -> model != null && takesChannels(model, image)).findFirst().orElse(null);
	}

	private static Model readable(Path path) {
		try {
			return ModelReader.read(path);
		}
		catch (ModelException broken) {
			return null;
		}
	}

	private static boolean takesChannels(Model model, Volume image) {
		AxisSpec channels = model.inputs().get(0).axis('c');
		return model.inputs().size() == 1 && (channels == null || !(channels.size() instanceof SizeRule.Fixed fixed) || fixed.size() == 1 || fixed.size() == image.size('c'));
	}
}
