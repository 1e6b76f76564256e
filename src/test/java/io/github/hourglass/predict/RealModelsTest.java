package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.Npy;
import net.imglib2.img.array.ArrayImgs;

/** Models and images that others made, through the whole prediction, against the figures published with them. */
class RealModelsTest {

	private static final Path REAL = Path.of("..", "shared", "real");

	/** Zhang et al. (IEEE TIP 2017); the reference run went from 20.16 to 35.11 dB. */
	@Test
	void dnCnnDenoisesTheReferenceImageAsPublished() {
		Path folder = real("models/onnx/dncnn_sigma25");
		float[] clean = Npy.read(folder.resolve("ref_clean.npy")).toFloats();
		Volume noisy = volume(folder.resolve("ref_input.npy"));
		float[] result = pixels(predict(folder.resolve("dncnn_25.onnx"), noisy, "96"));
		assertEquals(20.16, decibels(pixels(noisy), clean), 0.01);
		assertEquals(35.11, decibels(result, clean), 0.01);
	}

	/** 52.45 % of the pixels lie above 0.5. */
	@Test
	void portraitSegmentationFindsThePersonInThreeChannels() {
		Path folder = real("models/onnx/prisma_portrait");
		float[] result = pixels(predict(folder.resolve("prisma_nchw.onnx"), volume(folder.resolve("ref_input.npy")), "auto"));
		long above = 0;
		for (float value : result)
			if (value > 0.5)
				above++;
		assertEquals(52.45, 100.0 * above / result.length, 0.01);
	}

	/**
	 * Foreground is a probability above 0.5; mirrored out to the 512² of the package these eight images of 256² reach a mean Dice
	 * of 0.819, as published.
	 */
	@Test
	void nucleiAreFoundAsWellAsPublished() throws IOException {
		Path model = real("models/onnx/unet2d_nuclei_broad/bioimageio.yaml");
		Path images = real("images/dsb2018_fluo/test/images");
		double sum = 0;
		int number = 0;
		try (Stream<Path> files = Files.list(images)) {
			for (Path file : files.sorted().toList()) {
				Volume image = ImageFile.open(file);
				float[] found = pixels(predict(model, mirrored(image, 128), "auto").crop(new long[] { 128, 128 }, image.dimensions()));
				float[] labels = pixels(ImageFile.open(images.resolveSibling("labels").resolve(file.getFileName())));
				long both = 0;
				long either = 0;
				for (int i = 0; i < labels.length; i++) {
					both += found[i] > 0.5 && labels[i] > 0 ? 2 : 0;
					either += (found[i] > 0.5 ? 1 : 0) + (labels[i] > 0 ? 1 : 0);
				}
				sum += both / (double) either;
				number++;
			}
		}
		assertEquals(0.819, sum / number, 0.002);
	}

	/** Given in stack order (z, y, x): 520,985 voxels of white and 737,032 of gray matter. */
	@Test
	void brainTissueIsLabelledAsPublishedInTiles() {
		Path model = real("models/onnx/meshnet3d/model5_gw_ae.onnx");
		Volume head = ImageFile.open(real("images/mri_t1/t1_crop.tif"));
		Volume scaled = head.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] values = (float[]) dest;
			head.copyFloats(min, size, values);
			for (int i = 0; i < Volume.pixels(size); i++)
				values[i] /= 255;
		});
		Volume labels = ImageFile.open(real("models/onnx/meshnet3d/model5_labels_stack_order.tif"));
		long[] count = new long[4];
		try (Predictor predictor = Predictor.open(ModelReader.read(model), PredictionOptions.of("").withTile("256,256,160"), Progress.none())) {
			assertTrue(predictor.isExact());
			Volume classes = predictor.apply(scaled, Progress.none()).inOrder("xyzc");
			Blocks.forEach(classes.withBlocks(Blocks.equal(classes.dimensions(), new int[] { 256, 256, 32, 3 })), 1, Progress.none(), "", (min, size, block) -> {
				float[] scores = (float[]) block;
				int voxels = Volume.pixels(size) / 3;
				float[] expected = new float[voxels];
				labels.copyFloats(new long[] { min[0], min[1], min[2] }, new int[] { size[0], size[1], size[2] }, expected);
				for (int i = 0; i < voxels; i++) {
					int best = best(scores, i, voxels);
					count[best]++;
					if (best != (int) expected[i])
						count[3]++;
				}
			});
		}
		assertEquals(520_985, count[1], 20);
		assertEquals(737_032, count[2], 20);
		assertTrue(count[3] <= 20, count[3] + " voxels differ from the published labels");
	}

	private static int best(float[] scores, int voxel, int voxels) {
		int best = 0;
		for (int c = 1; c < 3; c++)
			if (scores[c * voxels + voxel] > scores[best * voxels + voxel])
				best = c;
		return best;
	}

	private static Volume predict(Path model, Volume image, String tile) {
		try (Predictor predictor = Predictor.open(ModelReader.read(model), PredictionOptions.of("").withTile(tile), Progress.none())) {
			Volume result = predictor.apply(image, Progress.none());
			int[] whole = Arrays.stream(result.dimensions()).mapToInt(Math::toIntExact).toArray();
			float[] pixels = new float[Volume.pixels(whole)];
			result.copyFloats(new long[whole.length], whole, pixels);
			return Volume.of(ArrayImgs.floats(pixels, result.dimensions()), result.axes());
		}
	}

	/** The image with so many pixels more at each side, mirrored at the edge pixels (NumPy's reflect). */
	private static Volume mirrored(Volume image, int margin) {
		int width = (int) image.size('x');
		int height = (int) image.size('y');
		float[] inner = pixels(image);
		int wide = width + 2 * margin;
		float[] outer = new float[wide * (height + 2 * margin)];
		for (int i = 0; i < outer.length; i++)
			outer[i] = inner[mirror(i / wide - margin, height) * width + mirror(i % wide - margin, width)];
		return Volume.of(ArrayImgs.floats(outer, wide, height + 2L * margin), image.axes());
	}

	private static int mirror(int position, int size) {
		return position < 0 ? -position : position >= size ? 2 * size - 2 - position : position;
	}

	/** A tensor [1, c, y, x] as an image. */
	private static Volume volume(Path npy) {
		Tensor tensor = Npy.read(npy);
		long[] shape = tensor.shape();
		float[] pixels = tensor.toFloats();
		return shape[1] == 1 ? Volume.of(ArrayImgs.floats(pixels, shape[3], shape[2]), Axes.of("xy"))
			: Volume.of(ArrayImgs.floats(pixels, shape[3], shape[2], shape[1]), Axes.of("xyc"));
	}

	private static float[] pixels(Volume volume) {
		int[] whole = Arrays.stream(volume.dimensions()).mapToInt(Math::toIntExact).toArray();
		float[] pixels = new float[Volume.pixels(whole)];
		volume.copyFloats(new long[whole.length], whole, pixels);
		return pixels;
	}

	private static double decibels(float[] image, float[] clean) {
		double sum = 0;
		for (int i = 0; i < clean.length; i++)
			sum += (image[i] - clean[i]) * (double) (image[i] - clean[i]);
		return 10 * Math.log10(clean.length / sum);
	}

	private static Path real(String name) {
		Path path = REAL.resolve(name);
		assumeTrue(Files.exists(path), "skipped: no " + path);
		return path;
	}
}
