package io.github.hourglass.predict;

import java.util.Arrays;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** The mean of red, green and blue, rounded, as ImageJ makes a gray image of an RGB one. */
final class GrayOfRgb {

	private GrayOfRgb() {}

	/** An image without channels, 8 bit; its other axes are in the order x y z t. */
	static Volume of(Volume rgb) {
		StringBuilder letters = new StringBuilder("xy");
		for (char letter : "zt".toCharArray())
			if (rgb.axes().has(letter))
				letters.append(letter);
		Volume red = channel(rgb, 0, letters.toString()), green = channel(rgb, 1, letters.toString()), blue = channel(rgb, 2, letters.toString());
		return red.withPixels(PixelType.UINT8, (min, size, dest) -> {
			int pixels = Volume.pixels(size);
			byte[] gray = (byte[]) dest, g = new byte[pixels], b = new byte[pixels];
			red.copy(min, size, gray);
			green.copy(min, size, g);
			blue.copy(min, size, b);
			for (int i = 0; i < pixels; i++)
				gray[i] = (byte) Math.round(((gray[i] & 0xff) + (g[i] & 0xff) + (b[i] & 0xff)) / 3f);
		});
	}

	private static Volume channel(Volume rgb, int channel, String letters) {
		long[] min = new long[rgb.axes().count()], size = Arrays.copyOf(rgb.dimensions(), min.length);
		min[rgb.axes().indexOf('c')] = channel;
		size[rgb.axes().indexOf('c')] = 1;
		return rgb.crop(min, size).inOrder(letters);
	}
}
