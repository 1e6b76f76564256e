package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.WeightsFile;
import io.github.hourglass.model.YamlText;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.predict.Reproduction;
import io.github.hourglass.simulate.Simulation;
import io.github.hourglass.simulate.SimulationOptions;

class RebuildTest {

	private static final String RECIPE = """
		name: Tiny denoiser
		description: For a test.
		license: CC0-1.0
		limits: None known.
		tags: [denoising]
		voxel: [0.1, 0.2]
		training: {task: restore, depth: 1, filters: 4, epochs: 1, steps: 3, batch: 2, patch: "32", places: any, scaling: deviation, loss: l2, residual: false}
		data:
		- simulate: {kind: shapes, size: "48,48", count: 6, seed: 1, peak: 20}
		  draws: 2
		- simulate: {kind: empty, size: "48,48", count: 6, seed: 2, uneven: "0.1,0.3"}
		evaluation:
		- name: dim shapes
		  simulate: {kind: shapes, size: "48,48", count: 1, peak: 10, noise: 2, gain: 4, offset: 100, hot: 0, rows: 0, smear: 0, seed: 11}
		- name: noise alone
		  simulate: {kind: empty, size: "48,48", count: 2, uneven: 0, seed: 12}
		""";

	@TempDir
	Path folder;

	private Model rebuild(Path recipe, Object... more) {
		Map<String, Object> values = new java.util.HashMap<>(Map.of("work", folder.resolve("work").toString()));
		for (int i = 0; i < more.length; i += 2)
			values.put(more[i].toString(), more[i + 1]);
		return Rebuild.of(recipe.toString(), Settings.read(RebuildOptions.class, values), Progress.none());
	}

	private Path recipe(String text) throws IOException {
		Path place = Files.createDirectories(folder.resolve("tiny"));
		Files.writeString(place.resolve("recipe.yaml"), text);
		return place;
	}

