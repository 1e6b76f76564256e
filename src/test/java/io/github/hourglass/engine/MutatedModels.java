package io.github.hourglass.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SavedModel;

import ai.onnx.proto.OnnxMl.ModelProto;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.train.TensorFlowSavedModel;
import net.imglib2.img.array.ArrayImgs;

/**
 * What stands for ImageJ in {@link MutatedModelsTest}: for each line {@code KIND SEED} on its standard input it damages a model in a way that
 * the seed decides, opens it as the plugin in Fiji would, and predicts a small image. It answers {@code well}, {@code refused: …} with the sentence, or
 * {@code broken: …}.
 */
final class MutatedModels {

	static final List<String> KINDS = List.of("onnx-bytes", "onnx-fields", "saved-bytes", "saved-fields", "frozen-fields", "variables", "zip", "yaml");
	private static final int WIDTH = 40, HEIGHT = 32, MOST = 100;

	private final Path folder, onnx, saved, variables, work;
	private int count;

	private MutatedModels(Path folder, Path starter) throws IOException {
		this.folder = folder;
		onnx = starter;
		saved = folder.resolve("saved");
		variables = folder.resolve("variables");
		work = Files.createDirectories(folder.resolve("work"));
	}

	/** Makes the models that are damaged later; needs TensorFlow. */
	static void prepare(Path folder, Path starter) throws IOException {
		Graph graph = OnnxFile.read(starter.resolve("weights.onnx"));
		TensorFlowSavedModel.write(graph, graph.inputs().stream().map(TensorInfo::name).toList(), graph.outputs().stream().map(TensorInfo::name).toList(), true, folder.resolve("saved"));
		new SavedModels().placeholder("in", DataType.DT_FLOAT, -1, -1, -1, 1).variable("filter", 3, 3, 1, 1)
			.node("Conv2D", "out", Map.of("T", SavedModels.type(DataType.DT_FLOAT), "strides", SavedModels.integers(1, 1, 1, 1), "padding", SavedModels.text("SAME")), "in", "filter/read")
			.signature("in:0", "out:0").save(folder.resolve("variables"));
	}

	public static void main(String[] arguments) throws IOException {
		MutatedModels models = new MutatedModels(Path.of(arguments[0]), Path.of(arguments[1]));
		PrintStream out = System.out;
		System.setOut(System.err);
		BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
		for (String line = lines.readLine(); line != null; line = lines.readLine()) {
			out.println(models.answer(line.split(" ")[0], Long.parseLong(line.split(" ")[1])));
			out.flush();
		}
		System.exit(0);
	}

	private String answer(String kind, long seed) {
		try {
			return tried(kind.equals("none") ? onnx : damaged(kind, new Random(seed)));
		}
		catch (ModelException | EngineException | IllegalArgumentException | UncheckedIOException e) {
			return "refused: " + String.valueOf(e.getMessage()).replace("\n", "\\n");
		}
		catch (Throwable e) {
			e.printStackTrace();
			return "broken: " + e.toString().replace("\n", "\\n") + " " + List.of(e.getStackTrace()).stream().limit(6).toList();
		}
		finally {
			delete(work);
		}
	}

	private static String tried(Path model) {
		try (Predictor predictor = Predictor.open(image(), PredictionOptions.of(model.toString()), Progress.none())) {
			Volume result = predictor.apply(image(), Progress.none());
			int[] size = result.axes().letters().chars().map(letter -> (int) Math.min(result.size((char) letter), MOST)).toArray();
			result.copyFloats(new long[size.length], size, new float[Volume.pixels(size)]);
			return "well";
		}
	}

	private static Volume image() {
		float[] pixels = new float[WIDTH * HEIGHT];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = i % 17;
		return Volume.of(ArrayImgs.floats(pixels, WIDTH, HEIGHT), Axes.of("xy"));
	}

	private Path damaged(String kind, Random random) throws IOException {
		Mutation mutation = new Mutation(random);
		Path target = work.resolve("model" + count++);
		byte[] network = Files.readAllBytes(onnx.resolve("weights.onnx")), graph = Files.readAllBytes(saved.resolve("saved_model.pb"));
		return switch (kind) {
			case "onnx-bytes" -> write(target.resolve("net.onnx"), mutation.bytes(network));
			case "onnx-fields" -> write(target.resolve("net.onnx"), mutation.message(ModelProto.parseFrom(network)));
			case "saved-bytes" -> write(target.resolve("saved_model.pb"), mutation.bytes(graph)).getParent();
			case "saved-fields" -> fields(copy(random.nextBoolean() ? saved : variables, target), mutation);
			case "frozen-fields" -> write(target.resolve("graph.pb"), mutation.message(SavedModel.parseFrom(graph).getMetaGraphs(0).getGraphDef()));
			case "variables" -> changed(copy(variables, target), random.nextBoolean() ? "variables/variables.index" : "variables/variables.data-00000-of-00001", mutation);
			case "zip" -> write(target.resolve("package.zip"), mutation.bytes(zipped(onnx)));
			default -> changed(copy(onnx, target), "rdf.yaml", mutation);
		};
	}

	private static Path fields(Path model, Mutation mutation) throws IOException {
		Path file = model.resolve("saved_model.pb");
		Files.write(file, mutation.message(SavedModel.parseFrom(Files.readAllBytes(file))));
		return model;
	}

	private static Path changed(Path model, String name, Mutation mutation) throws IOException {
		Files.write(model.resolve(name), mutation.bytes(Files.readAllBytes(model.resolve(name))));
		return model;
	}

	private static Path write(Path file, byte[] bytes) throws IOException {
		Files.createDirectories(file.getParent());
		return Files.write(file, bytes);
	}

	private static Path copy(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.walk(from)) {
			for (Path file : (Iterable<Path>) files::iterator)
				if (Files.isRegularFile(file)) {
					Path target = to.resolve(from.relativize(file).toString());
					Files.createDirectories(target.getParent());
					Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
				}
		}
		return to;
	}

	private static byte[] zipped(Path model) throws IOException {
		java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(bytes); Stream<Path> files = Files.list(model)) {
			for (Path file : files.sorted().toList()) {
				zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
				Files.copy(file, zip);
			}
		}
		return bytes.toByteArray();
	}

	/** What lies in the folder. */
	private static void delete(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			files.sorted(java.util.Comparator.reverseOrder()).filter(file -> !file.equals(folder)).forEach(file -> file.toFile().delete());
		}
		catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}
}
