package io.github.hourglass.predict;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.Engine;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Lines;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.Models;
import net.imglib2.img.array.ArrayImgs;

/**
 * What is installed and what of it really works: versions, engines with a small network timed on each device, memory, disk,
 * models, and libraries that are on the class path twice. For every problem one line says what mends it.
 */
public final class Diagnosis {

	private static final long MEBI = 1L << 20;
	private static final long LEAST_HEAP = 512 * MEBI;
	private static final long LEAST_DISK = 2048 * MEBI;
	/** In characters, for what mends a problem: a window shows it whole. */
	private static final int LINE = 110;

	/**
	 * How an engine is timed: by a shipped model on an image with which it is quickly done.
	 *
	 * @param weights of the model that the engine takes
	 * @param side of the image in pixels
	 * @param title of the engine
	 */
	private record Trial(String model, String called, String weights, int side, String title) {

		static Trial of(Engine engine) {
			return engine.name().equals("onnx") ? new Trial("starter-2d", "the starter network", "onnx", 1024, "ONNX Runtime")
				: new Trial("denoise-2d", "denoise-2d", "tensorflow_saved_model_bundle", 256, "TensorFlow");
		}
	}

	/** A class of each library of which a second copy on the class path breaks the first. */
	private static final Map<String, String> ONLY_ONCE = Map.of("ONNX Runtime", "ai/onnxruntime/OrtEnvironment.class",
		"TensorFlow", "org/tensorflow/TensorFlow.class", "protobuf", "com/google/protobuf/Message.class",
		"ImgLib2", "net/imglib2/RandomAccessibleInterval.class", "Hourglass", "io/github/hourglass/image/Volume.class");

	private final List<String> facts = new ArrayList<>();
	private final List<String> problems = new ArrayList<>();

	/** Has looked at nothing yet. */
	Diagnosis() {}

	/** Looks at everything; takes a few seconds. */
	public static Diagnosis of(Progress progress) {
		Diagnosis diagnosis = new Diagnosis();
		diagnosis.java();
		diagnosis.memory(Runtime.getRuntime().maxMemory());
		diagnosis.disk(Path.of(System.getProperty("java.io.tmpdir")));
		diagnosis.classPath(Diagnosis.class.getClassLoader());
		diagnosis.engines(progress);
		diagnosis.models();
		return diagnosis;
	}

	/** One sentence each, saying what is wrong and what mends it; empty if all is well. */
	public List<String> problems() {
		return Collections.unmodifiableList(problems);
	}

	/** Everything, for a window or to paste into a report; lines ended. */
	public String text() {
		StringBuilder text = new StringBuilder();
		facts.forEach(fact -> text.append(fact).append('\n'));
		text.append('\n').append(problems.isEmpty() ? "No problem was found.\n" : problems.size() == 1 ? "1 problem:\n" : problems.size() + " problems:\n");
		problems.forEach(problem -> text.append("- ").append(Lines.broken(problem, LINE, "  ")).append('\n'));
		return text.toString();
	}

	private void java() {
		String version = Diagnosis.class.getPackage().getImplementationVersion();
		fact("Hourglass", version == null ? "development version" : version);
		fact("Java", System.getProperty("java.version") + ", " + System.getProperty("java.vendor"));
		fact("System", System.getProperty("os.name") + " " + System.getProperty("os.version") + ", " + System.getProperty("os.arch") + ", "
			+ Runtime.getRuntime().availableProcessors() + " cores");
		if ("32".equals(System.getProperty("sun.arch.data.model")))
			problems.add("This Java is a 32-bit one, which no engine supports; start ImageJ with a 64-bit Java.");
	}

	void memory(long heap) {
		fact("Memory", "at most " + mebi(heap) + " for Java; " + mebi(MemoryBudget.of("auto")) + " for networks beside it");
		if (heap < LEAST_HEAP)
			problems.add("Java may use only " + mebi(heap) + "; give it 1 GB or more (Edit > Options > Memory & Threads, or JAVA_OPTS=-Xmx2g on the command line).");
	}

