package io.github.hourglass.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.DataType;

/** Graphs whose tensors a user names. */
class TensorNamesTest {

	@TempDir
	Path folder;

	/** 2 x + 1, and half of that, which nothing else takes either. */
	private static SavedModels graph() {
		return new SavedModels().placeholder("x", DataType.DT_FLOAT, -1, -1, -1, 1).pointwise("first", "x", new float[] { 2 }, new float[] { 1 }).pointwise("second", "first/BiasAdd", new float[] { 0.5f }, new float[] { 0 })
			.node("Neg", "other", "x");
	}

	private List<String> outputs(Path weights) {
		try (Network network = new TensorFlowEngine().open(weights, EngineOptions.cpu())) {
			return network.outputs().stream().map(TensorInfo::name).toList();
		}
	}

	@Test
	void inputsAndOutputsOfAFrozenGraphAreThoseNamed() throws IOException {
		Path file = graph().freeze(folder.resolve("net.pb"));
		assertEquals(List.of("second/BiasAdd", "other"), outputs(file));
		Files.writeString(folder.resolve(TensorNames.FILE_NAME), "# what the paper says\ninput image first/BiasAdd:0\noutput second/BiasAdd:0\n");
		try (Network network = new TensorFlowEngine().open(file, EngineOptions.cpu())) {
			assertEquals(List.of("image"), network.inputs().stream().map(TensorInfo::name).toList());
			Map<String, Tensor> wanted = new HashMap<>();
			wanted.put("second/BiasAdd", null);
			float[] given = new float[4];
			network.run(Map.of("image", Tensor.of(new float[] { 1, 2, 3, 4 }, 1, 2, 2, 1)), wanted).get("second/BiasAdd").floats().get(given);
			assertArrayEquals(new float[] { 0.5f, 1, 1.5f, 2 }, given, 1e-6f);
		}
	}

	@Test
	void theSignatureAndTheTagAreChosen() throws IOException {
		graph().signature("serving_default", Map.of("a", "x:0"), Map.of("b", "first/BiasAdd:0")).signature("half", Map.of("a", "x:0"), Map.of("c", "second/BiasAdd:0")).save(folder);
		assertEquals(List.of("b"), outputs(folder));
		Files.writeString(folder.resolve(TensorNames.FILE_NAME), "signature half, tag serve");
		assertEquals(List.of("c"), outputs(folder));
		Files.writeString(folder.resolve(TensorNames.FILE_NAME), "signature none");
		assertTrue(refusal().contains("has no signature 'none'; there is [half, serving_default]"), this::refusal);
		Files.writeString(folder.resolve(TensorNames.FILE_NAME), "tag train");
		assertTrue(refusal().contains("has no graph tagged 'train'; there is [serve]"), this::refusal);
		Files.writeString(folder.resolve(TensorNames.FILE_NAME), "output nowhere:0");
		assertTrue(refusal().contains("nowhere"), this::refusal);
	}

	private String refusal() {
		return assertThrows(EngineException.class, () -> outputs(folder)).getMessage();
	}

	@ParameterizedTest
	@ValueSource(strings = { "input", "output a b c", "x:0", "signature a b", "tag" })
	void anythingElseIsRefused(String text) {
		assertTrue(assertThrows(EngineException.class, () -> TensorNames.parse(text)).getMessage().contains("names no tensor"));
	}
}
