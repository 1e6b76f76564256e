package io.github.hourglass.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import ij.IJ;
import ij.ImagePlus;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImagePlusVolume;
import io.github.hourglass.train.RunImages;
import io.github.hourglass.train.TrainingOptions;

/** Images that are open in ImageJ, named by their titles instead of files, as data of a training. */
final class OpenImages {

	/** From this size on a person is asked before an image is copied. */
	private static final long LARGE = 2L << 30;

	private OpenImages() {}

	/**
	 * The options with open images kept in files of the run, and those named there; see {@link RunImages}.
	 *
	 * @param asks whether to ask before a large image is copied
	 * @throws IllegalArgumentException naming an option that is neither a file, nor a folder, nor an open image
	 * @throws CancelledException if a person does not want that
	 */
	static TrainingOptions kept(TrainingOptions options, Path run, boolean asks, Progress progress) {
		Map<String, Object> values = Settings.values(options);
		for (String name : List.of("images", "targets")) {
			String text = values.get(name).toString().strip();
			if (!text.isEmpty() && !isFile(text))
				values.put(name, kept(run, name, text, asks, progress).toString());
		}
		return Settings.read(TrainingOptions.class, values);
	}

	private static boolean isFile(String text) {
		try {
			return Files.exists(Path.of(text));
		}
		catch (InvalidPathException title) {
			return false;
		}
	}

	private static Path kept(Path run, String name, String title, boolean asks, Progress progress) {
		ImagePlus image = CommandInputs.open(title);
		if (image == null)
			throw new IllegalArgumentException(name + " is '" + title + "', which is no file, no folder and no open image; give a path, or the title of an open image.");
		CommandInputs.checkOpen(name, image);
		try (HeldImages held = new HeldImages(List.of(image))) {
			Volume volume = ImagePlusVolume.of(image, progress);
			long bytes = volume.voxels() * volume.type().bytes();
			if (asks && bytes >= LARGE && !IJ.showMessageWithCancel("Hourglass", "'" + image.getTitle() + "' has " + String.format(Locale.ROOT, "%.1f GB", bytes / 1e9)
				+ " and is copied into the folder of the training,\nwhich runs in a process of its own. Give its file instead to avoid that."))
				throw new CancelledException();
			Path file = RunImages.keep(run, name, volume, progress);
			progress.note("The training uses a copy of '" + image.getTitle() + "', " + file + ".");
			return file;
		}
	}
}
