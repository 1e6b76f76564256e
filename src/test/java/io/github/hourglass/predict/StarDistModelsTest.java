package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

import io.github.hourglass.engine.SavedModels;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.label.LabelImage;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.OtherHome;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.StepSpec;
import net.imglib2.img.array.ArrayImgs;

/**
 * The files StarDist writes, with a made-up network: the probability grows with the brightness, and all rays are {@value #RADIUS} long, so that
 * each bright spot becomes a disc.
 */
class StarDistModelsTest {

	private static final int RAYS = 32, SIZE = 128;
	private static final float RADIUS = 10;
	private static final int[][] SPOTS = { { 30, 30 }, { 90, 40 }, { 60, 95 } };
	private static final String CONFIG = """
		{"n_dim": 2, "axes": "YXC", "n_channel_in": 1, "n_channel_out": 33, "n_rays": 32, "grid": [1, 1], "backbone": "unet", "unet_n_depth": 3,
		"unet_kernel_size": [3, 3], "unet_pool": [2, 2], "net_input_shape": [null, null, 1], "net_mask_shape": [null, null, 1], "train_patch_size": [256, 256]}""";

	@RegisterExtension
	final OtherHome home = new OtherHome();

	@TempDir
	Path folder;

	@BeforeEach
	void useAnotherHome() {
		home.use(folder.resolve("home"));
	}

	/** As {@code export_TF} writes it: one output, the object probability first, then the rays. */
	private Path network() {
		float[] bias = new float[RAYS];
		Arrays.fill(bias, RADIUS);
		return new SavedModels().placeholder("input", DataType.DT_FLOAT, -1, -1, -1, 1).pointwise("features", "input", new float[] { 8 }, new float[] { -4 }).node("Sigmoid", "prob/Sigmoid", "features/BiasAdd")
			.pointwise("dist", "input", new float[RAYS], bias).concatenation("concatenate", "prob/Sigmoid", "dist/BiasAdd")
			.signature("serving_default", Map.of("input", "input:0"), Map.of("output", "concatenate:0")).save(folder.resolve("network"));
	}

	private Path zip(String name, Object... namesAndContents) throws IOException {
		Path zip = folder.resolve(name);
		try (OutputStream out = Files.newOutputStream(zip); ZipOutputStream entries = new ZipOutputStream(out)) {
			for (int i = 0; i < namesAndContents.length; i += 2) {
				entries.putNextEntry(new ZipEntry((String) namesAndContents[i]));
				entries.write(namesAndContents[i + 1] instanceof Path file ? Files.readAllBytes(file) : ((String) namesAndContents[i + 1]).getBytes());
			}
		}
		return zip;
	}

	/** Cones whose tips are the spots, over a dark background. */
	private static Volume image() {
		float[] pixels = new float[SIZE * SIZE];
		for (int y = 0; y < SIZE; y++)
			for (int x = 0; x < SIZE; x++)
				for (int[] spot : SPOTS)
					pixels[y * SIZE + x] = Math.max(pixels[y * SIZE + x], 1000 - 60 * (float) Math.hypot(x - spot[0], y - spot[1]));
		return Volume.of(ArrayImgs.floats(pixels, SIZE, SIZE), Axes.of("xy"));
	}

	private void findsDiscs(Path model) {
		SegmentOptions options = SegmentOptions.of(model.toString());
		try (NetworkOutput output = NetworkOutput.of(image(), options, Progress.none()); Segmentation found = Segmentation.of(output, options, Progress.none())) {
			LabelImage objects = found.objects().orElseThrow();
			assertEquals(SPOTS.length, objects.count());
			float[] labels = new float[SIZE * SIZE];
			found.result().copyFloats(new long[2], new int[] { SIZE, SIZE }, labels);
			for (int[] spot : SPOTS) {
				float label = labels[spot[1] * SIZE + spot[0]];
				assertTrue(label > 0);
				int area = 0;
				for (float other : labels)
					area += other == label ? 1 : 0;
				// a regular polygon of 32 corners on a circle of radius 10, whose border pixels are painted too
				double polygon = RAYS / 2.0 * RADIUS * RADIUS * Math.sin(2 * Math.PI / RAYS);
				assertEquals(polygon, area, 2 * Math.PI * RADIUS / 2 + 4, "area around " + Arrays.toString(spot));
			}
		}
	}

	@Test
	void theZipOfItsFijiPluginNeedsNothingElse() throws IOException {
		Path zip = zip("TF_SavedModel.zip", "saved_model.pb", network().resolve("saved_model.pb"));
		Model model = ModelReader.read(zip);
		assertEquals("stardist", model.format());
		assertEquals("byxc", model.inputs().get(0).letters());
		assertEquals(List.of(new StepSpec("scale_range", Map.of("axes", List.of("y", "x", "channel"), "min_percentile", 1.0, "max_percentile", 99.8))), model.inputs().get(0).steps());
		assertEquals(96, model.outputs().get(0).axis('x').halo());
		findsDiscs(zip);
	}

