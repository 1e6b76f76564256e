package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.step.Sample;
import net.imglib2.img.array.ArrayImgs;

class PredictorTest {

	private static final Path REAL = Path.of("../shared/real/models/onnx");

	@TempDir
	Path folder;

	@Test
	void realNetworksGiveTheSameInTilesAndInOnePiece() {
		assumeTrue(Files.isDirectory(REAL), "tiled equals untiled on real networks: " + REAL + " is not there");
		check("dncnn_sigma25/dncnn_25.onnx", npy("dncnn_sigma25/ref_input.npy", "xy"), 128, "auto");
		check("super_resolution_x3/pytorch_super_resolution.onnx", npy("super_resolution_x3/ref_input.npy", "xy"), 100, "auto");
		check("unet2d_nuclei_broad/bioimageio.yaml", npy("unet2d_nuclei_broad/test_input.npy", "xy").crop(new long[] { 100, 50 }, new long[] { 410, 390 }), 256, "auto");
		check("meshnet3d/model30_3class.onnx", npy("meshnet3d/model30_ref_input.npy", "xyz").crop(new long[] { 0, 0, 0 }, new long[] { 64, 12, 12 }), 60, "auto");
		check("meshnet3d/model5_gw_ae.onnx", twice(npy("meshnet3d/model30_ref_input.npy", "xyz").crop(new long[] { 0, 0, 0 }, new long[] { 64, 20, 20 })), 100, "46");
	}

	@Test
	void axesCalibrationAndTypeComeBackAsTheyWere() {
		Volume image = Volume.of(PixelType.UINT16, new long[] { 3, 40, 30, 2 }, Axes.of(List.of(Axis.of('c'), new Axis('x', 0.2, 1, "µm"), new Axis('y', 0.3, 2, "µm"),
			new Axis('t', 5, 0, "s"))), new int[] { 3, 40, 30, 1 }, (min, size, dest) -> fill((short[]) dest));
		PredictionOptions options = options("models/starter-2d", "input", false, "auto");
		try (Predictor predictor = Predictor.open(image, options, Progress.none())) {
			Volume result = predictor.apply(image, Progress.none());
			assertEquals(image.axes(), result.axes());
			assertArrayEquals(image.dimensions(), result.dimensions());
			assertEquals(PixelType.UINT16, result.type());
			assertEquals(Set.of("model", "model sha256", "axes", "tiles", "border", "flips", "engine", "device"), result.metadata().provenance().keySet());
			assertTrue(result.metadata().provenance().get("axes").contains("looped over"));
		}
	}

	@Test
	void aModelIsChosenWhereNoneIsNamed() {
		Volume plane = Volume.of(ArrayImgs.floats(8, 8), Axes.of("xy"));
		Volume stack = Volume.of(ArrayImgs.floats(8, 8, 8), Axes.of("xyz"));
		try (Predictor planes = Predictor.open(plane, PredictionOptions.of(""), Progress.none()); Predictor volumes = Predictor.open(stack, PredictionOptions.of(""), Progress.none())) {
			assertEquals("Hourglass denoiser 2-D", planes.model().name());
			assertEquals("Hourglass denoiser 3-D", volumes.model().name());
		}
	}

	@Test
	void naNIsToldAndPassedThrough() {
		float[] pixels = new float[32 * 32];
		pixels[100] = Float.NaN;
		Volume image = Volume.of(ArrayImgs.floats(pixels, 32, 32), Axes.of("xy"));
		HeardProgress notes = new HeardProgress();
		try (Predictor predictor = Predictor.open(image, PredictionOptions.of("models/starter-2d"), notes)) {
			assertTrue(Float.isNaN(all(predictor.apply(image, notes))[100]));
		}
		assertTrue(notes.notes().stream().anyMatch(note -> note.contains("NaN")));
	}

