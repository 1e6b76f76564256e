package io.github.hourglass.label;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * Reads the numbers of objects from an image of any pixel type: whole numbers from 0, which is the background, to 2147483647.
 * ImageJ keeps them as 8-bit, 16-bit or, above 65535, as 32-bit float.
 */
public final class LabelPixels {

	private LabelPixels() {}

	/**
	 * The labels of a block, first axis fastest.
	 *
	 * @throws IllegalArgumentException naming the image and the value, if a pixel is no label
	 */
	public static int[] copy(Volume volume, long[] min, int[] size) {
		int[] labels = new int[Volume.pixels(size)];
		copy(volume, min, size, labels);
		return labels;
	}

	/** @param labels at least as long as the block has pixels */
	public static void copy(Volume volume, long[] min, int[] size, int[] labels) {
		PixelType type = volume.type();
		int count = Volume.pixels(size);
		Object pixels = type == PixelType.INT32 ? labels : type.newArray(count);
		volume.copy(min, size, pixels);
		convert(volume, pixels, count, labels);
	}

	/**
	 * Pixels of an image, already read, as labels.
	 *
	 * @param volume that they are of
	 * @param pixels primitive array of its type; may be {@code labels} itself
	 */
	public static void convert(Volume volume, Object pixels, int count, int[] labels) {
		PixelType type = volume.type();
		if (type == PixelType.INT32) {
			int[] values = (int[]) pixels;
			for (int i = 0; i < count; i++)
				if (values[i] < 0)
					throw refusal(volume, values[i]);
			if (values != labels)
				System.arraycopy(values, 0, labels, 0, count);
		}
		else if (type == PixelType.UINT16) {
			short[] values = (short[]) pixels;
			for (int i = 0; i < count; i++)
				labels[i] = values[i] & 0xffff;
		}
		else if (type == PixelType.UINT8) {
			byte[] values = (byte[]) pixels;
			for (int i = 0; i < count; i++)
				labels[i] = values[i] & 0xff;
		}
		else
			for (int i = 0; i < count; i++) {
				double value = type.get(pixels, i);
				labels[i] = (int) value;
				if (labels[i] != value || value < 0)
					throw refusal(volume, value);
			}
	}

	private static IllegalArgumentException refusal(Volume volume, double value) {
		String number = value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
		return new IllegalArgumentException("'" + volume.metadata().title() + "' has a pixel of " + number
			+ ", which is no label; labels are whole numbers from 0 (background) to 2147483647.");
	}
}
