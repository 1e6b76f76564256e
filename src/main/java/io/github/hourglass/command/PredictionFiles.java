package io.github.hourglass.command;

import java.nio.file.Path;
import java.util.List;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.step.Sample;

/** The files a prediction is written to: the result and beside it, where there are any, its uncertainty and the model's further images. */
final class PredictionFiles {

	/** Name of the result in {@link #predict}. */
	static final String RESULT = "result";

	private final Path result;
	private final boolean overwrite;
	private final List<Path> inputs;

	private PredictionFiles(Path result, boolean overwrite, List<Path> inputs) {
		this.result = result;
		this.overwrite = overwrite;
		this.inputs = List.copyOf(inputs);
	}

	/**
	 * @param result such as {@code cells.tif}; the uncertainty then goes to {@code cells-uncertainty.tif}, a further output of the
	 *          model named {@code classes} to {@code cells-classes.tif}
	 * @param inputs files that must not be overwritten
	 * @throws IllegalArgumentException before any work is done, if a file could not be written
	 */
	static PredictionFiles at(Path result, PredictionOptions options, boolean overwrite, List<Path> inputs) {
		ImageFile.check(result, overwrite, inputs);
		PredictionFiles files = new PredictionFiles(result, overwrite, inputs);
		if (options.uncertainty())
			ImageFile.check(files.beside(Predictor.UNCERTAINTY), overwrite, inputs);
		return files;
	}

	private Path beside(String name) {
		String file = result.getFileName().toString();
		int dot = file.lastIndexOf('.');
		return result.resolveSibling(file.substring(0, dot) + "-" + name.replaceAll("[^\\w.-]", "_") + file.substring(dot));
	}

	/**
	 * Of what the options ask for the first as {@link #RESULT}, the others by their names; lazily computed.
	 */
	static Sample predict(Predictor predictor, Volume image, Progress progress) {
		Sample all = predictor.applyAll(Sample.of(predictor.model().inputs().get(0).id(), image), progress);
		List<String> names = predictor.outputs();
		Sample results = Sample.of(RESULT, all.get(names.get(0)));
		for (String name : names.subList(1, names.size()))
			results = results.with(name, all.get(name));
		return results;
	}

	/** The names of the images beside the result. */
	static List<String> further(Sample results) {
		return results.volumes().keySet().stream().filter(name -> !name.equals(RESULT)).toList();
	}

	/** Computes and writes {@link #predict}'s results. */
	void write(Sample results, Progress progress) {
		for (String name : further(results))
			ImageFile.check(beside(name), overwrite, inputs);
		ImageFile.write(results.get(RESULT), result, overwrite, progress);
		for (String name : further(results))
			ImageFile.write(results.get(name), beside(name), overwrite, progress);
	}
}