	@Test
	void theNormalizationIsUndoneWhereThePackageSaysSo() throws IOException {
		Volume image = Volume.of(PixelType.UINT16, new long[] { 50, 40 }, Axes.of("xy"), new int[] { 50, 40 }, (min, size, dest) -> fill((short[]) dest));
		Model plain = identity();
		List<StepSpec> steps = List.of(new StepSpec("scale_range", Map.of("min_percentile", 3, "max_percentile", 99.8)));
		TensorSpec in = plain.inputs().get(0);
		TensorSpec normalized = new TensorSpec(in.id(), "", in.axes(), in.type(), steps, false, null, null);
		Map<String, Object> facts = Map.of("config", Map.of("hourglass", Map.of("undo_normalization", true)));
		Model undoing = new Model("undoing", "", "test", plain.folder(), plain.source(), List.of(normalized), plain.outputs(), plain.weights(), facts);
		Model leaving = new Model("leaving", "", "test", plain.folder(), plain.source(), List.of(normalized), plain.outputs(), plain.weights(), Map.of());
		for (boolean undo : new boolean[] { true, false })
			try (Predictor predictor = Predictor.open(undo ? undoing : leaving, options("", "32-bit", false, "auto"), Progress.none())) {
				Volume result = predictor.apply(image, Progress.none());
				assertTrue(result.metadata().provenance().get("normalization").contains("percentile"), result.metadata().provenance().toString());
				float[] given = all(result);
				float[] expected = all(image);
				if (undo)
					assertArrayEquals(expected, given, 0.01f);
				else
					assertTrue(range(given) < 2 && range(expected) > 100);
			}
	}

	@Test
	void flippedCopiesOfALinearNetworkAgree() throws IOException {
		Volume image = Volume.of(PixelType.UINT16, new long[] { 30, 20 }, Axes.of("xy"), new int[] { 30, 20 }, (min, size, dest) -> fill((short[]) dest));
		try (Predictor predictor = Predictor.open(identity(), options("", "32-bit", true, "auto"), Progress.none())) {
			Sample results = predictor.applyAll(Sample.of("in", image), Progress.none());
			assertArrayEquals(all(image), all(results.get("out")), 1e-3f);
			assertEquals(0, range(all(results.get(Predictor.UNCERTAINTY))), 1e-3);
		}
	}

	@Test
	void aNetworkWithStatisticsOverSpaceRunsInOnePieceOrSaysHowFarItIsOff() throws IOException {
		Path file = folder.resolve("instance.onnx");
		OnnxFile.write(UNet.of(NetworkOptions.of(2).depth(1).baseFilters(2).normalization(NetworkOptions.Normalization.INSTANCE), 1), file);
		Volume image = Volume.of(PixelType.UINT16, new long[] { 120, 40 }, Axes.of("xy"), new int[] { 120, 40 }, (min, size, dest) -> fill((short[]) dest));
		try (Predictor whole = Predictor.open(image, PredictionOptions.of(file.toString()), Progress.none())) {
			assertTrue(whole.apply(image, Progress.none()).metadata().provenance().get("tiles").endsWith("exact"));
		}
		HeardProgress notes = new HeardProgress();
		try (Predictor tiled = Predictor.open(image, PredictionOptions.of(file.toString()).withTile("64"), notes)) {
			assertTrue(tiled.apply(image, notes).metadata().provenance().get("tiles").contains("blended"));
		}
		assertTrue(notes.notes().get(0).contains("not exactly"), notes.notes().toString());
		assertTrue(notes.notes().get(1).contains("differ by up to"), notes.notes().toString());
	}

	@Test
	void cancellingEndsARealRunWithinASecond() throws Exception {
		for (int dimensions = 2; dimensions <= 3; dimensions++) {
			Path file = folder.resolve("large" + dimensions + ".onnx");
			OnnxFile.write(UNet.of(NetworkOptions.of(dimensions).baseFilters(dimensions == 2 ? 64 : 32), 1), file);
			long[] size = dimensions == 2 ? new long[] { 1400, 1400 } : new long[] { 128, 128, 64 };
			Volume image = Volume.of(PixelType.UINT8, size, Axes.of("xyz".substring(0, dimensions)), new int[] { 1400, 1400, 64 }, (min, count, dest) -> {});
			HeardProgress progress = new HeardProgress();
			try (Predictor predictor = Predictor.open(image, PredictionOptions.of(file.toString()), progress)) {
				Volume result = predictor.apply(image, progress);
				AtomicLong asked = new AtomicLong();
				new Thread(() -> {
					sleep(400);
					asked.set(System.nanoTime());
					progress.cancel();
				}).start();
				assertThrows(CancelledException.class, () -> all(result));
				assertTrue(System.nanoTime() - asked.get() < 1_000_000_000L, "it took " + (System.nanoTime() - asked.get()) / 1e9 + " s");
			}
		}
	}