	void disk(Path temporary) {
		try {
			long free = Files.getFileStore(temporary).getUsableSpace();
			fact("Disk", mebi(free) + " free in " + temporary + ", for results larger than memory");
			if (free < LEAST_DISK)
				problems.add("There is little space in " + temporary + "; free some, or name another folder with -Djava.io.tmpdir=FOLDER.");
			if (!Files.isWritable(temporary))
				problems.add("The folder " + temporary + " cannot be written to; name another one with -Djava.io.tmpdir=FOLDER.");
		}
		catch (IOException e) {
			problems.add("The folder for temporary files, " + temporary + ", is not there; create it, or name another one with -Djava.io.tmpdir=FOLDER.");
		}
	}

	private void engines(Progress progress) {
		List<Engine> working = new ArrayList<>();
		for (Engine engine : Engines.all())
			try {
				fact("Engine", engine.version() + ", on " + String.join(", ", engine.devices().stream().map(Device::toString).toList()));
				working.add(engine);
			}
			catch (RuntimeException | LinkageError e) {
				problems.add("The engine " + engine.name() + " does not start: " + sentence(e));
			}
		problems.addAll(Engines.missing());
		if (Engines.all().isEmpty())
			problems.add("There is no engine at all, so no network runs; install Hourglass again.");
		for (Engine engine : working) {
			Trial trial = Trial.of(engine);
			if (Models.all().containsKey(trial.model))
				engine.devices().forEach(device -> time(trial, device, progress));
		}
	}

	/** Runs a small network, tiles and all, once to warm up and once for the time. */
	private void time(Trial trial, Device device, Progress progress) {
		int side = trial.side;
		float[] pixels = new float[side * side];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) (100 + 20 * Math.sin(i * 0.01) + i * 7919L % 31);
		Volume image = Volume.of(ArrayImgs.floats(pixels, side, side), Axes.of("xy"));
		PredictionOptions options = PredictionOptions.of(trial.model).withDevice(device.toString());
		try (Predictor predictor = Predictor.open(Models.find(trial.model), trial.weights, options, progress)) {
			long took = 0;
			for (int round = 0; round < 2; round++) {
				progress.check();
				long start = System.nanoTime();
				predictor.apply(image, progress).copyFloats(new long[2], new int[] { side, side }, pixels);
				took = System.nanoTime() - start;
			}
			fact("Speed on " + device, String.format(Locale.ROOT, "%.1f megapixels a second with %s by %s", side * (double) side * 1e3 / took, trial.called, trial.title));
		}
		catch (CancelledException cancelled) {
			throw cancelled;
		}
		catch (EngineException | ModelException | UnsatisfiedLinkError e) {
			problems.add("No network runs on " + device + " by " + trial.title + ": " + sentence(e));
		}
	}

	private void models() {
		fact("Models", Models.all().isEmpty() ? "none" : String.join(", ", new TreeSet<>(Models.all().keySet())));
		if (Models.all().isEmpty())
			problems.add("The bundled models are not there; install Hourglass again, or name their folder with -Dhourglass.models=FOLDER.");
	}

	void classPath(ClassLoader loader) {
		ONLY_ONCE.forEach((library, name) -> {
			try {
				List<String> copies = Collections.list(loader.getResources(name)).stream().map(url -> place(url, name)).distinct().sorted().toList();
				if (copies.size() > 1)
					problems.add(library + " is there " + copies.size() + " times (" + String.join(", ", copies) + "); remove all but one and restart.");
			}
			catch (IOException e) {
				problems.add("The class path cannot be read: " + e.getMessage() + ".");
			}
		});
	}

	/** The jar or folder that holds the class. */
	private static String place(URL url, String name) {
		String text = url.toString().replaceFirst("^jar:", "").replaceFirst("^file:/*", "/");
		int end = text.indexOf('!') >= 0 ? text.indexOf('!') : text.length() - name.length();
		return text.substring(0, Math.max(0, end));
	}

	private void fact(String name, String value) {
		facts.add(String.format("%-13s %s", name, value));
	}

	private static String mebi(long bytes) {
		return bytes >= 10 * 1024 * MEBI ? bytes / (1024 * MEBI) + " GB" : bytes / MEBI + " MB";
	}

	private static String sentence(Throwable failure) {
		String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage().replaceAll("\\s+", " ").strip();
		return message.endsWith(".") ? message : message + ".";
	}
}
