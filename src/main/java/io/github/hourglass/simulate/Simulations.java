package io.github.hourglass.simulate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Quiet;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import net.imglib2.parallel.Parallelization;

/** Writes simulated images to folders that training takes as they are. */
public final class Simulations {

	/** The folders, one per kind of image. */
	public static final List<String> FOLDERS = List.of("noisy", "clean", "labels", "classes");

	/** Of a specimen and its light while an image is made; the layers and the margin of a plane are the most of it. */
	private static final double BYTES_PER_VOXEL = 400;

	private Simulations() {}

	/**
	 * Writes {@code noisy/0000.tif}, {@code clean/0000.tif}, {@code labels/0000.tif} and {@code classes/0000.tif} and so on. Several images are made
	 * at once; each depends on the seed and its number alone.
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
		Progress quiet = Quiet.of(progress);
		AtomicInteger done = new AtomicInteger();
		progress.report("Simulating", 0, options.count());
		Parallelization.runWithNumThreads(atOnce(options), () -> Parallelization.getTaskExecutor().forEach(IntStream.range(0, options.count()).boxed().toList(), i -> {
			progress.check();
			write(Simulation.of(options, i, quiet), folder, i, overwrite, quiet);
			synchronized (done) {
				progress.report("Simulating", done.incrementAndGet(), options.count());
			}
		}));
	}

	/** As many images as there are cores, and fewer where they would not fit into memory together. */
	private static int atOnce(SimulationOptions options) {
		double bytes = BYTES_PER_VOXEL * options.frames() * Arrays.stream(Setup.size(options.size())).asDoubleStream().reduce(1, (a, b) -> a * b);
		return (int) Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), Runtime.getRuntime().maxMemory() / 2 / bytes));
	}

	private static void write(Simulation simulation, Path folder, int index, boolean overwrite, Progress quiet) {
		List<Volume> images = List.of(simulation.noisy(), simulation.clean(), simulation.labels(), simulation.classes());
		for (int k = 0; k < images.size(); k++)
			ImageFile.write(images.get(k), file(folder, FOLDERS.get(k), index), overwrite, quiet);
	}

	private static Path file(Path folder, String name, int index) {
		return folder.resolve(name).resolve(String.format(Locale.ROOT, "%04d.tif", index));
	}
}