	@Test
	void whatDoesNotFitIsRefusedByName() {
		Volume image = Volume.of(ArrayImgs.floats(200, 200), Axes.of("xy"));
		assertTrue(refusal(image, options("models/starter-2d", "auto", false, "auto").withTile("8")).contains("tile is 8 along x"));
		assertTrue(refusal(image, PredictionOptions.of("models/starter-3d")).contains("takes volumes"));
		assertTrue(refusal(image, PredictionOptions.of("models/nothing")).contains("no model"));
		assertTrue(refusal(image, options("models/starter-2d", "auto", false, "1k")).contains("memory"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> PredictionOptions.of("").withTile("big")).getMessage().startsWith("tile is 'big'"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> PredictionOptions.of("").withHalo("-3")).getMessage().startsWith("halo is '-3'"));
	}

	private static String refusal(Volume image, PredictionOptions options) {
		return assertThrows(RuntimeException.class, () -> {
			try (Predictor predictor = Predictor.open(image, options, Progress.none())) {
				predictor.apply(image, Progress.none());
			}
		}).getMessage();
	}

	private Model identity() throws IOException {
		Path file = folder.resolve("identity.onnx");
		TensorInfo in = TensorInfo.of("in", TensorType.FLOAT32, -1, 1, -1, -1);
		TensorInfo out = TensorInfo.of("out", TensorType.FLOAT32, -1, 1, -1, -1);
		OnnxFile.write(new Graph("identity", 17, List.of(in), List.of(out), List.of(new Node("Identity", "", "", List.of("in"), List.of("out"), Map.of())), Weights.of(Map.of())), file);
		return ModelReader.read(file);
	}

	private static PredictionOptions options(String model, String type, boolean flips, String memory) {
		return new PredictionOptions(model, "auto", "auto", "auto", "network", "image", flips, flips, type, "cpu", 0, memory);
	}

	private static void fill(short[] pixels) {
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (short) (i * 37 % 1009);
	}

	private static float range(float[] values) {
		float low = Float.POSITIVE_INFINITY;
		float high = Float.NEGATIVE_INFINITY;
		for (float value : values) {
			low = Math.min(low, value);
			high = Math.max(high, value);
		}
		return high - low;
	}

	private static void sleep(long milliseconds) {
		try {
			Thread.sleep(milliseconds);
		}
		catch (InterruptedException e) {
			throw new IllegalStateException(e);
		}
	}

	private static void check(String model, Volume image, int tile, String halo) {
		PredictionOptions options = PredictionOptions.of(REAL.resolve(model).toString()).withHalo(halo);
		try (Predictor whole = Predictor.open(image, options, Progress.none()); Predictor tiled = Predictor.open(image, options.withTile("" + tile), Progress.none())) {
			Volume a = whole.apply(image, Progress.none());
			Volume b = tiled.apply(image, Progress.none());
			assertTrue(a.metadata().provenance().get("tiles").matches("one piece .* exact"), a.metadata().provenance().toString());
			assertTrue(b.metadata().provenance().get("tiles").matches("\\d+ tiles .* exact"), b.metadata().provenance().toString());
			float[] x = all(a);
			float[] y = all(b);
			float range = 0;
			float diff = 0;
			for (int i = 0; i < x.length; i++) {
				range = Math.max(range, Math.abs(x[i]));
				diff = Math.max(diff, Math.abs(x[i] - y[i]));
			}
			assertTrue(diff <= 1e-5 * range, model + " differs by " + diff + " of " + range);
		}
	}

	/** A crop beside itself, twice as wide. */
	private static Volume twice(Volume volume) {
		long[] size = volume.dimensions();
		float[] pixels = all(volume);
		float[] wide = new float[2 * pixels.length];
		for (int i = 0; i < wide.length; i++)
			wide[i] = pixels[(int) (i / (2 * size[0]) * size[0] + i % size[0])];
		return Volume.of(ArrayImgs.floats(wide, 2 * size[0], size[1], size[2]), volume.axes());
	}

	private static Volume npy(String file, String letters) {
		Tensor tensor = Npy.read(REAL.resolve(file));
		long[] shape = tensor.shape();
		long[] dimensions = new long[letters.length()];
		for (int d = 0; d < dimensions.length; d++)
			dimensions[d] = shape[shape.length - 1 - d];
		return Volume.of(ArrayImgs.floats(tensor.toFloats(), dimensions), Axes.of(letters));
	}

	private static float[] all(Volume volume) {
		int[] size = Arrays.stream(volume.dimensions()).mapToInt(i -> (int) i).toArray();
		float[] values = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, values);
		return values;
	}
}
