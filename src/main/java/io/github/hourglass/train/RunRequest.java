package io.github.hourglass.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What can be asked of a run from outside: one word in the file {@code request} of its folder, obeyed within one step and then
 * deleted.
 */
public enum RunRequest {

	/** Wait before the next step. */
	PAUSE,
	/** Go on after a pause. */
	CONTINUE,
	/** Stop training and export the best network so far. */
	FINISH,
	/** Stop; the checkpoints stay, and training the folder again goes on from there. */
	CANCEL;

	private static final int MOST_BYTES = 64;

	/** Asks a run. */
	public void ask(Path folder) {
		AtomicFile.write(folder.resolve(TrainingRun.REQUEST), toString());
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** The word that stands in a folder and was not taken yet; empty if there is none that can be read. */
	static String pending(Path folder) {
		Path file = folder.resolve(TrainingRun.REQUEST);
		try {
			return Files.exists(file) && Files.size(file) < MOST_BYTES ? Files.readString(file).strip().toLowerCase(Locale.ROOT) : "";
		}
		catch (IOException goneOrUnreadable) {
			return "";
		}
	}

	/**
	 * Takes the request out of a folder; null if there is none.
	 *
	 * @throws IllegalArgumentException if it is none of the words; it is deleted all the same
	 */
	static RunRequest take(Path folder) {
		Path file = folder.resolve(TrainingRun.REQUEST);
		if (!Files.exists(file))
			return null;
		try {
			byte[] start;
			try (var in = Files.newInputStream(file)) {
				start = in.readNBytes(MOST_BYTES);
			}
			Files.deleteIfExists(file);
			String word = new String(start, java.nio.charset.StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
			return Arrays.stream(values()).filter(request -> request.toString().equals(word)).findFirst()
				.orElseThrow(() -> new IllegalArgumentException("The request '" + word + "' is not understood; it is one of "
					+ Arrays.stream(values()).map(RunRequest::toString).collect(Collectors.joining(", ")) + "."));
		}
		catch (IOException goneOrUnreadable) {
			return null;
		}
	}
}
