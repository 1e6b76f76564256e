package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.onnx.proto.OnnxMl;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import net.imglib2.img.array.ArrayImgs;

/** The command line as a user meets it: what it writes, what it says, and its exit code. */
class MainTest {

	private static final Path NOISY = Path.of("test-images", "cells-2d-noisy.tif");
	private static final Path STARTER = Path.of("models", "starter-2d");

	@TempDir
	Path folder;

	private String said;

	@Test
	void denoisesTheBundledImageWithTheBundledModel() {
		Path out = folder.resolve("denoised.tif");
		assertEquals(0, run("denoise", NOISY.toString(), out.toString()), () -> said);
		Volume noisy = ImageFile.open(NOISY);
		Volume denoised = ImageFile.open(out);
		assertEquals(noisy.axes(), denoised.axes());
		assertTrue(Arrays.equals(noisy.dimensions(), denoised.dimensions()));
		Volume clean = ImageFile.open(Path.of("test-images", "cells-2d-clean.tif"));
		double before = meanSquare(noisy, clean);
		double after = meanSquare(denoised, clean);
		assertTrue(after < before / 2, "mean square error " + before + " before, " + after + " after");
		assertTrue(denoised.metadata().provenance().toString().contains("Hourglass denoiser 2-D"), denoised.metadata().provenance().toString());
	}

	@Test
	void helpTellsTheExitCodesAndEachCommand() {
		assertEquals(0, run("--help"), () -> said);
		for (int code : new int[] { 0, 1, 2, Main.CANCELLED })
			assertTrue(said.lines().anyMatch(line -> line.matches("\\s+" + code + "\\s+\\S.*")), said);
		for (String command : new String[] { "denoise", "segment", "train", "macro", "doctor" })
			assertTrue(said.contains("\n  " + command + " "), said);
	}

	@Test
	void denoisesAVolumeToo() {
		Path out = folder.resolve("denoised.tif");
		Path noisy = Path.of("test-images", "cells-3d-noisy.tif");
		assertEquals(0, run("denoise", noisy.toString(), out.toString(), "--tile", "64"), () -> said);
		Volume clean = ImageFile.open(Path.of("test-images", "cells-3d-clean.tif"));
		assertTrue(meanSquare(ImageFile.open(out), clean) < meanSquare(ImageFile.open(noisy), clean) / 2);
		assertEquals("xyz", ImageFile.open(out).axes().letters());
	}

	@Test
	void anExistingOutputIsKeptUnlessOverwriteIsGiven() throws IOException {
		Path out = folder.resolve("precious.tif");
		Files.writeString(out, "years of work");
		refused(out, "precious.tif", "denoise", NOISY.toString(), out.toString());
		assertEquals("years of work", Files.readString(out));
		assertEquals(0, run("denoise", NOISY.toString(), out.toString(), "--overwrite"), () -> said);
		assertEquals(512, ImageFile.open(out).size('x'));
	}

	@Test
	void theInputIsNeverOverwritten() throws IOException {
		Path copy = Files.copy(NOISY, folder.resolve("image.tif"));
		assertNotEquals(0, run("denoise", copy.toString(), copy.toString(), "--overwrite"));
		assertEquals(-1, Files.mismatch(NOISY, copy));
	}

	@Test
	void aMissingImageIsNamed() {
		refused("nowhere.tif", folder.resolve("nowhere.tif"), STARTER);
	}

	@Test
	void anUnreadableTiffIsNamed() throws IOException {
		refused("text.tif", Files.writeString(folder.resolve("text.tif"), "This is not an image."), STARTER);
		byte[] bytes = Files.readAllBytes(NOISY);
		refused("half.tif", Files.write(folder.resolve("half.tif"), Arrays.copyOf(bytes, bytes.length / 2)), STARTER);
		refused("empty.tif", Files.write(folder.resolve("empty.tif"), new byte[0]), STARTER);
	}

	@Test
	void aTruncatedOnnxFileIsNamed() throws IOException {
		byte[] bytes = Files.readAllBytes(weights(STARTER));
		refused("half.onnx", NOISY, Files.write(folder.resolve("half.onnx"), Arrays.copyOf(bytes, bytes.length / 2)));
	}

