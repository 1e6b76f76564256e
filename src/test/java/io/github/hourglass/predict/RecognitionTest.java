package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.engine.TensorType;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;

class RecognitionTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		probability                   | sigmoid | foreground 1
		nuclei                        |         | foreground 1
		channel0                      |         | foreground 1
		channel0 channel1             | softmax | background 1, foreground 2
		channel0 channel1             | sigmoid | foreground 1, boundary 2
		foreground boundary           |         | foreground 1, boundary 2
		boundaries cells              | sigmoid | foreground 2, boundary 1
		background contours nuclei    |         | background 1, foreground 3, boundary 2
		Background Nucleus Border     | softmax | background 1, foreground 2, boundary 3
		fg edges dist_map             |         | foreground 1, boundary 2, distance 3
		cell_distance                 |         | distance 1
		channel0 channel1 channel2    | softmax | classes, background 1
		background white_matter grey_matter | softmax | classes, background 1
		membrane                      | sigmoid | foreground 1
		""")
	void channelsAreRecognizedByNameElseByNumber(String names, String rule, String expected) {
		List<String> channels = Arrays.asList(names.split(" "));
		Model model = model(channels, rule == null ? List.of() : List.of(new StepSpec(rule, Map.of())), Map.of());
		assertEquals(expected, recognized(model, channels.size()).toString());
	}

	@Test
	void ourOwnEntryComesFirst() {
		Map<String, Object> config = Map.of("hourglass", Map.of("segmentation", "foreground 2, boundary 1, threshold 0.4"));
		assertEquals("foreground 2, boundary 1, threshold 0.4", recognized(model(List.of("foreground", "boundary"), List.of(), config), 2).toString());
		Map<String, Object> broken = Map.of("hourglass", Map.of("segmentation", "rubbish"));
		String sentence = assertThrows(ModelException.class, () -> recognized(model(List.of("a"), List.of(), broken), 1)).getMessage();
		assertTrue(sentence.contains("rubbish"), sentence);
	}

	/** The entry that StarDist writes when it exports the model 2D_versatile_fluo. */
	@Test
	void aStarDistPackageBringsItsThresholds() {
		Map<String, Object> config = Map.of("stardist",
			Map.of("thresholds", Map.of("prob", 0.479071, "nms", 0.3), "config", Map.of("n_dim", 2, "n_rays", 32, "grid", List.of(2, 2))));
		assertEquals("foreground 1, rays 2, threshold 0.479071, overlap 0.3", recognized(model(List.of("output"), List.of(), config), 33).toString());
		Map<String, Object> volumes = Map.of("stardist", Map.of("config", Map.of("n_dim", 3)));
		assertThrows(ModelException.class, () -> recognized(model(List.of("output"), List.of(), volumes), 97));
	}

	@Test
	void aDenoiserGivesAnImage() {
		assertEquals("image", recognized(ModelReader.read(Path.of("models", "starter-2d")), 1).toString());
	}

	@Test
	void thePublishedNucleiModelGivesAProbability() {
		Path path = Path.of("..", "shared", "real", "models", "onnx", "unet2d_nuclei_broad", "bioimageio.yaml");
		assumeTrue(Files.isRegularFile(path), "skipped: recognizing the nuclei U-Net; " + path + " is not here");
		assertEquals("foreground 1, round", recognized(ModelReader.read(path), 1).toString());
	}

	@Test
	void aDeclaredRangeBeyondZeroToOneMeansLogits() {
		TensorSpec plain = output(List.of("nuclei"), List.of());
		TensorSpec ranged = new TensorSpec(plain.id(), "", plain.axes(), plain.type(), plain.steps(), false, null, null,
			List.of(Map.of("range", List.of(-20.0, 20.0))));
		Model model = model(List.of("nuclei"), List.of(), Map.of());
		Model declared = new Model(model.name(), "", "", null, null, model.inputs(), List.of(ranged), List.of(), Map.of());
		assertEquals("foreground 1, logits", recognized(declared, 1).toString());
	}

	private static OutputMeaning recognized(Model model, long channels) {
		return Recognition.of(model, Recognition.output(model), channels);
	}

	@Test
	void ofSeveralOutputsTheOneWithObjectsIsTaken() {
		Model one = model(List.of("background", "foreground", "border"), List.of(), Map.of());
		TensorSpec image = new TensorSpec("denoised", "", axes(List.of("channel0")), TensorType.FLOAT32, List.of(), false, null, null);
		Model two = new Model("two", "", "", null, null, one.inputs(), List.of(image, one.outputs().get(0)), List.of(), Map.of());
		assertEquals("output", Recognition.output(two).id());
		assertEquals("background 1, foreground 2, boundary 3", recognized(two, 3).toString());
	}

	private static Model model(List<String> channels, List<StepSpec> steps, Map<String, Object> config) {
		TensorSpec input = new TensorSpec("input", "", axes(List.of("raw")), TensorType.FLOAT32, List.of(), false, null, null);
		return new Model("test", "", "", null, null, List.of(input), List.of(output(channels, steps)), List.of(), Map.of("config", config, "tags", List.of("test")));
	}

	private static TensorSpec output(List<String> channels, List<StepSpec> steps) {
		return new TensorSpec("output", "", axes(channels), TensorType.FLOAT32, steps, false, null, null);
	}

	private static List<AxisSpec> axes(List<String> channels) {
		SizeRule any = new SizeRule.Stepped(1, 1);
		return List.of(new AxisSpec('b', "batch", any, 1, "", 0, List.of()),
			new AxisSpec('c', "channel", new SizeRule.Fixed(channels.size()), 1, "", 0, channels), new AxisSpec('y', "y", any, 1, "", 0, List.of()),
			new AxisSpec('x', "x", any, 1, "", 0, List.of()));
	}
}
