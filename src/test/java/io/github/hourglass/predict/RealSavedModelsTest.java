package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.ModelWriter;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;
import net.imglib2.img.array.ArrayImgs;

/** SavedModels that others made, through the whole prediction, against the figures published with them. */
class RealSavedModelsTest {

	private static final Path MODELS = Path.of("../shared/real/models/tensorflow");

	@TempDir
	Path folder;

	@BeforeEach
	void modelsAreThere() {
		assumeTrue(Files.isDirectory(MODELS), "skipped: the real SavedModels in " + MODELS + " are not here");
	}

	@ParameterizedTest
	@ValueSource(strings = { "dncnn_sigma25/savedmodel", "dncnn_sigma25", "fsrcnn_x2/savedmodel", "fsrcnn_x2/FSRCNN_x2.pb" })
	void filesWithoutADescriptionGiveTheirReferenceOutput(String path) {
		Path reference = MODELS.resolve(path.substring(0, path.indexOf('/') < 0 ? path.length() : path.indexOf('/')));
		assertReproduces(tested(ModelReader.read(MODELS.resolve(path)), reference.resolve("ref_input.npy"), reference.resolve("ref_output.npy")), "auto", 1e-4);
	}

	@Test
	void aZippedSavedModelIsAModelToo() throws IOException {
		Path reference = MODELS.resolve("dncnn_sigma25"), zip = zipped(reference.resolve("savedmodel"));
		assertReproduces(tested(ModelReader.read(zip), reference.resolve("ref_input.npy"), reference.resolve("ref_output.npy")), "auto", 1e-4);
	}

	@Test
	void stacksGiveTheirReferenceOutput() {
		Path reference = MODELS.resolveSibling("onnx/meshnet3d");
		Npy.write(folder.resolve("input.npy"), lastChannel(Npy.read(reference.resolve("model30_ref_input.npy"))));
		Npy.write(folder.resolve("output.npy"), lastChannel(Npy.read(reference.resolve("model30_ref_output.npy"))));
		assertReproduces(tested(ModelReader.read(MODELS.resolve("meshnet3d")), folder.resolve("input.npy"), folder.resolve("output.npy")), "auto", 1e-4);
	}

	/** DnCNN sees 17 pixels far; a package that says so gives the same in tiles. */
	@Test
	void aPackageOfFormat04GivesTheSameInTiles() throws IOException {
		Path reference = MODELS.resolve("dncnn_sigma25");
		Files.copy(zipped(reference.resolve("savedmodel")), folder.resolve("weights.zip"));
		Files.copy(reference.resolve("ref_input.npy"), folder.resolve("input.npy"));
		Files.copy(reference.resolve("ref_output.npy"), folder.resolve("output.npy"));
		Files.writeString(folder.resolve("rdf.yaml"), """
			format_version: 0.4.10
			type: model
			name: DnCNN at sigma 25
			inputs: [{name: input, axes: byxc, data_type: float32, shape: {min: [1, 1, 1, 1], step: [0, 1, 1, 0]}}]
			outputs: [{name: output, axes: byxc, data_type: float32, halo: [0, 17, 17, 0], shape: {reference_tensor: input, scale: [1, 1, 1, 1], offset: [0, 0, 0, 0]}}]
			test_inputs: [input.npy]
			test_outputs: [output.npy]
			weights: {tensorflow_saved_model_bundle: {source: weights.zip, tensorflow_version: '1.15'}}
			""");
		for (String tile : List.of("auto", "96"))
			assertReproduces(ModelReader.read(folder), tile, 1e-4);
	}

	@Test
	void aPackageOfFormat05WithSavedModelWeightsAloneRuns() {
		Path reference = MODELS.resolve("dncnn_sigma25");
		Model bare = tested(ModelReader.read(reference), reference.resolve("ref_input.npy"), reference.resolve("ref_output.npy"));
		WeightsFile weights = bare.weights().get(0);
		Model model = bare.withWeights(List.of(new WeightsFile(weights.format(), weights.path(), "", Map.of("tensorflow_version", "1.15"))));
		Model written = ModelWriter.write(model, Map.of(), folder.resolve("package.zip"), false);
		assertTrue(written.weights().get(0).path().toString().endsWith(".zip"));
		assertReproduces(written, "auto", 1e-4);
	}

	/** Published: the thresholded output in every pixel; the image is 8 bit from 0 to 255. */
	@ParameterizedTest
	@ValueSource(strings = { "auto", "352" })
	void thePancreaticCellsAreFoundAsPublished(String tile) {
		Path package03 = MODELS.resolve("pancreatic_unet");
		ByteBuffer mask = Npy.read(package03.resolve("published_mask.npy")).bytes();
		Volume image = ImageFile.open(package03.resolve("exampleImage.tif"));
		try (Predictor predictor = Predictor.open(ModelReader.read(package03), PredictionOptions.of("").withTile(tile), Progress.none())) {
			float[] found = pixels(predictor.apply(image, Progress.none()));
			assertEquals(mask.remaining(), found.length);
			for (int i = 0; i < found.length; i++)
				assertEquals(mask.get(i), found[i], "pixel " + i);
		}
	}

