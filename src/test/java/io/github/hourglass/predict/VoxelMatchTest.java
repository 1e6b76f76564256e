package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.ModelWriter;
import io.github.hourglass.model.TensorSpec;
import net.imglib2.img.array.ArrayImgs;

class VoxelMatchTest {

	@TempDir
	Path folder;

	/** The starter model, said to be made for voxels of such sizes along x, y[, z]. */
	private Model model(String name, String unit, double... voxel) {
		Model plain = ModelReader.read(Path.of("models", name));
		return ModelWriter.write(new Model(plain.name(), plain.description(), plain.format(), plain.folder(), plain.source(), plain.inputs().stream().map(tensor -> sized(tensor, unit, voxel)).toList(),
			plain.outputs().stream().map(tensor -> sized(tensor, unit, voxel)).toList(), plain.weights(), plain.facts()), Map.of(), folder.resolve(name + unit), true);
	}

	private static TensorSpec sized(TensorSpec tensor, String unit, double[] voxel) {
		List<AxisSpec> axes = new ArrayList<>();
		for (AxisSpec axis : tensor.axes()) {
			int d = "xyz".indexOf(axis.letter());
			axes.add(d < 0 ? axis : new AxisSpec(axis.letter(), axis.id(), axis.size(), voxel[d], unit, axis.halo(), axis.channelNames()));
		}
		return new TensorSpec(tensor.id(), tensor.description(), axes, tensor.type(), tensor.steps(), tensor.optional(), tensor.testTensor(), tensor.sampleTensor());
	}

	private static Volume image(double[] voxel, String unit, long... size) {
		int n = 1;
		for (long one : size)
			n *= one;
		float[] pixels = new float[n];
		for (int i = 0; i < n; i++)
			pixels[i] = (float) (100 + 50 * Math.sin(i % size[0] / 9.0) * Math.cos(i / size[0] % size[1] / 7.0) + i / size[0] / size[1]);
		List<Axis> axes = new ArrayList<>();
		for (int d = 0; d < size.length; d++)
			axes.add(new Axis("xyz".charAt(d), voxel[d], 3, unit));
		return Volume.of(ArrayImgs.floats(pixels, size), Axes.of(axes));
	}

	private static float[] pixels(Volume volume) {
		int[] size = new int[volume.axes().count()];
		for (int d = 0; d < size.length; d++)
			size[d] = (int) volume.dimensions()[d];
		float[] pixels = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, pixels);
		return pixels;
	}

	private static Volume match(Model model, Volume image, boolean wanted) {
		return VoxelMatch.of(model, image, wanted, Progress.none()).image();
	}

	@Test
	void voxelsBecomeThoseOfTheModelInAnyUnitAndAlongEachAxis() {
		Model planes = model("starter-2d", "micrometer", 0.5, 0.5), volumes = model("starter-3d", "nanometer", 200, 200, 600);
		assertArrayEquals(new long[] { 40, 30 }, match(planes, image(new double[] { 0.25, 0.25 }, "µm", 80, 60), true).dimensions());
		assertArrayEquals(new long[] { 160, 120 }, match(planes, image(new double[] { 1000, 1000 }, "nm", 80, 60), true).dimensions());
		assertArrayEquals(new long[] { 40, 30, 20 }, match(volumes, image(new double[] { 0.1, 0.1, 1.2 }, "micron", 80, 60, 10), true).dimensions());
	}

	@Test
	void nothingChangesWhereSizesAreUnknownOrCloseOrAbsurdOrNobodyWantsIt() {
		Model model = model("starter-2d", "micrometer", 0.5, 0.5), silent = ModelReader.read(Path.of("models/starter-2d"));
		Volume image = image(new double[] { 0.25, 0.25 }, "µm", 80, 60);
		assertSame(image, match(model, image, false));
		assertSame(image, match(silent, image, true));
		for (Volume other : List.of(image(new double[] { 0.25, 0.25 }, "pixel", 80, 60), image(new double[] { 0.48, 0.52 }, "µm", 80, 60), image(new double[] { 20, 20 }, "µm", 80, 60)))
			assertSame(other, match(model, other, true));
	}

	@Test
	void theResultIsThatOfTheResampledImageBroughtBackWithPlaceTypeAndAStory() {
		Model model = model("starter-2d", "micrometer", 0.5, 0.5);
		Volume image = image(new double[] { 0.25, 0.25 }, "µm", 128, 96);
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			Volume result = predictor.apply(image, Progress.none());
			assertArrayEquals(image.dimensions(), result.dimensions());
			assertEquals(image.axes(), result.axes());
			assertEquals(PixelType.FLOAT32, result.type());
			assertEquals("0.25 × 0.25 µm to 0.5 × 0.5 µm and back", result.metadata().provenance().get("resampled"));
			float[] half = new float[64 * 48], given = pixels(image);
			for (int i = 0; i < half.length; i++) {
				int at = i / 64 * 2 * 128 + i % 64 * 2;
				half[i] = (given[at] + given[at + 1] + given[at + 128] + given[at + 129]) / 4;
			}
			float[] small = pixels(predictor.apply(Volume.of(ArrayImgs.floats(half, 64, 48), Axes.of("xy")), Progress.none())), large = pixels(result);
			for (int y = 0; y < 96; y++)
				for (int x = 0; x < 128; x++)
					assertEquals(between(small, 64, 48, (x + 0.5) / 2 - 0.5, (y + 0.5) / 2 - 0.5), large[y * 128 + x], 0.01);
		}
	}

	private static double between(float[] pixels, int width, int height, double x, double y) {
		double cx = Math.max(0, Math.min(width - 1, x)), cy = Math.max(0, Math.min(height - 1, y));
		int i = (int) Math.min(width - 2, cx), j = (int) Math.min(height - 2, cy);
		double u = cx - i, v = cy - j;
		return (1 - v) * ((1 - u) * pixels[j * width + i] + u * pixels[j * width + i + 1]) + v * ((1 - u) * pixels[(j + 1) * width + i] + u * pixels[(j + 1) * width + i + 1]);
	}

	@Test
	void whatIsDoneIsSaidAndCanBeTurnedOff() {
		Model model = model("starter-3d", "micrometer", 0.2, 0.2, 0.6);
		Volume image = image(new double[] { 0.4, 0.4, 0.6 }, "µm", 40, 32, 8);
		List<String> notes = new ArrayList<>();
		Progress listening = new Progress() {

			@Override
			public void report(String stage, long done, long total) {}

			@Override
			public void note(String sentence) {
				notes.add(sentence);
			}

			@Override
			public boolean cancelled() {
				return false;
			}
		};
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			assertArrayEquals(image.dimensions(), predictor.apply(image, listening).dimensions());
		}
		assertTrue(notes.stream().anyMatch(note -> note.contains("0.4 × 0.4 × 0.6 µm to 0.2 × 0.2 × 0.6 µm")), notes.toString());
		notes.clear();
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of("").withResample(false), Progress.none())) {
			assertTrue(predictor.apply(image, listening).metadata().provenance().get("resampled") == null);
		}
		assertTrue(notes.isEmpty(), notes.toString());
	}
}