	@Test
	void aPublishedModelIsKnownByItsName() throws IOException {
		Model model = ModelReader.read(zip("dsb2018_paper.zip", "saved_model.pb", network().resolve("saved_model.pb")));
		assertEquals(new SizeRule.Stepped(8, 8), model.inputs().get(0).axis('x').size());
		assertEquals(48, model.outputs().get(0).axis('y').halo());
		OutputMeaning meaning = Recognition.of(model, model.outputs().get(0), RAYS + 1);
		assertArrayEquals(new double[] { 0.417819, 0.5 }, new double[] { meaning.threshold(), meaning.overlap() });
	}

	@Test
	void theFolderOfATrainingInPythonSaysSizesAndThresholds() throws IOException {
		Path inner = zip("TF_SavedModel.zip", "saved_model.pb", network().resolve("saved_model.pb"));
		Path run = Files.createDirectory(folder.resolve("stardist"));
		Files.move(inner, run.resolve("TF_SavedModel.zip"));
		Files.writeString(run.resolve("config.json"), CONFIG.replace("[1, 1]", "[2, 2]"));
		Files.writeString(run.resolve("thresholds.json"), "{\"prob\": 0.9, \"nms\": 0.25}");
		Files.writeString(run.resolve("weights_best.h5"), "x");
		Model model = ModelReader.read(run);
		assertEquals(new SizeRule.Stepped(16, 16), model.inputs().get(0).axis('x').size());
		assertEquals(96, model.outputs().get(0).axis('y').halo());
		OutputMeaning meaning = Recognition.of(model, model.outputs().get(0), RAYS + 1);
		assertArrayEquals(new double[] { 0.9, 0.25 }, new double[] { meaning.threshold(), meaning.overlap() });
		findsDiscs(run);
	}

	@Test
	void thatFolderInAZipDoesAsWell() throws IOException {
		Path inner = zip("TF_SavedModel.zip", "saved_model.pb", network().resolve("saved_model.pb"));
		Path zip = zip("cells.zip", "cells/config.json", CONFIG, "cells/thresholds.json", "{\"prob\": 0.9, \"nms\": 0.25}", "cells/TF_SavedModel.zip", inner);
		assertEquals(48, ModelReader.read(zip).outputs().get(0).axis('y').halo());
		findsDiscs(zip);
	}

	@Test
	void itsPackageForBioimageIoIsRead() throws IOException {
		Path weights = zip("TF_SavedModel.zip", "saved_model.pb", network().resolve("saved_model.pb"));
		Path zip = zip("package.zip", "TF_SavedModel.zip", weights, "rdf.yaml", """
			format_version: 0.4.9
			type: model
			name: StarDist Model
			description: StarDist - Object Detection with Star-convex Shapes
			authors: [{name: Martin Weigert}]
			license: BSD-3-Clause
			cite: [{text: Cell Detection with Star-Convex Polygons, doi: 10.1007/978-3-030-00934-2_30}]
			documentation: README.md
			tags: [stardist]
			timestamp: '2022-01-01T00:00:00'
			test_inputs: [test_input.npy]
			test_outputs: [test_output.npy]
			inputs:
			- {name: input, axes: byxc, data_type: float32, data_range: [-inf, inf], shape: {min: [1, 112, 112, 1], step: [0, 8, 8, 0]},
			   preprocessing: [{name: scale_range, kwargs: {mode: per_sample, axes: yx, min_percentile: 1.0, max_percentile: 99.8}}]}
			outputs:
			- {name: output, axes: byxc, data_type: float32, data_range: [-inf, inf], halo: [0, 48, 48, 0],
			   shape: {reference_tensor: input, scale: [1.0, 1.0, 1.0, 0.0], offset: [0.0, 0.0, 0.0, 16.5]}}
			weights:
			  tensorflow_saved_model_bundle: {source: TF_SavedModel.zip, tensorflow_version: '1.15'}
			config:
			  stardist:
			    python_version: 0.8.3
			    thresholds: {prob: 0.9, nms: 0.3}
			    config: {n_dim: 2, axes: YXC, n_rays: 32, grid: [1, 1]}
			""", "README.md", "# StarDist", "test_input.npy", "x", "test_output.npy", "x");
		Model model = ModelReader.read(zip);
		assertEquals(new SizeRule.Fixed(RAYS + 1), model.outputs().get(0).axis('c').size());
		findsDiscs(zip);
	}
}
