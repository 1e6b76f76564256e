package io.github.hourglass.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.model.Npy;

/** Networks made by others give through {@link OnnxEngine} what they gave in Python. */
class OnnxReferenceTest {

	private static final Path MODELS = Path.of("../shared/real/models/onnx");
	private static final double TOLERANCE = 1e-4;
	private static final double OPERATOR_TOLERANCE = 1e-3;

	@ParameterizedTest
	@CsvSource({ "dncnn_sigma25/dncnn_25.onnx, ref", "super_resolution_x3/pytorch_super_resolution.onnx, ref", "meshnet3d/model30_3class.onnx, model30_ref", "prisma_portrait/prisma_nchw.onnx, ref" })
	void realNetworksGiveTheirReferenceOutput(String model, String reference) {
		Path file = folder("").resolve(model);
		Tensor expected = Npy.read(file.resolveSibling(reference + "_output.npy"));
		assertClose(expected, runOnly(file, Npy.read(file.resolveSibling(reference + "_input.npy"))), TOLERANCE);
	}

	/** The network gives logits; its package normalizes the input and applies a sigmoid to the output. */
	@Test
	void theNucleiNetworkOfBioimageIoGivesItsTestOutput() {
		Path file = folder("unet2d_nuclei_broad").resolve("weights.onnx");
		Tensor logits = runOnly(file, standardized(Npy.read(file.resolveSibling("test_input.npy"))));
		Tensor probabilities = Tensor.allocate(TensorType.FLOAT32, logits.shape());
		for (int i = 0; i < logits.elements(); i++)
			probabilities.bytes().putFloat(4 * i, (float) (1 / (1 + Math.exp(-logits.floats().get(i)))));
		assertClose(Npy.read(file.resolveSibling("test_output.npy")), probabilities, 1e-5);
	}

	@TestFactory
	Stream<DynamicTest> operatorsGiveTheOutputsOfTheOnnxProject() throws IOException {
		Path operators = folder("operators");
		List<Path> folders;
		try (Stream<Path> files = Files.list(operators)) {
			folders = files.filter(Files::isDirectory).sorted().toList();
		}
		assertEquals(110, folders.size());
		return folders.stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> runOperator(folder)));
	}

	@Test
	void whatIsNotSupportedIsRefusedInPlainWords() {
		assertPlain(folder("unsupported").resolve("too_new_opset.onnx"), "needs a newer ONNX Runtime");
		assertPlain(folder("unsupported").resolve("very_old_opset_averagepool.onnx"), "'AveragePool'");
	}

	private static void runOperator(Path folder) {
		try (Network network = new OnnxEngine().open(folder.resolve("model.onnx"), EngineOptions.cpu())) {
			List<Tensor> given = numbered(folder, "input");
			List<Tensor> expected = numbered(folder, "output");
			Map<String, Tensor> inputs = new LinkedHashMap<>();
			for (int i = 0; i < given.size(); i++)
				inputs.put(network.inputs().get(i).name(), given.get(i));
			List<String> names = network.outputs().stream().map(TensorInfo::name).toList();
			Map<String, Tensor> fresh = network.run(inputs, EngineContract.wanting(names.toArray(String[]::new)));
			Map<String, Tensor> filled = new LinkedHashMap<>();
			fresh.forEach((name, tensor) -> filled.put(name, Tensor.allocate(tensor.type(), tensor.shape())));
			network.run(inputs, filled);
			for (int i = 0; i < expected.size(); i++) {
				assertClose(expected.get(i), fresh.get(names.get(i)), OPERATOR_TOLERANCE);
				assertClose(expected.get(i), filled.get(names.get(i)), OPERATOR_TOLERANCE);
			}
		}
	}

	private static List<Tensor> numbered(Path folder, String kind) {
		List<Tensor> tensors = new ArrayList<>();
		for (Path file = folder.resolve(kind + "_0.npy"); Files.exists(file); file = folder.resolve(kind + "_" + tensors.size() + ".npy"))
			tensors.add(Npy.read(file));
		return tensors;
	}

	private static Tensor runOnly(Path file, Tensor input) {
		try (Network network = new OnnxEngine().open(file, EngineOptions.cpu())) {
			return EngineContract.run(network, network.inputs().get(0).name(), input, network.outputs().get(0).name());
		}
	}

	/** Zero mean, unit variance. */
	private static Tensor standardized(Tensor image) {
		float[] values = image.toFloats();
		double mean = 0;
		for (float value : values)
			mean += value / values.length;
		double variance = 0;
		for (float value : values)
			variance += (value - mean) * (value - mean) / values.length;
		for (int i = 0; i < values.length; i++)
			values[i] = (float) ((values[i] - mean) / (Math.sqrt(variance) + 1e-6));
		return Tensor.of(values, image.shape());
	}

	private static void assertPlain(Path file, String part) {
		String message = assertThrows(EngineException.class, () -> new OnnxEngine().open(file, EngineOptions.cpu())).getMessage();
		assertTrue(message.contains(part) && message.contains(file.toString()), message);
		assertFalse(message.matches("(?s).*(\\n|ORT_|::|\\.cc:).*"), message);
	}

	/** |a − b| ≤ tolerance · (1 + |b|) everywhere; NaN equals NaN, and infinities equal themselves. */
	private static void assertClose(Tensor expected, Tensor actual, double tolerance) {
		assertEquals(expected.type(), actual.type());
		assertArrayEquals(expected.shape(), actual.shape());
		for (int i = 0; i < expected.elements(); i++) {
			double a = value(actual, i);
			double b = value(expected, i);
			if (Double.compare(a, b) != 0 && !(Math.abs(a - b) <= tolerance * (1 + Math.abs(b))))
				throw new AssertionError("element " + i + " is " + a + ", expected " + b);
		}
	}

	private static double value(Tensor tensor, int i) {
		ByteBuffer bytes = tensor.bytes();
		return switch (tensor.type()) {
			case FLOAT32 -> bytes.getFloat(4 * i);
			case FLOAT64 -> bytes.getDouble(8 * i);
			case INT64 -> bytes.getLong(8 * i);
			case INT32 -> bytes.getInt(4 * i);
			case INT8, UINT8, BOOL -> bytes.get(i);
			default -> throw new IllegalArgumentException("no reference file has the type " + tensor.type());
		};
	}

	private static Path folder(String name) {
		assumeTrue(Files.isDirectory(MODELS), "skipped: the real networks in " + MODELS + " are not here");
		return MODELS.resolve(name);
	}
}
