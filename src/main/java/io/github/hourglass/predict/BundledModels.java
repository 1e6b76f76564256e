package io.github.hourglass.predict;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

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

	/** The first model by name that takes the image: one for volumes where the image has slices, else one for planes. */
	static Model fitting(Volume image) {
		Map<String, Path> models = new TreeMap<>(Models.all());
		Model best = null;
		for (Path path : models.values()) {
			Model model = readable(path);
			if (model == null || !takesChannels(model, image))
				continue;
			boolean volumes = model.inputs().get(0).axis('z') != null;
			if (volumes == image.size('z') > 1)
				return model;
			if (!volumes && best == null)
				best = model;
		}
		if (best != null)
			return best;
		throw new ModelException("No bundled model fits the image (" + image.axes() + "); set model= to a package, an .onnx file, or one of " + models.keySet() + ".");
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