	private static Recipe parsed(String text) {
		return Recipe.of(YamlText.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), "recipe.yaml"));
	}

	@Test
	void theCardOfAPackageThatIsPutElsewhereNamesTheRecipe() throws Exception {
		Model model = rebuild(recipe(RECIPE), "out", folder.resolve("elsewhere").toString());
		assertEquals(folder.resolve("elsewhere").toRealPath(), model.folder().toRealPath());
		assertTrue(Files.readString(model.folder().resolve("README.md")).contains("`hourglass models rebuild tiny`"));
	}

	@Test
	void aRecipeBecomesAPackageWithItsCardAndScoresAndTheNextOneTellsOfBoth() throws Exception {
		Path place = recipe(RECIPE);
		Model model = rebuild(place);
		assertEquals(place.toRealPath(), model.folder().toRealPath());
		assertEquals("Tiny denoiser", model.name());
		assertEquals(RECIPE, Files.readString(place.resolve("recipe.yaml")));
		assertEquals(0.1, model.inputs().get(0).axis('x').scale());
		assertEquals(0.2, model.outputs().get(0).axis('y').scale());
		assertEquals("micrometer", model.inputs().get(0).axis('x').unit());
		Map<?, ?> ours = (Map<?, ?>) ((Map<?, ?>) model.facts().get("config")).get("hourglass");
		List<?> noise = (List<?>) ((Map<?, ?>) ours.get("trained_on")).get("noise");
		assertTrue((Double) noise.get(0) > 0 && (Double) noise.get(1) < 1.2, noise.toString());
		Map<?, ?> scores = (Map<?, ?>) ours.get("scores");
		assertEquals(List.of("dim shapes", "noise alone"), List.copyOf(scores.keySet()));
		Map<?, ?> methods = (Map<?, ?>) ((Map<?, ?>) scores.get("dim shapes")).get("methods");
		assertEquals(List.of("input", "Gaussian", "median", "non-local means", "this model"), List.copyOf(methods.keySet()));
		List<?> input = (List<?>) methods.get("input"), filtered = (List<?>) methods.get("Gaussian");
		assertTrue((Double) filtered.get(0) > (Double) input.get(0) + 3, "a filter with its best parameters is far better than such noise");
		assertEquals(100.0, ((List<?>) ((Map<?, ?>) ((Map<?, ?>) scores.get("noise alone")).get("methods")).get("input")).get(0));
		try (Stream<Path> images = Files.list(folder.resolve("work/data/images")); Stream<Path> kept = Files.list(folder.resolve("work/data/validation/images"))) {
			assertEquals(15, images.count(), "every tenth specimen of a set is kept, with all its images");
			assertEquals(3, kept.count());
		}
		rebuild(place);
		String card = Files.readString(place.resolve("README.md"));
		assertTrue(card.contains("the package before") && card.contains("None known.") && card.contains("6 simulated, each imaged 2 times: kind shapes"), card);
	}

	@Test
	void aCompactPackageHasOnlyOnnxWeightsInSixteenBitsAndReproducesItsTestOutput() throws Exception {
		Path place = recipe(RECIPE.replace("training:", "weights: half\ntraining:").replaceAll("filters: \\d+", "filters: 12"));
		Model model = rebuild(place);
		assertEquals(List.of("onnx"), model.weights().stream().map(WeightsFile::format).toList());
		Weights weights = OnnxFile.read(model.weights("onnx").path()).weights();
		assertTrue(weights.names().stream().anyMatch(name -> weights.get(name).type() == TensorType.FLOAT16));
		assertTrue(Reproduction.of(model, PredictionOptions.of(""), Progress.none()).holds());
		assertTrue(Files.readString(place.resolve("README.md")).contains("16-bit floats"));
		assertThrows(IllegalArgumentException.class, () -> parsed(RECIPE.replace("training:", "weights: quarter\ntraining:")));
	}

	@Test
	void aCompactPackageForStacksIsTestedWithSixteenSlices() throws Exception {
		Model model = rebuild(recipe("""
			name: Tiny stacks
			weights: half
			training: {task: restore, depth: 1, filters: 8, epochs: 1, steps: 2, batch: 1, patch: "16,16,8", places: any, loss: l2}
			data:
			- simulate: {kind: shapes, size: "32,32,40", count: 12, seed: 1, peak: 20}
			"""));
		assertArrayEquals(new long[] { 1, 1, 16 }, Arrays.copyOf(Npy.read(model.inputs().get(0).testTensor()).shape(), 3));
		assertEquals(0, model.outputs().get(0).axis('z').halo());
		assertEquals(new SizeRule.Stepped(2, 2), model.inputs().get(0).axis('z').size());
		assertTrue(Reproduction.of(model, PredictionOptions.of(""), Progress.none()).holds());
	}

	@Test
	void theWorkOnAnotherRecipeIsNotMixedIn() throws Exception {
		Path place = recipe(RECIPE);
		Files.createDirectories(folder.resolve("work"));
		Files.writeString(folder.resolve("work/work.yaml"), "plan: {data: other}\nseconds: 1\n");
		IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> rebuild(place));
		assertTrue(refused.getMessage().contains("another recipe"), refused.getMessage());
	}

	@Test
	void realImagesAreCopiedAsOftenAsTheRecipeSaysOrLeftOut() throws Exception {
		Recipe recipe = parsed(RECIPE.replace("evaluation:", "- {images: set/images, targets: set/masks, license: CC0, repeat: 3}\nevaluation:"));
		for (String kind : List.of("images", "masks"))
			for (int i = 0; i < 7; i++)
				ImageFile.write(TestImages.pairs(1, "xy", 48, 48).get(0).input(), Files.createDirectories(folder.resolve("real/set/" + kind)).resolve(i + ".tif"), true, Progress.none());
		RecipeData with = RecipeData.of(recipe, folder.resolve("with"), folder.resolve("real"), Progress.none());
		RecipeData without = RecipeData.of(recipe, folder.resolve("without"), null, Progress.none());
		assertEquals(15 + 3 * 6, RecipeData.files(with.images()).size());
		assertEquals(3 + 1, RecipeData.files(with.validation().resolve("images")).size());
		assertEquals(RecipeData.files(with.images()).size(), RecipeData.files(with.targets()).size());
		assertEquals(15, RecipeData.files(without.images()).size());
		Volume again = ImageFile.open(RecipeData.files(with.images()).get(0)), same = ImageFile.open(RecipeData.files(without.images()).get(0));
		org.junit.jupiter.api.Assertions.assertArrayEquals(Evaluation.pixels(same), Evaluation.pixels(again), "the same recipe gives the same images");
	}

	@Test
	void aSetMayBeForValidationOnlyAndOfOneImage() throws Exception {
		Recipe recipe = parsed(RECIPE.replace("evaluation:", "- {images: one.tif, targets: mask.tif, license: CC0, repeat: 3, validation: true}\nevaluation:"));
		Path real = Files.createDirectories(folder.resolve("real"));
		for (String name : List.of("one.tif", "mask.tif"))
			ImageFile.write(TestImages.pairs(1, "xy", 48, 48).get(0).input(), real.resolve(name), true, Progress.none());
		RecipeData data = RecipeData.of(recipe, folder.resolve("with"), real, Progress.none());
		assertEquals(15, RecipeData.files(data.images()).size());
		assertEquals(3 + 3, RecipeData.files(data.validation().resolve("images")).size());
		Files.delete(real.resolve("mask.tif"));
		assertThrows(IllegalArgumentException.class, () -> RecipeData.of(recipe, folder.resolve("without"), real, Progress.none()));
	}

	@Test
	void aSetMayShowWhatIsNoObject() throws Exception {
		RecipeData data = RecipeData.of(parsed("""
			name: Tiny
			training: {task: instances}
			data:
			- simulate: {kind: nuclei, size: "48,48", count: 1, density: 0.8, seed: 1}
			- simulate: {kind: filaments, size: "48,48", count: 1, density: 0.8, seed: 2}
			  objects: false
			"""), folder.resolve("data"), null, Progress.none());
		float[][] pixels = new float[4][];
		for (int i = 0; i < 2; i++) {
			pixels[i] = Evaluation.pixels(ImageFile.open(RecipeData.files(data.images()).get(i)));
			pixels[2 + i] = Evaluation.pixels(ImageFile.open(RecipeData.files(data.targets()).get(i)));
		}
		assertTrue(range(pixels[0]) > 10 && range(pixels[1]) > 10 && range(pixels[2]) > 0);
		org.junit.jupiter.api.Assertions.assertArrayEquals(new float[48 * 48], pixels[3]);
	}

	private static float range(float[] pixels) {
		float least = Float.POSITIVE_INFINITY, most = Float.NEGATIVE_INFINITY;
		for (float pixel : pixels) {
			least = Math.min(least, pixel);
			most = Math.max(most, pixel);
		}
		return most - least;
	}

	@Test
	void modelsForObjectsAreTunedAndTestedByTheirObjects() throws Exception {
		Model model = rebuild(recipe("""
			name: Tiny nuclei
			training: {task: instances, depth: 1, filters: 4, epochs: 1, steps: 3, batch: 2, patch: "32", loss: l2, residual: false, augmentation: flips+zoom+invert+gamma}
			data:
			- simulate: {kind: nuclei, size: "64,64", count: 7, density: 0.6, pixel: 0.5, seed: 1}
			evaluation:
			- name: many touch
			  simulate: {kind: nuclei, size: "64,64", count: 2, density: 0.6, pixel: 0.5, seed: 11}
			"""));
		Map<?, ?> ours = (Map<?, ?>) ((Map<?, ?>) model.facts().get("config")).get("hourglass");
		assertTrue(ours.get("segmentation").toString().matches("foreground 1, boundary 2, distance 3, threshold [\\d.]+, prominence [\\d.]+.*"), ours.toString());
		assertEquals("clip", model.outputs().get(0).steps().get(0).name(), "an outlier must not make logits of probabilities");
		Map<?, ?> methods = (Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) ours.get("scores")).get("many touch")).get("methods");
		assertEquals(List.of("Otsu's threshold and watershed of the image without noise", "this model"), List.copyOf(methods.keySet()));
		List<?> classic = (List<?>) methods.get("Otsu's threshold and watershed of the image without noise");
		assertTrue((Double) classic.get(0) > 0.1 && (Double) classic.get(0) > (Double) classic.get(2) && (Double) classic.get(3) > 0.5, classic.toString());
	}

	@Test
	void whatARecipeCannotSayIsRefusedByName() {
		for (String[] change : new String[][] { { "limits", "limitations" }, { "kind: shapes", "kind: leaves" }, { "peak: 20", "paek: 20" }, { "seed: 11", "seed: 1" },
			{ "depth: 1", "images: a" }, { "draws: 2", "draws: 0" }, { "voxel: [0.1, 0.2]", "voxel: [0.1, -2]" }, { "name: Tiny denoiser", "name: ''" },
			{ "evaluation:", "- {images: ../set, targets: set, license: CC0}\nevaluation:" },
			{ "evaluation:", "- {images: set, targets: set, license: CC0, validation: 3}\nevaluation:" }, { "evaluation:", "- {images: set, targets: set}\nevaluation:" } }) {
			assertFalse(RECIPE.replace(change[0], change[1]).equals(RECIPE));
			assertThrows(IllegalArgumentException.class, () -> parsed(RECIPE.replace(change[0], change[1])), change[1]);
		}
		assertThrows(IllegalArgumentException.class, () -> Recipe.find(folder.toString()));
	}

	@Test
	void theRecipesThatShipCanBeRead() throws Exception {
		try (Stream<Path> recipes = Files.find(Path.of("models"), 2, (file, facts) -> file.endsWith("recipe.yaml")); Stream<Path> compared = Files.list(Path.of("docs", "recipes"))) {
			List<Path> all = Stream.concat(recipes, compared).sorted().toList();
			assertTrue(all.size() >= 4);
			for (Path recipe : all)
				assertFalse(Recipe.read(recipe).evaluation().isEmpty(), recipe.toString());
		}
	}

	@Test
	void aModelThatMakesStacksFinerIsScoredBesideInterpolations() throws Exception {
		String text = """
			name: Tiny isotropic
			training: {task: upscale, scale: "1,1,3", enlarge: last, depth: 1, filters: 4, epochs: 1, steps: 3, batch: 2, patch: "16,16,4", places: any, scaling: deviation, loss: l2}
			data:
			- simulate: {kind: vesicles, size: "24,24,8", isotropic: 3, count: 6, seed: 1, peak: 200}
			evaluation:
			- name: vesicles
			  simulate: {kind: vesicles, size: "24,24,8", isotropic: 3, count: 2, peak: 50, noise: 2, gain: 4, offset: 100, hot: 0, rows: 0, smear: 0, seed: 11}
			""";
		Model model = rebuild(recipe(text));
		Map<?, ?> ours = (Map<?, ?>) ((Map<?, ?>) model.facts().get("config")).get("hourglass");
		Map<?, ?> methods = (Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) ours.get("scores")).get("vesicles")).get("methods");
		assertEquals(List.of("linear interpolation", "cubic interpolation", "Gaussian, then cubic interpolation", SetScores.MODEL), List.copyOf(methods.keySet()));
		double cubic = (Double) ((List<?>) methods.get("cubic interpolation")).get(0), filtered = (Double) ((List<?>) methods.get("Gaussian, then cubic interpolation")).get(0);
		assertTrue(filtered > cubic + 1, filtered + " beside " + cubic);
		SimulationOptions seen = Settings.read(SimulationOptions.class, Map.of("kind", "vesicles", "size", "24,24,8", "isotropic", 3, "seed", 12));
		Simulation simulation = Simulation.of(seen, 0, Progress.none());
		Path stack = folder.resolve("stack.tif"), finer = folder.resolve("finer.tif");
		ImageFile.write(simulation.noisy(), stack, false, Progress.none());
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			ImageFile.write(predictor.apply(ImageFile.open(stack), Progress.none()), finer, false, Progress.none());
		}
		Volume result = ImageFile.open(finer), truth = simulation.clean();
		assertArrayEquals(truth.dimensions(), result.dimensions());
		for (char letter : "xyz".toCharArray()) {
			assertEquals(truth.axes().find(letter).scale(), result.axes().find(letter).scale(), 1e-5, "isotropic");
			assertEquals(truth.axes().find(letter).origin(), result.axes().find(letter).origin(), 1e-5, "in the place of the truth");
			assertEquals("µm", result.axes().find(letter).unit());
		}
	}
}
