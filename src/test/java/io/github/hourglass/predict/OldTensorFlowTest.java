package io.github.hourglass.predict;

import static io.github.hourglass.engine.TensorType.FLOAT32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import ai.onnxruntime.OrtEnvironment;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TinyModels;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.train.TensorFlowSavedModel;
import net.imglib2.img.array.ArrayImgs;

/**
 * The plugin as it lies in a Fiji, with the TensorFlow 1.15 that Fiji has before it on the class path: each works, and a SavedModel is
 * predicted by the worker, with the libraries of {@code hourglass/lib}. Needs those old jars in the local Maven repository.
 */
@Timeout(300)
class OldTensorFlowTest {

	private static final String OLD = "1.15.0", APP = "Fiji ü.app";
	private static final int SIDE = 20;

	@TempDir
	Path folder;

	private List<Path> oldJars, jars;

	@BeforeEach
	void findTheJars() throws Exception {
		Path onnxRuntime = Path.of(OrtEnvironment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Path repository = Stream.iterate(onnxRuntime, Path::getParent).skip(6).findFirst().orElseThrow();
		oldJars = Stream.of("libtensorflow", "libtensorflow_jni").map(name -> repository.resolve("org/tensorflow").resolve(name).resolve(OLD).resolve(name + "-" + OLD + ".jar")).toList();
		assumeTrue(oldJars.stream().allMatch(Files::isRegularFile), "skipped: TensorFlow " + OLD + " is not in the local Maven repository");
		jars = Arrays.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")).split(File.pathSeparator)).map(Path::of)
			.filter(entry -> entry.toString().endsWith(".jar") && Files.exists(entry) && !entry.toString().matches(".*(tribuo|junit|jqwik|archunit|jmh)[^/\\\\]*")).map(Path::toAbsolutePath).toList();
	}

	@Test
	void bothWorkInOneProcess() throws Exception {
		Path plugin = install(folder.resolve(APP));
		List<String> classPath = new ArrayList<>(oldJars.stream().map(Path::toString).toList());
		classPath.add(plugin.toString());
		jars.stream().map(Path::toString).filter(jar -> !jar.matches(".*(tensorflow|javacpp|ndarray|protobuf)[^/\\\\]*\\.jar")).forEach(classPath::add);
		classPath.add(Path.of(OldTensorFlowTest.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
		Path onnx = box(folder.resolve("box.onnx"));
		ProcessBuilder host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx500m", "-Djava.awt.headless=true", "-Dhourglass.home=" + folder.resolve("home"),
			"-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")), "-cp", String.join(File.pathSeparator, classPath), Host.class.getName(), onnx.toString(), saved(onnx, folder.resolve("box")).toString());
		host.environment().put("LC_ALL", "C.UTF-8");
		Process process = host.redirectErrorStream(true).start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertEquals(0, process.waitFor(), said);
		List<String> lines = said.lines().filter(line -> line.startsWith("* ")).map(line -> line.substring(2)).toList();
		assertEquals(9, lines.size(), said);
		assertEquals(List.of("old 1.15.0 gives 7.0", "onnx 4.0 6.0 9.0", "saved model 4.0 6.0 9.0 by TensorFlow 2.18.0", "old 1.15.0 gives 7.0", "old classes: TensorFlow"), lines.subList(0, 5));
		assertTrue(lines.get(5).startsWith("killed: The process that runs the network box was killed, perhaps because the system ran out of memory; ")
			|| File.separatorChar == '\\' && lines.get(5).contains("The process that runs the network box"), lines.get(5));
		assertEquals(List.of("saved model 4.0 6.0 9.0 by TensorFlow 2.18.0", "onnx 4.0 6.0 9.0", "old 1.15.0 gives 7.0"), lines.subList(6, 9));
		try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
			assertEquals(List.of(), files.filter(file -> file.getFileName().toString().startsWith("hourglass-worker")).toList());
		}
	}

	@AfterEach
	void removeTheLinks() throws IOException {
		if (Files.exists(folder.resolve(APP)))
			try (Stream<Path> files = Files.list(folder.resolve(APP + "/hourglass/lib"))) {
				for (Path link : files.filter(Files::isSymbolicLink).toList())
					Files.delete(link);
			}
	}

	/** As {@code src/main/ant/fiji.xml} does it, with links in place of copies. */
	private Path install(Path app) throws IOException {
		Path classes = classes();
		Path plugin = Files.createDirectories(app.resolve("plugins")).resolve("Hourglass_-test.jar");
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(plugin)); Stream<Path> files = Files.walk(classes)) {
			for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator)
				add(jar, classes.relativize(file).toString().replace(File.separatorChar, '/'), file);
		}
		Path libraries = Files.createDirectories(app.resolve("hourglass/lib"));
		Files.copy(plugin, libraries.resolve("hourglass-test.jar"));
		for (Path jar : jars)
			if (!Files.exists(libraries.resolve(jar.getFileName())))
				link(libraries.resolve(jar.getFileName()), jar);
		return plugin;
	}

	private static Path classes() {
		try {
			Path classes = Path.of(Engines.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			assumeTrue(Files.isDirectory(classes), "skipped: the classes lie in " + classes);
			return classes;
		}
		catch (java.net.URISyntaxException e) {
			throw new IllegalStateException(e);
		}
	}

	private static void add(JarOutputStream jar, String name, Path file) throws IOException {
		jar.putNextEntry(new JarEntry(name));
		Files.copy(file, jar);
		jar.closeEntry();
	}

	private static void link(Path link, Path file) throws IOException {
		try {
			Files.createSymbolicLink(link, file);
		}
		catch (IOException | UnsupportedOperationException notAllowed) {
			Files.copy(file, link);
		}
	}

	/** The sum of the 3 × 3 pixels around each. */
	private static Path box(Path file) {
		float[] ones = new float[9];
		Arrays.fill(ones, 1);
		return new TinyModels().input("x", FLOAT32, 1, 1, "h", "w").weights("ones", Tensor.of(ones, 1, 1, 3, 3)).node("Conv", "x,ones", "y", Map.of("pads", new long[] { 1, 1, 1, 1 }))
			.output("y", FLOAT32, 1, 1, "h", "w").write(file);
	}

	private static Path saved(Path onnx, Path folder) throws IOException {
		Graph graph = OnnxFile.read(onnx);
		TensorFlowSavedModel.write(graph, graph.inputs().stream().map(TensorInfo::name).toList(), graph.outputs().stream().map(TensorInfo::name).toList(), false, folder);
		return folder;
	}

	/** What stands for Fiji. Knows the old TensorFlow by its class names only. */
	static final class Host {

		public static void main(String[] models) throws Exception {
			old();
			try (Predictor onnx = open(models[0])) {
				say("onnx " + box(onnx));
			}
			try (Predictor saved = open(models[1])) {
				say("saved model " + box(saved) + " by " + Engines.named("tensorflow").version());
				old();
				say("old classes: " + Class.forName("org.tensorflow.TensorFlow").getSimpleName());
				ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
				try {
					say("not killed: " + box(saved));
				}
				catch (EngineException e) {
					say("killed: " + e.getMessage());
				}
			}
			try (Predictor saved = open(models[1])) {
				say("saved model " + box(saved) + " by " + Engines.named("tensorflow").version());
			}
			try (Predictor onnx = open(models[0])) {
				say("onnx " + box(onnx));
			}
			old();
		}

		private static void say(String text) {
			System.out.println("* " + text);
		}

		private static void old() throws ReflectiveOperationException {
			Object version = Class.forName("org.tensorflow.TensorFlow").getMethod("version").invoke(null);
			Object seven = Class.forName("org.tensorflow.Tensor").getMethod("create", Object.class).invoke(null, 7f);
			say("old " + version + " gives " + seven.getClass().getMethod("floatValue").invoke(seven));
		}

		private static Predictor open(String model) {
			return Predictor.open(image(), PredictionOptions.of(model), Progress.none());
		}

		private static Volume image() {
			float[] ones = new float[SIDE * SIDE];
			Arrays.fill(ones, 1);
			return Volume.of(ArrayImgs.floats(ones, SIDE, SIDE), Axes.of("xy"));
		}

		/** The values in a corner, at a side and inside. */
		private static String box(Predictor predictor) {
			float[] pixels = new float[SIDE * SIDE];
			predictor.apply(image(), Progress.none()).copyFloats(new long[2], new int[] { SIDE, SIDE }, pixels);
			return pixels[0] + " " + pixels[1] + " " + pixels[SIDE + 1];
		}
	}
}
