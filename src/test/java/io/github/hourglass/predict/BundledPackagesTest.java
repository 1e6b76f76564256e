package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.image.Progress;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.score.ImageScores;

/** The packages that ship. */
class BundledPackagesTest {

	private static final long LARGEST = 8_000_000;

	private static Path folder(String name) {
		return Path.of("models", name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "denoise-2d", "denoise-3d", "nuclei-2d", "nuclei-3d", "restore-isotropic-3d", "starter-2d", "starter-3d" })
	void reproducesItsTestOutput(String name) {
		Model model = ModelReader.read(folder(name));
		assertTrue(Reproduction.of(model, "onnx", PredictionOptions.of(""), Progress.none()).holds(), name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "denoise-2d", "denoise-3d", "nuclei-2d", "nuclei-3d", "restore-isotropic-3d" })
	void isSmallAndHasACardWithDataScoresAndLimits(String name) throws IOException {
		long bytes = 0;
		try (Stream<Path> files = Files.walk(folder(name))) {
			for (Path file : files.filter(Files::isRegularFile).toList())
				bytes += Files.size(file);
		}
		assertTrue(bytes < LARGEST, name + " has " + bytes + " bytes");
		String card = Files.readString(folder(name).resolve("README.md"));
		for (String part : new String[] { "## Scores", "**this model**", "## Data", "## Training", "## Limits", "## License", "recipe.yaml" })
			assertTrue(card.contains(part), name + " without " + part);
		assertTrue(Files.exists(folder(name).resolve("recipe.yaml")) && Files.exists(folder(name).resolve("cover.png")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "2d", "3d" })
	void denoisesBetterThanTheStarterModel(String dimensions) {
		var noisy = ImageFile.open(Path.of("test-images", "cells-" + dimensions + "-noisy.tif"));
		var clean = ImageFile.open(Path.of("test-images", "cells-" + dimensions + "-clean.tif"));
		double[] psnr = new double[2];
		String[] models = { "starter-" + dimensions, "denoise-" + dimensions };
		for (int i = 0; i < 2; i++)
			try (Predictor predictor = Predictor.open(noisy, PredictionOptions.of(folder(models[i]).toString()), Progress.none())) {
				psnr[i] = ImageScores.of(clean, predictor.apply(noisy, Progress.none()), dimensions.equals("3d") ? 3 : 2, false, Progress.none()).psnr();
			}
		assertTrue(psnr[1] > psnr[0], psnr[0] + " dB, " + psnr[1] + " dB");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nuclei-2d", "nuclei-3d" })
	void saysHowItsOutputBecomesObjects(String name) {
		assertEquals("foreground 1, boundary 2, distance 3", String.valueOf(((java.util.Map<?, ?>) ((java.util.Map<?, ?>) ModelReader.read(folder(name)).facts().get("config"))
			.get("hourglass")).get("segmentation")).replaceAll(", threshold.*", ""));
	}
}