	@Test
	void anUnknownOperatorIsNamed() throws IOException {
		refused("Frobnicate", NOISY, onnx("odd.onnx", "Frobnicate", 1));
	}

	@Test
	void aWrongNumberOfChannelsIsExplained() throws IOException {
		refused("3 channels", NOISY, onnx("rgb.onnx", "Relu", 3));
	}

	@Test
	void aPackageWithAMissingFileIsExplained() throws IOException {
		Path broken = copyOf(STARTER);
		Path weights = weights(broken);
		Files.delete(weights);
		refused(weights.getFileName().toString(), NOISY, broken);
	}

	@Test
	void wrongChecksumsAreExplained() throws IOException {
		Path broken = copyOf(STARTER);
		byte[] bytes = Files.readAllBytes(weights(broken));
		bytes[bytes.length - 3] ^= 1;
		Files.write(weights(broken), bytes);
		refused("sha256", NOISY, broken);
	}

	@Test
	void aZipThatLeavesItsFolderIsRefused() throws IOException {
		Path zip = folder.resolve("escape.zip");
		try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(zip))) {
			entries.putNextEntry(new ZipEntry("rdf.yaml"));
			entries.write(Files.readAllBytes(description(STARTER)));
			entries.putNextEntry(new ZipEntry("../../escaped.txt"));
			entries.write("boo".getBytes(StandardCharsets.UTF_8));
		}
		refused("escape.zip", NOISY, zip);
		assertFalse(Files.exists(folder.resolve("../../escaped.txt")));
	}

	@Test
	void aZipBombIsRefused() throws IOException {
		Path zip = folder.resolve("bomb.zip");
		try (ZipOutputStream entries = new ZipOutputStream(Files.newOutputStream(zip))) {
			entries.putNextEntry(new ZipEntry("rdf.yaml"));
			entries.write(Files.readAllBytes(description(STARTER)));
			entries.putNextEntry(new ZipEntry("weights.onnx"));
			byte[] zeros = new byte[1 << 20];
			for (int i = 0; i < 300; i++)
				entries.write(zeros);
		}
		refused("bomb.zip", NOISY, zip);
	}

	@Test
	void notANumberInTheImageIsSaidAndPassedThrough() throws IOException {
		float[] pixels = new float[64 * 64];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = i % 17;
		pixels[5] = Float.NaN;
		Path image = folder.resolve("nan.tif");
		ImageFile.write(Volume.of(ArrayImgs.floats(pixels, 64, 64), Axes.of("xy")), image, false, Progress.none());
		Path out = folder.resolve("out.tif");
		assertEquals(0, run("denoise", image.toString(), out.toString()), () -> said);
		assertTrue(said.contains("NaN"), said);
		float[] result = new float[64 * 64];
		ImageFile.open(out).copyFloats(new long[2], new int[] { 64, 64 }, result);
		assertTrue(Float.isNaN(result[5]));
		assertFalse(Float.isNaN(result[64 * 64 - 1]));
	}

	@Test
	void aValueOutOfItsRangeIsNamed() {
		refused(folder.resolve("out.tif"), "border", "denoise", NOISY.toString(), folder.resolve("out.tif").toString(), "--border", "magic");
		refused(folder.resolve("out.tif"), "tile", "denoise", NOISY.toString(), folder.resolve("out.tif").toString(), "--tile", "huge");
		refused(folder.resolve("out.tif"), "device", "denoise", NOISY.toString(), folder.resolve("out.tif").toString(), "--device", "toaster");
		refused(folder.resolve("out.tif"), "memory", "denoise", NOISY.toString(), folder.resolve("out.tif").toString(), "--memory", "lots");
	}

	@Test
	void anUnknownOptionIsAUsageError() {
		assertEquals(2, run("denoise", NOISY.toString(), "out.tif", "--turbo"));
		assertTrue(said.contains("--turbo"), said);
	}

	@Test
	void aPackageReproducesItsTestOutput() {
		assertEquals(0, run("models", "test", STARTER.toString(), "--image", NOISY.toString()), () -> said);
		assertTrue(said.contains("tiled"), said);
	}

	@Test
	void aPackageWhoseTestOutputIsNotItsOwnFailsTheTest() throws IOException {
		Path broken = copyOf(STARTER);
		Path output;
		try (Stream<Path> files = Files.walk(broken)) {
			output = files.filter(file -> file.getFileName().toString().matches(".*output.*\\.npy")).findFirst().orElseThrow();
		}
		byte[] bytes = Files.readAllBytes(output);
		for (int i = bytes.length - 400; i < bytes.length; i += 4)
			bytes[i + 3] ^= 0x40;
		Files.write(output, bytes);
		assertEquals(1, run("models", "test", broken.toString()), () -> said);
	}

	@Test
	void modelsAreListed() {
		assertEquals(0, run("models", "list"), () -> said);
		assertTrue(said.contains("starter-2d") && said.contains("starter-3d"), said);
	}

	private void refused(String hint, Path image, Path model) {
		Path out = folder.resolve("out.tif");
		refused(out, hint, "denoise", image.toString(), out.toString(), "--model", model.toString());
		assertFalse(Files.exists(out));
	}

	/** One sentence with the hint, exit code 1, and nothing beside {@code out} that was not there before. */
	private void refused(Path out, String hint, String... arguments) {
		List<Path> before = files(out.getParent());
		assertEquals(1, run(arguments), () -> said);
		assertTrue(said.contains(hint), said);
		assertEquals(1, said.lines().filter(line -> line.startsWith("hourglass: ")).count(), said);
		assertFalse(said.contains("\tat "), said);
		assertEquals(before, files(out.getParent()));
	}

	private static List<Path> files(Path folder) {
		try (Stream<Path> files = Files.list(folder)) {
			return files.sorted().toList();
		}
		catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}

	private int run(String... arguments) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
		try {
			return Main.run(arguments, stream, stream);
		}
		finally {
			said = bytes.toString(StandardCharsets.UTF_8);
		}
	}

	/** A network of one operator that takes so many channels. */
	private Path onnx(String name, String operator, int channels) throws IOException {
		OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("test").addInput(value("input", channels)).addOutput(value("output", channels))
			.addNode(OnnxMl.NodeProto.newBuilder().setOpType(operator).setName("the_node").addInput("input").addOutput("output"));
		OnnxMl.ModelProto model = OnnxMl.ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
			.addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setDomain("").setVersion(17)).build();
		Path file = folder.resolve(name);
		try (OutputStream out = Files.newOutputStream(file)) {
			model.writeTo(out);
		}
		return file;
	}

	private static OnnxMl.ValueInfoProto value(String name, int channels) {
		OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder()
			.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(1))
			.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(channels))
			.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam("h"))
			.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam("w"));
		return OnnxMl.ValueInfoProto.newBuilder().setName(name)
			.setType(OnnxMl.TypeProto.newBuilder().setTensorType(OnnxMl.TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape))).build();
	}

	private Path copyOf(Path model) throws IOException {
		Path copy = Files.createDirectory(folder.resolve("package"));
		try (Stream<Path> files = Files.list(model)) {
			for (Path file : files.toList())
				Files.copy(file, copy.resolve(file.getFileName()));
		}
		return copy;
	}

	private static Path weights(Path model) throws IOException {
		try (Stream<Path> files = Files.list(model)) {
			return files.filter(file -> file.toString().endsWith(".onnx")).findFirst().orElseThrow();
		}
	}

	private static Path description(Path model) throws IOException {
		try (Stream<Path> files = Files.list(model)) {
			return files.filter(file -> file.toString().endsWith(".yaml")).findFirst().orElseThrow();
		}
	}

	private static double meanSquare(Volume a, Volume b) {
		int[] size = Arrays.stream(a.dimensions()).mapToInt(Math::toIntExact).toArray();
		float[] first = new float[Volume.pixels(size)];
		float[] second = new float[first.length];
		a.copyFloats(new long[size.length], size, first);
		b.copyFloats(new long[size.length], size, second);
		double sum = 0;
		for (int i = 0; i < first.length; i++)
			sum += (first[i] - second[i]) * (double) (first[i] - second[i]);
		return sum / first.length;
	}
}
