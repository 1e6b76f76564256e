package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Randomness;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;

/** Small images whose pixels are known, and options to train on them. */
final class TestImages {

	/** The value at a position, in the order of the image's axes. */
	interface Value {
		double at(long[] position);
	}

	/** Keeps what it is told. */
	static final class Notes implements Progress {

		final List<String> sentences = new ArrayList<>();

		@Override
		public void report(String stage, long done, long total) {}

		@Override
		public synchronized void note(String sentence) {
			sentences.add(sentence);
		}

		@Override
		public boolean cancelled() {
			return false;
		}
	}

	private TestImages() {}

	static Volume volume(PixelType type, String letters, Value value, long... dimensions) {
		int[] block = new int[dimensions.length];
		java.util.Arrays.fill(block, 32);
		return Volume.of(type, dimensions, Axes.of(letters), block, (min, size, dest) -> {
			long[] position = min.clone();
			for (int i = 0, n = Volume.pixels(size); i < n; i++) {
				type.set(dest, i, value.at(position));
				for (int d = 0; d < size.length; d++) {
					if (++position[d] < min[d] + size[d])
						break;
					position[d] = min[d];
				}
			}
		}).withMetadata(Metadata.titled("test"));
	}

	/** Reproducible noise around 100 with a deviation of about 20, another one for each number. */
	static Volume noise(int number, String letters, long... dimensions) {
		return volume(PixelType.FLOAT32, letters, position -> {
			long at = number;
			for (long p : position)
				at = at * 1009 + p;
			return 100 + 34 * ((Randomness.mix(at) >>> 40) / (double) (1 << 23) - 1);
		}, dimensions);
	}

	/** Noisy pairs; the target is the negative of the input plus 200. */
	static List<ImagePair> pairs(int count, String letters, long... dimensions) {
		List<ImagePair> pairs = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Volume input = noise(i, letters, dimensions);
			pairs.add(new ImagePair("image" + i, input, negative(input)));
		}
		return pairs;
	}

	/** 200 minus the values of an image. */
	static Volume negative(Volume input) {
		return input.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			input.copyFloats(min, size, (float[]) dest);
			float[] values = (float[]) dest;
			for (int i = 0; i < Volume.pixels(size); i++)
				values[i] = 200 - values[i];
		});
	}

	/** Options by name and value, the others as they are by default. */
	static TrainingOptions options(Object... namesAndValues) {
		Map<String, Object> values = new HashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2)
			values.put((String) namesAndValues[i], namesAndValues[i + 1]);
		return Settings.read(TrainingOptions.class, values);
	}
}
