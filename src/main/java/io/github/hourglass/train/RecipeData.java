package io.github.hourglass.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Quiet;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.predict.ImageProfile;
import io.github.hourglass.simulate.Simulation;

/**
 * The images that a recipe trains on, in folders as training takes them: {@code images} and {@code targets} to learn from, every tenth of a set
 * in {@code validation}. Made on all cores; what is there already is not made again.
 */
final class RecipeData {

	private static final int KEPT = 10, PROFILED = 40;
	private static final String IMAGES = "images", TARGETS = "targets";

	private final Recipe recipe;
	private final Path folder;
	private final List<Work> work = new ArrayList<>();

	/** Makes one or a few files. */
	@FunctionalInterface
	private interface Work {

		void run(Progress progress);
	}

	private RecipeData(Recipe recipe, Path folder) {
		this.recipe = recipe;
		this.folder = folder;
	}

	/**
	 * @param real the folder of real images; null leaves them out
	 * @throws IllegalArgumentException if real images are not where the recipe has them
	 * @throws UncheckedIOException if a file cannot be written
	 */
	static RecipeData of(Recipe recipe, Path folder, Path real, Progress progress) {
		RecipeData data = new RecipeData(recipe, folder.toAbsolutePath());
		for (Path made : List.of(data.images(), data.folder.resolve(TARGETS), data.validation().resolve(IMAGES), data.validation().resolve(TARGETS)))
			create(made);
		for (int i = 0; i < recipe.data().size(); i++) {
			RecipeSet set = recipe.data().get(i);
			if (!set.isReal())
				data.simulated(set, i);
			else if (real != null)
				data.copied(set, i, real);
		}
		Progress quiet = Quiet.of(progress);
		Workers.run(data.work.size(), Runtime.getRuntime().availableProcessors(), progress, "Making images", () -> n -> data.work.get((int) n).run(quiet));
		return data;
	}

	Path images() {
		return folder.resolve(IMAGES);
	}

	/** Null where the task needs none. */
	Path targets() {
		return recipe.task().hasTargets() ? folder.resolve(TARGETS) : null;
	}

	Path validation() {
		return folder.resolve("validation");
	}

	private Path place(RecipeSet set, int index) {
		return set.validation() || index % KEPT == KEPT / 2 ? validation() : folder;
	}

	private void simulated(RecipeSet set, int number) {
		for (int i = 0; i < set.simulate().count(); i++) {
			int index = i;
			work.add(progress -> simulate(set, number, index, progress));
		}
	}

	private void simulate(RecipeSet set, int number, int index, Progress progress) {
		List<Path> missing = new ArrayList<>();
		for (int draw = 0; draw < set.draws(); draw++) {
			Path target = place(set, index).resolve(TARGETS).resolve(String.format(Locale.ROOT, "%02d-%05d-%02d.tif", number, index, draw));
			missing.add(Files.exists(target) ? null : target);
		}
		if (missing.stream().allMatch(java.util.Objects::isNull))
			return;
		Simulation first = Simulation.of(set.simulate(), index, progress);
		for (int draw = 0; draw < missing.size(); draw++) {
			Path target = missing.get(draw);
			if (target == null)
				continue;
			Simulation simulation = first.drawn(draw);
			ImageFile.write(simulation.noisy(), place(set, index).resolve(IMAGES).resolve(target.getFileName()), true, progress);
			ImageFile.write(target(simulation, set, recipe), target, true, progress);
		}
	}

	/** What a model of the recipe should give for a simulated image of the set; objects without {@link Slivers}. */
	static Volume target(Simulation simulation, RecipeSet set, Recipe recipe) {
		Volume target = switch (recipe.targets()) {
			case "clean" -> simulation.clean();
			case "labels" -> Slivers.without(simulation.labels());
			default -> simulation.classes();
		};
		return set.objects() ? target : target.withPixels(PixelType.UINT8, (min, size, dest) -> Arrays.fill((byte[]) dest, (byte) 0));
	}

	private void copied(RecipeSet set, int number, Path real) {
		List<Path> files = files(real.resolve(set.images()));
		for (int i = 0; i < files.size(); i++) {
			Path image = files.get(i), target = target(image, set, real);
			int index = i;
			work.add(progress -> {
				for (int k = 0; k < (set.validation() || place(set, index) == folder ? set.repeat() : 1); k++) {
					String name = String.format(Locale.ROOT, "%02d-%02d-%s", number, k, image.getFileName());
					copy(image, place(set, index).resolve(IMAGES).resolve(name));
					copy(target, place(set, index).resolve(TARGETS).resolve(name));
				}
			});
		}
	}

	/** What belongs to a real image. */
	static Path target(Path image, RecipeSet set, Path real) {
		Path targets = real.resolve(set.targets()), target = Files.isRegularFile(targets) ? targets : targets.resolve(image.getFileName());
		if (!Files.exists(target))
			throw new IllegalArgumentException("'" + image + "' has no target of the same name in '" + target.getParent() + "', which the recipe names.");
		return target;
	}

	/** Of some images of each set. */
	static List<Map<String, Double>> profiles(Recipe recipe, Path real, Progress progress) {
		List<Supplier<Volume>> images = new ArrayList<>();
		Progress quiet = Quiet.of(progress);
		for (RecipeSet set : recipe.data())
			if (!set.isReal())
				for (int i = 0; i < Math.min(PROFILED, set.simulate().count()); i++) {
					int index = i;
					images.add(() -> Simulation.of(set.simulate(), index, quiet).drawn(index % set.draws()).noisy());
				}
			else if (real != null)
				files(real.resolve(set.images())).stream().limit(PROFILED).forEach(file -> images.add(() -> ImageFile.open(file)));
		List<Map<String, Double>> profiles = Collections.synchronizedList(new ArrayList<>());
		Workers.run(images.size(), Runtime.getRuntime().availableProcessors(), progress, "Looking at training images", () -> n -> profiles.add(ImageProfile.of(images.get((int) n).get(), quiet)));
		return profiles;
	}

	/** The images of a folder, in the order of their names; or the one image that is named. */
	static List<Path> files(Path folder) {
		if (Files.isRegularFile(folder))
			return List.of(folder);
		try (Stream<Path> files = Files.list(folder)) {
			return files.filter(file -> Files.isRegularFile(file) && !file.getFileName().toString().startsWith(".")).sorted().toList();
		}
		catch (IOException e) {
			throw new IllegalArgumentException("The recipe needs the real images in '" + folder + "', which cannot be read; give the folder that holds them as real.", e);
		}
	}

	private static void copy(Path from, Path to) {
		Path temporary = AtomicFile.temporary(to);
		try {
			if (Files.exists(to))
				return;
			Files.copy(from, temporary);
			AtomicFile.move(temporary, to);
		}
		catch (IOException e) {
			throw AtomicFile.failure(to, e);
		}
		finally {
			AtomicFile.delete(temporary);
		}
	}

	private static void create(Path folder) {
		try {
			Files.createDirectories(folder);
		}
		catch (IOException e) {
			throw new UncheckedIOException("The folder '" + folder + "' cannot be made; choose another one for the work.", e);
		}
	}
}
