package io.github.hourglass.command;

import java.nio.file.Path;
import java.util.List;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.io.RoiFile;
import io.github.hourglass.io.Table;
import io.github.hourglass.label.LabelImage;
import io.github.hourglass.label.Measure;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.predict.Segmentation;

/** The files objects are written to: the label image, and beside {@code cells.tif} the table {@code cells.csv} and the selections {@code cells-rois.zip}. */
final class SegmentFiles {

	private final Path result;
	private final SegmentOptions options;
	private final boolean overwrite;

	private SegmentFiles(Path result, SegmentOptions options, boolean overwrite) {
		this.result = result;
		this.options = options;
		this.overwrite = overwrite;
	}

	/**
	 * @param inputs files that must not be overwritten
	 * @throws IllegalArgumentException before any work is done, if a file could not be written
	 */
	static SegmentFiles at(Path result, SegmentOptions options, boolean overwrite, List<Path> inputs) {
		ImageFile.check(result, overwrite, inputs);
		SegmentFiles files = new SegmentFiles(result, options, overwrite);
		if (options.table())
			Table.check(files.beside(".csv"), overwrite);
		if (options.rois())
			RoiFile.check(files.beside("-rois.zip"), overwrite);
		return files;
	}

	private Path beside(String ending) {
		String file = result.getFileName().toString();
		return result.resolveSibling(file.substring(0, file.lastIndexOf('.')) + ending);
	}

	/** Sizes and shapes, and the values of the image unless that is a network's output. */
	static Table measured(LabelImage objects, Volume image, SegmentOptions options, Progress progress) {
		return options.probabilities() ? Measure.of(objects, progress) : Measure.of(objects, image, progress);
	}

	/** Writes what was found; the label image last, so that where it is all is. */
	void write(Segmentation found, Volume image, Progress progress) {
		found.objects().ifPresent(objects -> {
			if (options.table())
				measured(objects, image, options, progress).write(beside(".csv"), overwrite);
			if (options.rois())
				RoiFile.write(objects.volume(), image, beside("-rois.zip"), overwrite, progress);
		});
		if (found.objects().isEmpty() && (options.table() || options.rois()))
			progress.note("There are no objects to measure or to outline in " + (options.objects().equals("none") ? "a network's output." : "a map of classes."));
		ImageFile.write(found.result(), result, overwrite, progress);
	}
}
