package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.github.hourglass.engine.Engine;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;

/** What has to be there to use a model, in one line: an engine that opens its weights, and images of the right kind. */
final class ModelNeeds {

	private ModelNeeds() {}

	static String of(Model model) {
		List<String> needs = new ArrayList<>(List.of(engine(model)));
		for (TensorSpec input : model.inputs())
			needs.add((model.inputs().size() > 1 ? input.id() + ": " : "") + image(input) + (input.optional() ? " (may be left out)" : ""));
		return String.join("; ", needs);
	}

	private static String engine(Model model) {
		Set<String> engines = new TreeSet<>();
		Set<String> formats = new TreeSet<>();
		for (WeightsFile weights : model.weights()) {
			formats.add(weights.format());
			Engines.all().stream().filter(engine -> opens(engine, weights)).map(Engine::name).forEach(engines::add);
		}
		return engines.isEmpty() ? "an engine for " + String.join(" or ", formats) + " weights, which is not here" : "the engine " + String.join(" or ", engines) + ", which is here";
	}

	private static boolean opens(Engine engine, WeightsFile weights) {
		return engine.opens(weights.path()) || weights.isZipped() && engine.name().equals("tensorflow");
	}

	private static String image(TensorSpec input) {
		AxisSpec channels = input.axis('c');
		long count = channels != null && channels.size() instanceof SizeRule.Fixed fixed ? fixed.size() : 0;
		String kind = input.axis('z') != null ? "volumes" : "planes";
		List<String> sizes = new ArrayList<>();
		for (char letter : "xyz".toCharArray())
			if (input.axis(letter) != null && input.axis(letter).size() instanceof SizeRule.Fixed fixed)
				sizes.add(letter + " " + fixed.size());
		return kind + (channels == null || count == 1 ? " of one channel" : count == 0 ? "" : " of " + count + " channels") + (sizes.isEmpty() ? "" : ", in tiles of " + String.join(", ", sizes));
	}
}
