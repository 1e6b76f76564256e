package io.github.hourglass.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Quiet;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.simulate.Simulation;
import net.imglib2.img.array.ArrayImgs;

/** Tests a model on the held-back sets of its recipe. */
final class Evaluation {

	private final Model model;
	private final Recipe recipe;
	private final Progress progress;

	/**
	 * One test image.
	 *
	 * @param truth what the model should give
	 * @param clean the image without noise; null for real ones
	 */
	record Item(Volume input, Volume truth, Volume clean) {}

	private Evaluation(Model model, Recipe recipe, Progress progress) {
		this.model = model;
		this.recipe = recipe;
		this.progress = progress;
	}

	/** @param real the folder of real images; null leaves out the sets that need it */
	static List<SetScores> of(Model model, Recipe recipe, Path real, Progress progress) {
		Evaluation evaluation = new Evaluation(model, recipe, progress);
		List<SetScores> scores = new ArrayList<>();
		for (RecipeSet set : recipe.evaluation())
			if (!set.isReal() || real != null)
				scores.add(evaluation.scores(set, evaluation.items(set, real)));
		return scores;
	}

	private SetScores scores(RecipeSet set, List<Item> items) {
		if (recipe.task() == Task.INSTANCES)
			return ObjectEvaluation.of(set.name(), items, model, progress);
		if (recipe.task().givesImage() && recipe.task() != Task.PROJECT)
			return images(set, items);
		throw new IllegalArgumentException("Models of the task " + recipe.task() + " cannot be tested yet; take evaluation out of the recipe.");
	}

	private List<Item> items(RecipeSet set, Path real) {
		int count = set.isReal() ? 0 : set.simulate().count();
		if (set.isReal()) {
			List<Item> items = new ArrayList<>();
			for (Path file : RecipeData.files(real.resolve(set.images())))
				items.add(new Item(ImageFile.open(file), ImageFile.open(RecipeData.target(file, set, real)), null));
			return items;
		}
		Item[] items = new Item[count];
		Progress quiet = Quiet.of(progress);
		Workers.run(count, Runtime.getRuntime().availableProcessors(), progress, "Making test images", () -> i -> {
			Simulation simulation = Simulation.of(set.simulate(), i, quiet);
			Volume clean = kept(simulation.clean());
			items[(int) i] = new Item(kept(simulation.noisy()), recipe.targets().equals("clean") ? clean : kept(RecipeData.target(simulation, set, recipe)), clean);
		});
		return List.of(items);
	}

	/** In memory. */
	static Volume kept(Volume volume) {
		return Volume.of(ArrayImgs.floats(pixels(volume), volume.dimensions()), volume.axes()).withMetadata(volume.metadata());
	}

	static float[] pixels(Volume volume) {
		int[] size = new int[volume.axes().count()];
		for (int d = 0; d < size.length; d++)
			size[d] = Math.toIntExact(volume.dimensions()[d]);
		float[] pixels = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, pixels);
		return pixels;
	}

	private SetScores images(RecipeSet set, List<Item> items) {
		ImageEvaluation all = new ImageEvaluation(set);
		Progress quiet = Quiet.of(progress);
		all.classic(items, progress);
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), quiet)) {
			for (int i = 0; i < items.size(); i++) {
				progress.check();
				progress.report("Testing on " + set.name(), i, items.size());
				all.add(SetScores.MODEL, items.get(i), kept(predictor.apply(items.get(i).input(), quiet)));
			}
		}
		return all.scores(items.size());
	}
}
