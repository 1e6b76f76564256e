package io.github.hourglass.command;

import java.util.ArrayList;
import java.util.List;

import ij.ImagePlus;
import ij.WindowManager;
import io.github.hourglass.image.Progress;

/**
 * The images a command reads, locked as ImageJ's own commands lock theirs: meanwhile no other command changes them, none of ours
 * starts on them a second time, and their pixels stay when their windows are closed.
 */
final class HeldImages implements AutoCloseable {

	private final List<ImagePlus> held = new ArrayList<>();
	private final List<ImagePlus> open = new ArrayList<>();

	/**
	 * @param images null where there is none
	 * @throws IllegalArgumentException if another command is at work on one of them
	 */
	HeldImages(List<ImagePlus> images) {
		for (ImagePlus image : images)
			if (image != null)
				hold(image);
	}

	private void hold(ImagePlus image) {
		if (!image.lockSilently()) {
			close();
			throw new IllegalArgumentException("'" + image.getTitle() + "' is in use by another command; wait until that is done, or cancel it with ESC.");
		}
		held.add(image);
		if (isOpen(image))
			open.add(image);
	}

	/** Says which images were closed meanwhile: their results are complete all the same. */
	void tellClosed(Progress progress) {
		for (ImagePlus image : open)
			if (!isOpen(image))
				progress.note("'" + image.getTitle() + "' was closed during the run; the result is of the image as it was.");
	}

	private static boolean isOpen(ImagePlus image) {
		return WindowManager.getImage(image.getID()) == image;
	}

	@Override
	public void close() {
		held.forEach(ImagePlus::unlock);
		held.clear();
	}
}
