package io.github.hourglass.io;

import java.awt.image.IndexColorModel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.LUT;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** A volume on its way to an ImageJ image: its planes, its calibration and how it is shown. */
final class ImagePlusResult {

	private final Volume volume;
	private final int width;
	private final int height;
	private final int[] sizes;
	private final boolean rgb;
	private final PixelType kept;
	private final DisplayRanges ranges;
	private final ReadWriteLock narrow = new ReentrantReadWriteLock();
	private boolean narrowed;

	/** @param volume with the axes {@code xyczt} */
	ImagePlusResult(Volume volume) {
		this.volume = volume;
		long[] dimensions = volume.dimensions();
		rgb = volume.metadata().rgb() && volume.type() == PixelType.UINT8 && dimensions[2] == 3;
		long planes = dimensions[2] * dimensions[3] * dimensions[4] / (rgb ? 3 : 1);
		if (dimensions[0] > Integer.MAX_VALUE || dimensions[1] > Integer.MAX_VALUE || dimensions[0] * dimensions[1] > Integer.MAX_VALUE - 8
			|| planes > Integer.MAX_VALUE)
			throw new IllegalArgumentException("ImageJ cannot show a plane of " + dimensions[0] + " x " + dimensions[1] + " pixels; write the result to a file.");
		width = (int) dimensions[0];
		height = (int) dimensions[1];
		sizes = new int[] { rgb ? 1 : (int) dimensions[2], (int) dimensions[3], (int) dimensions[4] };
		kept = ImageJPixels.kept(volume.type());
		ranges = new DisplayRanges((int) dimensions[2]);
		narrowed = ImageJPixels.mayNarrow(volume.type());
	}

	private int planeCount() {
		return sizes[0] * sizes[1] * sizes[2];
	}

	ImagePlus compute(Progress progress) {
		int count = planeCount();
		long bytes = (long) width * height * count * (rgb ? 4 : narrowed ? 2 : kept.bytes());
		Object[] planes = new Object[count];
		try {
			if (bytes > Runtime.getRuntime().maxMemory())
				throw new OutOfMemoryError();
			for (int i = 0; i < count; i++)
				planes[i] = rgb ? new int[width * height] : (narrowed ? PixelType.UINT16 : kept).newArray(width * height);
		}
		catch (OutOfMemoryError e) {
			Arrays.fill(planes, null);
			throw new IllegalArgumentException("The result needs " + (bytes >> 20) + " MB, more than ImageJ has left of its "
				+ (Runtime.getRuntime().maxMemory() >> 20) + " MB; write it to a file, or give ImageJ more memory.", e);
		}
		Blocks.forEach(volume, Blocks.THREADS, progress, "Computing", (min, size, pixels) -> store(planes, min, size, pixels));
		ImageStack stack = new ImageStack(width, height);
		for (int i = 0; i < count; i++)
			stack.addSlice(label(i), planes[i]);
		return decorated(stack);
	}

	ImagePlus virtual() {
		return decorated(new VolumeStack(volume, width, height, sizes, rgb, this::label));
	}

	private void store(Object[] planes, long[] min, int[] size, Object pixels) {
		int count = Volume.pixels(size);
		Object converted = ImageJPixels.convert(volume.type(), pixels, count);
		if (kept == PixelType.INT16) {
			converted = converted == pixels ? Arrays.copyOf((short[]) pixels, count) : converted;
			Signed16.shift((short[]) converted, count);
		}
		PixelType type = kept == PixelType.INT16 ? PixelType.UINT16 : kept;
		int plane = size[0] * size[1];
		for (int i = 0; i < count / plane && !rgb && type != PixelType.UINT8; i++)
			ranges.add((int) min[2] + i % size[2], type, converted, i * plane, plane);
		if (ImageJPixels.mayNarrow(volume.type()) && !ranges.within(0, 65535))
			widen(planes);
		narrow.readLock().lock();
		try {
			for (int i = 0; i < count / plane; i++) {
				int c = (int) min[2] + i % size[2];
				int z = i / size[2] % size[3];
				int t = i / size[2] / size[3];
				Object to = planes[(int) (((min[4] + t) * sizes[1] + min[3] + z) * sizes[0] + (rgb ? 0 : c))];
				for (int y = 0; y < size[1]; y++)
					storeRow(converted, i * plane + y * size[0], c, to, (int) ((min[1] + y) * width + min[0]), size[0]);
			}
		}
		finally {
			narrow.readLock().unlock();
		}
	}

	private void storeRow(Object from, int index, int c, Object to, int at, int count) {
		if (rgb)
			synchronized (to) {
				VolumeStack.mix((byte[]) from, index, c, (int[]) to, at, count);
			}
		else if (narrowed)
			for (int i = 0; i < count; i++)
				((short[]) to)[at + i] = (short) (int) ((float[]) from)[index + i];
		else
			System.arraycopy(from, index, to, at, count);
	}

