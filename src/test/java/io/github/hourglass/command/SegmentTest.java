package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import io.github.hourglass.image.Progress;
import io.github.hourglass.io.ImagePlusVolume;
import io.github.hourglass.io.LabelColors;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.SegmentOptions;

/** The command Segment without a display, and {@code hourglass segment}. */
class SegmentTest {

	private static final int WIDTH = 80;
	private static final int HEIGHT = 60;
	private static Context context;

	@TempDir
	Path folder;

	@BeforeAll
	static void start() {
		context = new Context(CommandService.class);
	}

	@AfterAll
	static void end() {
		context.dispose();
	}

	@Test
	void withoutAModelTheNucleiNetworkFindsTheDisks() {
		ImagePlus labels = output(run(Map.of("input", disks())));
		assertEquals(3, labels.getStatistics().max);
		assertTrue(labels.getInfoProperty().contains("model: Hourglass nuclei 2-D"), labels.getInfoProperty());
	}

	@Test
	void theBrightDisksOfADenoiserAreFoundAndItIsSaid() {
		ImagePlus image = disks();
		ImagePlus labels = output(run(Map.of("input", image, "model", "starter-2d")));
		assertEquals("disks-objects", labels.getTitle());
		assertEquals(16, labels.getBitDepth());
		assertEquals(3, labels.getStatistics().max);
		assertEquals(255, labels.getDisplayRangeMax());
		assertEquals(LabelColors.of(1), labels.getProcessor().getLut().getRGB(1) & 0xffffff);
		assertTrue(labels.getInfoProperty().contains("objects: 3, Otsu's threshold"), labels.getInfoProperty());
		assertEquals(0.5, labels.getCalibration().pixelWidth);
	}

	@Test
	void commandLineAndMenuFindTheSame() throws IOException {
		ImagePlus image = disks();
		Path in = folder.resolve("disks.tif");
		IJ.saveAsTiff(image, in.toString());
		Path out = folder.resolve("found.tif");
		ByteArrayOutputStream said = new ByteArrayOutputStream();
		ByteArrayOutputStream told = new ByteArrayOutputStream();
		assertEquals(0, Main.run(new String[] { "segment", in.toString(), out.toString(), "--table", "--rois" }, new PrintStream(said, true), new PrintStream(told, true)),
			told::toString);
		assertEquals("3 objects", said.toString().strip());
		assertTrue(told.toString().contains("No model was named"), told.toString());
		ImagePlus written = IJ.openImage(out.toString());
		ImagePlus shown = output(run(Map.of("input", image)));
		assertArrayEquals((short[]) shown.getProcessor().getPixels(), (short[]) written.getProcessor().getPixels());
		assertEquals(LabelColors.of(2), written.getProcessor().getLut().getRGB(2) & 0xffffff);
		List<String> rows = Files.readAllLines(folder.resolve("found.csv"));
		assertEquals(4, rows.size());
		assertTrue(rows.get(0).startsWith("Object,Area,Mean,Min,Max,X,Y"), rows.get(0));
		try (ZipFile zip = new ZipFile(folder.resolve("found-rois.zip").toFile())) {
			assertEquals(List.of("0001.roi", "0002.roi", "0003.roi"), zip.stream().map(entry -> entry.getName()).sorted().toList());
		}
		assertEquals(1, Main.run(new String[] { "segment", in.toString(), folder.resolve("again.tif").toString(), "--threshold", "soon" }, new PrintStream(said), new PrintStream(told, true)));
		assertTrue(told.toString().contains("threshold is 'soon'"), told.toString());
	}

	@Test
	void whatWasKeptGivesTheObjectsWithoutTheNetwork() {
		Path kept = folder.resolve("kept.tif");
		ImagePlus image = disks();
		assertNull(run(Map.of("input", image, "objects", "none", "destination", kept.toString())).getOutput("output"));
		ImagePlus direct = output(run(Map.of("input", image)));
		ImagePlus later = output(run(Map.of("input", IJ.openImage(kept.toString()), "probabilities", true)));
		assertArrayEquals((short[]) direct.getProcessor().getPixels(), (short[]) later.getProcessor().getPixels());
	}

	@Test
	void aFileIsWrittenWithTableAndOutlinesOrNothingIs() throws IOException {
		Path out = folder.resolve("out.tif");
		Files.writeString(folder.resolve("out.csv"), "mine");
		CommandModule refused = run(Map.of("input", disks(), "destination", out.toString(), "table", true, "rois", true));
		assertTrue(refused.isCanceled() && refused.getCancelReason().contains("out.csv"), refused.getCancelReason());
		assertEquals("mine", Files.readString(folder.resolve("out.csv")));
		assertEquals(1, count());
		assertFalse(run(Map.of("input", disks(), "destination", out.toString(), "table", true, "rois", true, "overwrite", true)).isCanceled());
		assertEquals(3, count());
	}

