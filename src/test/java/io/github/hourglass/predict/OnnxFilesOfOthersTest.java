package io.github.hourglass.predict;

import static io.github.hourglass.engine.TensorType.FLOAT16;
import static io.github.hourglass.engine.TensorType.FLOAT32;
import static io.github.hourglass.engine.TensorType.INT64;
import static io.github.hourglass.engine.TensorType.UINT8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TinyModels;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;
import io.github.hourglass.step.Sample;
import net.imglib2.img.array.ArrayImgs;

/** Bare ONNX files as people export them: each gives its image, or one sentence says why not. */
class OnnxFilesOfOthersTest {

	private static final int WIDTH = 32, HEIGHT = 24;

	@TempDir
	Path folder;

	private final HeardProgress heard = new HeardProgress();

	private static TinyModels plane() {
		return new TinyModels().input("x", FLOAT32, 1, 1, "h", "w");
	}

	private static float[] counted(int channels) {
		float[] values = new float[WIDTH * HEIGHT * channels];
		for (int i = 0; i < values.length; i++)
			values[i] = i % 97 - 20;
		return values;
	}

	private Volume applied(TinyModels network, int channels) {
		Path file = network.write(folder.resolve("network.onnx"));
		Volume image = channels == 1 ? Volume.of(ArrayImgs.floats(counted(1), WIDTH, HEIGHT), Axes.of("xy")) : Volume.of(ArrayImgs.floats(counted(channels), WIDTH, HEIGHT, channels), Axes.of("xyc"));
		try (Predictor predictor = Predictor.open(image, PredictionOptions.of(file.toString()), heard)) {
			return stored(predictor.applyAll(Sample.of(predictor.model().inputs().get(0).id(), image), heard).get(predictor.outputs().get(0)));
		}
	}

	private static Volume stored(Volume volume) {
		return Volume.of(ArrayImgs.floats(pixels(volume), volume.dimensions()), volume.axes());
	}

