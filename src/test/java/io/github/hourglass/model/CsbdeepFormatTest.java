package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.NetworkOptions.LastActivation;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.train.TensorFlowSavedModel;

/** SavedModels without a description, those of CSBDeep, and what its plugins for Fiji wrote. */
class CsbdeepFormatTest {

	private static final String PLUGIN = """
		name: 'Fri Aug 07 last checkpoint'
		description: null
		authors: null
		documentation: null
		license: null
		format_version: %s
		language: java
		framework: tensorflow
		source: %s
		test_input: testinput.tif
		test_output: testoutput.tif
		inputs:
		- {name: input, axes: byxc, data_type: float32, data_range: [-inf, inf], halo: [0, 96, 96, 0], shape: {min: [1, 16, 16, 1], step: [1, 16, 16, 0]}%s}
		outputs:
		%s
		""";
	private static final String PREDICTION = """
		prediction:
		  weights: {source: ./variables/variables}
		  preprocess:
		  - spec: de.csbdresden.%1$s::preprocess
		    kwargs: {mean: [100.5], stdDev: [20.25]}
		  postprocess:
		  - spec: de.csbdresden.%1$s::postprocess
		    kwargs: {mean: [100.5], stdDev: [20.25]}
		""";

	@TempDir
	Path folder;

	@BeforeEach
	void weightsBesideTheDescription() throws IOException {
		Files.write(folder.resolve("saved_model.pb"), new byte[] { 8, 1 });
	}

	private void network() throws IOException {
		TensorFlowSavedModel.write(UNet.of(NetworkOptions.of(2).baseFilters(2).depth(2).lastActivation(LastActivation.SIGMOID), 1), List.of("input"), List.of("output"), true, folder);
	}

	private Model read(String text) throws IOException {
		Files.writeString(folder.resolve("model.yaml"), text);
		return ModelReader.read(folder);
	}

	@Test
	void withoutADescriptionAxesAndStepAreFound() throws IOException {
		network();
		Model model = ModelReader.read(folder);
		assertEquals("tensorflow", model.format());
		assertEquals("bcyx", model.inputs().get(0).letters());
		assertEquals(new SizeRule.Stepped(4, 4), model.inputs().get(0).axis('y').size());
		assertEquals(new SizeRule.Reference("input", "y", 0), model.outputs().get(0).axis('y').size());
		assertEquals(List.of(), model.inputs().get(0).steps());
	}

	@Test
	void theMetaFileSaysDivisorsAndOverlap() throws IOException {
		network();
		Files.writeString(folder.resolve("meta.json"),
			"{\"type\": \"CARE\", \"version\": \"0.7.4\", \"probabilistic\": false, \"axes\": \"YXC\", \"axes_div_by\": [8, 16, 1], \"tile_overlap\": [20, 24, 0]}");
		Model model = ModelReader.read(folder);
		assertEquals("csbdeep", model.format());
		assertEquals(new SizeRule.Stepped(8, 8), model.inputs().get(0).axis('y').size());
		assertEquals(new SizeRule.Stepped(16, 16), model.inputs().get(0).axis('x').size());
		assertEquals(20, model.outputs().get(0).axis('y').halo());
		assertEquals(24, model.outputs().get(0).axis('x').halo());
		assertEquals(List.of(new StepSpec("scale_range", Map.of("axes", List.of("y", "x"), "min_percentile", 3.0, "max_percentile", 99.8))), model.inputs().get(0).steps());
		assertEquals(Map.of("hourglass", Map.of("undo_normalization", true)), model.facts().get("config"));
	}

	@Test
	void theBrightnessOfAProbabilisticNetworkIsNotTouched() throws IOException {
		network();
		Files.writeString(folder.resolve("meta.json"), "{\"type\": \"CARE\", \"probabilistic\": true, \"axes\": \"YXC\"}");
		assertNull(ModelReader.read(folder).facts().get("config"));
	}

	@Test
	void aMetaFileThatContradictsItselfIsRefused() throws IOException {
		network();
		Files.writeString(folder.resolve("meta.json"), "{\"axes\": \"YXC\", \"axes_div_by\": [8, 16]}");
		String message = assertThrows(ModelException.class, () -> ModelReader.read(folder)).getMessage();
		assertTrue(message.contains("'axes_div_by' has 2 numbers for the axes 'YXC'"), message);
	}

