package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package of others, with one description in format 0.5.4 and one in 0.4.9. */
class NucleiBroadTest {

	private static final Path FOLDER = Path.of("../shared/real/models/onnx/unet2d_nuclei_broad");

	@BeforeEach
	void packageIsThere() {
		assumeTrue(Files.isDirectory(FOLDER), "the model package unet2d_nuclei_broad is not beside the project; reading it was not tested");
	}

	@Test
	void theFolderIsReadInFormat05() {
		Model model = ModelReader.read(FOLDER);
		assertEquals("UNet 2D Nuclei Broad", model.name());
		assertEquals("bioimage.io 0.5.4", model.format());
		TensorSpec input = model.inputs().get(0);
		assertEquals("raw", input.id());
		assertEquals("bcyx", input.letters());
		assertEquals(List.of("batch", "channel", "y", "x"), input.axes().stream().map(AxisSpec::id).toList());
		assertEquals(List.of(new SizeRule.Fixed(1), new SizeRule.Fixed(1), new SizeRule.Fixed(512), new SizeRule.Fixed(512)),
			input.axes().stream().map(AxisSpec::size).toList());
		assertEquals(List.of("raw_intensity"), input.axis('c').channelNames());
		TensorSpec output = model.outputs().get(0);
		assertEquals(new SizeRule.Reference("raw", "y", 0), output.axis('y').size());
		assertArrayEquals(new long[] { 0, 0, 32, 32 }, SizeRules.halo(output));
		assertEquals(List.of(step("sigmoid", Map.of()), step("ensure_dtype", Map.of("dtype", "float32"))), output.steps());
		assertEquals(List.of("onnx"), model.weights().stream().map(WeightsFile::format).toList());
		assertEquals(20L, model.weights("onnx").details().get("opset_version"));
		assertEquals("MIT", model.facts().get("license"));
		assertEquals("2019-12-11T11:22:32+00:00", model.facts().get("timestamp"));
		assertTrue(model.facts().get("missing").toString().contains("weights.torchscript.source: weights.pt"));
		assertNull(input.sampleTensor());
	}

	@Test
	void bothFormatsGiveEqualTensorsAndSteps() {
		Model now = ModelReader.read(FOLDER.resolve("bioimageio.yaml"));
		Model then = ModelReader.read(FOLDER.resolve("v0_4_9.bioimageio.yaml"));
		assertEquals("bioimage.io 0.4.9", then.format());
		assertEquals(now.inputs().stream().map(NucleiBroadTest::comparable).toList(), then.inputs().stream().map(NucleiBroadTest::comparable).toList());
		assertEquals(now.outputs().stream().map(NucleiBroadTest::comparable).toList(), then.outputs().stream().map(NucleiBroadTest::comparable).toList());
		assertEquals(now.weights().stream().map(WeightsFile::path).toList(), then.weights().stream().map(WeightsFile::path).toList());
	}

	@Test
	void theWeightsAreTheOnesThePackageNames() {
		Model model = ModelReader.read(FOLDER);
		model.verify(model.weights("onnx"));
	}

	@Test
	void otherWeightsAreRefusedByFileAndField(@TempDir Path folder) throws IOException {
		for (String name : List.of("bioimageio.yaml", "test_input.npy", "test_output.npy"))
			Files.copy(FOLDER.resolve(name), folder.resolve(name));
		Files.write(folder.resolve("weights.onnx"), new byte[] { 8, 7 });
		Model model = ModelReader.read(folder);
		String message = assertThrows(ModelException.class, () -> model.verify(model.weights("onnx"))).getMessage();
		assertTrue(message.startsWith("The file weights.onnx is not the one the model package names: 'weights.onnx.sha256' says 85f5"), message);
	}

	@Test
	void theTestTensorsAreRead() {
		Model model = ModelReader.read(FOLDER);
		assertEquals("FLOAT32[1, 1, 512, 512]", Npy.read(model.inputs().get(0).testTensor()).toString());
		assertEquals("FLOAT32[1, 1, 512, 512]", Npy.read(model.outputs().get(0).testTensor()).toString());
	}

	/** Without what 0.4 cannot say: names of channels, the meaning of the values. */
	private static TensorSpec comparable(TensorSpec tensor) {
		List<AxisSpec> axes = tensor.axes().stream().map(axis -> new AxisSpec(axis.letter(), axis.id(), axis.size(), axis.scale(), axis.unit(),
			axis.halo(), List.of())).toList();
		return new TensorSpec(tensor.id(), tensor.description(), axes, tensor.type(), tensor.steps(), tensor.optional(), tensor.testTensor(),
			tensor.sampleTensor());
	}

	private static StepSpec step(String name, Map<String, Object> arguments) {
		return new StepSpec(name, arguments);
	}
}
