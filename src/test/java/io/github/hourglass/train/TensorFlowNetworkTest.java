package io.github.hourglass.train;

import static io.github.hourglass.train.OnnxReference.assertClose;
import static io.github.hourglass.train.OnnxReference.noise;
import static io.github.hourglass.train.OnnxReference.onnx;
import static io.github.hourglass.train.OnnxReference.shaken;
import static io.github.hourglass.train.OnnxReference.tensorFlow;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.architecture.DenseUNet;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.NetworkOptions.Activation;
import io.github.hourglass.architecture.NetworkOptions.LastActivation;
import io.github.hourglass.architecture.NetworkOptions.Normalization;
import io.github.hourglass.architecture.NetworkOptions.Pooling;
import io.github.hourglass.architecture.NetworkOptions.Upsampling;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.architecture.ResidualUNet;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.model.Npy;

/** TensorFlow gives what ONNX Runtime gives. */
class TensorFlowNetworkTest {

	private static final Path MODELS = Path.of("../shared/real/models/onnx");

	private static final Map<String, BiFunction<NetworkOptions, Long, Graph>> ARCHITECTURES = new LinkedHashMap<>();

	static {
		ARCHITECTURES.put("U-Net", UNet::of);
		ARCHITECTURES.put("residual U-Net", ResidualUNet::of);
		ARCHITECTURES.put("dense U-Net", DenseUNet::of);
		ARCHITECTURES.put("plain network", PlainFcn::of);
	}

	@TestFactory
	Stream<DynamicTest> everyArchitectureGivesWhatOnnxRuntimeGives() {
		return ARCHITECTURES.entrySet().stream().flatMap(entry -> Stream.of(2, 3).flatMap(dimensions -> Stream.of(
			NetworkOptions.of(dimensions).baseFilters(3).normalization(Normalization.BATCH).dropout(0.2f).residual(true),
			NetworkOptions.of(dimensions).baseFilters(4).channels(2, 3).activation(Activation.ELU).pooling(Pooling.AVERAGE).upsampling(Upsampling.TRANSPOSED)
				.lastActivation(LastActivation.SOFTMAX),
			NetworkOptions.of(dimensions).baseFilters(3).kernel(5).activation(Activation.LEAKYRELU).pooling(Pooling.STRIDED).normalization(Normalization.INSTANCE)
				.lastActivation(LastActivation.SIGMOID))
			.map(options -> DynamicTest.dynamicTest(entry.getKey() + " " + options, () -> {
				Graph graph = shaken(entry.getValue().apply(options, 3L), 4);
				Tensor input = noise(5, dimensions == 2 ? new long[] { 2, options.inputChannels(), 12, 16 } : new long[] { 2, options.inputChannels(), 4, 12, 8 });
				assertClose(graph.name(), onnx(graph, input), tensorFlow(graph, input), 1e-5);
			}))));
	}

	@ParameterizedTest
	@CsvSource({ "dncnn_sigma25/dncnn_25.onnx, ref", "super_resolution_x3/pytorch_super_resolution.onnx, ref", "meshnet3d/model30_3class.onnx, model30_ref",
		"prisma_portrait/prisma_nchw.onnx, ref" })
	void realNetworksGiveTheirReferenceOutput(String model, String reference) {
		assumeTrue(Files.isDirectory(MODELS), "skipped: the real networks in " + MODELS + " are not here");
		Path file = MODELS.resolve(model);
		Tensor expected = Npy.read(file.resolveSibling(reference + "_output.npy"));
		assertClose(model, expected, tensorFlow(OnnxFile.read(file), Npy.read(file.resolveSibling(reference + "_input.npy"))), 1e-4);
	}

	@Test
	void theNucleiNetworkOfBioimageIoGivesWhatOnnxRuntimeGives() {
		assumeTrue(Files.isDirectory(MODELS), "skipped: the real networks in " + MODELS + " are not here");
		Graph graph = OnnxFile.read(MODELS.resolve("unet2d_nuclei_broad/weights.onnx"));
		Tensor input = noise(1, 1, 1, 512, 512);
		assertClose("nuclei", onnx(graph, input), tensorFlow(graph, input), 1e-5);
	}
}
