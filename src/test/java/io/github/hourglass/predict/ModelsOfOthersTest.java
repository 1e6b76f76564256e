package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.train.Training;
import io.github.hourglass.train.TrainingOptions;
import net.imglib2.img.array.ArrayImgs;

/** Each model that others made, through everything that is done with models here; writes the rows of {@code docs/models-of-others.md}. */
@Tag("figures")
class ModelsOfOthersTest {

	private static final Path REAL = Path.of("../shared/real"), MODELS = REAL.resolve("models"), NUCLEI = REAL.resolve("images/dsb2018_fluo"), TABLE = Path.of("docs", "models-of-others.md");
	private static final String ROWS = "|---|---|---|---|---|---|---|\n";

	@TempDir
	Path folder;

	@BeforeEach
	void modelsAreThere() {
		assumeTrue(Files.isDirectory(MODELS), "skipped: the real models in " + MODELS + " are not here");
	}

	/**
	 * The task {@code none} is for what cannot be trained by its kind.
	 *
	 * @param task such as {@code restore}; {@code rgb} is classes of color images, {@code three} those of three classes
	 */
	@ParameterizedTest
	@CsvSource({ "onnx/dncnn_sigma25/dncnn_25.onnx, onnx/dncnn_sigma25, xy, restore", "onnx/super_resolution_x3/pytorch_super_resolution.onnx, onnx/super_resolution_x3, xy, upscale 3",
		"onnx/unet2d_nuclei_broad/bioimageio.yaml, , xy, classes", "onnx/unet2d_nuclei_broad/v0_4_9.bioimageio.yaml, , xy, classes",
		"onnx/prisma_portrait/prisma_nchw.onnx, onnx/prisma_portrait, xyc, rgb", "onnx/meshnet3d/model30_3class.onnx, onnx/meshnet3d/model30, xyz, stacks", "onnx/meshnet3d/model5_gw_ae.onnx, , xyz, stacks",
		"tensorflow/n2v_fiji_2d/format-0.2.0-csbdeep.bioimage.io.zip, tensorflow/n2v_fiji_2d, xy, noise2void", "tensorflow/unmicst_nuclei, tensorflow/unmicst_nuclei, xy, three",
		"tensorflow/fsrcnn_x2/FSRCNN_x2.pb, tensorflow/fsrcnn_x2, xy, upscale 2", "tensorflow/fsrcnn_x2/savedmodel, tensorflow/fsrcnn_x2, xy, upscale 2", "tensorflow/pancreatic_unet, , xy, classes",
		"tensorflow/dncnn_sigma25, tensorflow/dncnn_sigma25, xy, restore", "tensorflow/meshnet3d, onnx/meshnet3d/model30, xyz, stacks",
		"tensorflow/n2v_training_graph_2d/n2v_graph_2d.pb, , xy, noise2void", "onnx/unsupported/too_new_opset.onnx, , xy, restore", "onnx/unsupported/very_old_opset_averagepool.onnx, , xy, restore" })
	void goesThroughEverything(String path, String reference, String axes, String task) throws IOException {
		List<String> cells = new ArrayList<>(List.of("`" + path + "`"));
		Model model = null;
		try {
			model = ModelReader.read(MODELS.resolve(path));
			cells.add("yes, " + model.inputs().get(0).letters());
		}
		catch (RuntimeException e) {
			cells.add("no: " + e.getMessage());
		}
		for (int column = 2; column < 7; column++) {
			Model opened = model;
			int at = column;
			cells.add(opened == null ? "-" : cell(() -> switch (at) {
				case 2 -> runs(opened, axes);
				case 3 -> agrees(opened, path, reference);
				case 4 -> opened.weights("onnx") != null ? "is ONNX" : converts(MODELS.resolve(path));
				case 5 -> path.contains("model5") ? "yes, on 128 × 40 × 40 (`PredictorTest`)" : tiled(opened, axes);
				default -> tunes(MODELS.resolve(path), task);
			}));
		}
		record(cells);
	}