	private long count() throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.count();
		}
	}

	@Test
	void theOverlayIsAddedAndNothingElseChanges() {
		ImagePlus image = disks();
		image.setOverlay(new Overlay(new Roi(1, 1, 3, 3)));
		float[] before = ((float[]) image.getProcessor().getPixels()).clone();
		output(run(Map.of("input", image, "overlay", true)));
		assertEquals(4, image.getOverlay().size());
		assertArrayEquals(before, (float[]) image.getProcessor().getPixels());
		ImagePlus second = disks();
		output(run(Map.of("input", second, "rois", true)));
		assertEquals(3, second.getOverlay().size(), "where no ROI Manager can be");
	}

	@Test
	void theNetworkIsNotRunAgainForOtherThresholds() {
		ImagePlus image = disks();
		NetworkOutput first = recent(image, "auto");
		assertSame(first, recent(image, "300"));
		image.getProcessor().setf(0, 0, 7);
		NetworkOutput changed = recent(image, "auto");
		assertNotSame(first, changed);
		assertNotSame(changed, recent(disks(), "auto"));
	}

	private static NetworkOutput recent(ImagePlus image, String threshold) {
		NetworkOutput output = RecentOutput.of(image, ImagePlusVolume.of(image), SegmentOptions.of("").withThreshold(threshold), Progress.none());
		RecentOutput.release(output);
		return output;
	}

	@Test
	void thePreviewOutlinesAndTakesItsOutlinesAway() throws InterruptedException {
		ImagePlus image = disks();
		Overlay mine = new Overlay(new Roi(1, 1, 3, 3));
		image.setOverlay(mine);
		SegmentPreview preview = new SegmentPreview();
		preview.show(image, Map.of());
		await(image, 3);
		preview.show(image, Map.of("smallest", "250"));
		await(image, 2);
		preview.show(image, Map.of("threshold", "nonsense"));
		preview.end();
		assertSame(mine, image.getOverlay());
	}

	private static void await(ImagePlus image, int outlines) throws InterruptedException {
		for (int i = 0; i < 600 && !(image.getOverlay().size() == outlines && image.getOverlay().get(0).getName() != null); i++)
			Thread.sleep(50);
		assertEquals(outlines, image.getOverlay().size());
	}

	@Test
	void aVolumeOfSeveralChannelsAsksForOne() {
		ImagePlus image = IJ.createHyperStack("many", 32, 32, 2, 3, 1, 16);
		CommandModule refused = run(Map.of("input", image));
		assertTrue(refused.getCancelReason().contains("channel="), refused.getCancelReason());
		ImagePlus labels = output(run(Map.of("input", image, "channel", 2, "model", "starter-2d")));
		assertEquals(0, labels.getStatistics().max);
		assertEquals(3, labels.getStackSize());
	}

	@Test
	void aWrongOptionIsRefusedAndNamed() {
		CommandModule refused = run(Map.of("input", new ImagePlus("plane", new ShortProcessor(8, 8)), "objects", "cells"));
		assertTrue(refused.getCancelReason().startsWith("objects cannot be 'cells'"), refused.getCancelReason());
	}

	private static CommandModule run(Map<String, Object> inputs) {
		try {
			return context.service(CommandService.class).run(Segment.class, true, new HashMap<>(inputs)).get();
		}
		catch (Exception e) {
			throw new AssertionError(e);
		}
	}

	private static ImagePlus output(CommandModule done) {
		assertFalse(done.isCanceled(), done.getCancelReason());
		return (ImagePlus) done.getOutput("output");
	}

	/** Two disks that touch and a smaller one, brighter than what is around them, with a little noise. */
	private static ImagePlus disks() {
		double[][] disks = { { 20, 30, 11 }, { 41, 30, 11 }, { 65, 45, 8 } };
		java.util.Random random = new java.util.Random(1);
		float[] pixels = new float[WIDTH * HEIGHT];
		for (int i = 0; i < pixels.length; i++) {
			pixels[i] = (float) (100 + 5 * random.nextGaussian());
			for (double[] disk : disks)
				if (Math.hypot(i % WIDTH - disk[0], i / WIDTH - disk[1]) < disk[2])
					pixels[i] = (float) (800 + 20 * random.nextGaussian());
		}
		ImagePlus image = new ImagePlus("disks.tif", new FloatProcessor(WIDTH, HEIGHT, pixels));
		image.getCalibration().pixelWidth = 0.5;
		image.getCalibration().pixelHeight = 0.5;
		image.getCalibration().setUnit("micron");
		return image;
	}
}
