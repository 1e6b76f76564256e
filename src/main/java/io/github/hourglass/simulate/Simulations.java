package io.github.hourglass.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.github.hourglass.image.Progress;
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
		try {
			for (String name : FOLDERS)
				Files.createDirectories(folder.resolve(name));
		}
		catch (IOException e) {
			throw new UncheckedIOException("The folder '" + folder + "' cannot be made; choose one that you may write to.", e);
		}
		for (int i = 0; i < options.count(); i++) {
			progress.check();
			progress.report("Simulating", i, options.count());
			Simulation simulation = Simulation.of(options, i, quiet(progress));
			String name = String.format(Locale.ROOT, "%04d.tif", i);
			ImageFile.write(simulation.noisy(), folder.resolve("noisy").resolve(name), overwrite, quiet(progress));
			ImageFile.write(simulation.clean(), folder.resolve("clean").resolve(name), overwrite, quiet(progress));
			ImageFile.write(simulation.labels(), folder.resolve("labels").resolve(name), overwrite, quiet(progress));
			ImageFile.write(simulation.classes(), folder.resolve("classes").resolve(name), overwrite, quiet(progress));
		}
		progress.report("Simulating", options.count(), options.count());
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
