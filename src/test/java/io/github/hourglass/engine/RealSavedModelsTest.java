package io.github.hourglass.engine;

import static io.github.hourglass.engine.EngineContract.wanting;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.model.Npy;

/** SavedModels that others wrote give what Python's TensorFlow gives for them. */
class RealSavedModelsTest {

	private static final Path MODELS = Path.of("../shared/real/models/tensorflow");

	@TempDir
	Path folder;

	@BeforeEach
	void modelsAreThere() {
		assumeTrue(Files.isDirectory(MODELS), "skipped: the real SavedModels in " + MODELS + " are not here");
	}

	@ParameterizedTest
	@CsvSource({ "dncnn_sigma25/savedmodel, dncnn_sigma25/ref", "fsrcnn_x2/savedmodel, fsrcnn_x2/ref", "fsrcnn_x2/FSRCNN_x2.pb, fsrcnn_x2/ref",
		"unmicst_nuclei/savedmodel, unmicst_nuclei/ref" })
	void giveTheirReferenceOutput(String model, String reference) {
		assertReproduces(MODELS.resolve(model), Npy.read(MODELS.resolve(reference + "_input.npy")), Npy.read(MODELS.resolve(reference + "_output.npy")), 1e-4);
	}

	@Test
	void aBundleOfTensorFlow1WithItsTrainingGraphOpens() throws IOException {
		unzip(MODELS.resolve("n2v_fiji_2d/format-0.2.0-csbdeep.bioimage.io.zip"));
		assertReproduces(folder, Npy.read(MODELS.resolve("n2v_fiji_2d/ref_input.npy")), Npy.read(MODELS.resolve("n2v_fiji_2d/ref_output.npy")), 1e-3);
	}

	@Test
	void stacksGiveWhatTheSameNetworkAsOnnxGave() {
		Path onnx = MODELS.resolveSibling("onnx").resolve("meshnet3d");
		Tensor expected = Npy.read(onnx.resolve("model30_ref_output.npy"));
		try (Network network = open(MODELS.resolve("meshnet3d/savedmodel"))) {
			float[] given = first(network, lastChannel(Npy.read(onnx.resolve("model30_ref_input.npy")))).toFloats();
			assertArrayEquals(lastChannel(expected).toFloats(), given, 1e-4f);
		}
	}

	@Test
	void anOutputWithChannelsFirstSaysSo() {
		try (Network network = open(MODELS.resolve("fsrcnn_x2/savedmodel"))) {
			assertArrayEquals(new long[] { -1, -1, -1, 1 }, network.inputs().get(0).shape());
			assertArrayEquals(new long[] { -1, 1, -1, -1 }, network.outputs().get(0).shape());
			assertTrue(network.findings().toString().contains("how many axes"), network.findings()::toString);
		}
	}

	@Test
	void aNumberOfImagesThatIsFreeOnlyOnPaperBecomesFree() {
		Tensor input = Npy.read(MODELS.resolve("unmicst_nuclei/ref_input.npy")), expected = Npy.read(MODELS.resolve("unmicst_nuclei/ref_output.npy"));
		try (Network network = open(MODELS.resolve("unmicst_nuclei/savedmodel"))) {
			Tensor one = Tensor.over(input.bytes(), TensorType.FLOAT32, 1, 128, 128, 1);
			float[] given = first(network, one).toFloats();
			assertArrayEquals(Arrays.copyOf(expected.toFloats(), given.length), given, 1e-4f);
			assertTrue(network.findings().toString().contains("16"), network.findings()::toString);
		}
	}

	@Test
	void aGraphWithoutTheValuesOfItsVariablesIsRefused() {
		String message = assertThrows(EngineException.class, () -> open(MODELS.resolve("n2v_training_graph_2d/n2v_graph_2d.pb"))).getMessage();
		assertTrue(message.contains("variables are missing"), message);
	}

	@Test
	void aCutOffFileOfVariablesIsRefused() throws IOException {
		Path saved = MODELS.resolve("dncnn_sigma25/savedmodel");
		Files.createDirectory(folder.resolve("variables"));
		for (String name : new String[] { "saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001" })
			Files.copy(saved.resolve(name), folder.resolve(name));
		try (RandomAccessFile file = new RandomAccessFile(folder.resolve("variables/variables.data-00000-of-00001").toFile(), "rw")) {
			file.setLength(file.length() / 2);
		}
		String message = assertThrows(EngineException.class, () -> open(folder)).getMessage();
		assertTrue(message.contains("variables") && message.contains("damaged"), message);
		assertEquals(1, message.lines().count(), message);
	}

	private static void assertReproduces(Path model, Tensor input, Tensor expected, double tolerance) {
		try (Network network = open(model)) {
			Tensor given = first(network, input);
			assertArrayEquals(expected.shape(), given.shape());
			assertArrayEquals(expected.toFloats(), given.toFloats(), (float) tolerance);
		}
	}

	private static Network open(Path weights) {
		return new TensorFlowEngine().open(weights, EngineOptions.cpu());
	}

	private static Tensor first(Network network, Tensor input) {
		String output = network.outputs().get(0).name();
		return network.run(Map.of(network.inputs().get(0).name(), input), wanting(output)).get(output);
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

	private void unzip(Path zip) throws IOException {
		try (ZipFile file = new ZipFile(zip.toFile())) {
			for (var entry : file.stream().filter(entry -> !entry.isDirectory()).toList()) {
				Files.createDirectories(folder.resolve(entry.getName()).getParent());
				Files.copy(file.getInputStream(entry), folder.resolve(entry.getName()));
			}
		}
	}
}
