package io.github.hourglass.train;

import static io.github.hourglass.train.OnnxReference.assertClose;
import static io.github.hourglass.train.OnnxReference.onnx;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.architecture.DenseUNet;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.NetworkOptions.Normalization;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.architecture.ResidualFcn;
import io.github.hourglass.architecture.ResidualUNet;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.Tensor;

/** Networks learn, and what they have learned can be exported. */
class TensorFlowTrainingTest {

	private record Case(String name, BiFunction<NetworkOptions, Long, Graph> architecture, NetworkOptions options) {}

	@TestFactory
	Stream<DynamicTest> everyArchitectureLearnsToDenoise() {
		return Stream.of(2, 3).flatMap(dimensions -> {
			NetworkOptions options = NetworkOptions.of(dimensions).baseFilters(8).depth(2);
			return Stream.of(new Case("U-Net", UNet::of, options.residual(true)),
				new Case("residual U-Net", ResidualUNet::of, options.normalization(Normalization.BATCH)),
				new Case("dense U-Net", DenseUNet::of, options.residual(true)),
				new Case("plain network", PlainFcn::of, options.depth(4).residual(true).normalization(Normalization.BATCH)),
				new Case("residual network", ResidualFcn::of, options.depth(4).residual(true).normalization(Normalization.BATCH)))
				.map(c -> DynamicTest.dynamicTest(c.name + " " + dimensions + "-D", () -> learns(c.architecture.apply(c.options, 1L), dimensions)));
		});
	}

	private static void learns(Graph graph, int dimensions) {
		long[] shape = dimensions == 2 ? new long[] { 4, 1, 32, 32 } : new long[] { 2, 1, 8, 16, 16 };
		try (Trainable network = TensorFlowTraining.of(graph, Loss.L2, Optimizer.adam(), TrainingSettings.of(1), Device.CPU)) {
			Batch unseen = batch(shape, 10_000);
			double first = 0, last = 0;
			int steps = 150;
			for (int step = 0; step < steps; step++) {
				double loss = network.step(List.of(batch(shape, step)), 0.005, step);
				first += step < 3 ? loss / 3 : 0;
				last += step >= steps - 10 ? loss / 10 : 0;
			}
			assertTrue(last <= first / 2, "loss " + first + " → " + last);
			double before = psnr(unseen.input(), unseen.target()), after = psnr(network.predict(shape, unseen.input()), unseen.target());
			assertTrue(after >= before + 1, before + " dB → " + after + " dB");
			assertClose(graph.name(), Tensor.of(network.predict(shape, unseen.input()), shape), onnx(network.graph(), Tensor.of(unseen.input(), shape)), 1e-5);
		}
	}

	@ParameterizedTest
	@CsvSource({ "dncnn_sigma25/dncnn_25.onnx, 1, 1, 1", "super_resolution_x3/pytorch_super_resolution.onnx, 1, 1, 3", "unet2d_nuclei_broad/weights.onnx, 1, 1, 1",
		"prisma_portrait/prisma_nchw.onnx, 3, 1, 1", "meshnet3d/model30_3class.onnx, 1, 3, 1" })
	void realNetworksCanBeTrainedFurther(String model, long inputs, long outputs, long scale) {
		Path models = Path.of("../shared/real/models/onnx");
		assumeTrue(Files.isDirectory(models), "skipped: the real networks in " + models + " are not here");
		boolean space = model.startsWith("mesh");
		long[] shape = space ? new long[] { 1, inputs, 16, 16, 16 } : new long[] { 1, inputs, 64, 64 };
		long[] target = space ? new long[] { 1, outputs, 16, 16, 16 } : new long[] { 1, outputs, 64 * scale, 64 * scale };
		Batch batch = new Batch(shape, OnnxReference.noise(1, shape).toFloats(), target, OnnxReference.noise(2, target).toFloats(), null);
		try (Trainable network = TensorFlowTraining.of(OnnxFile.read(models.resolve(model)), Loss.L2, Optimizer.adam(), TrainingSettings.of(1), Device.CPU)) {
			double before = network.step(List.of(batch), 1e-4, 0);
			network.step(List.of(batch), 1e-4, 1);
			assertTrue(network.step(List.of(batch), 1e-4, 2) < before);
		}
	}

	/** Smooth waves and, as input, the same with noise of standard deviation 0.5. */
	static Batch batch(long[] shape, long seed) {
		Random random = new Random(seed);
		int planes = (int) shape[0], pixels = (int) (Tensor.elements(shape) / planes), width = (int) shape[shape.length - 1];
		float[] clean = new float[planes * pixels], noisy = new float[clean.length];
		for (int n = 0; n < planes; n++) {
			double a = random.nextGaussian() * 0.2, b = random.nextGaussian() * 0.2, phase = random.nextDouble() * 6;
			for (int i = 0; i < pixels; i++) {
				clean[n * pixels + i] = (float) Math.sin(a * (i % width) + b * (i / width) + phase);
				noisy[n * pixels + i] = clean[n * pixels + i] + (float) random.nextGaussian() * 0.5f;
			}
		}
		return new Batch(shape, noisy, shape, clean, null);
	}

	private static double psnr(float[] image, float[] truth) {
		double squares = 0;
		for (int i = 0; i < truth.length; i++)
			squares += (image[i] - truth[i]) * (image[i] - truth[i]);
		return 10 * Math.log10(4 * truth.length / squares);
	}
}
