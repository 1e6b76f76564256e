package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.engine.SavedModels;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.SizeRule;
import net.imglib2.img.array.ArrayImgs;

/** SavedModels with the descriptions and macros of deepImageJ; the made-up network gives 3 x + 1. */
class DeepImageJModelsTest {

	private static final String CONFIG = """
		<?xml version="1.0" encoding="UTF-8" standalone="no"?>
		<Model>
		    <ModelInformation><Name>Made up</Name><Author>A. Uthor</Author><URL>null</URL><Reference></Reference></ModelInformation>
		    <ModelTest><InputSize>64x64</InputSize></ModelTest>
		    <ModelCharacteristics>
		        <ModelTag>tf.saved_model.tag_constants.SERVING</ModelTag>
		        <InputTensorDimensions>,-1,-1,-1,1,</InputTensorDimensions>
		        <NumberOfInputs>1</NumberOfInputs>
		        <InputNames0>input</InputNames0>
		        <InputOrganization0>NHWC</InputOrganization0>
		        <NumberOfOutputs>1</NumberOfOutputs>
		        <OutputNames0>output</OutputNames0>
		        <OutputOrganization0>NHWC</OutputOrganization0>
		        <Channels>1</Channels>
		        <FixedPatch>false</FixedPatch>
		        <MinimumSize>8</MinimumSize>
		        <PatchSize>88</PatchSize>
		        <Padding>10</Padding>
		        <PreprocessingFile>before.txt</PreprocessingFile>
		        <slices>1</slices>
		    </ModelCharacteristics>
		</Model>
		""";
	private static final String YAML = """
		type: model
		format_version: 0.3.2
		name: Made up
		description: For tests
		authors: [{name: A. Uthor}]
		cite: [{text: none, doi: none}]
		license: MIT
		documentation: README.md
		tags: [deepimagej]
		attachments: {files: [./before.txt]}
		language: java
		framework: tensorflow
		weights:
		  tensorflow_saved_model_bundle: {source: "https://example.org/files/saved.zip?download=1", tensorflow_version: 1.15, attachments: {files: [./config.xml]}}
		inputs:
		- {name: input, axes: byxc, data_type: float32, data_range: [-inf, inf], shape: {min: [1, 8, 8, 1], step: [0, 8, 8, 0]}}
		outputs:
		- {name: output, axes: byxc, data_type: float32, data_range: [-inf, inf], halo: [0, 10, 10, 0],
		   shape: {reference_input: input, scale: [1, 1, 1, 1], offset: [0, 0, 0, 0]}}
		config:
		  deepimagej:
		    prediction:
		      preprocess:
		      - {spec: ij.IJ::runMacroFile, kwargs: before.txt}
		      postprocess:
		      - {spec: ij.IJ::runMacroFile, kwargs: after.txt}
		""";

	@TempDir
	Path folder;

	private void network() throws IOException {
		new SavedModels().placeholder("input", DataType.DT_FLOAT, -1, -1, -1, 1).pointwise("layer", "input", new float[] { 3 }, new float[] { 1 })
			.signature("serving_default", Map.of("input", "input:0"), Map.of("output", "layer/BiasAdd:0")).save(folder);
		Files.writeString(folder.resolve("before.txt"), "run(\"32-bit\");\nrun(\"Divide...\", \"value=4\");");
	}

	private float[] predicted(List<String> notes) {
		float[] pixels = new float[24 * 16];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = i;
		Volume image = Volume.of(ArrayImgs.floats(pixels, 24, 16), Axes.of("xy"));
		HeardProgress progress = new HeardProgress();
		try (Predictor predictor = Predictor.open(image, PredictionOptions.of(folder.toString()), progress)) {
			predictor.apply(image, progress).copyFloats(new long[2], new int[] { 24, 16 }, pixels);
		}
		notes.addAll(progress.notes());
		return pixels;
	}

	private static float[] expected() {
		float[] expected = new float[24 * 16];
		for (int i = 0; i < expected.length; i++)
			expected[i] = 3 * (i / 4f) + 1;
		return expected;
	}

	@Test
	void theOldDescriptionSaysAxesSizesPaddingAndMacro() throws IOException {
		network();
		Files.writeString(folder.resolve("config.xml"), CONFIG);
		Model model = ModelReader.read(folder);
		assertEquals("deepimagej", model.format());
		assertEquals("Made up", model.name());
		assertEquals(new SizeRule.Stepped(8, 8), model.inputs().get(0).axis('y').size());
		assertEquals(10, model.outputs().get(0).axis('x').halo());
		List<String> notes = new java.util.ArrayList<>();
		assertArrayEquals(expected(), predicted(notes), 1e-4f);
		assertTrue(notes.stream().noneMatch(note -> note.contains("macro")), notes::toString);
	}

	@Test
	void aFixedPatchIsTheOnlySize() throws IOException {
		network();
		Files.writeString(folder.resolve("config.xml"), CONFIG.replace("<FixedPatch>false", "<FixedPatch>true"));
		assertEquals(new SizeRule.Fixed(88), ModelReader.read(folder).inputs().get(0).axis('x').size());
		assertArrayEquals(expected(), predicted(new java.util.ArrayList<>()), 1e-4f);
	}

	@Test
	void aMacroThatDoesMoreIsSaid() throws IOException {
		network();
		Files.writeString(folder.resolve("config.xml"), CONFIG);
		Files.writeString(folder.resolve("before.txt"), "run(\"Gaussian Blur...\", \"sigma=3\");");
		List<String> notes = new java.util.ArrayList<>();
		assertEquals(3 * 5 + 1, predicted(notes)[5], 1e-4);
		assertTrue(notes.stream().anyMatch(note -> note.contains("before.txt does more than can be taken over ('run(\"Gaussian Blur...\"")), notes::toString);
	}

	@Test
	void entitiesAreNotResolved() throws IOException {
		network();
		Path secret = Files.writeString(folder.resolveSibling(folder.getFileName() + "-secret"), "secret");
		Files.writeString(folder.resolve("config.xml"), CONFIG.replace("<Model>", "<!DOCTYPE m [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]><Model>").replace("Made up", "&x;"));
		assertThrows(ModelException.class, () -> ModelReader.read(folder));
		Files.delete(secret);
	}

	@Test
	void itsLaterDescriptionNamesMacrosToo() throws IOException {
		network();
		Files.writeString(folder.resolve("model.yaml"), YAML);
		Files.writeString(folder.resolve("README.md"), "# Made up");
		Files.writeString(folder.resolve("after.txt"), "run(\"Watershed\");");
		List<String> notes = new java.util.ArrayList<>();
		assertArrayEquals(expected(), predicted(notes), 1e-4f);
		assertTrue(notes.stream().anyMatch(note -> note.contains("after.txt") && note.endsWith("run it on the result.")), notes::toString);
	}
}
