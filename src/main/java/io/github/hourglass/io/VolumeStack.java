package io.github.hourglass.io;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

import ij.VirtualStack;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** A virtual stack whose planes come from a volume when they are looked at; the recently seen ones are kept. */
final class VolumeStack extends VirtualStack {

	private static final int KEPT = 8;

	private final Volume volume;
	private final int[] sizes;
	private final boolean rgb;
	private final IntFunction<String> labels;
	private final PixelType kept;
	private final Map<Integer, Object> recent = new LinkedHashMap<>(16, 0.75f, true);

	/**
	 * @param volume with the axes {@code xyczt}
	 * @param sizes number of channels, slices and frames of the stack
	 */
	VolumeStack(Volume volume, int width, int height, int[] sizes, boolean rgb, IntFunction<String> labels) {
		super(width, height);
		this.volume = volume;
		this.sizes = sizes.clone();
		this.rgb = rgb;
		this.labels = labels;
		kept = ImageJPixels.kept(volume.type());
	}

	@Override
	public ImageProcessor getProcessor(int n) {
		Object pixels = getPixels(n);
		int width = getWidth();
		int height = getHeight();
		ImageProcessor processor = rgb ? new ColorProcessor(width, height, (int[]) pixels) : switch (kept) {
			case UINT8 -> new ByteProcessor(width, height, (byte[]) pixels, getColorModel());
			case FLOAT32 -> new FloatProcessor(width, height, (float[]) pixels, getColorModel());
			default -> new ShortProcessor(width, height, (short[]) pixels, getColorModel());
		};
		processor.setSliceNumber(n);
		return processor;
	}

	@Override
	public Object getPixels(int n) {
		if (n < 1 || n > getSize())
			throw new IllegalArgumentException("There is no slice " + n + ".");
		synchronized (recent) {
			Object pixels = recent.computeIfAbsent(n, this::plane);
			if (recent.size() > KEPT)
				recent.remove(recent.keySet().iterator().next());
			return pixels;
		}
	}

	private Object plane(int n) {
		int c = (n - 1) % sizes[0];
		int z = (n - 1) / sizes[0] % sizes[1];
		int t = (n - 1) / sizes[0] / sizes[1];
		int plane = getWidth() * getHeight();
		int[] size = { getWidth(), getHeight(), rgb ? 3 : 1, 1, 1 };
		Object pixels = volume.type().newArray(Volume.pixels(size));
		volume.copy(new long[] { 0, 0, c, z, t }, size, pixels);
		if (rgb) {
			int[] colors = new int[plane];
			for (int i = 0; i < 3; i++)
				mix((byte[]) pixels, i * plane, i, colors, 0, plane);
			return colors;
		}
		Object converted = ImageJPixels.convert(volume.type(), pixels, plane);
		if (kept == PixelType.INT16)
			Signed16.shift((short[]) converted, plane);
		return converted;
	}

	/** Puts channel {@code c} into the colors of pixels that do not have it yet. */
	static void mix(byte[] from, int index, int c, int[] to, int at, int count) {
		int shift = 16 - 8 * c;
		for (int i = 0; i < count; i++)
			to[at + i] |= 0xff000000 | (from[index + i] & 0xff) << shift;
	}

	@Override
	public int getSize() {
		return sizes[0] * sizes[1] * sizes[2];
	}

	@Override
	public int getBitDepth() {
		return rgb ? 24 : kept.bytes() * 8;
	}

	@Override
	public String getSliceLabel(int n) {
		return labels.apply(n - 1);
	}
}