	/** Labels that do not fit 16 bits after all go on as floats. */
	private void widen(Object[] planes) {
		narrow.writeLock().lock();
		try {
			for (int i = 0; i < planes.length && narrowed; i++) {
				float[] wide = new float[width * height];
				PixelType.UINT16.toFloats(planes[i], 0, wide, 0, wide.length);
				planes[i] = wide;
			}
			narrowed = false;
		}
		finally {
			narrow.writeLock().unlock();
		}
	}

	private String label(int plane) {
		List<String> labels = volume.metadata().sliceLabels();
		String label = labels.size() == planeCount() ? labels.get(plane) : "";
		if (label.isEmpty() && plane % sizes[0] < volume.metadata().channels().size() && sizes[0] > 1)
			label = volume.metadata().channels().get(plane % sizes[0]).name();
		return label.isEmpty() ? null : label;
	}

	private ImagePlus decorated(ImageStack stack) {
		Metadata metadata = volume.metadata();
		ImagePlus imp = new ImagePlus(metadata.title(), stack);
		imp.setDimensions(sizes[0], sizes[1], sizes[2]);
		if (planeCount() == 1 && label(0) != null)
			imp.setProp("Slice_Label", label(0));
		calibrate(imp);
		String info = Provenance.text(metadata);
		if (!info.isEmpty())
			imp.setProperty("Info", info);
		if (rgb)
			return imp;
		if (sizes[0] > 1)
			return composite(imp);
		Metadata.Channel channel = channel(0);
		if (channel.lut() != null)
			imp.setLut(new LUT(lut(channel.lut()), 0, 0));
		double[] range = range(0);
		if (!Double.isNaN(range[0]))
			imp.setDisplayRange(range[0], range[1]);
		return imp;
	}

	private ImagePlus composite(ImagePlus imp) {
		boolean colored = volume.metadata().channels().stream().anyMatch(channel -> channel.lut() != null);
		CompositeImage composite = new CompositeImage(imp,
			!colored ? CompositeImage.GRAYSCALE : sizes[0] <= 7 ? CompositeImage.COMPOSITE : CompositeImage.COLOR);
		LUT[] luts = new LUT[sizes[0]];
		for (int c = 0; c < luts.length; c++) {
			byte[] table = channel(c).lut();
			double[] range = range(c);
			if (Double.isNaN(range[0]))
				range = new double[] { 0, 1 };
			luts[c] = new LUT(lut(table != null ? table : Luts.ofColor(0xffffff)), range[0], range[1]);
		}
		composite.setLuts(luts);
		composite.setOpenAsHyperStack(true);
		return composite;
	}

	private static IndexColorModel lut(byte[] table) {
		return new IndexColorModel(8, 256, Arrays.copyOfRange(table, 0, 256), Arrays.copyOfRange(table, 256, 512), Arrays.copyOfRange(table, 512, 768));
	}

	private Metadata.Channel channel(int c) {
		List<Metadata.Channel> channels = volume.metadata().channels();
		return c < channels.size() ? channels.get(c) : new Metadata.Channel("", null, Double.NaN, Double.NaN);
	}

	/** The range that the channel asks for, else that of the data, else NaN; raw values as ImageJ keeps them. */
	private double[] range(int c) {
		Metadata.Channel channel = channel(c);
		if (!Double.isNaN(channel.displayMin()) && !Double.isNaN(channel.displayMax())) {
			int shift = kept == PixelType.INT16 ? Signed16.OFFSET : 0;
			return new double[] { channel.displayMin() + shift, channel.displayMax() + shift };
		}
		return kept == PixelType.UINT8 ? new double[] { 0, 255 } : new double[] { ranges.min(c), ranges.max(c) };
	}

	private void calibrate(ImagePlus imp) {
		Calibration calibration = new Calibration(imp);
		Axis x = volume.axes().find('x');
		Axis y = volume.axes().find('y');
		Axis z = volume.axes().find('z');
		Axis t = volume.axes().find('t');
		calibration.pixelWidth = x.scale();
		calibration.pixelHeight = y.scale();
		calibration.pixelDepth = z.scale();
		calibration.setUnit(x.unit());
		if (!y.unit().equals(x.unit()))
			calibration.setYUnit(y.unit().isEmpty() ? "pixel" : y.unit());
		if (!z.unit().equals(x.unit()) && sizes[1] > 1)
			calibration.setZUnit(z.unit().isEmpty() ? "pixel" : z.unit());
		calibration.xOrigin = x.origin() == 0 ? 0 : -x.origin() / x.scale();
		calibration.yOrigin = y.origin() == 0 ? 0 : -y.origin() / y.scale();
		calibration.zOrigin = z.origin() == 0 ? 0 : -z.origin() / z.scale();
		if (t.scale() != 1 || !t.unit().isEmpty()) {
			calibration.frameInterval = t.scale();
			calibration.setTimeUnit(t.unit());
		}
		if (kept == PixelType.INT16)
			calibration.setSigned16BitCalibration();
		imp.setCalibration(calibration);
	}
}
