package io.github.hourglass.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Quiet;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.predict.Segmentation;
import io.github.hourglass.score.LabelScores;
import io.github.hourglass.simulate.Simulation;
import net.imglib2.img.array.ArrayImgs;

/** Tests a model on the held-back sets of its recipe. */
final class Evaluation {

	private static final double[] OVERLAPS = { 0.5, 0.7, 0.9 };
	private static final String OTSU = "Otsu's threshold and watershed";

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
			return objects(set, items);
		if (recipe.task().givesImage() && recipe.task() != Task.UPSCALE && recipe.task() != Task.PROJECT)
			return images(set, items);
		throw new IllegalArgumentException("Models of the task " + recipe.task() + " cannot be tested yet; take evaluation out of the recipe.");
	}

	private List<Item> items(RecipeSet set, Path real) {
		int count = set.isReal() ? 0 : set.simulate().count();
		if (set.isReal()) {
			List<Item> items = new ArrayList<>();
			for (Path file : RecipeData.files(real.resolve(set.images())))
				items.add(new Item(ImageFile.open(file), ImageFile.open(real.resolve(set.targets()).resolve(file.getFileName())), null));
			return items;
		}
		Item[] items = new Item[count];
		Progress quiet = Quiet.of(progress);
		Workers.run(count, Runtime.getRuntime().availableProcessors(), progress, "Making test images", () -> i -> {
			Simulation simulation = Simulation.of(set.simulate(), i, quiet);
			Volume clean = kept(simulation.clean());
			items[(int) i] = new Item(kept(simulation.noisy()), recipe.targets().equals("clean") ? clean : kept(recipe.targets().equals("labels") ? simulation.labels() : simulation.classes()),
				clean);
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

	private SetScores objects(RecipeSet set, List<Item> items) {
		Map<String, List<LabelScores>> scores = new LinkedHashMap<>();
		SegmentOptions classic = SegmentOptions.of("").withMeaning("image").ofProbabilities(), ours = SegmentOptions.of(model.source().toString());
		for (int i = 0; i < items.size(); i++) {
			progress.check();
			progress.report("Testing on " + set.name(), i, items.size());
			Item item = items.get(i);
			scores.computeIfAbsent(OTSU + (item.clean() == null ? "" : " of the image without noise"), n -> new ArrayList<>())
				.add(score(item, item.clean() == null ? item.input() : item.clean(), classic));
			scores.computeIfAbsent(SetScores.MODEL, n -> new ArrayList<>()).add(score(item, item.input(), ours));
		}
		Map<String, List<Double>> methods = new LinkedHashMap<>();
		scores.forEach((name, parts) -> {
			LabelScores pooled = LabelScores.pooled(parts);
			List<Double> row = new ArrayList<>();
			for (double overlap : OVERLAPS)
				row.add(pooled.at(overlap).averagePrecision());
			methods.put(name, row);
		});
		return new SetScores(set.name(), items.size(), List.of("average precision at IoU 0.5", "at 0.7", "at 0.9"), methods);
	}

	private LabelScores score(Item item, Volume image, SegmentOptions options) {
		Progress quiet = Quiet.of(progress);
		try (NetworkOutput output = NetworkOutput.of(image, options, quiet); Segmentation found = Segmentation.of(output, options, quiet)) {
			return LabelScores.of(item.truth(), found.result(), quiet);
		}
	}
}
