package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.Figures;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.Models;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;

/** The speed and memory of labelling, measured. */
@Tag("figures")
class LabelFiguresTest {

	@TempDir
	Path folder;

	@Test
	void aHundredThousandObjectsInAGigabyte() throws Exception {
		Path image = folder.resolve("balls.tif");
		run("write", image);
		double network = secondsPerVoxel(image);
		record("connected components", run("components", image), 1L << 30, network);
		record("components, distance map, seeds and watershed", run("watershed", image), 1L << 30, network);
	}

	/** The smallest network there is, on a part of the same image, files read and written included. */
	private double secondsPerVoxel(Path image) throws IOException {
		Volume part = ImageFile.open(image).crop(new long[] { 0, 0, 0 }, new long[] { 512, 512, 64 });
		try (Predictor predictor = Predictor.open(ModelReader.read(Models.all().get("starter-3d")), PredictionOptions.of("starter-3d"), Progress.none())) {
			double best = Double.POSITIVE_INFINITY;
			for (int round = 0; round < 3; round++) {
				long start = System.nanoTime();
				ImageFile.write(predictor.apply(part, Progress.none()), folder.resolve("part.tif"), true, Progress.none());
				best = Math.min(best, (System.nanoTime() - start) / 1e9 / part.voxels());
			}
			return best;
		}
	}

	private static void record(String work, String[] report, long voxels, double network) {
		double perVoxel = Double.parseDouble(report[2]) / voxels;
		Figures.record("100 000 objects in 1 GiB of 8-bit volume from disk, " + work + ", -Xmx1g", String.format(Locale.ROOT,
			"%s s (%.1f ns a voxel), resident peak %.2f GiB, %s found; %.3f of the starter network's time", report[2], 1e9 * perVoxel,
			Double.parseDouble(report[0]) / (1 << 20), report[1], perVoxel / network), "< 0.333 of the network's time", "formula");
	}

	/** Peak in KiB, objects, seconds. */
	private String[] run(String work, Path image) throws IOException, InterruptedException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Path report = folder.resolve("report.txt");
		List<String> line = List.of(java.toString(), "-Xmx1g", "-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
			HugeLabelling.class.getName(), work, image.toString(), report.toString());
		assertEquals(0, new ProcessBuilder(line).inheritIO().start().waitFor());
		return work.equals("write") ? new String[0] : Files.readString(report).strip().split(" ");
	}
}
