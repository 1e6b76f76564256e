package io.github.hourglass.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import ij.IJ;
import io.github.hourglass.image.Lines;
import io.github.hourglass.image.Progress;
import io.github.hourglass.train.Training;
import io.github.hourglass.train.TrainingOptions;

/** What is found in the images, told to a person before the training begins; a macro's training tells it in its log. */
final class TrainingCheck {

	private static final String INDENT = "  ";

	private TrainingCheck() {}

	/**
	 * True if nothing was found, or the user wants to train all the same. A run that was begun was checked then.
	 *
	 * @throws IllegalArgumentException that lists all findings, if one of them forbids training
	 */
	static boolean confirmed(Path run, TrainingOptions options, Progress progress) {
		if (Files.exists(run.resolve("checkpoints")) || Files.exists(run.resolve("lock")))
			return true;
		List<String> found = found(options, progress);
		return found.isEmpty() || IJ.showMessageWithCancel("Hourglass Train", text(found));
	}

	private static List<String> found(TrainingOptions options, Progress progress) {
		try {
			return Training.check(options, progress);
		}
		catch (IllegalArgumentException refusal) {
			throw new IllegalArgumentException(Lines.broken(refusal.getMessage(), Lines.LINE, INDENT), refusal);
		}
	}

	static String text(List<String> found) {
		StringBuilder text = new StringBuilder("Before training begins:\n");
		for (String sentence : found)
			text.append(" \n- ").append(Lines.broken(sentence, Lines.LINE, INDENT)).append('\n');
		return text.append(" \nOK begins to train all the same.").toString();
	}
}
