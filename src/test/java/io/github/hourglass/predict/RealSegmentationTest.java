package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.score.LabelScores;
import net.imglib2.img.array.ArrayImgs;

/** Published networks turned into objects on published images of nuclei, beside the classical way. Means over the images. */
class RealSegmentationTest {

	static final Path REAL = Path.of("..", "shared", "real");
	private static final int SIDE = 128, MARGIN = 16, BATCH = 16;

	/** Mean scores over images. */
	record Scores(double dice, double half, double seventy, double ninety) {

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "Dice %.3f, AP %.3f at 0.5, %.3f at 0.7, %.3f at 0.9", dice, half, seventy, ninety);
		}
	}

	/** A global Otsu threshold has a mean Dice of 0.857 on these images; with a watershed of the distances to the edge published tools reach an AP of 0.72 at an IoU of 0.5. */
	@Test
	void otsuAndWatershedReachWhatIsKnownOfThem() throws IOException {
		Scores scores = otsu("test");
		assertEquals(0.857, scores.dice, 0.003);
		assertTrue(scores.half >= 0.7, scores.toString());
	}

	/** The network's own mean Dice is 0.819 with its images mirrored out to 512² pixels; at their own size, 256², it is a little better. */
	@Test
	void theNucleiNetworkGivesObjects() throws IOException {
		Scores scores = nuclei("test", "auto");
		assertTrue(scores.dice >= 0.815, scores.toString());
		assertTrue(scores.half > nuclei("test", "components").half, "touching nuclei are split");
	}

	/** Without a model: not worse than what is known of Otsu and watershed. */
	@Test
	void withoutAModelObjectsAreAsGoodAsIsKnownOfTheClassicalWay() throws IOException {
		Scores scores = starter("test");
		assertTrue(scores.half >= 0.72, scores.toString());
	}

	@Test
	void unMicstGivesObjects() throws IOException {
		Scores scores = unMicst("test");
		assertTrue(scores.half > 0.3, scores.toString());
	}

	static Scores otsu(String set) throws IOException {
		SegmentOptions options = SegmentOptions.of("").ofProbabilities().withMeaning("image");
		return score(set, options, image -> image);
	}

	static Scores starter(String set) throws IOException {
		return score(set, SegmentOptions.of(""), image -> image);
	}

	static Scores nuclei(String set, String objects) throws IOException {
		return score(set, SegmentOptions.of(real("models/onnx/unet2d_nuclei_broad/bioimageio.yaml").toString()).withObjects(objects), image -> image);
	}

	static Scores unMicst(String set) throws IOException {
		Path path = real("models/tensorflow/unmicst_nuclei/savedmodel");
		try (Network network = Engines.forWeights(path).open(path, EngineOptions.cpu())) {
			SegmentOptions options = SegmentOptions.of("").ofProbabilities().withMeaning("background 1, boundary 2, foreground 3");
			return score(set, options, image -> unMicst(network, image));
		}
	}

	private static Scores score(String set, SegmentOptions options, UnaryOperator<Volume> prepare) throws IOException {
		Path images = real("images/dsb2018_fluo/" + set + "/images");
		List<LabelScores> scores = new ArrayList<>();
		try (Stream<Path> files = Files.list(images)) {
			for (Path file : files.sorted().toList()) {
				Volume truth = ImageFile.open(images.resolveSibling("labels").resolve(file.getFileName()));
				try (NetworkOutput output = NetworkOutput.of(prepare.apply(ImageFile.open(file)), options, Progress.none());
					Segmentation found = Segmentation.of(output, options, Progress.none()))
				{
					scores.add(LabelScores.of(truth, found.objects().orElseThrow().volume(), Progress.none()));
				}
			}
		}
		return new Scores(mean(scores, LabelScores::dice), mean(scores, one -> one.at(0.5).averagePrecision()), mean(scores, one -> one.at(0.7).averagePrecision()),
			mean(scores, one -> one.at(0.9).averagePrecision()));
	}

	private static double mean(List<LabelScores> scores, java.util.function.ToDoubleFunction<LabelScores> score) {
		return scores.stream().mapToDouble(score).average().orElseThrow();
	}

	/**
	 * The network takes 16 tiles of 128² at a time and nothing else; the authors scale an image so that its values go from 0 to 0.983,
	 * subtract 0.19808 and divide by 0.16236, and throw away a margin of 16 pixels. Outside the image it is mirrored.
	 */
	private static Volume unMicst(Network network, Volume image) {
		int width = (int) image.size('x'), height = (int) image.size('y'), step = SIDE - 2 * MARGIN;
		float[] pixels = new float[width * height];
		image.copyFloats(new long[2], new int[] { width, height }, pixels);
		float low = Float.MAX_VALUE, high = -Float.MAX_VALUE;
		for (float pixel : pixels) {
			low = Math.min(low, pixel);
			high = Math.max(high, pixel);
		}
		float[] result = new float[3 * pixels.length];
		Map<String, Tensor> wanted = new HashMap<>();
		wanted.put("probabilities", null);
		List<int[]> tiles = new ArrayList<>();
		for (int y = 0; y < height; y += step)
			for (int x = 0; x < width; x += step)
				tiles.add(new int[] { x, y });
		for (int first = 0; first < tiles.size(); first += BATCH) {
			float[] batch = new float[BATCH * SIDE * SIDE];
			List<int[]> these = tiles.subList(first, Math.min(tiles.size(), first + BATCH));
			for (int k = 0; k < these.size(); k++)
				for (int i = 0; i < SIDE * SIDE; i++) {
					int x = mirrored(these.get(k)[0] - MARGIN + i % SIDE, width), y = mirrored(these.get(k)[1] - MARGIN + i / SIDE, height);
					batch[k * SIDE * SIDE + i] = ((pixels[y * width + x] - low) / (high - low) * 0.983f - 0.19808180f) / 0.16236285f;
				}
			float[] given = network.run(Map.of("data", Tensor.of(batch, BATCH, SIDE, SIDE, 1)), wanted).get("probabilities").toFloats();
			for (int k = 0; k < these.size(); k++)
				for (int y = MARGIN; y < SIDE - MARGIN; y++)
					for (int x = MARGIN; x < SIDE - MARGIN; x++) {
						int toX = these.get(k)[0] + x - MARGIN, toY = these.get(k)[1] + y - MARGIN;
						for (int c = 0; c < 3 && toX < width && toY < height; c++)
							result[c * pixels.length + toY * width + toX] = given[((k * SIDE + y) * SIDE + x) * 3 + c];
					}
		}
		return Volume.of(ArrayImgs.floats(result, width, height, 3), Axes.of("xyc"));
	}

	private static int mirrored(int position, int size) {
		int period = 2 * size - 2;
		int inside = Math.floorMod(position, period);
		return inside < size ? inside : period - inside;
	}

	private static Path real(String path) {
		Path file = REAL.resolve(path);
		assumeTrue(Files.exists(file), "skipped: objects of real networks; " + file + " is not here");
		return file;
	}
}
