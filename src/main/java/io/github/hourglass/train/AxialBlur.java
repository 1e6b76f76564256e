package io.github.hourglass.train;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** An image blurred along one axis by a Gaussian, on demand, in 32-bit floats; the pixel of a border goes on beyond it. */
final class AxialBlur {

	private static final double REACH = 4;

	private AxialBlur() {}

	/** @param deviation standard deviation in pixels; the image itself if it is 0 */
	static Volume of(Volume image, char letter, double deviation) {
		if (deviation == 0)
			return image;
		int reach = (int) Math.ceil(REACH * deviation), axis = image.axes().indexOf(letter);
		double[] kernel = new double[2 * reach + 1];
		double sum = 0;
		for (int i = 0; i < kernel.length; i++)
			sum += kernel[i] = Math.exp(-(i - reach) * (i - reach) / (2 * deviation * deviation));
		for (int i = 0; i < kernel.length; i++)
			kernel[i] /= sum;
		return Volume.of(PixelType.FLOAT32, image.dimensions(), image.axes(), image.blockSize(), (min, size, dest) -> blur(image, axis, kernel, min, size, (float[]) dest))
			.withMetadata(image.metadata());
	}

	private static void blur(Volume image, int axis, double[] kernel, long[] min, int[] size, float[] dest) {
		int reach = kernel.length / 2, stride = 1;
		long last = image.dimensions()[axis] - 1, first = Math.max(0, min[axis] - reach);
		long[] from = min.clone();
		int[] read = size.clone();
		from[axis] = first;
		read[axis] = (int) (Math.min(last, min[axis] + size[axis] - 1 + reach) - first + 1);
		float[] values = new float[Volume.pixels(read)];
		image.copyFloats(from, read, values);
		for (int d = 0; d < axis; d++)
			stride *= size[d];
		for (int i = 0; i < dest.length; i++) {
			int inner = i % stride, at = i / stride % size[axis], outer = i / stride / size[axis];
			double sum = 0;
			for (int k = -reach; k <= reach; k++) {
				int place = (int) (Math.max(0, Math.min(last, min[axis] + at + k)) - first);
				sum += kernel[k + reach] * values[(outer * read[axis] + place) * stride + inner];
			}
			dest[i] = (float) sum;
		}
	}
}
