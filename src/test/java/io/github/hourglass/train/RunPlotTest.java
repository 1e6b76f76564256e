package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPlotTest {

	@TempDir
	Path folder;

	/** Validation falls to 0.02 at the epoch {@code turn} and rises again; an epoch is 10 steps and 30 s. */
	private static RunSnapshot run(Path folder, int epochs, int turn, Map<String, ?> options) {
		List<Curves.Row> rows = new ArrayList<>();
		for (int epoch = 0; epoch <= epochs; epoch++)
			rows.add(new Curves.Row(epoch, 10L * epoch, 30.0 * epoch, 0.001, epoch == 0 ? Double.NaN : 0.3 / epoch, 0.02 + 1e-4 * (epoch - turn) * (epoch - turn)));
		return new RunSnapshot(folder, null, Duration.ZERO, false, "", TestPatches.options(options), rows, new TreeMap<>(), List.of(), null, null);
	}

	private static final WatchOptions USUAL = new WatchOptions("epochs", "auto");

	@Test
	void oneRunHasBothCurvesItsBestEpochAndWhereItOverfits() {
		CurvePlot plot = RunPlot.of(List.of(run(Path.of("a", "one"), 40, 20, Map.of("loss", "l1"))), USUAL);
		assertEquals(List.of("training", "validation"), plot.curves().stream().map(CurvePlot.Curve::name).toList());
		assertEquals("loss: mean absolute difference of normalized images", plot.up());
		assertEquals("epoch", plot.across());
		assertTrue(plot.logarithmic(), "0.3 to 0.0075");
		assertEquals("best: epoch 20, 0.02", plot.marks().get(0).text());
		assertEquals(new CurvePlot.Band("overfitting", 20, 40), plot.bands().get(0));
		assertTrue(plot.curves().get(0).dashed());
		assertFalse(plot.curves().get(1).dashed());
	}

	@Test
	void severalRunsAreToldApartByNameAndColor() {
		List<RunSnapshot> runs = List.of(run(Path.of("a", "one"), 40, 20, Map.of("loss", "l1")), run(Path.of("b", "one"), 10, 10, Map.of("loss", "l2")),
			run(Path.of("b", "two"), 10, 10, Map.of()));
		CurvePlot plot = RunPlot.of(runs, new WatchOptions("minutes", "linear"));
		assertEquals(List.of("a/one, training", "a/one", "b/one, training", "b/one", "two, training", "two"), plot.curves().stream().map(CurvePlot.Curve::name).toList());
		assertEquals(3, plot.curves().stream().map(CurvePlot.Curve::color).distinct().count());
		assertEquals("loss, of different kinds", plot.up());
		assertEquals("time of training (min)", plot.across());
		assertArrayEquals(new double[] { 0, 0.5, 1 }, java.util.Arrays.copyOf(plot.curves().get(0).x(), 3));
		assertFalse(plot.logarithmic());
		assertEquals(3, plot.marks().size());
	}

	@Test
	void aPictureIsWrittenAndNeverOverAnotherUnasked() throws IOException {
		Path file = folder.resolve("curves.png");
		List<RunSnapshot> runs = List.of(run(Path.of("one"), 40, 20, Map.of()));
		RunPlot.write(runs, USUAL, file, false);
		assertEquals(1800, ImageIO.read(file.toFile()).getWidth());
		assertTrue(assertThrows(IllegalArgumentException.class, () -> RunPlot.write(runs, USUAL, file, false)).getMessage().contains("exists already"));
		RunPlot.write(runs, USUAL, file, true);
		assertTrue(assertThrows(IllegalArgumentException.class, () -> RunPlot.write(runs, USUAL, folder.resolve("curves.tif"), false)).getMessage().contains(".png"));
		try (var files = Files.list(folder)) {
			assertEquals(1, files.count());
		}
	}
}
