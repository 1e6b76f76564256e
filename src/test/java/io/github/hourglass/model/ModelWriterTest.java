package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.TensorType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ModelWriterTest {

	@TempDir
	Path parent;

	private Model original() throws IOException {
		return ModelReader.read(TestPackage.folder(parent, TestPackage.TEXT));
	}

	/** The same model wherever it lies: paths by name, no format and no fingerprints, which only a written package has. */
	private static Model anywhere(Model model) {
		List<WeightsFile> weights = model.weights().stream().map(file -> new WeightsFile(file.format(), file.path().getFileName(), "", file
			.details())).toList();
		Map<String, Object> facts = new LinkedHashMap<>(model.facts());
		facts.remove("missing");
		return new Model(model.name(), model.description(), "", Path.of(""), Path.of(""), anywhere(model.inputs()), anywhere(model.outputs()), weights,
			facts);
	}

	private static List<TensorSpec> anywhere(List<TensorSpec> tensors) {
		return tensors.stream().map(tensor -> new TensorSpec(tensor.id(), tensor.description(), tensor.axes(), tensor.type(), tensor.steps(), tensor
			.optional(), name(tensor.testTensor()), name(tensor.sampleTensor()), tensor.data())).toList();
	}

	private static Path name(Path file) {
		return file == null ? null : file.getFileName();
	}

	@Test
	void whatIsWrittenIsReadBackEqual() throws IOException {
		Model model = original();
		Model folder = ModelWriter.write(model, Map.of(), parent.resolve("written"), false);
		assertEquals(anywhere(model), anywhere(folder));
		assertEquals("bioimage.io 0.5.7", folder.format());
		Model zip = ModelWriter.write(folder, Map.of(), parent.resolve("written.zip"), false);
		assertEquals(anywhere(model), anywhere(zip));
		zip.verify(zip.weights("onnx"));
		assertEquals("# A card", Files.readString(zip.folder().resolve("README.md")));
		assertEquals(64, zip.weights("onnx").sha256().length());
	}

	@Test
	void theSameModelGivesTheSameBytes() throws IOException {
		Model model = original();
		ModelWriter.write(model, Map.of(), parent.resolve("a.zip"), false);
		ModelWriter.write(model, Map.of(), parent.resolve("b.zip"), false);
		assertArrayEquals(Files.readAllBytes(parent.resolve("a.zip")), Files.readAllBytes(parent.resolve("b.zip")));
	}

	@Test
	void nothingIsReplacedUnasked() throws IOException {
		Model model = original();
		Path target = parent.resolve("written");
		ModelWriter.write(model, Map.of(), target, false);
		Files.writeString(target.resolve("mark"), "");
		assertTrue(assertThrows(ModelException.class, () -> ModelWriter.write(model, Map.of(), target, false)).getMessage().contains("already"));
		assertTrue(Files.exists(target.resolve("mark")));
		ModelWriter.write(model, Map.of(), target, true);
		assertFalse(Files.exists(target.resolve("mark")));
		ModelWriter.write(ModelReader.read(target), Map.of(), target, true);
		Path other = Files.createDirectory(parent.resolve("photos"));
		Files.writeString(other.resolve("holiday.jpg"), "");
		assertTrue(assertThrows(ModelException.class, () -> ModelWriter.write(model, Map.of(), other, true)).getMessage()
			.contains("holds other things than a model package"));
		assertTrue(Files.exists(other.resolve("holiday.jpg")));
	}

	@Test
	void aFailureLeavesNothingBehind() throws IOException {
		Model model = original();
		Files.delete(model.weights("onnx").path());
		Path place = Files.createDirectory(parent.resolve("place"));
		String message = assertThrows(ModelException.class, () -> ModelWriter.write(model, Map.of(), place.resolve("written"), false)).getMessage();
		assertTrue(message.contains("net.onnx") && message.contains("does not exist"), message);
		try (var files = Files.list(place)) {
			assertEquals(0, files.count());
		}
	}

	@Test
	void aFolderOfWeightsIsZipped() throws IOException {
		Model model = original();
		Path saved = Files.createDirectories(parent.resolve("saved/variables"));
		Files.writeString(saved.resolve("data"), "weights");
		Files.writeString(parent.resolve("saved/saved_model.pb"), "graph");
		Model with = withWeights(model, model.weights("onnx"), new WeightsFile("tensorflow_saved_model_bundle", parent.resolve("saved"), "", Map.of(
			"tensorflow_version", "2.18.0", "parent", "onnx")));
		Model written = ModelWriter.write(with, Map.of("extra/notes.txt", Files.writeString(parent.resolve("n"), "hi")), parent.resolve("w"), false);
		WeightsFile bundle = written.weights("tensorflow_saved_model_bundle");
		assertEquals(List.of("saved_model.pb", "variables/data"), ZipDirectory.read(bundle.path()).stream().map(ZipDirectory.Entry::name).toList());
		assertEquals("onnx", bundle.details().get("parent"));
		written.verify(bundle);
		assertEquals("hi", Files.readString(written.folder().resolve("extra/notes.txt")));
	}

	private static Model withWeights(Model model, WeightsFile... weights) {
		return new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), model.inputs(), model.outputs(), List
			.of(weights), model.facts());
	}

	@Test
	void namesThatTheFormatForbidsAreMadeAllowable() throws IOException {
		Model model = original();
		TensorSpec input = tensor("input.1", List.of(axis('b', "batch", new SizeRule.Stepped(1, 1)), axis('c', "channel", new SizeRule.Fixed(1)), axis('x',
			"x", new SizeRule.Stepped(8, 8))), List.of(new StepSpec("scale_linear", Map.of("gain", 1.0))));
		TensorSpec output = tensor("82", List.of(axis('b', "batch", new SizeRule.Stepped(1, 1)), axis('c', "channel", new SizeRule.Fixed(1)), axis('x', "x",
			new SizeRule.Reference("input.1", "x", 0))), List.of(new StepSpec("scale_mean_variance", Map.of("reference_tensor", "input.1"))));
		Model odd = new Model("A/B", "x".repeat(2000), "", model.folder(), model.source(), List.of(input), List.of(output), model.weights(), Map.of());
		Model written = ModelWriter.write(odd, Map.of(), parent.resolve("odd"), false);
		assertEquals("A B model", written.name());
		assertEquals(1024, written.description().length());
		assertEquals("input_1", written.inputs().get(0).id());
		assertEquals("t82", written.outputs().get(0).id());
		assertEquals(new SizeRule.Reference("input_1", "x", 0), written.outputs().get(0).axis('x').size());
		assertEquals("input_1", written.outputs().get(0).steps().get(0).arguments().get("reference_tensor"));
	}

	private static AxisSpec axis(char letter, String id, SizeRule size) {
		return new AxisSpec(letter, id, size, 1, "", 0, List.of());
	}

	private static TensorSpec tensor(String id, List<AxisSpec> axes, List<StepSpec> steps) {
		return new TensorSpec(id, "", axes, TensorType.FLOAT32, steps, false, null, null);
	}

	@Test
	void aFixedOutputWithAHaloFollowsItsInput() throws IOException {
		Model model = original();
		TensorSpec input = tensor("image", List.of(axis('x', "x", new SizeRule.Fixed(64))), List.of());
		TensorSpec output = tensor("out", List.of(new AxisSpec('x', "x", new SizeRule.Fixed(60), 1, "", 9, List.of())), List.of());
		Model written = ModelWriter.write(new Model("Fixed size", "", "", model.folder(), model.source(), List.of(input), List.of(output), model.weights(),
			Map.of()), Map.of(), parent.resolve("fixed"), false);
		assertEquals(new AxisSpec('x', "x", new SizeRule.Reference("image", "x", -4), 1, "", 9, List.of()), written.outputs().get(0).axis('x'));
	}

	@Test
	void whatTheFormatCannotSayIsRefused() throws IOException {
		Model model = original();
		TensorSpec free = tensor("in", List.of(axis('c', "channel", new SizeRule.Stepped(1, 1))), List.of());
		String message = assertThrows(ModelException.class, () -> ModelWriter.write(new Model("Free channels", "", "", model.folder(), model.source(),
			List.of(free), List.of(free), model.weights(), Map.of()), Map.of(), parent.resolve("w"), false)).getMessage();
		assertTrue(message.contains("the axis 'channel' of 'in' has no fixed number of channels"), message);
	}

	@Test
	void aHaloThatLeavesNothingOfTheLeastSizeIsRefused() throws IOException {
		Model model = original();
		TensorSpec input = tensor("image", List.of(axis('x', "x", new SizeRule.Stepped(32, 4))), List.of());
		TensorSpec output = tensor("out", List.of(new AxisSpec('x', "x", new SizeRule.Reference("image", "x", 0), 1, "", 16, List.of())), List.of());
		String message = assertThrows(ModelException.class, () -> ModelWriter.write(new Model("Halo", "", "", model.folder(), model.source(), List.of(
			input), List.of(output), model.weights(), Map.of()), Map.of(), parent.resolve("w"), false)).getMessage();
		assertTrue(message.contains("a halo of 16, which leaves nothing of its least size 32"), message);
	}

	@Test
	void thePackageOfOthersSurvivesBeingRewritten() {
		Path nuclei = Path.of("../shared/real/models/onnx/unet2d_nuclei_broad");
		assumeTrue(Files.isDirectory(nuclei), "the model package unet2d_nuclei_broad is not beside the project; rewriting it was not tested");
		Model model = ModelReader.read(nuclei);
		Model written = ModelWriter.write(model, Map.of(), parent.resolve("nuclei.zip"), false);
		assertEquals(anywhere(model).inputs(), anywhere(written).inputs());
		assertEquals(anywhere(model).outputs(), anywhere(written).outputs());
		assertEquals(model.weights("onnx").sha256(), written.weights("onnx").sha256());
		Model old = ModelReader.read(nuclei.resolve("v0_4_9.bioimageio.yaml"));
		Model rewritten = ModelWriter.write(old, Map.of(), parent.resolve("old.zip"), false);
		assertEquals(anywhere(old).inputs(), anywhere(rewritten).inputs());
		assertEquals(anywhere(old).outputs(), anywhere(rewritten).outputs());
	}

	/**
	 * The fields and required fields of model format 0.5.7, listed by hand from the specification; a plain YAML reader, none of
	 * ours.
	 */
	@Test
	void theDescriptionHasOnlyTheFormatsFieldsAndAllItNeeds() throws IOException {
		Model model = ModelWriter.write(original(), Map.of(), parent.resolve("written"), false);
		Map<?, ?> text = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(model.folder().resolve("rdf.yaml")));
		fields(text, Set.of("name", "format_version", "type", "inputs", "outputs", "weights"), Set.of("description", "covers", "id_emoji", "authors",
			"attachments", "cite", "license", "git_repo", "icon", "links", "uploader", "maintainers", "tags", "version", "version_comment", "id",
			"documentation", "packaged_by", "parent", "run_mode", "timestamp", "training_data", "config"));
		for (Object input : (List<?>) text.get("inputs"))
			tensorFields((Map<?, ?>) input, Set.of("optional", "preprocessing"), true);
		for (Object output : (List<?>) text.get("outputs"))
			tensorFields((Map<?, ?>) output, Set.of("postprocessing"), false);
		Map<?, ?> onnx = (Map<?, ?>) ((Map<?, ?>) text.get("weights")).get("onnx");
		fields(onnx, Set.of("source", "opset_version"), Set.of("sha256", "authors", "parent", "comment", "external_data"));
		assertTrue(onnx.get("opset_version") instanceof Integer);
	}

	private static void tensorFields(Map<?, ?> tensor, Set<String> more, boolean input) {
		Set<String> optional = new java.util.HashSet<>(Set.of("id", "description", "test_tensor", "sample_tensor", "data"));
		optional.addAll(more);
		fields(tensor, Set.of("axes"), optional);
		assertTrue(tensor.get("id").toString().matches("[a-z_][a-z0-9_]{0,31}"));
		if (tensor.get("test_tensor") instanceof Map<?, ?> file)
			fields(file, Set.of("source"), Set.of("sha256"));
		for (Object axis : (List<?>) tensor.get("axes"))
			axisFields((Map<?, ?>) axis, input);
	}

	private static void axisFields(Map<?, ?> axis, boolean input) {
		Set<String> named = Set.of("id", "description");
		assertTrue(axis.get("id").toString().matches("[a-z_][a-z0-9_]{0,15}"));
		switch (axis.get("type").toString()) {
			case "batch" -> fields(axis, Set.of("type"), Set.of("id", "description", "size"));
			case "channel" -> fields(axis, Set.of("type", "channel_names"), named);
			case "index" -> fields(axis, Set.of("type", "size"), input ? Set.of("id", "description", "concatenable") : named);
			case "time", "space" -> fields(axis, Set.of("type", "size"), input ? Set.of("id", "description", "unit", "scale", "concatenable")
				: Set.of("id", "description", "unit", "scale", "halo"));
			default -> throw new AssertionError(axis);
		}
		if (axis.get("size") instanceof Map<?, ?> size) {
			boolean reference = size.containsKey("tensor_id");
			fields(size, reference ? Set.of("tensor_id", "axis_id") : input ? Set.of("min", "step") : Set.of(), reference ? Set.of("offset") : input
				? Set.of() : Set.of("min", "max"));
		}
		assertTrue(!axis.containsKey("halo") || ((Map<?, ?>) axis.get("size")).containsKey("tensor_id"), "a halo needs a size that refers");
	}

	private static void fields(Map<?, ?> map, Set<String> required, Set<String> optional) {
		assertTrue(map.keySet().containsAll(required), map + " lacks one of " + required);
		for (Object key : map.keySet())
			assertTrue(required.contains(key) || optional.contains(key), key + " is not a field of " + map);
	}
}
