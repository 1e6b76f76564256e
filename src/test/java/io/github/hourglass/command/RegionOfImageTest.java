package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Rectangle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.plugin.Duplicator;
import ij.process.ImageProcessor;

/** Commands on a part of an image; expected is what they give for a copy of that part, which ImageJ itself makes. */
class RegionOfImageTest {

	@TempDir
	Path folder;
	private final ImagePlus plane = IJ.openImage("test-images/cells-2d-noisy.tif");

	@Test
	void theSelectionAloneIsDenoisedAndTheResultLiesInPlace() {
		plane.setRoi(new Roi(40, 60, 90, 70));
		ImagePlus expected = output(run(new Denoise(), "", new Duplicator().run(plane)));
		plane.setOverlay(new Overlay(new Roi(50, 65, 8, 9)));
		ImagePlus result = output(run(new Denoise(), "region=selection", plane));
		assertArrayEquals((float[]) expected.getProcessor().getPixels(), (float[]) result.getProcessor().getPixels(), 0f);
		assertEquals(-40, result.getCalibration().xOrigin);
		assertEquals(-60, result.getCalibration().yOrigin);
		assertEquals(plane.getCalibration().getX(45), result.getCalibration().getX(5), 1e-9);
		assertEquals(plane.getCalibration().pixelWidth, result.getCalibration().pixelWidth);
		assertEquals(new Rectangle(10, 5, 8, 9), result.getOverlay().get(0).getBounds());
		assertTrue(result.getInfoProperty().contains("region: 40,60,90,70"), result.getInfoProperty());
		assertNull(result.getRoi());
		plane.setRoi(new OvalRoi(40, 60, 90, 70));
		assertEquals(new Rectangle(0, 0, 90, 70), output(run(new Denoise(), "region=selection", plane)).getRoi().getBounds());
	}

	@Test
	void aSubStackAloneIsDenoised() {
		ImagePlus stack = IJ.openImage("test-images/cells-3d-noisy.tif");
		stack.setRoi(8, 16, 40, 32);
		ImagePlus expected = output(run(new Denoise(), "", new Duplicator().run(stack, 3, 9)));
		stack.deleteRoi();
		ImagePlus result = output(run(new Denoise(), "region=8,16,40,32,z3-9", stack));
		assertEquals(7, result.getNSlices());
		assertEquals(-2, result.getCalibration().zOrigin);
		for (int z = 1; z <= 7; z++)
			assertArrayEquals((float[]) expected.getStack().getPixels(z), (float[]) result.getStack().getPixels(z), 0f);
	}

	@Test
	void theCommandLineGivesTheSame() {
		Path out = folder.resolve("part.tif");
		ByteArrayOutputStream said = new ByteArrayOutputStream();
		PrintStream err = new PrintStream(said, true);
		assertEquals(0, Main.run(new String[] { "denoise", "test-images/cells-2d-noisy.tif", out.toString(), "--region", "40,60,90,70" }, err, err), said::toString);
		ImagePlus written = IJ.openImage(out.toString());
		assertArrayEquals((float[]) output(run(new Denoise(), "region=40,60,90,70", plane)).getProcessor().getPixels(), (float[]) written.getProcessor().getPixels(), 0f);
		assertEquals(-40, written.getCalibration().xOrigin);
		assertEquals(1, Main.run(new String[] { "segment", "test-images/cells-2d-noisy.tif", folder.resolve("o.tif").toString(), "--region", "selection" }, err, err));
		assertTrue(said.toString().contains("nothing is selected in a file"), said.toString());
	}

	/** Every outline over the whole image surrounds the pixels that its object has in the label image of the part. */
	@Test
	void objectsOfASelectionAreOutlinedWhereTheyAre() {
		plane.setRoi(new Roi(40, 60, 150, 120));
		Segment command = new Segment();
		run(command, "region=selection overlay=true", plane);
		ImagePlus labels = output(command);
		assertEquals(150, labels.getWidth());
		int objects = (int) labels.getStatistics().max;
		assertTrue(objects > 2, "objects: " + objects);
		assertEquals(objects, plane.getOverlay().size());
		for (Roi roi : plane.getOverlay()) {
			int label = Integer.parseInt(roi.getName());
			ImageProcessor pixels = labels.getProcessor();
			int inside = 0;
			for (int y = 0; y < 120; y++)
				for (int x = 0; x < 150; x++)
					if (pixels.get(x, y) == label) {
						assertTrue(roi.contains(x + 40, y + 60), label + " at " + x + ", " + y);
						inside++;
					}
			assertTrue(inside > 0);
		}
		run(command, "region=selection", plane);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		selection    | no area is selected in 'cells-2d-noisy.tif'
		0,0,9000,10  | not inside the image
		z2           | not inside the image
		somewhere    | use whole, selection or
		""")
	void aRefusalNamesTheRegion(String region, String hint) {
		plane.setRoi(new Line(1, 1, 20, 20));
		for (HostCommand command : new HostCommand[] { new Denoise(), new Segment() }) {
			run(command, "region=" + region, plane);
			assertTrue(command.isCanceled());
			assertTrue(command.getCancelReason().startsWith("region is '" + region + "'") && command.getCancelReason().contains(hint), command.getCancelReason());
		}
	}

	private static HostCommand run(HostCommand command, String options, ImagePlus input) {
		CommandInputs.fill(command, "test", MacroOptions.parse(options), input);
		command.run();
		return command;
	}

	private static ImagePlus output(HostCommand done) {
		assertFalse(done.isCanceled(), done.getCancelReason());
		return (ImagePlus) Options.fieldsOf(done).get("output");
	}
}
