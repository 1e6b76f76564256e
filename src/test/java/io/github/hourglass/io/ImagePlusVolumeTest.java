package io.github.hourglass.io;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.VirtualStack;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import io.github.hourglass.HeardProgress;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class ImagePlusVolumeTest {

	@ParameterizedTest
	@ValueSource(ints = { 8, 16, 24, 32 })
	void anImageComesBackAsItWent(int bits) {
		for (int[] sizes : new int[][] { { 1, 1, 1 }, { 1, 4, 1 }, { 1, 1, 3 }, { 3, 1, 1 }, { 2, 3, 2 } }) {
			if (bits == 24 && sizes[0] > 1)
				continue;
			ImagePlus imp = TiffReaderTest.hyperstack(bits, sizes);
			Volume volume = ImagePlusVolume.of(imp);
			ImagePlus back = ImagePlusVolume.compute(volume.withBlockSize(volume.axes().letters().chars().map(c -> 2).toArray()), Progress.none());
			assertArrayEquals(imp.getDimensions(), back.getDimensions());
			assertEquals(imp.getBitDepth(), back.getBitDepth());
			assertEquals(imp.getTitle(), back.getTitle());
			for (int i = 1; i <= imp.getStackSize(); i++) {
				ImageProcessor expected = imp.getStack().getProcessor(i);
				ImageProcessor actual = back.getStack().getProcessor(i);
				for (int p = 0; p < expected.getPixelCount(); p++)
					assertEquals(pixel(expected, p), pixel(actual, p));
				if (imp.getStackSize() > 1)
					assertEquals(imp.getStack().getSliceLabel(i), back.getStack().getSliceLabel(i));
			}
			assertTrue(imp.getCalibration().equals(back.getCalibration()));
			assertEquals(3, back.getCalibration().xOrigin, 1e-12);
			assertEquals(imp.getCalibration().frameInterval, back.getCalibration().frameInterval);
			assertEquals(imp.getInfoProperty().strip(), back.getInfoProperty().strip());
			if (imp instanceof CompositeImage composite)
				for (int c = 1; c <= sizes[0]; c++) {
					assertArrayEquals(composite.getChannelLut(c).getBytes(), ((CompositeImage) back).getChannelLut(c).getBytes());
					assertEquals(composite.getChannelLut(c).max, ((CompositeImage) back).getChannelLut(c).max);
				}
		}
	}

	@Test
	void anOpenImageIsNotCopied() {
		ImagePlus imp = TiffReaderTest.hyperstack(16, new int[] { 2, 3, 2 });
		Volume volume = ImagePlusVolume.of(imp);
		((short[]) imp.getStack().getPixels(imp.getStackIndex(2, 3, 1)))[7 * 2 + 4] = 12345;
		assertEquals("xyczt", volume.axes().letters());
		assertArrayEquals(new double[] { 12345 }, TestVolumes.values(volume, new long[] { 4, 2, 1, 2, 0 }, new int[] { 1, 1, 1, 1, 1 }));
	}

	@Test
	void aVirtualStackIsReadWhenAskedForAndEachPlaneOnce() {
		List<Integer> read = new ArrayList<>();
		VirtualStack stack = new VirtualStack(50, 40, 6) {

			private final byte[] shared = new byte[2000];

			@Override
			public ImageProcessor getProcessor(int n) {
				read.add(n);
				java.util.Arrays.fill(shared, (byte) n);
				return new ByteProcessor(50, 40, shared);
			}
		};
		ImagePlus imp = new ImagePlus("virtual", stack);
		imp.setDimensions(1, 6, 1);
		read.clear();
		Volume volume = ImagePlusVolume.of(imp);
		read.clear();
		assertArrayEquals(new double[] { 2, 2, 2, 2, 3, 3, 3, 3 }, TestVolumes.values(volume, new long[] { 1, 1, 1 }, new int[] { 2, 2, 2 }));
		assertEquals(2, TestVolumes.values(volume, new long[] { 30, 30, 1 }, new int[] { 1, 1, 1 })[0]);
		assertEquals(List.of(2, 3), read);
	}

	@Test
	void signedSixteenBitsAreReadAsTheyAreMeant() {
		ImagePlus imp = new ImagePlus("signed", new ShortProcessor(2, 1, new short[] { (short) 32768, (short) 32700 }, null));
		imp.getCalibration().setSigned16BitCalibration();
		Volume volume = ImagePlusVolume.of(imp);
		assertEquals(PixelType.INT16, volume.type());
		assertArrayEquals(new double[] { 0, -68 }, TestVolumes.values(volume));
		ImagePlus back = ImagePlusVolume.compute(volume, Progress.none());
		assertTrue(back.getCalibration().isSigned16Bit());
		assertEquals(-68, back.getCalibration().getCValue(back.getProcessor().get(1, 0)));
	}

	@Test
	void otherDensityCalibrationsAreIgnoredAloud() {
		ImagePlus imp = new ImagePlus("od", new ByteProcessor(2, 1, new byte[] { 1, 2 }));
		imp.getCalibration().setFunction(ij.measure.Calibration.STRAIGHT_LINE, new double[] { 5, 2 }, "OD");
		HeardProgress progress = new HeardProgress();
		Volume volume = ImagePlusVolume.of(imp, progress);
		assertArrayEquals(new double[] { 1, 2 }, TestVolumes.values(volume));
		assertEquals(1, progress.notes().size());
		assertTrue(progress.notes().get(0).contains("density calibration"));
	}

	@Test
	void labelsBecomeSixteenBitsOrFloats() {
		int[] labels = new int[400];
		for (int i = 0; i < 400; i++)
			labels[i] = i;
		ImagePlus small = ImagePlusVolume.compute(TestVolumes.of(PixelType.INT32, "xy", labels, 20, 20), Progress.none());
		assertEquals(16, small.getBitDepth());
		assertEquals(399, small.getProcessor().get(19, 19));
		assertEquals(399, small.getDisplayRangeMax());
		labels[399] = 70000;
		ImagePlus large = ImagePlusVolume.compute(TestVolumes.of(PixelType.INT32, "xy", labels, 20, 20), Progress.none());
		assertEquals(32, large.getBitDepth());
		assertEquals(70000, large.getProcessor().getf(19, 19));
		assertEquals(21, large.getProcessor().getf(1, 1));
		labels[0] = (1 << 24) + 1;
		Volume inexact = TestVolumes.of(PixelType.INT32, "xy", labels, 20, 20);
		String message = assertThrows(IllegalArgumentException.class, () -> ImagePlusVolume.compute(inexact, Progress.none())).getMessage();
		assertTrue(message.contains("16777217"), message);
	}

	@Test
	void theRangeOfAFloatResultIsThatOfItsData() {
		float[] values = { Float.NaN, 3, -1, Float.NEGATIVE_INFINITY, 8, 2 };
		ImagePlus imp = ImagePlusVolume.compute(TestVolumes.of(PixelType.FLOAT32, "xyz", values, 1, 2, 3), Progress.none());
		assertEquals(-1, imp.getDisplayRangeMin());
		assertEquals(8, imp.getDisplayRangeMax());
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 16, 24, 32 })
	void aVirtualResultShowsTheSamePixels(int bits) {
		for (int[] sizes : new int[][] { { 1, 1, 1 }, { 1, 4, 1 }, { 2, 3, 2 } }) {
			if (bits == 24 && sizes[0] > 1)
				continue;
			ImagePlus imp = TiffReaderTest.hyperstack(bits, sizes);
			ImagePlus virtual = ImagePlusVolume.virtual(ImagePlusVolume.of(imp));
			assertTrue(virtual.getStack().isVirtual());
			assertArrayEquals(imp.getDimensions(), virtual.getDimensions());
			for (int i = 1; i <= imp.getStackSize(); i++)
				for (int p = 0; p < 35; p++)
					assertEquals(pixel(imp.getStack().getProcessor(i), p), pixel(virtual.getStack().getProcessor(i), p));
			assertEquals(imp.getBitDepth(), virtual.getBitDepth());
		}
	}

	@Test
	void selectionAndOverlayAreKeptOnAResultOfTheSameSize() {
		ImagePlus from = TiffReaderTest.hyperstack(8, new int[] { 1, 3, 1 });
		from.setOverlay(new Overlay(new Roi(1, 1, 3, 3)));
		from.setRoi(new Roi(2, 2, 2, 2));
		ImagePlus to = ImagePlusVolume.compute(ImagePlusVolume.of(from), Progress.none());
		ImagePlusVolume.keepOverlay(from, to);
		assertEquals(1, to.getOverlay().size());
		assertEquals(new java.awt.Rectangle(2, 2, 2, 2), to.getRoi().getBounds());
		ImagePlus other = new ImagePlus("other", new ByteProcessor(3, 3));
		ImagePlusVolume.keepOverlay(from, other);
		assertNull(other.getOverlay());
	}

	@Test
	void anEmptyImageIsRefused() {
		assertThrows(IllegalArgumentException.class, () -> ImagePlusVolume.of(new ImagePlus()));
	}

	@Test
	void theLutOfAnEightBitImageComesBack() {
		ImagePlus imp = new ImagePlus("blobs", new ByteProcessor(2, 1, new byte[] { 1, 2 }));
		imp.getProcessor().invertLut();
		Volume volume = ImagePlusVolume.of(imp);
		assertArrayEquals(Luts.inverted(), volume.metadata().channels().get(0).lut());
		ImagePlus back = ImagePlusVolume.compute(volume, Progress.none());
		assertTrue(back.isInvertedLut());
		assertArrayEquals(new byte[] { 1, 2 }, (byte[]) back.getProcessor().getPixels());
	}

	@Test
	void aBatchBecomesTime() {
		Volume volume = TestVolumes.random(PixelType.UINT8, "xycb", 1, 3, 2, 2, 4);
		ImagePlus imp = ImagePlusVolume.compute(volume, Progress.none());
		assertArrayEquals(new int[] { 3, 2, 2, 1, 4 }, imp.getDimensions());
		Volume both = TestVolumes.random(PixelType.UINT8, "xytb", 1, 3, 2, 2, 4);
		assertThrows(IllegalArgumentException.class, () -> ImagePlusVolume.compute(both, Progress.none()));
	}

	/** The value without the opacity that color pixels may carry. */
	private static double pixel(ImageProcessor processor, int index) {
		return processor.getBitDepth() == 24 ? processor.get(index) & 0xffffff : processor.getf(index);
	}
}
