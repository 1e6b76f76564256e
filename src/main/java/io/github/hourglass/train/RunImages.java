package io.github.hourglass.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

/**
 * Open images as data of a training: since that runs in a process of its own, on and on, they are written into the folder of the
 * run, {@code data/images} and {@code data/targets}, block by block and whole or not at all. A run that goes on keeps the images it was begun with.
 */
public final class RunImages {

	private static final int LONGEST_NAME = 100;

	private RunImages() {}

	/**
	 * The file that holds an open image for a run, written unless it is there already.
	 *
	 * @param option that names it, {@code images} or {@code targets}
	 * @throws IllegalArgumentException if the run was begun with another image, or the disk has too little space
	 */
	public static Path keep(Path run, String option, Volume image, Progress progress) {
		Path folder = run.toAbsolutePath().normalize(), file = folder.resolve(TrainingRun.DATA).resolve(option).resolve(fileName(image.metadata().title()));
		boolean begun = Files.exists(folder.resolve(TrainingRun.CHECKPOINTS)) || Files.exists(folder.resolve(TrainingRun.LOCK));
		if (Files.exists(file) && isSame(ImageFile.open(file), image, progress))
			return file;
		if (begun)
			throw new IllegalArgumentException(option + " is '" + image.metadata().title() + "', but the run in '" + run + "' was begun with other images; name a new folder for the run.");
		try {
			Files.createDirectories(file.getParent());
		}
		catch (IOException e) {
			throw new UncheckedIOException("The folder '" + file.getParent() + "' cannot be made: " + AtomicFile.reason(e) + "; choose another folder for the run.", e);
		}
		ImageFile.write(image, file, true, progress);
		return file;
	}

	private static boolean isSame(Volume kept, Volume image, Progress progress) {
		String letters = letters(image);
		return kept.type() == image.type() && letters(kept).equals(letters)
			&& Survey.of(kept.inOrder(letters), progress.part(0, 2)).fingerprint().equals(Survey.of(image, progress.part(1, 2)).fingerprint());
	}

	private static String letters(Volume volume) {
		StringBuilder letters = new StringBuilder();
		for (int d = 0; d < volume.axes().count(); d++)
			letters.append(volume.axes().letter(d));
		return letters.toString();
	}

	/** The title as every file system takes it, for TIFF. */
	static String fileName(String title) {
		String plain = title.replaceFirst("(?i)(\\.ome)?\\.tiff?$", "").replaceAll("[^\\p{L}\\p{N} ._()+-]", "_").strip().replaceAll("^\\.+|\\.+$", "");
		return (plain.isEmpty() ? "image" : plain.substring(0, Math.min(LONGEST_NAME, plain.length()))) + ".tif";
	}
}