	@Test
	void theNoise2VoidPluginKeepsMeanAndDeviationApart() throws IOException {
		Model model = read(PLUGIN.formatted("0.2.0-csbdeep", "n2v", "",
			"- {name: output, axes: byxc, data_type: float32, shape: {reference_input: input, scale: [1, 1, 1, 1], offset: [0, 0, 0, 0]}}")
			+ PREDICTION.formatted("n2v.predict.N2VPrediction"));
		assertEquals(folder.toRealPath(), model.weights().get(0).path().toRealPath());
		assertTrue(model.inputs().get(0).steps().contains(new StepSpec("fixed_zero_mean_unit_variance", Map.of("mean", 100.5, "std", 20.25))), model.inputs()::toString);
		assertTrue(model.outputs().get(0).steps().contains(new StepSpec("scale_linear", Map.of("gain", 20.25, "offset", 100.5))), model.outputs()::toString);
		assertEquals(96, model.outputs().get(0).axis('x').halo());
		assertNull(model.inputs().get(0).testTensor());
	}

	@Test
	void theDenoiSegPluginRestoresTheFirstOfFourChannels() throws IOException {
		Model model = read(PLUGIN.formatted("0.2.1-csbdeep", "denoiseg", "",
			"- {name: output, axes: byxc, data_type: float32, shape: {reference_input: input, scale: [1, 1, 1, 1], offset: [0, 0, 0, 3]}}")
			+ PREDICTION.formatted("denoiseg.predict.DenoiSegPrediction"));
		assertEquals(new SizeRule.Fixed(4), model.outputs().get(0).axis('c').size());
		StepSpec restored = model.outputs().get(0).steps().get(0);
		assertEquals(List.of(20.25, 1.0, 1.0, 1.0), restored.arguments().get("gain"));
		assertEquals(List.of(100.5, 0.0, 0.0, 0.0), restored.arguments().get("offset"));
	}

	@Test
	void thePluginsOfFormat03SayItInTheirTensors() throws IOException {
		Model model = read(PLUGIN.formatted("0.3.0", "denoiseg", ", preprocessing: [{name: zero_mean_unit_variance, kwargs: {mode: fixed, mean: [100.5], std: [20.25]}}]", """
			- {name: denoised, axes: byxc, data_type: float32, shape: {reference_input: input, scale: [1, 1, 1, 1], offset: [0, 0, 0, 0]},
			   postprocessing: [{name: scale_linear, kwargs: {mode: fixed, gain: [20.25], offset: [100.5]}}]}
			- {name: segmented, axes: byxc, data_type: float32, shape: {reference_input: input, scale: [1, 1, 1, 1], offset: [0, 0, 0, 2]},
			   postprocessing: [{name: clip, kwargs: {mode: fixed, min: 0, max: 1}}]}
			weights: {tensorflow_saved_model_bundle: {source: ./saved_model.zip, sha256: null, tag: serve}}
			config: {fiji: {training: {source: x}}}
			"""));
		assertEquals(new SizeRule.Fixed(1), model.tensor("denoised").axis('c').size());
		assertEquals(new SizeRule.Fixed(3), model.tensor("segmented").axis('c').size());
		assertEquals(96, model.tensor("segmented").axis('y').halo());
		assertTrue(model.inputs().get(0).steps().contains(new StepSpec("fixed_zero_mean_unit_variance", Map.of("mean", 100.5, "std", 20.25))));
	}

	@Test
	void aStepOfAnotherProgramIsRefused() {
		String text = PLUGIN.formatted("0.2.0-csbdeep", "other", "",
			"- {name: output, axes: byxc, data_type: float32, shape: {reference_input: input, scale: [1, 1, 1, 1], offset: [0, 0, 0, 0]}}") + PREDICTION.formatted("other.Prediction");
		String message = assertThrows(ModelException.class, () -> read(text)).getMessage();
		assertTrue(message.contains("de.csbdresden.other.Prediction::preprocess"), message);
	}
}
