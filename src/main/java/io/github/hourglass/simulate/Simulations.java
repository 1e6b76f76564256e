package io.github.hourglass.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

/** Writes simulated images to folders that training takes as they are. */
public final class Simulations {

	/** The folders, one per kind of image. */
	public static final List<String> FOLDERS = List.of("noisy", "clean", "labels", "classes");

	private Simulations() {}

	/**
	 * Writes {@code noisy/0000.tif}, {@code clean/0000.tif}, {@code labels/0000.tif} and {@code classes/0000.tif} and so on.
	 *
	 * @throws IllegalArgumentException naming the option that cannot be used
	 * @throws UncheckedIOException if a file is there already and may not be overwritten, or cannot be written
	 */
	public static void write(SimulationOptions options, Path folder, boolean overwrite, Progress progress) {
		Setup.of(options, 0);
		try {
			for (String name : FOLDERS)
				Files.createDirectories(folder.resolve(name));
		}
		catch (IOException e) {
			throw new UncheckedIOException("The folder '" + folder + "' cannot be made; choose one that you may write to.", e);
		}
		for (int i = 0; i < options.count(); i++)
			for (String name : FOLDERS)
				ImageFile.check(file(folder, name, i), overwrite, List.of());
		Progress quiet = quiet(progress);
		for (int i = 0; i < options.count(); i++) {
			progress.check();
			progress.report("Simulating", i, options.count());
			Simulation simulation = Simulation.of(options, i, quiet);
			List<Volume> images = List.of(simulation.noisy(), simulation.clean(), simulation.labels(), simulation.classes());
			for (int k = 0; k < images.size(); k++)
				ImageFile.write(images.get(k), file(folder, FOLDERS.get(k), i), overwrite, quiet);
		}
		progress.report("Simulating", options.count(), options.count());
	}

	private static Path file(Path folder, String name, int index) {
		return folder.resolve(name).resolve(String.format(Locale.ROOT, "%04d.tif", index));
	}

	/** Heard only of what matters beyond a single image. */
	private static Progress quiet(Progress progress) {
		return new Progress() {

			@Override
			public void report(String stage, long done, long total) {}

			@Override
			public void note(String sentence) {
				progress.note(sentence);
			}

			@Override
			public boolean cancelled() {
				return progress.cancelled();
			}
		};
	}
}
