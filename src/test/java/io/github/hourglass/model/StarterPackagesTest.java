package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;

class StarterPackagesTest {

	@TempDir
	Path parent;

	/** If this fails after a change of the network, run {@link StarterPackages#main}. */
	@ParameterizedTest
	@ValueSource(ints = { 2, 3 })
	void bundledPackagesAreWhatTheFormulaGivesToday(int dimensions) throws IOException {
		Path bundled = Path.of("models", "starter-" + dimensions + "d"), today = parent.resolve("today");
		StarterPackages.write(dimensions, today);
		assertArrayEquals(Files.readAllBytes(today.resolve("weights.onnx")), Files.readAllBytes(bundled.resolve("weights.onnx")));
		assertArrayEquals(Npy.read(today.resolve("input_test.npy")).toFloats(), Npy.read(bundled.resolve("input_test.npy")).toFloats(), 1e-3f);
		assertArrayEquals(Npy.read(today.resolve("output_test.npy")).toFloats(), Npy.read(bundled.resolve("output_test.npy")).toFloats(), 1e-3f);
		assertEquals(Files.readString(today.resolve("README.md")), Files.readString(bundled.resolve("README.md")));
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3 })
	void bundledPackagesGiveTheirTestOutput(int dimensions) {
		Model model = Models.find("starter-" + dimensions + "d", Path.of("models"));
		WeightsFile weights = model.weights().get(0);
		model.verify(weights);
		Map<String, Tensor> wanted = new HashMap<>();
		wanted.put("output", null);
		try (Network network = Engines.forWeights(weights.path()).open(weights.path(), EngineOptions.cpu())) {
			Tensor output = network.run(Map.of("input", Npy.read(model.inputs().get(0).testTensor())), wanted).get("output");
			assertArrayEquals(Npy.read(model.outputs().get(0).testTensor()).toFloats(), output.toFloats(), 1e-5f * 1000);
		}
	}
}