	private static float[] pixels(Volume volume) {
		int[] size = new int[volume.axes().count()];
		for (int d = 0; d < size.length; d++)
			size[d] = (int) volume.dimensions()[d];
		float[] values = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, values);
		return values;
	}

	private static float[] rectified(int channels) {
		float[] values = counted(channels);
		for (int i = 0; i < values.length; i++)
			values[i] = Math.max(values[i], 0);
		return values;
	}

	private void assertRefused(TinyModels network, String... words) {
		String sentence = assertThrows(RuntimeException.class, () -> applied(network, 1)).getMessage();
		for (String word : words)
			assertTrue(sentence.contains(word), sentence);
		assertEquals(1, sentence.lines().count(), sentence);
	}

	@Test
	void numbersForTheWholeImageAreNoImage() {
		assertRefused(plane().node("GlobalAveragePool", "x", "g").node("Flatten", "g", "class").output("class", FLOAT32, 1, 1), "gives no image", "'class'");
		assertRefused(plane().node("ReduceMean", "x", "mean", Map.of("keepdims", 0L)).output("mean", FLOAT32), "gives no image", "'mean'");
		assertRefused(plane().weights("s", Tensor.of(new long[] { -1 }, 1)).node("Reshape", "x,s", "list").output("list", FLOAT32, "n"), "gives no image", "'list'");
	}

	@Test
	void anImageAmongNumbersIsTheResult() {
		TinyModels network = plane().node("GlobalAveragePool", "x", "pooled").node("Flatten", "pooled", "class").node("Relu", "x", "image");
		network.output("class", FLOAT32, 1, 1).output("pooled", FLOAT32, 1, 1, 1, 1).output("image", FLOAT32, 1, 1, "h", "w");
		assertArrayEquals(rectified(1), pixels(applied(network, 1)));
		assertEquals(List.of("The model also gives 'class', 'pooled', which are no images and are left out."), heard.notes());
	}

	@Test
	void aFixedNumberOfImagesIsFilledUp() {
		assertArrayEquals(rectified(1), pixels(applied(new TinyModels().input("x", FLOAT32, 4, 1, 16, 16).node("Relu", "x", "y").output("y", FLOAT32, 4, 1, 16, 16), 1)));
		TinyModels bound = new TinyModels().input("x", FLOAT32, 3, 1, "h", "w").weights("s", Tensor.of(new long[] { 3, 1, 24, 32 }, 4)).node("Relu", "x", "r").node("Reshape", "r,s", "y");
		assertArrayEquals(rectified(1), pixels(applied(bound.output("y", FLOAT32, 3, 1, HEIGHT, WIDTH), 1)));
	}

	@Test
	void channelsLastAreSeenAlsoWhereThereAreMany() {
		Volume result = applied(new TinyModels().input("x", FLOAT32, 1, 24, 32, 8).node("Relu", "x", "y").output("y", FLOAT32, 1, 24, 32, 8), 8);
		assertEquals("xyc", result.axes().letters());
		assertArrayEquals(rectified(8), pixels(result));
		assertArrayEquals(rectified(6), pixels(applied(new TinyModels().input("x", FLOAT32, "n", "h", "w", 6).node("Relu", "x", "y").output("y", FLOAT32, "n", "h", "w", 6), 6)));
	}

	@Test
	void halfPrecisionBytesAndLabelsAreUnderstood() {
		assertArrayEquals(rectified(1), pixels(applied(new TinyModels().input("x", FLOAT16, 1, 1, "h", "w").node("Relu", "x", "y").output("y", FLOAT16, 1, 1, "h", "w"), 1)));
		float[] bytes = pixels(applied(new TinyModels().input("x", UINT8, 1, "h", "w", 1).node("Cast", "x", "y", Map.of("to", 1L)).output("y", FLOAT32, 1, "h", "w", 1), 1));
		assertArrayEquals(rectified(1), bytes);
		float[] labels = pixels(applied(new TinyModels().input("x", FLOAT32, 1, 3, "h", "w").node("ArgMax", "x", "y", Map.of("axis", 1L, "keepdims", 0L)).output("y", INT64, 1, "h", "w"), 3));
		float[] image = counted(3);
		for (int i = 0, plane = WIDTH * HEIGHT; i < plane; i++)
			assertEquals(image[i] >= image[i + plane] ? image[i] >= image[i + 2 * plane] ? 0 : 2 : image[i + plane] >= image[i + 2 * plane] ? 1 : 2, labels[i]);
	}

	@Test
	void weightsListedAsInputsAreWeights() {
		TinyModels old = new TinyModels().irVersion(3).opset(9).input("x", FLOAT32, 1, 1, "h", "w").input("k", FLOAT32, 1, 1, 1, 1).weights("k", Tensor.of(new float[] { 1 }, 1, 1, 1, 1));
		assertArrayEquals(counted(1), pixels(applied(old.node("Conv", "x,k", "y").output("y", FLOAT32, 1, 1, "h", "w"), 1)));
	}

	@Test
	void inputsThatAreNoImagesAreNamed() {
		assertRefused(plane().input("sigma", FLOAT32).node("Mul", "x,sigma", "y").output("y", FLOAT32, 1, 1, "h", "w"), "'sigma'", "a number and no image", "constant");
		assertRefused(plane().input("size", INT64, 4).node("Resize", "x,,,size", "y").output("y", FLOAT32, 1, 1, "a", "b"), "'size'", "a list of numbers");
		assertRefused(plane().input("z", FLOAT32, 1, 1, "h", "w").node("Add", "x,z", "y").output("y", FLOAT32, 1, 1, "h", "w"), "takes 2 images (x, z)");
	}

	@Test
	void oldAndNewVersionsWorkOrSayWhichDo() {
		for (long[] version : new long[][] { { 3, 7 }, { 8, 17 }, { 11, 23 }, { 13, 25 } })
			assertArrayEquals(rectified(1), pixels(applied(plane().irVersion(version[0]).opset(version[1]).node("Relu", "x", "y").output("y", FLOAT32, 1, 1, "h", "w"), 1)));
		assertRefused(plane().irVersion(14).opset(26).node("Relu", "x", "y").output("y", FLOAT32, 1, 1, "h", "w"), "version 14", "export it again with opset 17");
		assertEquals(PixelType.FLOAT32, applied(plane().node("Relu", "x", "y").output("y", FLOAT32, 1, 1, "h", "w"), 1).type());
	}
}
