package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReaderTest {

	@TempDir
	Path parent;
	private Path home;
	private String before;

	@BeforeEach
	void useAnotherHome() throws IOException {
		home = Files.createDirectory(parent.resolve("home"));
		before = System.setProperty("hourglass.home", home.toString());
	}

	@AfterEach
	void useTheOldHome() {
		if (before == null)
			System.clearProperty("hourglass.home");
		else
			System.setProperty("hourglass.home", before);
	}

	private String refusal(Path path) {
		String message = assertThrows(ModelException.class, () -> ModelReader.read(path)).getMessage();
		assertTrue(message.endsWith("."), message);
		return message;
	}

	/** Files below the user's folder: what unpacking has left there. */
	private long leftBehind() throws IOException {
		try (var files = Files.walk(home)) {
			return files.filter(Files::isRegularFile).count();
		}
	}

	@Test
	void aZipIsReadAtAnyDepthAndUnpackedOnce() throws IOException {
		Path zip = TestPackage.zip(TestPackage.folder(parent, TestPackage.TEXT), parent.resolve("model.zip"), "some/folder/");
		Model model = ModelReader.read(zip);
		assertEquals("Two inputs", model.name());
		assertEquals(zip, model.source());
		assertTrue(model.folder().startsWith(home.resolve("cache/models").resolve(Sha256.of(zip))), model.folder().toString());
		Path weights = model.weights("onnx").path();
		var time = Files.getLastModifiedTime(weights);
		assertEquals(weights, ModelReader.read(zip).weights("onnx").path());
		assertEquals(time, Files.getLastModifiedTime(weights));
		Files.delete(weights);
		ModelReader.read(zip);
		assertTrue(Files.exists(weights), "what was deleted is unpacked again");
		try (var cached = Files.list(home.resolve("cache/models"))) {
			assertEquals(1, cached.count());
		}
	}

	@Test
	void whatNobodyUsesAnyLongerIsForgottenWhenAnotherZipIsUnpacked() throws IOException {
		Path[] zips = new Path[3];
		for (int i = 0; i < zips.length; i++)
			zips[i] = TestPackage.zip(TestPackage.folder(parent, TestPackage.TEXT.replace("Two inputs", "Model " + i)), parent.resolve(i + ".zip"), "");
		Path unused = home.resolve("cache/models").resolve(Sha256.of(zips[0])), used = home.resolve("cache/models").resolve(Sha256.of(zips[1]));
		ModelReader.read(zips[0]);
		ModelReader.read(zips[1]);
		FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(100)));
		Files.setLastModifiedTime(unused, longAgo);
		Files.setLastModifiedTime(used, longAgo);
		ModelReader.read(zips[1]);
		assertTrue(Files.exists(unused), "nothing is deleted in passing");
		ModelReader.read(zips[2]);
		assertFalse(Files.exists(unused));
		assertTrue(Files.exists(used));
		assertEquals("Model 0", ModelReader.read(zips[0]).name(), "it is unpacked again");
	}

	@Test
	void withoutAWritableHomeAZipIsUnpackedToATemporaryFolder() throws IOException {
		System.setProperty("hourglass.home", Files.writeString(parent.resolve("file"), "").resolve("below").toString());
		Path zip = TestPackage.zip(TestPackage.folder(parent, TestPackage.TEXT), parent.resolve("model.zip"), "");
		Model model = ModelReader.read(zip);
		assertFalse(model.folder().startsWith(parent));
		assertTrue(Files.exists(model.weights("onnx").path()));
	}

	@Test
	void theDescriptionItselfMayBeChosen() throws IOException {
		Path folder = TestPackage.folder(parent, TestPackage.TEXT);
		assertEquals("Two inputs", ModelReader.read(folder.resolve("rdf.yaml")).name());
		assertEquals("Two inputs", ModelReader.read(folder).name());
	}

	@Test
	void severalModelsInOneFolderAreAChoiceForTheUser() throws IOException {
		for (String name : List.of("one", "two"))
			Files.createDirectories(parent.resolve("all").resolve(name));
		Files.writeString(parent.resolve("all/one/rdf.yaml"), TestPackage.TEXT);
		Files.writeString(parent.resolve("all/two/rdf.yaml"), TestPackage.TEXT);
		assertTrue(refusal(parent.resolve("all")).contains("holds several models"));
	}

	@Test
	void whatIsNotThereIsSaid() {
		assertTrue(refusal(parent.resolve("nothing")).startsWith("There is no model "));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "a.h5 | 894844460d0a1a0a0000 | is an HDF5 file, such as Keras writes",
		"a.pth | 80027d71002e | is a Python pickle, such as PyTorch writes", "a.tif | 49492a0008000000 | is an image (TIFF)",
		"a.png | 89504e470d0a1a0a | is an image (PNG)", "a.jpg | ffd8ffe000104a46 | is an image (JPEG)", "a.txt | 48656c6c6f2c20776f726c64 | is a text file",
		"a.zip | 3c68746d6c3e3c626f64793e | is a web page", "a.onnx | '' | is empty", "a.npy | 934e554d5059010076007b | is a NumPy array", "model.ckpt-1.index | 00ff00ff | belongs to a TensorFlow checkpoint",
		"a.safetensors | 00ff00ff | holds weights without a network", "a.keras | 00ff00ff | is a Keras model; in Python write it as a SavedModel",
		"a.pb | 0a1200ff00ff | is cut short or damaged", "saved_model.pb | 080112ff00 | is cut short or damaged",
		"a.tgz | 1f8b080000000000 | is an archive of a kind that is not read", "a.tflite | 1c00000054464c33ff00 | is a TensorFlow Lite model",
		"a.bin | 00ff00ff00ff00ff | is not a model; choose a bioimage.io package",
		"a.zip | 504b0304ffff | is damaged or cut short", "weights.onnx | 76657273696f6e2068747470733a2f2f6769742d6c6673 | onnx" })
	void anyOtherFileIsCalledByItsName(String name, String hex, String expected) throws IOException {
		Path file = Files.write(parent.resolve(name), HexFormat.of().parseHex(hex));
		String message = refusal(file);
		assertTrue(message.contains(expected), message);
	}

	@Test
	void otherZipsAndFoldersAreCalledByWhatTheyHold() throws IOException {
		assertTrue(refusal(TestPackage.zipOf(parent.resolve("a.pt"), "net/data.pkl", "x", "net/code/a.py", "y")).contains("is a TorchScript model"));
		assertTrue(refusal(TestPackage.zipOf(parent.resolve("b.pt"), "net/data.pkl", "x")).contains("holds PyTorch weights"));
		assertTrue(refusal(TestPackage.zipOf(parent.resolve("c.zip"), "a/saved_model.pb", "x", "b/saved_model.pb", "x")).contains("holds several TensorFlow SavedModels"));
		assertTrue(refusal(TestPackage.zipOf(parent.resolve("d.zip"), "a.txt", "x")).contains("is a zip without a model"));
		assertTrue(refusal(TestPackage.zipOf(parent.resolve("e.zip"), "a.onnx", "x", "b.onnx", "y")).contains("holds several .onnx files"));
		Path saved = Files.createDirectory(parent.resolve("saved"));
		assertTrue(refusal(saved).contains("is a folder without a model"));
		Files.writeString(saved.resolve("config.json"), "{}");
		Files.writeString(saved.resolve("weights_best.h5"), "");
		assertTrue(refusal(saved).contains("is a folder of a model of CSBDeep, Noise2Void, DenoiSeg or StarDist for Python"));
		Files.writeString(saved.resolve("saved_model.pb"), "");
		assertTrue(refusal(saved).contains("saved_model.pb is empty"));
		assertEquals(0, leftBehind());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "checkpoint, model.ckpt-9.index, model.ckpt-9.data-00000-of-00001 | a TensorFlow checkpoint, which has weights but no network; in Python load it",
		"variables.data-00000-of-00001, variables.index | a TensorFlow checkpoint", "best.keras | Keras files; in Python write it as a SavedModel (model.export",
		"weights.hdf5, notes.txt | Keras files", "last.pth | PyTorch files; in Python write it with torch.onnx.export", "pytorch_model.bin | PyTorch files",
		"model.json, group1-shard1of1.bin | a TensorFlow.js model", "a.tif, b.TIF | images, not a model; give it as the input", "config.json, weights_last.h5, thresholds.json | there call model.export_TF()" })
	void aFolderAndAZipWithoutAModelTellHowToExportIt(String names, String expected) throws IOException {
		Path folder = Files.createDirectory(parent.resolve("given"));
		Path inner = Files.createDirectory(folder.resolve("inner"));
		for (String name : names.split(", "))
			Files.writeString(inner.resolve(name), "x");
		String message = refusal(folder);
		assertTrue(message.contains("given is a folder of ") && message.contains(expected), message);
		message = refusal(TestPackage.zip(inner, parent.resolve("given.zip"), "inner/"));
		assertTrue(message.contains("given.zip is a zip of ") && message.contains(expected), message);
	}

	@Test
	void theFolderOfATrainingThatHasNotFinishedSaysWhereItsModelWillBe() throws IOException {
		Path run = Files.createDirectory(parent.resolve("my-run"));
		Files.writeString(run.resolve("options.yaml"), "epochs: 3");
		Files.writeString(run.resolve("status.json"), "{}");
		Files.createDirectories(run.resolve("checkpoints/last"));
		Files.writeString(run.resolve("checkpoints/last/weights.h5"), "x");
		String message = refusal(run);
		assertTrue(message.contains("is the folder of a training that has not finished") && message.contains("then choose " + run.resolve("model")), message);
		Files.move(TestPackage.folder(parent, TestPackage.TEXT), run.resolve("model"));
		assertEquals("Two inputs", ModelReader.read(run).name());
	}

	@ParameterizedTest
	@ValueSource(strings = { "../evil.txt", "a/../../evil.txt", "/tmp/evil.txt", "C:/evil.txt", "c:evil.txt", "..\\evil.txt", "a\\b.txt", "a/..",
		"a\u0000b", "\\\\server\\share" })
	void namesThatLeaveTheFolderAreRefused(String name) throws IOException {
		Path zip = TestPackage.zipOf(parent.resolve("evil.zip"), "rdf.yaml", TestPackage.TEXT, name, "evil");
		assertTrue(refusal(zip).contains("would leave the folder"));
		assertEquals(0, leftBehind());
		assertFalse(Files.exists(parent.resolve("evil.txt")));
	}

	@Test
	void symbolicLinksAreRefused() throws IOException {
		Path zip = TestPackage.zipOf(parent.resolve("link.zip"), "rdf.yaml", TestPackage.TEXT, "net.onnx", "/etc/passwd");
		editLastEntry(zip, (bytes, at) -> bytes.putShort(at + 4, (short) (3 << 8 | 20)).putInt(at + 38, 0xa1ff << 16));
		assertTrue(refusal(zip).contains("'net.onnx' is a symbolic link"));
		assertEquals(0, leftBehind());
	}

	@Test
	void encryptedEntriesAreRefused() throws IOException {
		Path zip = TestPackage.zipOf(parent.resolve("secret.zip"), "rdf.yaml", TestPackage.TEXT, "net.onnx", "x");
		editLastEntry(zip, (bytes, at) -> bytes.putShort(at + 8, (short) 1));
		assertTrue(refusal(zip).contains("'net.onnx' is encrypted"));
	}

	@Test
	void oneNameTwiceIsRefused() throws IOException {
		Path zip = TestPackage.zipOf(parent.resolve("twice.zip"), "rdf.yaml", TestPackage.TEXT, "Rdf.yaml", "x");
		editLastEntry(zip, (bytes, at) -> bytes.put(at + 46, (byte) 'r'));
		assertTrue(refusal(zip).contains("it holds 'rdf.yaml' twice"));
	}

	@Test
	void aBombIsRefusedBeforeItIsUnpacked() throws IOException {
		Path zip = parent.resolve("bomb.zip");
		try (OutputStream out = Files.newOutputStream(zip); ZipOutputStream entries = new ZipOutputStream(out)) {
			entries.putNextEntry(new ZipEntry("rdf.yaml"));
			entries.write(TestPackage.TEXT.getBytes(StandardCharsets.UTF_8));
			entries.putNextEntry(new ZipEntry("net.onnx"));
			byte[] zeros = new byte[1 << 20];
			for (int i = 0; i < 65; i++)
				entries.write(zeros);
		}
		assertTrue(refusal(zip).contains("unpacked it would have more than 64 MB"));
		assertEquals(0, leftBehind());
	}

	@Test
	void anEntryThatIsLargerThanItSaysIsRefusedAndNothingStays() throws IOException {
		Path zip = TestPackage.zipOf(parent.resolve("lie.zip"), "rdf.yaml", TestPackage.TEXT, "net.onnx", "x".repeat(100_000));
		editLastEntry(zip, (bytes, at) -> bytes.putInt(at + 24, 10));
		String message = refusal(zip);
		assertTrue(message.contains("is refused") || message.contains("cannot be unpacked"), message);
		assertEquals(0, leftBehind());
	}

	@Test
	void tooManyEntriesAreRefused() throws IOException {
		Path zip = parent.resolve("many.zip");
		try (OutputStream out = Files.newOutputStream(zip); ZipOutputStream entries = new ZipOutputStream(out)) {
			for (int i = 0; i <= 10_000; i++)
				entries.putNextEntry(new ZipEntry("file" + i));
		}
		assertTrue(refusal(zip).contains("more than the 10000 a model package may have"));
	}

	@Test
	void aFileInTheWayOfAFolderIsRefusedAndNothingStays() throws IOException {
		Path zip = TestPackage.zipOf(parent.resolve("clash.zip"), "rdf.yaml", TestPackage.TEXT, "a", "x", "a/b", "y");
		assertTrue(refusal(zip).contains("cannot be unpacked"));
		assertEquals(0, leftBehind());
	}

	@Test
	void yamlThatGrowsWhenReadIsRefused() throws IOException {
		StringBuilder text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
		for (int i = 1; i < 12; i++)
			text.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "*a0]\n");
		Path file = Files.writeString(parent.resolve("rdf.yaml"), text);
		assertTrue(refusal(file).startsWith("The file rdf.yaml is not valid YAML: Number of aliases"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a: !!javax.script.ScriptEngineManager [x]", "a: !!java.io.File [/etc/passwd]", "&a [*a]", "a: &a {b: *a}", "a: !!binary aGVsbG8=",
		"- 1", "", "a: 1\na: 2", "{[1]: 2}", "a: [", "\t", "? &a [*a]\n: 1", "a: !!set {? &a [*a]}", "? &a {? *a : b}\n: 1", "!!omap [&a [*a]]", "%YAML 9.9\n---\na: 1", "? !!set {x}\n: 1" })
	void otherYamlIsRefused(String text) throws IOException {
		refusal(Files.writeString(parent.resolve("rdf.yaml"), text));
	}

	@Test
	void deepAndLongYamlIsRefused() throws IOException {
		assertTrue(refusal(Files.writeString(parent.resolve("rdf.yaml"), "a: " + "[".repeat(5000))).contains("not valid YAML"));
		assertTrue(refusal(Files.writeString(parent.resolve("rdf.yaml"), "a: " + "x".repeat(YamlText.LONGEST))).contains("not valid YAML"));
		assertTrue(refusal(Files.write(parent.resolve("rdf.yaml"), new byte[4 * YamlText.LONGEST + 1])).contains("too many for a model description"));
		assertTrue(refusal(Files.write(parent.resolve("rdf.yaml"), new byte[] { 'a', ':', ' ', (byte) 0xff })).contains("not a text in UTF-8"));
	}

	@Test
	void anEnginesTensorsMakeAModel() {
		Model model = ModelReader.ofOnnx(Path.of("net.onnx"), List.of(TensorInfo.of("in", TensorType.FLOAT32, -1, 3, -1, 256), TensorInfo.of("last",
			TensorType.UINT8, 1, 64, 64, 3)), List.of(TensorInfo.of("out", TensorType.FLOAT32, -1, 2, -1, 512), TensorInfo.of("mask",
				TensorType.INT64, -1, -1, 256), TensorInfo.of("class", TensorType.FLOAT32, 1, 10)));
		assertEquals("net", model.name());
		assertEquals("bcyx", model.inputs().get(0).letters());
		assertEquals(List.of(new SizeRule.Stepped(1, 1), new SizeRule.Fixed(3), new SizeRule.Stepped(1, 1), new SizeRule.Fixed(256)),
			model.inputs().get(0).axes().stream().map(AxisSpec::size).toList());
		assertEquals("byxc", model.inputs().get(1).letters());
		assertEquals(new SizeRule.Reference("in", "y", 0), model.outputs().get(0).axis('y').size());
		assertEquals(0.5, model.outputs().get(0).axis('x').scale());
		assertEquals("byx", model.outputs().get(1).letters());
		assertEquals("bi", model.outputs().get(2).letters());
	}

	@Test
	void anUnknownRankIsRefused() {
		String message = assertThrows(ModelException.class, () -> ModelReader.ofOnnx(Path.of("net.onnx"), List.of(new TensorInfo("in",
			TensorType.FLOAT32, null, List.of())), List.of(TensorInfo.of("out", TensorType.FLOAT32, 1)))).getMessage();
		assertTrue(message.contains("does not say how many axes 'in' has"), message);
	}

	private interface Edit {

		void edit(ByteBuffer bytes, int at);
	}

	/** Changes the last entry of the central directory. */
	private static void editLastEntry(Path zip, Edit edit) throws IOException {
		ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(zip)).order(ByteOrder.LITTLE_ENDIAN);
		int at = bytes.limit() - 4;
		while (bytes.getInt(at) != 0x02014b50)
			at--;
		edit.edit(bytes, at);
		Files.write(zip, bytes.array());
	}
}
