package io.github.hourglass.train;

import static io.github.hourglass.train.OnnxReference.assertClose;
import static io.github.hourglass.train.OnnxReference.noise;
import static io.github.hourglass.train.OnnxReference.onnx;
import static io.github.hourglass.train.OnnxReference.run;
import static io.github.hourglass.train.OnnxReference.shaken;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.architecture.DenseUNet;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.NetworkOptions.LastActivation;
import io.github.hourglass.architecture.NetworkOptions.Normalization;
import io.github.hourglass.architecture.NetworkOptions.Upsampling;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.architecture.ResidualUNet;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

class TensorFlowSavedModelTest {

	private static final Map<String, BiFunction<NetworkOptions, Long, Graph>> ARCHITECTURES = Map.of("U-Net", UNet::of, "residual U-Net", ResidualUNet::of, "dense U-Net",
		DenseUNet::of, "plain network", PlainFcn::of);

	@TempDir
	Path folder;

	@TestFactory
	Stream<DynamicTest> bothEnginesGiveTheSame() {
		return ARCHITECTURES.entrySet().stream().flatMap(entry -> Stream.of(2, 3).flatMap(dimensions -> Stream.of(
			NetworkOptions.of(dimensions).baseFilters(3).normalization(Normalization.BATCH).dropout(0.2f).residual(true),
			NetworkOptions.of(dimensions).baseFilters(4).channels(2, 3).upsampling(Upsampling.TRANSPOSED).lastActivation(LastActivation.SOFTMAX))
			.map(options -> DynamicTest.dynamicTest(entry.getKey() + " " + options,
				() -> assertSame(FoldedNormalization.of(shaken(entry.getValue().apply(options, 1L), 4)), options)))));
	}

	private void assertSame(Graph graph, NetworkOptions options) throws IOException {
		Path saved = Files.createTempDirectory(folder, "saved");
		TensorFlowSavedModel.write(graph, List.of("image"), List.of("result"), true, saved);
		long channels = options.inputChannels();
		try (Network network = Engines.forWeights(saved).open(saved, EngineOptions.cpu())) {
			for (long[] shape : options.dimensions() == 2 ? new long[][] { { 1, channels, 16, 24 }, { 2, channels, 32, 16 } }
				: new long[][] { { 1, channels, 8, 16, 24 }, { 2, channels, 16, 8, 8 } })
			{
				Tensor input = noise(7, shape);
				assertClose(graph.name(), onnx(graph, input), run(network, input), 1e-4);
			}
		}
	}

	@Test
	void theSignatureHasTheAxesOfTheNetworkWithFreeSizes() throws IOException {
		TensorFlowSavedModel.write(UNet.of(NetworkOptions.of(3).channels(2, 1), 1), List.of("image"), List.of("result"), true, folder.resolve("saved"));
		try (Network network = Engines.named("tensorflow").open(folder.resolve("saved"), EngineOptions.cpu())) {
			TensorInfo input = network.inputs().get(0);
			assertEquals("image", input.name());
			assertArrayEquals(new long[] { -1, 2, -1, -1, -1 }, input.shape());
			assertEquals(List.of("result"), network.outputs().stream().map(TensorInfo::name).toList());
		}
	}

	@Test
	void theSameNetworkGivesTheSameBytes() throws IOException {
		for (String name : List.of("a", "b"))
			TensorFlowSavedModel.write(UNet.of(NetworkOptions.of(2), 1), List.of("image"), List.of("result"), true, folder.resolve(name));
		assertEquals(-1, Files.mismatch(folder.resolve("a/saved_model.pb"), folder.resolve("b/saved_model.pb")));
	}
}
