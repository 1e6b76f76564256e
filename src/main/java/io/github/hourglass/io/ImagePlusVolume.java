package io.github.hourglass.io;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.IntProcessor;
import ij.process.LUT;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.BlockSource;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Region;
import io.github.hourglass.image.Volume;

/**
 * ImageJ 1.x images as volumes and back. An open image is not copied: its volume reads the very arrays that ImageJ shows, a
 * virtual stack is read plane by plane when pixels are asked for. RGB images have three channels.
 */
public final class ImagePlusVolume {

	private static final int BLOCK = 1 << 20;

	private ImagePlusVolume() {}

	/** An image as a volume with the axes {@code xyczt} without those of size 1 (x and y always stay). */
	public static Volume of(ImagePlus imp) {
		return of(imp, Progress.none());
	}

	/**
	 * @param progress is told in one sentence what of the image cannot be carried over
	 * @throws IllegalArgumentException if the image is empty
	 */
	public static Volume of(ImagePlus imp, Progress progress) {
		if (imp.getWidth() < 1 || imp.getHeight() < 1 || imp.getStackSize() < 1)
			throw new IllegalArgumentException("The image '" + imp.getTitle() + "' is empty; open or select one with pixels.");
		ImageStack stack = imp.getImageStack();
		boolean rgb = imp.getType() == ImagePlus.COLOR_RGB && !(stack.getProcessor(1) instanceof IntProcessor);
		boolean signed = imp.getCalibration().isSigned16Bit() && imp.getBitDepth() == 16;
		if (imp.getCalibration().calibrated() && !signed)
			progress.note("The density calibration of '" + imp.getTitle() + "' is ignored; its raw pixel values are used.");
		int[] sizes = { imp.getNChannels(), imp.getNSlices(), imp.getNFrames() };
		if (sizes[0] * sizes[1] * sizes[2] != stack.getSize())
			sizes = new int[] { 1, stack.getSize(), 1 };
		PixelType type = rgb ? PixelType.UINT8 : signed ? PixelType.INT16 : pixelType(imp);
		Axes axes = axes(imp, sizes, rgb);
		Planes planes = stack.isVirtual() ? new VirtualPlanes(stack) : new OpenPlanes(stack);
		BlockSource source = rgb ? new ColorBlocks(planes, imp.getWidth(), axes, sizes) : new PlaneBlocks(planes, imp.getWidth(), axes, sizes);
		if (signed)
			source = Signed16.shifted(source);
		long[] dimensions = dimensions(imp, axes, sizes, rgb);
		return Volume.of(type, dimensions, axes, blockSize(dimensions, axes, stack.isVirtual(), rgb), source).withMetadata(metadata(imp, rgb, signed));
	}

	private static PixelType pixelType(ImagePlus imp) {
		return switch (imp.getBitDepth()) {
			case 8 -> PixelType.UINT8;
			case 16 -> PixelType.UINT16;
			case 24 -> PixelType.INT32;
			default -> PixelType.FLOAT32;
		};
	}

	private static Axes axes(ImagePlus imp, int[] sizes, boolean rgb) {
		Calibration calibration = imp.getCalibration();
		List<Axis> axes = new ArrayList<>();
		axes.add(axis('x', calibration.pixelWidth, calibration.xOrigin, calibration.getXUnit()));
		axes.add(axis('y', calibration.pixelHeight, calibration.yOrigin, calibration.getYUnit()));
		if (sizes[0] > 1 || rgb)
			axes.add(Axis.of('c'));
		if (sizes[1] > 1)
			axes.add(axis('z', calibration.pixelDepth, calibration.zOrigin, calibration.getZUnit()));
		if (sizes[2] > 1)
			axes.add(calibration.frameInterval > 0 ? new Axis('t', calibration.frameInterval, 0, calibration.getTimeUnit()) : Axis.of('t'));
		return Axes.of(axes);
	}

	private static Axis axis(char letter, double scale, double origin, String unit) {
		boolean known = unit != null && !unit.isBlank() && !unit.startsWith("pixel");
		double usable = scale == 0 || !Double.isFinite(scale) ? 1 : scale;
		return new Axis(letter, usable, origin == 0 ? 0 : -origin * usable, known ? unit : "");
	}

	private static long[] dimensions(ImagePlus imp, Axes axes, int[] sizes, boolean rgb) {
		long[] dimensions = new long[axes.count()];
		for (int d = 0; d < dimensions.length; d++)
			dimensions[d] = switch (axes.letter(d)) {
				case 'x' -> imp.getWidth();
				case 'y' -> imp.getHeight();
				case 'c' -> rgb ? 3L * sizes[0] : sizes[0];
				case 'z' -> sizes[1];
				default -> sizes[2];
			};
		return dimensions;
	}

	/** Rows of an open image; whole planes of a virtual one; several planes where they are small. */
	private static int[] blockSize(long[] dimensions, Axes axes, boolean virtual, boolean rgb) {
		int[] size = new int[dimensions.length];
		long plane = dimensions[0] * dimensions[1];
		for (int d = 0; d < size.length; d++)
			size[d] = (int) switch (axes.letter(d)) {
				case 'x' -> dimensions[0];
				case 'y' -> virtual ? dimensions[1] : Math.max(1, BLOCK / dimensions[0]);
				case 'z' -> Math.max(1, BLOCK / plane);
				case 'c' -> rgb ? 3 : 1;
				default -> 1;
			};
		return size;
	}

