package io.github.hourglass.step;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * {@code exp(x) / sum(exp(x))}, the sum along one axis, computed in double after subtracting the largest value. bioimage.io's
 * {@code softmax}. A block is always computed over the whole of that axis, whatever part of it is asked for.
 */
public final class Softmax {

	private Softmax() {}

	/** @param axis letter of the axis of the sum; an image without it is all ones, NaN apart */
	public static Volume apply(Volume volume, char axis) {
		int along = volume.axes().indexOf(axis);
		if (along < 0)
			return apply(volume.inOrder(volume.axes().letters() + axis), axis).inOrder(volume.axes().letters());
		long[] dimensions = volume.dimensions();
		if (dimensions[along] > 1 << 16)
			throw new IllegalArgumentException("Softmax along '" + axis + "' needs all of its " + dimensions[along]
				+ " values at once; 65536 are the most.");
		int n = (int) dimensions[along];
		Volume result = volume.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			if (size[along] == n) {
				volume.copyFloats(min, size, (float[]) dest);
				normalize((float[]) dest, size, along);
			}
			else
				copyPart(volume, along, n, min, size, (float[]) dest);
		});
		if (volume.blocks().size(0)[along] == n)
			return result;
		int[] blockSize = volume.blockSize();
		blockSize[along] = n;
		return result.withBlockSize(blockSize);
	}

	private static void copyPart(Volume volume, int along, int n, long[] min, int[] size, float[] dest) {
		long[] wideMin = min.clone();
		wideMin[along] = 0;
		int[] wideSize = size.clone();
		wideSize[along] = n;
		float[] wide = new float[Volume.pixels(wideSize)];
		volume.copyFloats(wideMin, wideSize, wide);
		normalize(wide, wideSize, along);
		int inner = 1;
		for (int d = 0; d < along; d++)
			inner *= size[d];
		int rows = Volume.pixels(size) / (inner * size[along]);
		for (int row = 0; row < rows; row++)
			System.arraycopy(wide, (row * n + (int) min[along]) * inner, dest, row * size[along] * inner, size[along] * inner);
	}

	private static void normalize(float[] pixels, int[] size, int along) {
		int inner = 1;
		for (int d = 0; d < along; d++)
			inner *= size[d];
		int n = size[along];
		int total = Volume.pixels(size);
		double[] terms = new double[n];
		for (int start = 0; start < total; start += inner * n)
			for (int i = start; i < start + inner; i++) {
				float largest = Float.NEGATIVE_INFINITY;
				for (int k = 0; k < n; k++)
					largest = Math.max(largest, pixels[i + k * inner]);
				double sum = 0;
				for (int k = 0; k < n; k++)
					sum += terms[k] = Math.exp((double) pixels[i + k * inner] - largest);
				for (int k = 0; k < n; k++)
					pixels[i + k * inner] = (float) (terms[k] / sum);
			}
	}
}