	/** Raw images go in and come out, the mean and deviation being in the package. */
	@Test
	void theNoise2VoidArchiveOfFijiNormalizesByItself() {
		Path reference = MODELS.resolve("n2v_fiji_2d");
		float[] input = Npy.read(reference.resolve("ref_input.npy")).toFloats(), output = Npy.read(reference.resolve("ref_output.npy")).toFloats();
		for (float[] values : List.of(input, output))
			for (int i = 0; i < values.length; i++)
				values[i] = values[i] * 0.28493392f + 0.49408814f;
		Volume image = Volume.of(ArrayImgs.floats(input, 32, 32), Axes.of("xy"));
		try (Predictor predictor = Predictor.open(ModelReader.read(reference.resolve("format-0.2.0-csbdeep.bioimage.io.zip")), PredictionOptions.of(""), Progress.none())) {
			assertArrayEquals(output, pixels(predictor.apply(image, Progress.none())), 1e-3f);
		}
	}

	/** The authors' own result for the same image: 0.990 for nuclei, 0.988 for contours. */
	@Test
	void unMicstFindsNucleiAsItsAuthorsDid() {
		Path reference = MODELS.resolve("unmicst_nuclei");
		Volume raw = ImageFile.open(reference.resolve("105.tif"));
		float[] values = pixels(raw);
		float least = Float.MAX_VALUE, most = -Float.MAX_VALUE;
		for (float value : values) {
			least = Math.min(least, value);
			most = Math.max(most, value);
		}
		for (int i = 0; i < values.length; i++)
			values[i] = ((values[i] - least) / (most - least) * 0.983f - 0.19808180f) / 0.16236285f;
		Volume image = Volume.of(ArrayImgs.floats(values, raw.size('x'), raw.size('y')), Axes.of("xy"));
		try (Predictor predictor = Predictor.open(ModelReader.read(reference), mirrored(), Progress.none())) {
			float[] result = pixels(predictor.apply(image, Progress.none()).inOrder("xyc"));
			int plane = values.length;
			assertEquals(0.990, correlation(result, 2 * plane, pixels(ImageFile.open(reference.resolve("105_NucleiPM_1.tif"))), plane), 0.003);
			assertEquals(0.988, correlation(result, plane, pixels(ImageFile.open(reference.resolve("105_ContoursPM_1.tif"))), plane), 0.003);
		}
	}

	/** Tiles with a margin of 16 pixels, which is mirrored at the sides of the image. */
	private static PredictionOptions mirrored() {
		PredictionOptions usual = PredictionOptions.of("").withHalo("16");
		return new PredictionOptions(usual.model(), usual.axes(), usual.tile(), usual.halo(), "reflect", usual.statistics(), usual.flips(), usual.uncertainty(), usual.type(), usual.device(),
			usual.threads(), usual.memory());
	}

	private static void assertReproduces(Model model, String tile, double tolerance) {
		Reproduction reproduction = Reproduction.of(model, PredictionOptions.of("").withTile(tile), Progress.none());
		assertTrue(reproduction.outputs().get(0).largest() <= tolerance, reproduction::toString);
	}

	/** The model with test tensors. */
	private static Model tested(Model model, Path input, Path output) {
		return new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), List.of(tested(model.inputs().get(0), input)),
			List.of(tested(model.outputs().get(0), output)), model.weights(), model.facts());
	}

	private static TensorSpec tested(TensorSpec tensor, Path file) {
		return new TensorSpec(tensor.id(), "", tensor.axes(), tensor.type(), tensor.steps(), false, file, null);
	}

	private static float[] pixels(Volume volume) {
		Volume ordered = volume;
		long[] dimensions = ordered.dimensions();
		int[] size = new int[dimensions.length];
		for (int d = 0; d < size.length; d++)
			size[d] = (int) dimensions[d];
		float[] values = new float[Volume.pixels(size)];
		ordered.copyFloats(new long[size.length], size, values);
		return values;
	}

	private static double correlation(float[] a, int from, float[] b, int count) {
		double meanA = 0, meanB = 0, ab = 0, aa = 0, bb = 0;
		for (int i = 0; i < count; i++) {
			meanA += a[from + i] / count;
			meanB += b[i] / count;
		}
		for (int i = 0; i < count; i++) {
			ab += (a[from + i] - meanA) * (b[i] - meanB);
			aa += (a[from + i] - meanA) * (a[from + i] - meanA);
			bb += (b[i] - meanB) * (b[i] - meanB);
		}
		return ab / Math.sqrt(aa * bb);
	}

	/** n, c, … becomes n, …, c for one image. */
	private static Tensor lastChannel(Tensor tensor) {
		long[] shape = tensor.shape(), turned = new long[shape.length];
		int channels = (int) shape[1], pixels = (int) (tensor.elements() / channels);
		float[] from = tensor.toFloats(), to = new float[from.length];
		for (int c = 0; c < channels; c++)
			for (int i = 0; i < pixels; i++)
				to[i * channels + c] = from[c * pixels + i];
		turned[0] = 1;
		System.arraycopy(shape, 2, turned, 1, shape.length - 2);
		turned[shape.length - 1] = channels;
		return Tensor.of(to, turned);
	}

	private Path zipped(Path saved) throws IOException {
		Path zip = Files.createTempFile(folder, "saved", ".zip");
		try (OutputStream out = Files.newOutputStream(zip); ZipOutputStream entries = new ZipOutputStream(out); Stream<Path> files = Files.walk(saved)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				entries.putNextEntry(new ZipEntry(saved.relativize(file).toString()));
				Files.copy(file, entries);
				entries.closeEntry();
			}
		}
		return zip;
	}
}