	private static Metadata metadata(ImagePlus imp, boolean rgb, boolean signed) {
		Metadata metadata = Metadata.titled(imp.getTitle()).withRgb(rgb).withChannels(rgb ? Luts.redGreenBlue() : channels(imp, signed));
		List<String> labels = new ArrayList<>();
		for (int i = 1; i <= imp.getStackSize(); i++) {
			String label = imp.getStackSize() == 1 ? imp.getProp("Slice_Label") : imp.getImageStack().getSliceLabel(i);
			labels.add(label == null ? "" : label);
		}
		if (labels.stream().anyMatch(label -> !label.isEmpty()))
			metadata = metadata.withSliceLabels(labels);
		String info = imp.getInfoProperty();
		return info == null ? metadata : Provenance.parse(info, metadata);
	}

	private static List<Metadata.Channel> channels(ImagePlus imp, boolean signed) {
		List<Metadata.Channel> channels = new ArrayList<>();
		double shift = signed ? -Signed16.OFFSET : 0;
		CompositeImage composite = imp instanceof CompositeImage c ? c : null;
		boolean gray = composite != null && composite.getMode() == IJ.GRAYSCALE;
		for (int c = 1; c <= imp.getNChannels(); c++) {
			LUT lut = composite != null ? composite.getChannelLut(c) : imp.getProcessor().getLut();
			double min = composite != null ? lut.min : imp.getDisplayRangeMin();
			double max = composite != null ? lut.max : imp.getDisplayRangeMax();
			channels.add(new Metadata.Channel("", gray ? null : bytes(lut), min + shift, max + shift));
		}
		return channels;
	}

	/** The table as Metadata keeps it; null for gray. */
	private static byte[] bytes(LUT lut) {
		byte[] reds = new byte[256];
		byte[] greens = new byte[256];
		byte[] blues = new byte[256];
		lut.getReds(reds);
		lut.getGreens(greens);
		lut.getBlues(blues);
		byte[] bytes = new byte[768];
		System.arraycopy(reds, 0, bytes, 0, 256);
		System.arraycopy(greens, 0, bytes, 256, 256);
		System.arraycopy(blues, 0, bytes, 512, 256);
		return Luts.isGray(bytes) ? null : bytes;
	}

	/**
	 * Computes a volume into an ImageJ image in memory, with all its metadata. Pixel types that ImageJ lacks become others as
	 * {@link ImageJPixels} says.
	 *
	 * @throws IllegalArgumentException if it cannot fit the memory, or ImageJ at all
	 */
	public static ImagePlus compute(Volume volume, Progress progress) {
		String note = ImageJPixels.note(volume.type());
		if (!note.isEmpty())
			progress.note(note);
		return new ImagePlusResult(TiffWriter.arranged(volume)).compute(progress);
	}

	/** Shows a volume as a virtual stack whose planes are computed when they are looked at; for previews. */
	public static ImagePlus virtual(Volume volume) {
		return new ImagePlusResult(TiffWriter.arranged(volume)).virtual();
	}

	/** As the other form, where the result is of a part of the image: the overlay is cut to it, a selection that is no rectangle moved. */
	public static void keepOverlay(ImagePlus from, Region part, ImagePlus to) {
		if (part.isWhole()) {
			keepOverlay(from, to);
			return;
		}
		if (to.getWidth() != part.size('x', from.getWidth()) || to.getHeight() != part.size('y', from.getHeight())
			|| to.getNSlices() != part.size('z', from.getNSlices()) || to.getNFrames() != part.size('t', from.getNFrames()))
			return;
		if (from.getOverlay() != null)
			to.setOverlay(cut(from, part, to));
		Roi roi = from.getRoi();
		if (roi != null && roi.isArea() && roi.getType() != Roi.RECTANGLE) {
			Roi moved = (Roi) roi.clone();
			moved.setLocation(roi.getXBase() - part.min('x'), roi.getYBase() - part.min('y'));
			to.setRoi(moved);
		}
		keepMode(from, to);
	}

	private static Overlay cut(ImagePlus from, Region part, ImagePlus to) {
		Overlay overlay = from.getOverlay().crop(new Rectangle((int) part.min('x'), (int) part.min('y'), to.getWidth(), to.getHeight()));
		int[] first = { (int) part.min('c') + 1, (int) part.min('z') + 1, (int) part.min('t') + 1 };
		if (from.isHyperStack())
			overlay.crop(first[0], first[0] + to.getNChannels() - 1, first[1], first[1] + to.getNSlices() - 1, first[2], first[2] + to.getNFrames() - 1);
		else if (from.getStackSize() > 1)
			overlay.crop(Math.max(first[0], Math.max(first[1], first[2])), Math.max(first[0], Math.max(first[1], first[2])) + to.getStackSize() - 1);
		return overlay;
	}

	/** Gives a result the selection, overlay and display mode of the image it was made of, if both have the same size. */
	public static void keepOverlay(ImagePlus from, ImagePlus to) {
		if (from.getWidth() != to.getWidth() || from.getHeight() != to.getHeight() || from.getNSlices() != to.getNSlices()
			|| from.getNFrames() != to.getNFrames())
			return;
		if (from.getOverlay() != null)
			to.setOverlay(from.getOverlay().duplicate());
		if (from.getRoi() != null)
			to.setRoi((Roi) from.getRoi().clone());
		keepMode(from, to);
	}

	private static void keepMode(ImagePlus from, ImagePlus to) {
		if (from instanceof CompositeImage a && to instanceof CompositeImage b && a.getNChannels() == b.getNChannels())
			b.setMode(a.getMode());
	}
}