	private interface Attempt {

		String made() throws IOException;
	}

	private static String cell(Attempt attempt) {
		try {
			return attempt.made();
		}
		catch (RuntimeException | IOException e) {
			return "no: " + e.getMessage();
		}
	}

	private Volume image(String axes) throws IOException {
		if (axes.equals("xyz")) {
			long side = 88;
			Volume head = ImageFile.open(REAL.resolve("images/mri_t1/t1_crop.tif"));
			return scaled(head.crop(new long[] { 64, 64, 64 }, new long[] { side, side, side }));
		}
		Volume plane = scaled(ImageFile.open(files(NUCLEI.resolve("test_large/images")).get(0)));
		return axes.equals("xy") ? plane : color(plane);
	}

	/** As large as tiles want it: the image again and again. */
	private Volume large(String axes) throws IOException {
		Volume image = image(axes);
		if (!axes.equals("xyc"))
			return image;
		int width = (int) image.size('x'), height = (int) image.size('y'), side = 960;
		float[] one = pixels(image), many = new float[3 * side * side];
		for (int i = 0; i < many.length; i++)
			many[i] = one[i / (side * side) * width * height + i / side % side % height * width + i % side % width];
		return Volume.of(ArrayImgs.floats(many, side, side, 3), Axes.of("xyc"));
	}

	private static Volume scaled(Volume image) {
		float[] values = pixels(image);
		for (int i = 0; i < values.length; i++)
			values[i] /= 255;
		return Volume.of(ArrayImgs.floats(values, image.dimensions()), image.axes());
	}

	private static Volume color(Volume plane) {
		float[] one = pixels(plane), three = new float[3 * one.length];
		for (int c = 0; c < 3; c++)
			for (int i = 0; i < one.length; i++)
				three[c * one.length + i] = one[i] * (1 - 0.2f * c);
		return Volume.of(ArrayImgs.floats(three, plane.size('x'), plane.size('y'), 3), Axes.of("xyc"));
	}

