package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BioimageIo05Test {

	@TempDir
	Path parent;

	private Model read(String text) throws IOException {
		return ModelReader.read(TestPackage.folder(parent, text));
	}

	private Model readWith(String old, String changed) throws IOException {
		assertTrue(TestPackage.TEXT.contains(old), old);
		return read(TestPackage.TEXT.replace(old, changed));
	}

	@Test
	void everySizeRuleIsRead() throws IOException {
		Model model = read(TestPackage.TEXT);
		TensorSpec raw = model.inputs().get(0);
		assertEquals(new SizeRule.Stepped(1, 1), raw.axis('b').size());
		assertEquals(new SizeRule.Fixed(2), raw.axis('c').size());
		assertEquals(new AxisSpec('y', "y", new SizeRule.Stepped(32, 16), 2, "micrometer", 0, List.of(), true, ""), raw.axis('y'));
		assertEquals(new SizeRule.Reference("raw", "y", -1), raw.axis('x').size());
		assertEquals("bit", model.inputs().get(1).letters());
		assertTrue(model.inputs().get(1).optional());
		TensorSpec result = model.outputs().get(0);
		assertEquals("bcyxi", result.letters());
		assertEquals(new AxisSpec('y', "y", new SizeRule.Reference("raw", "y", -8), 1, "micrometer", 6, List.of()), result.axis('y'));
		assertEquals(new SizeRule.Fixed(40), result.axis('x').size());
		assertEquals(new SizeRule.DataDependent(2, 9), result.axis('i').size());
	}

	@Test
	void impliedConversionsOfTypeAreWrittenOut() throws IOException {
		Model model = read(TestPackage.TEXT);
		TensorSpec raw = model.inputs().get(0);
		assertEquals(List.of("ensure_dtype", "scale_range", "ensure_dtype"), raw.steps().stream().map(StepSpec::name).toList());
		assertEquals("uint16", raw.steps().get(0).arguments().get("dtype"));
		assertEquals(TensorType.FLOAT32, raw.type());
		assertEquals(List.of("ensure_dtype"), model.inputs().get(1).steps().stream().map(StepSpec::name).toList().subList(0, 1));
		assertEquals(List.of("scale_linear", "binarize"), model.outputs().get(0).steps().stream().map(StepSpec::name).toList());
	}

	@Test
	void argumentsAreNumbersAndAxesInTheTensorsOrder() throws IOException {
		Model model = read(TestPackage.TEXT);
		assertEquals(Map.of("axes", List.of("y", "x"), "min_percentile", 1.0, "max_percentile", 99.8, "eps", 1e-6),
			model.inputs().get(0).steps().get(1).arguments());
		assertEquals(Map.of("axis", "channel", "gain", List.of(1.0, 2.0, 3.0), "offset", 0.5), model.outputs().get(0).steps().get(0).arguments());
	}

	@Test
	void factsAreKeptInReadingOrder() throws IOException {
		Model model = read(TestPackage.TEXT);
		assertEquals(List.of("authors", "license", "cite", "documentation", "covers", "tags", "timestamp", "config"),
			List.copyOf(model.facts().keySet()));
		assertEquals("2024-02-03T04:05:06Z", model.facts().get("timestamp"));
	}

	@Test
	void theFirstFittingToleranceCounts() throws IOException {
		Model model = read(TestPackage.TEXT);
		assertEquals(new Tolerance(1e-3, 1e-5, 100), Tolerance.of(model, model.outputs().get(0), "onnx"));
		assertEquals(Tolerance.USUAL, Tolerance.of(model, model.outputs().get(0), "tensorflow_saved_model_bundle"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.5.0", "0.5.1", "0.5.7", "0.5.99", "0.5" })
	void allPatchLevelsAreRead(String version) throws IOException {
		assertEquals("bioimage.io " + version, readWith("0.5.3", version).format());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
		"0.5.3 | 0.6.0 | 'format_version' is 0.6.0, newer than the 0.5",
		"0.5.3 | 1.0.0 | 'format_version' is 1.0.0, newer",
		"0.5.3 | 0.2.2 | 'format_version' is 0.2.2, older",
		"0.5.3 | latest | 'format_version' must be a version",
		"type: model | type: dataset | 'type' is 'dataset'",
		"name: Two inputs | nam: x | 'name' is missing",
		"size: {min: 32, step: 16} | size: {min: 32, step: 0} | 'inputs[0].axes[2].size.step' must be a whole number of at least 1, not '0'",
		"size: {min: 32, step: 16} | size: big | 'inputs[0].axes[2].size' must be",
		"size: {min: 32, step: 16} | size: 1.5 | 'inputs[0].axes[2].size' must be a whole number",
		"size: {min: 32, step: 16} | size: -3 | 'inputs[0].axes[2].size' must be a whole number of at least 1",
		"axis_id: y, offset: -8 | axis_id: w, offset: -8 | 'outputs[0].axes[2].size' refers to the axis 'raw.w', which does not exist",
		"axis_id: y, offset: -8 | axis_id: x, offset: -8 | whose own size is neither fixed nor min + step",
		"tensor_id: raw, axis_id: y, offset: -8 | tensor_id: raw, axis_id: batch | whose own size is neither fixed",
		"unit: micrometer, halo: 6 | unit: meter, halo: 6 | of another unit ('micrometer' instead of 'meter')",
		"size: 40 | size: 40, scale: -1 | 'outputs[0].axes[3].scale' must be a positive number",
		"size: 40 | size: 8, halo: 4 | leaves nothing of 8 pixels",
		"type: channel, channel_names: [a, b, c] | type: channel | 'outputs[0].axes[1].channel_names' is missing",
		"type: index, size: {min: 2, max: 9} | type: space, id: z, size: {min: 5, max: 4} | 'outputs[0].axes[4].size.max' must be",
		"type: index, size: 7 | type: depth, size: 7 | 'inputs[1].axes[1].type' must be one of batch, channel, index, time, space",
		"id: mask | id: raw | 'inputs[1].id' is 'raw' a second time",
		"id: y, size: {min: 32 | id: x, size: {min: 32 | 'inputs[0].axes[3].id' is 'x' a second time",
		"id: scale_range | id: whiten | 'inputs[0].preprocessing[0].id' names the rule 'whiten'",
		"axes: [x, y], min_p | axes: [x, q], min_p | 'inputs[0].preprocessing[0].kwargs.axes' names the axis 'q'",
		"min_percentile: 1, | min_percentile: 100, | min_percentile' is out of its range",
		"max_percentile: 99.8 | max_percentile: 0.998 | max_percentile' is out of its range",
		"eps: 1e-6 | epsilon: 1 | 'inputs[0].preprocessing[0].kwargs.epsilon' is not an argument of scale_range",
		"eps: 1e-6 | reference_tensor: result | refers to the tensor 'result', which is no input",
		"gain: [1, 2, 3] | gain: [1, 2] | has 2 values, but the axis 'channel' has 3",
		"threshold: [0.1, 0.2, 0.3] | treshold: 3 | 'outputs[0].postprocessing[1].kwargs.treshold' is not an argument",
		"dtype: float32 | dtype: complex64 | 'inputs[0].preprocessing[1].kwargs.dtype' must be one of",
		"id: scale_linear | id: scale_mean_variance | is not an argument of scale_mean_variance",
		"source: net.onnx | source: gone.onnx | 'weights.onnx.source' names the file gone.onnx, which is not in the package",
		"source: net.onnx | source: https://example.org/w.onnx | which Hourglass does not download; save that file beside rdf.yaml",
		"source: net.onnx | source: ../net.onnx | 'weights.onnx.source' must name a file inside the package",
		"source: net.onnx | source: /etc/hosts | must name a file inside the package",
		"source: net.onnx | source: 'C:\\net.onnx' | must name a file inside the package",
		"source: net.onnx | sha256: 12 | 'weights.onnx.source' is missing",
		"opset_version: 17 | sha256: 12 | 'weights.onnx.sha256' must be 64 hexadecimal digits",
		"source: result.npy | source: gone.npy | 'outputs[0].test_tensor.source' names the file gone.npy",
		"onnx: {source: net.onnx, opset_version: 17} | other: 3 | 'weights.other' must be a map",
		"inputs: | outputs2: | 'inputs' is missing",
	})
	void whatIsWrongIsNamedByItsField(String old, String changed, String expected) {
		String message = assertThrows(ModelException.class, () -> readWith(old, changed)).getMessage();
		assertTrue(message.startsWith("In rdf.yaml, "), message);
		assertTrue(message.contains(expected), message);
		assertTrue(message.endsWith("."), message);
	}

	@Test
	void aDownloadedCopyServesForAFileOnTheInternet() throws IOException {
		Model model = readWith("source: net.onnx", "source: 'https://example.org/api/net.onnx?download=1'");
		assertEquals("net.onnx", model.weights("onnx").path().getFileName().toString());
	}

	@Test
	void weightsThatCannotRunDoNotReplaceTheOnesThatAreMissing() {
		String message = assertThrows(ModelException.class,
			() -> readWith("onnx: {source: net.onnx, opset_version: 17}", "onnx: {source: gone.onnx}\n  torchscript: {source: net.onnx}")).getMessage();
		assertTrue(message.contains("'weights.onnx.source' names the file gone.onnx"), message);
	}

	@Test
	void linksOutOfThePackageAreRefused() throws IOException {
		Path folder = TestPackage.folder(parent, TestPackage.TEXT);
		Path outside = Files.writeString(parent.resolve("outside"), "x");
		Files.delete(folder.resolve("net.onnx"));
		Files.createSymbolicLink(folder.resolve("net.onnx"), outside);
		assertTrue(assertThrows(ModelException.class, () -> ModelReader.read(folder)).getMessage().contains("a link that leads out of the package"));
	}

	@Test
	void spaceAxesAreToldByTheirIdsElseByTheirPlace() throws IOException {
		Model model = readWith("{type: index, size: 7}\n  - {type: time, size: {min: 1, step: 1}, unit: second}",
			"{type: space, id: depth, size: 7}\n  - {type: space, id: rows, size: 8}\n  - {type: space, id: columns, size: 9}");
		assertEquals("bzyx", model.inputs().get(1).letters());
		assertEquals("rows", model.inputs().get(1).axis('y').id());
	}
}
