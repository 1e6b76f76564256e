package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.hourglass.Figures;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

/** How good objects of published networks are, and what they cost beside the network. */
@Tag("figures")
class SegmentationFiguresTest {

	private static final int SIDE = 2048;

	@Test
	void objectsOfPublishedNetworksBesideOtsu() throws IOException {
		String name = "Nuclei of 8 DSB 2018 test images, mean: ";
		Figures.record(name + "Otsu, watershed", RealSegmentationTest.otsu("test").toString(), "Dice 0.857, AP 0.72 at 0.5 known", "-");
		Figures.record(name + "no model (starter denoiser, Otsu, watershed)", RealSegmentationTest.starter("test").toString(), "-", "-");
		Figures.record(name + "nuclei U-Net, split by shape", RealSegmentationTest.nuclei("test", "auto").toString(), "Dice 0.819 published", "-");
		Figures.record(name + "nuclei U-Net, components", RealSegmentationTest.nuclei("test", "components").toString(), "-", "-");
		Figures.record(name + "UnMICST, watershed of boundaries", RealSegmentationTest.unMicst("test").toString(), "-", "-");
	}

	@Test
	void objectsCostLessThanAThirdOfTheNetwork() {
		Path model = RealSegmentationTest.REAL.resolve("models/onnx/unet2d_nuclei_broad/bioimageio.yaml");
		Path file = RealSegmentationTest.REAL.resolve("images/dsb2018_fluo/test/images/12f89395ad5d.tif");
		assumeTrue(Files.exists(model) && Files.exists(file), "skipped: the cost of objects; the nuclei U-Net is not here");
		SegmentOptions options = SegmentOptions.of(model.toString());
		try (NetworkOutput output = NetworkOutput.of(mosaic(ImageFile.open(file)), options, Progress.none())) {
			long start = System.nanoTime();
			output.keep(Progress.none());
			double network = (System.nanoTime() - start) / 1e9;
			double objects = Double.POSITIVE_INFINITY;
			long count = 0;
			for (int round = 0; round < 3; round++) {
				start = System.nanoTime();
				try (Segmentation found = Segmentation.of(output, options, Progress.none())) {
					count = found.objects().orElseThrow().count();
				}
				objects = Math.min(objects, (System.nanoTime() - start) / 1e9);
			}
			Figures.record("Objects / network, 2048², nuclei U-Net, split by shape", Figures.number(objects / network)
				+ String.format(Locale.ROOT, " (%.2f s for %d objects, %.1f s)", objects, count, network), "≤ 0.333", "-");
		}
	}

	/** The image again and again, every other time mirrored. */
	private static Volume mosaic(Volume image) {
		int width = (int) image.size('x'), height = (int) image.size('y');
		float[] pixels = new float[width * height];
		image.copyFloats(new long[2], new int[] { width, height }, pixels);
		return Volume.of(PixelType.FLOAT32, new long[] { SIDE, SIDE }, image.axes(), new int[] { 512, 512 }, (min, size, dest) -> {
			for (int y = 0; y < size[1]; y++)
				for (int x = 0; x < size[0]; x++)
					((float[]) dest)[y * size[0] + x] = pixels[mirrored(min[1] + y, height) * width + mirrored(min[0] + x, width)];
		});
	}

	private static int mirrored(long position, int size) {
		int inside = (int) (position % (2 * size));
		return inside < size ? inside : 2 * size - 1 - inside;
	}
}