	private String runs(Model model, String axes) throws IOException {
		Volume image = image(axes);
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			long[] size = predictor.apply(image, Progress.none()).dimensions();
			return "yes, " + String.join(" × ", java.util.Arrays.stream(image.dimensions()).mapToObj(Long::toString).toList()) + " gives "
				+ String.join(" × ", java.util.Arrays.stream(size).mapToObj(Long::toString).toList());
		}
	}

	/** With its reference output; of a package with its own test output; or by a published figure that another test checks. */
	private String agrees(Model model, String path, String reference) throws IOException {
		if (path.contains("pancreatic"))
			return pancreas(model);
		if (path.contains("model5"))
			return "voxels of white and gray matter as published (`RealModelsTest`)";
		if (reference == null && model.outputs().get(0).testTensor() == null)
			return "no: there is nothing to compare with";
		Model tested = model;
		if (reference != null) {
			Path input = MODELS.resolve(reference + (reference.endsWith("model30") ? "_ref_input.npy" : "/ref_input.npy")), output = input.resolveSibling(input.getFileName().toString().replace("input", "output"));
			tested = new Model(model.name(), "", model.format(), model.folder(), model.source(), List.of(tested(model.inputs().get(0), input, "input")),
				List.of(tested(model.outputs().get(0), output, "output")), model.weights(), model.facts());
		}
		Reproduction reproduction = Reproduction.of(tested, reference == null ? PredictionOptions.of("") : PredictionOptions.of("").withNormalization("none"), Progress.none());
		double largest = reproduction.outputs().get(0).largest();
		boolean same = largest <= (path.contains("n2v") ? 1e-3 : 1e-4) || reference == null && reproduction.holds();
		return String.format(Locale.ROOT, "%s, largest difference %.1e", same ? "yes" : "no", largest);
	}

	private String pancreas(Model model) throws IOException {
		java.nio.ByteBuffer mask = Npy.read(MODELS.resolve("tensorflow/pancreatic_unet/published_mask.npy")).bytes();
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			float[] found = pixels(predictor.apply(ImageFile.open(MODELS.resolve("tensorflow/pancreatic_unet/exampleImage.tif")), Progress.none()));
			int off = 0;
			for (int i = 0; i < found.length; i++)
				off += mask.get(i) == found[i] ? 0 : 1;
			return (off == 0 ? "yes, " : "no, ") + off + " of " + found.length + " pixels differ from the published mask";
		}
	}

	private TensorSpec tested(TensorSpec tensor, Path file, String name) {
		Tensor given = Npy.read(file);
		Path own = folder.resolve(name + ".npy");
		boolean last = tensor.letters().endsWith("c") && given.shape().length == 5 && given.shape()[1] < 5;
		Npy.write(own, last ? given.permuted(0, 2, 3, 4, 1) : given);
		return new TensorSpec(tensor.id(), "", tensor.axes(), tensor.type(), tensor.steps(), false, own, null);
	}

	private String converts(Path path) {
		Conversion.Result result = Conversion.convert(path.toString(), folder.resolve("converted"), true, Progress.none());
		String text = result.text();
		return "yes, " + text.replaceAll("(?s).*(largest difference \\S+ of the largest value).*", "$1");
	}

	private String tiled(Model model, String axes) throws IOException {
		String own = seams(model, axes);
		if (!Files.isDirectory(folder.resolve("converted")))
			return own;
		return "TensorFlow: " + own + "; converted: " + seams(ModelReader.read(folder.resolve("converted")), axes);
	}

	private String seams(Model model, String axes) throws IOException {
		Seams seams = Seams.of(model, large(axes), PredictionOptions.of(""), Progress.none());
		boolean same = seams.largest() <= Seams.TOLERANCE * seams.range();
		return (same ? seams.exact() ? "yes, " : "yes, with the halo of its package or blended, " : seams.exact() ? "no, " : "blended, ") + String.format(Locale.ROOT, "%.1e of the range", seams.largest() / Math.max(seams.range(), 1e-30));
	}

	private String tunes(Path path, String task) throws IOException {
		Files.createDirectories(folder.resolve("images"));
		Files.createDirectories(folder.resolve("targets"));
		Map<String, Object> values = new HashMap<>(Map.of("images", folder.resolve("images").toString(), "targets", folder.resolve("targets").toString(), "from", path.toString(), "epochs", 1, "steps", 3,
			"batch", 2, "previews", 0, "rate", 1e-5));
		values.putAll(Map.of("task", task.equals("rgb") || task.equals("three") || task.equals("stacks") ? "classes" : task.split(" ")[0], "patch", task.equals("stacks") ? "24,24,16" : "64"));
		if (task.startsWith("upscale")) {
			values.put("scale", task.split(" ")[1]);
			values.put("patch", "48");
			values.put("images", "");
		}
		if (task.equals("noise2void"))
			values.put("targets", "");
		examples(task);
		Model trained = Training.run(folder.resolve("run"), Settings.read(TrainingOptions.class, values), Progress.none());
		double largest = 0;
		for (String format : List.of("onnx", "tensorflow_saved_model_bundle")) {
			Reproduction reproduction = Reproduction.of(trained, format, PredictionOptions.of(""), Progress.none());
			assertTrue(reproduction.holds(), format + " " + reproduction);
			largest = Math.max(largest, reproduction.outputs().get(0).largest());
		}
		return String.format(Locale.ROOT, "yes (%s), reopened in both engines, largest difference %.1e", values.get("task"), largest);
	}

	private void examples(String task) throws IOException {
		if (task.equals("stacks")) {
			Volume stack = ImageFile.open(REAL.resolve("images/nuclei3d_stardist/img3d.tif")), mask = ImageFile.open(REAL.resolve("images/nuclei3d_stardist/mask3d.tif"));
			for (int i = 0; i < 2; i++) {
				long[] min = { 28 * i, 0, 0 }, size = { 28, 61, 31 };
				write(pixels(stack.crop(min, size)), stack.crop(min, size), "images/" + i);
				write(classes(pixels(mask.crop(min, size)), pixels(stack.crop(min, size))), stack.crop(min, size), "targets/" + i);
			}
			return;
		}
		List<Path> images = files(NUCLEI.resolve("val/images"));
		for (int i = 0; i < 4; i++) {
			Volume image = ImageFile.open(images.get(i)), labels = ImageFile.open(NUCLEI.resolve("val/labels").resolve(images.get(i).getFileName().toString()));
			float[] clean = pixels(image), noisy = clean.clone(), marked = pixels(labels);
			Random random = new Random(i);
			for (int p = 0; p < noisy.length; p++)
				noisy[p] += (float) (20 * random.nextGaussian());
			float[] target = switch (task) {
				case "restore", "upscale 2", "upscale 3" -> clean;
				case "three" -> classes(marked, clean);
				default -> found(marked);
			};
			Volume plain = Volume.of(ArrayImgs.floats(noisy, image.size('x'), image.size('y')), Axes.of("xy"));
			if (task.equals("rgb"))
				ImageFile.write(color(plain), folder.resolve("images/" + i + ".tif"), true, Progress.none());
			else
				write(noisy, plain, "images/" + i);
			write(target, plain, "targets/" + i);
		}
	}

	private static float[] found(float[] labels) {
		float[] classes = new float[labels.length];
		for (int i = 0; i < classes.length; i++)
			classes[i] = labels[i] > 0 ? 1 : 0;
		return classes;
	}

	/** Background, objects, and what is bright in them. */
	private static float[] classes(float[] labels, float[] image) {
		double mean = 0, count = 0;
		for (int i = 0; i < labels.length; i++)
			if (labels[i] > 0) {
				mean += image[i];
				count++;
			}
		float[] classes = found(labels);
		for (int i = 0; i < classes.length; i++)
			if (labels[i] > 0 && image[i] > mean / count)
				classes[i] = 2;
		return classes;
	}

	private void write(float[] pixels, Volume like, String name) {
		ImageFile.write(Volume.of(ArrayImgs.floats(pixels, like.dimensions()), like.axes()), folder.resolve(name + ".tif"), true, Progress.none());
	}

	private static List<Path> files(Path of) throws IOException {
		try (Stream<Path> files = Files.list(of)) {
			return files.filter(file -> file.toString().endsWith(".tif")).sorted().toList();
		}
	}

	private static float[] pixels(Volume volume) {
		int[] size = new int[volume.axes().count()];
		for (int d = 0; d < size.length; d++)
			size[d] = (int) volume.dimensions()[d];
		float[] values = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, values);
		return values;
	}

	/** Puts the row in the place of the one that the model had. */
	private void record(List<String> cells) throws IOException {
		String row = "| " + String.join(" | ", cells).replace(folder.toString(), "").replace(MODELS.toAbsolutePath().normalize().toString(), "").replaceAll("\\s+", " ") + " |";
		String text = Files.readString(TABLE);
		int start = text.indexOf(ROWS) + ROWS.length(), end = text.indexOf("\n\n", start) < 0 ? text.length() : text.indexOf("\n\n", start) + 1;
		List<String> rows = new ArrayList<>(text.substring(start, end).lines().toList());
		rows.removeIf(line -> line.startsWith("| " + cells.get(0) + " |"));
		rows.add(row);
		rows.sort(null);
		Files.writeString(TABLE, text.substring(0, start) + String.join("\n", rows) + "\n" + text.substring(end));
		System.out.println(row);
	}
}
