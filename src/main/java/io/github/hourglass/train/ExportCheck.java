package io.github.hourglass.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.WeightsFile;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Reproduction;

/** Opens a written package with each of its weights and compares what comes out with its test output. */
final class ExportCheck {

	/** Largest difference, as a part of the range of the test output. */
	private static final double ALLOWED = 1e-4;
	/** What rounding alone may do, as a part of the largest value. */
	private static final double ROUNDING = 1e-6;

	private ExportCheck() {}

	/**
	 * Compares all weights.
	 *
	 * @param expected test output by output, in the package's order
	 * @param folder where zipped weights may be unpacked
	 * @return a sentence for each of the weights
	 * @throws ModelException if one differs too much
	 */
	static List<String> of(Model model, List<Tensor> expected, Path folder, Progress progress) throws IOException {
		List<WeightsFile> opened = new ArrayList<>();
		for (WeightsFile file : model.weights())
			opened.add(file.openedIn(Files.createDirectories(folder.resolve("opened").resolve(file.format())), progress));
		List<String> sentences = new ArrayList<>();
		for (WeightsFile file : opened) {
			Reproduction reproduction = Reproduction.of(model.withWeights(opened), file.format(), PredictionOptions.of(""), progress);
			double largest = 0;
			for (int i = 0; i < expected.size(); i++) {
				double difference = reproduction.outputs().get(i).largest();
				largest = Math.max(largest, difference);
				if (!reproduction.outputs().get(i).holds() || !(difference <= allowed(expected.get(i))))
					throw new ModelException("The exported model does not reproduce its test output with its " + file.format() + " weights (largest difference "
						+ (float) difference + "), so it is not kept; please report this with the run's folder.");
			}
			sentences.add("the exported model reproduces its test output with its " + file.format() + " weights; largest difference " + (float) largest);
		}
		return sentences;
	}

	private static double allowed(Tensor output) {
		double least = Double.POSITIVE_INFINITY, most = Double.NEGATIVE_INFINITY;
		for (float value : output.toFloats()) {
			least = Math.min(least, value);
			most = Math.max(most, value);
		}
		return ALLOWED * (most - least) + ROUNDING * Math.max(Math.abs(least), Math.abs(most));
	}
}
