package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxPackageTest {

	private static final Path MODELS = Path.of("../shared/real/models/onnx");

	private static Model read(String name) {
		assumeTrue(Files.exists(MODELS.resolve(name)), "the network " + name + " is not beside the project; reading it was not tested");
		return ModelReader.read(MODELS.resolve(name));
	}

	private static List<SizeRule> sizes(TensorSpec tensor) {
		return tensor.axes().stream().map(AxisSpec::size).toList();
	}

	@Test
	void freeSizesFollowTheInput() {
		Model model = read("dncnn_sigma25/dncnn_25.onnx");
		assertEquals("dncnn_25", model.name());
		assertEquals("onnx", model.format());
		assertEquals("input", model.inputs().get(0).id());
		assertEquals("bcyx", model.inputs().get(0).letters());
		assertEquals(List.of(new SizeRule.Stepped(1, 1), new SizeRule.Fixed(1), new SizeRule.Reference("input", "y", 0), new SizeRule.Reference(
			"input", "x", 0)), sizes(model.outputs().get(0)));
		assertEquals(1.0, model.outputs().get(0).axis('x').scale());
	}

	@Test
	void aLargerOutputHasSmallerPixels() {
		Model model = read("super_resolution_x3");
		TensorSpec output = model.outputs().get(0);
		assertEquals(new SizeRule.Fixed(672), output.axis('y').size());
		assertEquals(1.0 / 3, output.axis('y').scale(), 1e-15);
	}

	@Test
	void volumesAreBczyx() {
		Model model = read("meshnet3d/model30_3class.onnx");
		assertEquals("bczyx", model.inputs().get(0).letters());
		assertEquals(new SizeRule.Fixed(3), model.outputs().get(0).axis('c').size());
	}

	@Test
	void aBrokenFileIsRefusedInOneSentence(@TempDir Path folder) throws IOException {
		Path whole = MODELS.resolve("dncnn_sigma25/dncnn_25.onnx");
		assumeTrue(Files.exists(whole), "the network dncnn_25.onnx is not beside the project; cutting it short was not tested");
		Path cut = folder.resolve("cut.onnx");
		Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), 100_000));
		String message = assertThrows(ModelException.class, () -> ModelReader.read(cut)).getMessage();
		assertTrue(message.contains("cut.onnx") && message.indexOf('\n') < 0, message);
	}
}
