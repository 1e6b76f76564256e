package io.github.hourglass.command;

import java.nio.file.Path;
import java.util.List;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.step.Sample;

/** The files a prediction is written to: the result and, where it is asked for, its uncertainty beside it. */
final class PredictionFiles {

	/** Name of the result in {@link #predict}. */
	static final String RESULT = "result";

	private final Path result;
	private final Path uncertainty;
	private final boolean overwrite;

	private PredictionFiles(Path result, Path uncertainty, boolean overwrite) {
		this.result = result;
		this.uncertainty = uncertainty;
		this.overwrite = overwrite;
	}

	/**
	 * @param result such as {@code cells.tif}; the uncertainty then goes to {@code cells-uncertainty.tif}
	 * @param inputs files that must not be overwritten
	 * @throws IllegalArgumentException before any work is done, if a file could not be written
	 */
	static PredictionFiles at(Path result, PredictionOptions options, boolean overwrite, List<Path> inputs) {
		ImageFile.check(result, overwrite, inputs);
		Path uncertainty = options.uncertainty() ? beside(result) : null;
		if (uncertainty != null)
			ImageFile.check(uncertainty, overwrite, inputs);
		return new PredictionFiles(result, uncertainty, overwrite);
	}

	private static Path beside(Path result) {
		String name = result.getFileName().toString();
		int dot = name.lastIndexOf('.');
		return result.resolveSibling(name.substring(0, dot) + "-" + Predictor.UNCERTAINTY + name.substring(dot));
	}

	/** The first output of the model as {@link #RESULT} and, if the options ask for it, {@link Predictor#UNCERTAINTY}; lazily computed. */
	static Sample predict(Predictor predictor, Volume image, Progress progress) {
		Sample all = predictor.applyAll(Sample.of(predictor.model().inputs().get(0).id(), image), progress);
		Sample results = Sample.of(RESULT, all.get(predictor.model().outputs().get(0).id()));
		return all.has(Predictor.UNCERTAINTY) ? results.with(Predictor.UNCERTAINTY, all.get(Predictor.UNCERTAINTY)) : results;
	}

	/** Computes and writes {@link #predict}'s results. */
	void write(Sample results, Progress progress) {
		ImageFile.write(results.get(RESULT), result, overwrite, progress);
		if (uncertainty != null)
			ImageFile.write(results.get(Predictor.UNCERTAINTY), uncertainty, overwrite, progress);
	}
}
