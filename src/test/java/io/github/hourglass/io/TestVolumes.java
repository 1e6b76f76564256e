package io.github.hourglass.io;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Random;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** Small volumes whose pixels are known. */
final class TestVolumes {

	private TestVolumes() {}

	/** Random pixels of the whole range of the type, or of a part that ImageJ can keep. */
	static Volume random(PixelType type, String letters, long seed, long... dimensions) {
		int count = (int) Arrays.stream(dimensions).reduce(1, (a, b) -> a * b);
		Object pixels = type.newArray(count);
		Random random = new Random(seed);
		for (int i = 0; i < count; i++)
			type.set(pixels, i, switch (type) {
				case FLOAT32, FLOAT64 -> random.nextGaussian() * 1000;
				case INT32, INT64 -> random.nextInt(1 << 25) - (1 << 24);
				case UINT32 -> random.nextInt(1 << 24);
				default -> type.min() + random.nextInt((int) (type.max() - type.min()) + 1);
			});
		return of(type, letters, pixels, dimensions);
	}

	/** A volume over an array. */
	static Volume of(PixelType type, String letters, Object pixels, long... dimensions) {
		int[] block = Arrays.stream(dimensions).mapToInt(d -> (int) Math.max(1, (d + 1) / 2)).toArray();
		return Volume.of(type, dimensions, Axes.of(letters), block, (min, size, dest) -> {
			long[] position = min.clone();
			for (int i = 0, n = Volume.pixels(size); i < n; i++) {
				long index = 0;
				for (int d = dimensions.length - 1; d >= 0; d--)
					index = index * dimensions[d] + position[d];
				Array.set(dest, i, Array.get(pixels, (int) index));
				for (int d = 0; d < position.length; d++) {
					if (++position[d] < min[d] + size[d])
						break;
					position[d] = min[d];
				}
			}
		});
	}

	/** All pixels, widened. */
	static double[] values(Volume volume) {
		int[] size = Arrays.stream(volume.dimensions()).mapToInt(Math::toIntExact).toArray();
		return values(volume, new long[size.length], size);
	}

	/** The pixels of a block, widened. */
	static double[] values(Volume volume, long[] min, int[] size) {
		Object pixels = volume.type().newArray(Volume.pixels(size));
		volume.copy(min, size, pixels);
		double[] values = new double[Array.getLength(pixels)];
		for (int i = 0; i < values.length; i++)
			values[i] = volume.type().get(pixels, i);
		return values;
	}
}
