package io.github.hourglass.step;

import static io.github.hourglass.step.StepsTest.floats;
import static io.github.hourglass.step.StepsTest.volume;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.StepSpec;
import net.imglib2.img.array.ArrayImgs;

class NormalizeTest {

	private static final long[] CHANNELS = { 4, 3, 2 };

	@Test
	void percentilesAreThoseOfCsbdeep() {
		Volume image = volume("xyc", CHANNELS, StepVectors.INPUT);
		assertArrayEquals(StepVectors.CSBDEEP, normalized(Normalize.percentiles(3, 99.8), image), 2e-6f);
		assertArrayEquals(StepVectors.CSBDEEP_PER_CHANNEL_CLIPPED, normalized(Normalize.percentiles(1, 90).perChannel().clipped(), image), 2e-6f);
	}

	@Test
	void integerImagesAreNormalizedAsTheyAre() {
		byte[] bytes = new byte[24];
		short[] shorts = new short[24];
		for (int i = 0; i < 24; i++) {
			bytes[i] = (byte) (i * 7919);
			shorts[i] = (short) (i * 7919 * 8);
		}
		Axes axes = Axes.of("xyc");
		assertArrayEquals(StepVectors.CSBDEEP_8_BIT,
			normalized(Normalize.percentiles(3, 99.8), Volume.of(ArrayImgs.unsignedBytes(bytes, CHANNELS), axes)), 2e-6f);
		assertArrayEquals(StepVectors.CSBDEEP_16_BIT,
			normalized(Normalize.percentiles(1, 99), Volume.of(ArrayImgs.unsignedShorts(shorts, CHANNELS), axes)), 2e-6f);
	}

	@Test
	void undoingLeadsBack() {
		Volume image = volume("xyc", CHANNELS, StepVectors.INPUT);
		for (Normalize normalize : new Normalize[] { Normalize.percentiles(3, 99.8), Normalize.percentiles(10, 60).perChannel(),
			Normalize.zeroMeanUnitVariance().perChannel() }) {
			Affine measured = normalize.measure(image, "yxc", Scope.IMAGE, Progress.none());
			assertArrayEquals(StepVectors.INPUT, floats(measured.inverse().apply(measured.apply(image))), 4e-6f);
		}
	}

	@Test
	void aConstantImageIsZeroAndComesBack() {
		float[] constant = new float[24];
		Arrays.fill(constant, 7.3f);
		Volume image = volume("xyc", CHANNELS, constant);
		Affine measured = Normalize.percentiles(3, 99.8).measure(image, "yxc", Scope.IMAGE, Progress.none());
		Volume normalized = measured.apply(image);
		assertArrayEquals(new float[24], floats(normalized));
		assertArrayEquals(constant, floats(measured.inverse().apply(normalized)));
	}

	@Test
	void anotherNumberOfChannelsCannotBeScaledPerChannel() {
		Volume image = volume("xyc", CHANNELS, StepVectors.INPUT);
		Volume one = volume("xyc", new long[] { 4, 6, 1 }, StepVectors.INPUT);
		Affine perChannel = Normalize.percentiles(3, 99.8).perChannel().measure(image, "yxc", Scope.IMAGE, Progress.none());
		assertThrows(IllegalArgumentException.class, () -> perChannel.apply(one));
		Affine joint = Normalize.percentiles(3, 99.8).measure(image, "yxc", Scope.IMAGE, Progress.none());
		assertArrayEquals(StepVectors.CSBDEEP, floats(joint.apply(one)), 2e-6f);
	}

	@Test
	void theMeasuredPercentilesAreInTheProvenance() {
		Volume image = volume("xyc", CHANNELS, StepVectors.INPUT);
		Sample result = Normalize.percentiles(0, 100).on("image", "yxc", Scope.IMAGE).apply(Sample.of("image", image), Progress.none());
		assertEquals("percentile 0 = -9.0, 100 = 14.5", result.get("image").metadata().provenance().get("normalization"));
	}

	@Test
	void percentilesMustRise() {
		assertThrows(IllegalArgumentException.class, () -> Normalize.percentiles(60, 40));
		assertThrows(IllegalArgumentException.class, () -> Normalize.percentiles(-1, 40));
	}

	/** Expected values: {@code (x - x.mean()) / (x.std() + 1e-6)} of the array, by NumPy in double. */
	@Test
	void aRealModelsInputIsPreprocessedAsDocumented() {
		Path file = Path.of("../shared/real/models/onnx/unet2d_nuclei_broad/test_input.npy");
		assumeTrue(Files.isRegularFile(file), "skipped the preprocessing of unet2d_nuclei_broad: no ../shared/real");
		Volume image = volume("xycb", new long[] { 512, 512, 1, 1 }, Npy.read(file).toFloats());
		StepSpec rule = new StepSpec("zero_mean_unit_variance", Map.of("axes", List.of("x", "y")));
		Volume result = Steps.of(rule, StepsTest.tensor("raw", "bcyx"), Scope.IMAGE).apply(Sample.of("raw", image), Progress.none()).get("raw");
		float[] pixels = floats(result);
		assertEquals(-0.531971f, pixels[0], 1e-6f);
		assertEquals(-0.47452012f, pixels[100 * 512 + 200], 1e-6f);
		assertEquals(-0.5176083f, pixels[511 * 512 + 511], 1e-6f);
		assertEquals(-0.45536983f, pixels[300 * 512 + 17], 1e-6f);
		String provenance = result.metadata().provenance().get("normalization");
		assertTrue(provenance.startsWith("mean 256.115,") && provenance.contains("deviation 208.874"), provenance);
	}

	/** The network between its documented steps gives the package's own test output; tolerance as in its notes. */
	@Test
	void aRealModelBetweenItsStepsGivesItsTestOutput() {
		Path folder = Path.of("../shared/real/models/onnx/unet2d_nuclei_broad");
		assumeTrue(Files.isDirectory(folder), "skipped unet2d_nuclei_broad between its steps: no ../shared/real");
		Model model = ModelReader.read(folder);
		long[] size = { 512, 512, 1, 1 };
		Volume image = volume("xycb", size, Npy.read(folder.resolve("test_input.npy")).toFloats());
		Sample before = Steps.of(model.inputs(), Scope.IMAGE).apply(Sample.of("raw", image), Progress.none());
		try (Network network = Engines.named("onnx").open(folder.resolve("weights.onnx"), EngineOptions.cpu())) {
			Map<String, Tensor> outputs = new HashMap<>();
			outputs.put("82", null);
			Tensor input = Tensor.of(floats(before.get("raw")), 1, 1, 512, 512);
			Volume logits = volume("xycb", size, network.run(Map.of("input.1", input), outputs).get("82").toFloats());
			Step after = Steps.of(model.outputs(), Scope.IMAGE);
			Volume probability = after.apply(Sample.of("raw", image).with("probability", logits), Progress.none()).get("probability");
			assertArrayEquals(Npy.read(folder.resolve("test_output.npy")).toFloats(), floats(probability), 2e-6f);
		}
	}

	private static float[] normalized(Normalize normalize, Volume image) {
		return floats(normalize.on("image", "yxc", Scope.IMAGE).apply(Sample.of("image", image), Progress.none()).get("image"));
	}
}
