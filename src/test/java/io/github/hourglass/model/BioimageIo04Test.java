package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BioimageIo04Test {

	private static final String TEXT = """
		format_version: 0.4.10
		name: Old
		timestamp: 2020-01-01
		attachments: {files: [a.txt, b.txt]}
		parent: some/model
		cite: [{text: A paper, doi: 'https://doi.org/10.1000/182'}]
		inputs:
		- name: raw
		  axes: bcyx
		  data_type: float32
		  data_range: [0, .inf]
		  shape: {min: [1, 2, 64, 48], step: [0, 0, 16, 8]}
		  preprocessing:
		  - {name: STEP}
		outputs:
		- name: out
		  axes: bczyxi
		  data_type: uint8
		  shape:
		    reference_tensor: raw
		    scale: [1, 0, null, 2, 0.5, null]
		    offset: [0, 1.5, 1, 0, -4, 2]
		  halo: [0, 0, 0, 6, 2, 0]
		  postprocessing:
		  - {name: scale_mean_variance, kwargs: {mode: per_sample, reference_tensor: raw}}
		test_inputs: [raw.npy]
		test_outputs: [result.npy]
		sample_inputs: [none.png]
		weights:
		  onnx: {source: net.onnx}
		""";

	@TempDir
	Path parent;

	private Model read(String old, String changed) throws IOException {
		assertTrue(TEXT.contains(old), old);
		return ModelReader.read(TestPackage.folder(parent, TEXT.replace(old, changed).replace("{name: STEP}", "{name: sigmoid}")));
	}

	@Test
	void minAndStepBecomeSizeRules() throws IOException {
		TensorSpec input = read("Old", "Old").inputs().get(0);
		assertEquals(List.of(new SizeRule.Stepped(1, 1), new SizeRule.Fixed(2), new SizeRule.Stepped(64, 16), new SizeRule.Stepped(48, 8)),
			input.axes().stream().map(AxisSpec::size).toList());
		assertEquals(List.of("channel0", "channel1"), input.axis('c').channelNames());
	}

	@Test
	void explicitShapesAreFixed() throws IOException {
		TensorSpec input = read("{min: [1, 2, 64, 48], step: [0, 0, 16, 8]}", "[1, 2, 64, 48]").inputs().get(0);
		assertEquals(List.of(new SizeRule.Fixed(1), new SizeRule.Fixed(2), new SizeRule.Fixed(64), new SizeRule.Fixed(48)),
			input.axes().stream().map(AxisSpec::size).toList());
	}

	@Test
	void anOutputsSizeIsScaleTimesReferencePlusTwiceOffset() throws IOException {
		Model model = read("Old", "Old");
		TensorSpec output = model.outputs().get(0);
		assertEquals(new SizeRule.Fixed(3), output.axis('c').size());
		assertEquals(new SizeRule.Fixed(2), output.axis('z').size());
		assertEquals(new SizeRule.Fixed(4), output.axis('i').size());
		assertEquals(new AxisSpec('y', "y", new SizeRule.Reference("raw", "y", 0), 0.5, "", 6, List.of()), output.axis('y'));
		assertEquals(new AxisSpec('x', "x", new SizeRule.Reference("raw", "x", -8), 2, "", 2, List.of()), output.axis('x'));
		long[] sizes = SizeRules.of(model).outputs(Map.of("raw", new long[] { 1, 2, 80, 56 })).get("out");
		assertEquals(List.of(1L, 3L, 2L, 160L, 20L, 4L), java.util.Arrays.stream(sizes).boxed().toList());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
		"{name: zero_mean_unit_variance, kwargs: {mode: per_sample, axes: yx}} | zero_mean_unit_variance | {axes=[y, x]}",
		"{name: zero_mean_unit_variance, kwargs: {mode: per_dataset, axes: xcy, eps: 1e-5}} | zero_mean_unit_variance | {axes=[batch, channel, y, x], eps=1.0E-5}",
		"{name: zero_mean_unit_variance, kwargs: {mode: per_sample}} | zero_mean_unit_variance | {}",
		"{name: zero_mean_unit_variance} | zero_mean_unit_variance | {}",
		"{name: zero_mean_unit_variance, kwargs: {mode: fixed, axes: yx, mean: [1, 2], std: [3, 4]}} | fixed_zero_mean_unit_variance | {axis=channel, mean=[1.0, 2.0], std=[3.0, 4.0]}",
		"{name: zero_mean_unit_variance, kwargs: {axes: cyx, mean: 1, std: 3}} | fixed_zero_mean_unit_variance | {mean=1.0, std=3.0}",
		"{name: scale_range, kwargs: {mode: per_sample, axes: xy, min_percentile: 5, max_percentile: 99}} | scale_range | {axes=[y, x], min_percentile=5.0, max_percentile=99.0}",
		"{name: scale_linear, kwargs: {axes: xy, gain: [1, 2], offset: 3}} | scale_linear | {axis=channel, gain=[1.0, 2.0], offset=3.0}",
		"{name: scale_linear, kwargs: {gain: 2}} | scale_linear | {gain=2.0}",
		"{name: binarize, kwargs: {threshold: 1}} | binarize | {threshold=1.0}",
		"{name: clip, kwargs: {min: 0, max: 1}} | clip | {min=0.0, max=1.0}",
		"{name: sigmoid} | sigmoid | {}" })
	void stepsAreTranslatedTo05(String old, String name, String arguments) throws IOException {
		Model model = ModelReader.read(TestPackage.folder(parent, TEXT.replace("{name: STEP}", old)));
		List<StepSpec> steps = model.inputs().get(0).steps();
		assertEquals("ensure_dtype", steps.get(0).name());
		assertEquals(name, steps.get(1).name());
		assertEquals(arguments, steps.get(1).arguments().toString());
	}

	@Test
	void outputsEndInTheirType() throws IOException {
		List<StepSpec> steps = read("Old", "Old").outputs().get(0).steps();
		assertEquals(List.of(new StepSpec("scale_mean_variance", Map.of("reference_tensor", "raw")),
			new StepSpec("ensure_dtype", Map.of("dtype", "uint8"))), steps);
	}

	@Test
	void otherFieldsComeOutAs05WritesThem() throws IOException {
		Map<String, Object> facts = read("Old", "Old").facts();
		assertEquals(List.of(Map.of("source", "a.txt"), Map.of("source", "b.txt")), facts.get("attachments"));
		assertEquals(Map.of("id", "some/model"), facts.get("parent"));
		assertEquals(List.of(Map.of("text", "A paper", "doi", "10.1000/182")), facts.get("cite"));
		assertEquals("2020-01-01", facts.get("timestamp"));
		assertEquals(List.of("sample_inputs[0]: none.png"), facts.get("missing"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
		"axes: bcyx | axes: bcxxy | 'inputs[0].axes' must be letters out of 'bitczyx'",
		"step: [0, 0, 16, 8] | step: [0, 0, 16] | 'inputs[0].shape.step' has 3 numbers for the axes 'bcyx'",
		"min: [1, 2, 64, 48] | min: [1, 2, 0, 48] | 'inputs[0].shape.min' must be a list of whole numbers of at least 1",
		"reference_tensor: raw | reference_tensor: row | 'outputs[0].shape.reference_tensor' must be the name of another tensor",
		"offset: [0, 1.5, 1 | offset: [0, 1.3, 1 | 'outputs[0].shape.offset' must be a list of multiples of 0.5",
		"offset: [0, 1.5, 1 | offset: [0, 1.5, 0 | 'outputs[0].shape.offset[2]' must be at least 0.5",
		"halo: [0, 0, 0, 6, 2, 0] | halo: [6, 2] | 'outputs[0].halo' has 2 numbers",
		"name: scale_mean_variance | name: magic | 'outputs[0].postprocessing[0].name' names the rule 'magic'",
		"test_inputs: [raw.npy] | test_inputs: [gone.npy] | 'test_inputs[0]' names the file gone.npy, which is not in the package",
		"{name: STEP} | {name: scale_linear, kwargs: {axes: x, gain: [1, 2]}} | 'inputs[0].preprocessing[0].kwargs.axes' must leave exactly one axis" })
	void whatIsWrongIsNamedByItsFieldIn04(String old, String changed, String expected) {
		String message = assertThrows(ModelException.class, () -> read(old, changed)).getMessage();
		assertTrue(message.contains(expected), message);
	}
}
