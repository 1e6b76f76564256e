package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Settings;

/** Patches of 4 × 4 noise whose target is {@code 2 x + 1} and a little noise, each a function of its number. */
final class TestPatches implements Patches {

	private static final int SIDE = 4;

	private final int perStep;

	TestPatches(TrainingOptions options) {
		perStep = options.batch() * options.accumulate();
	}

	/** Options for tests: those named, the rest as by default. */
	static TrainingOptions options(Map<String, ?> values) {
		Map<String, Object> all = new java.util.HashMap<>(Map.of("epochs", 4, "steps", 5, "batch", 8, "rate", 0.02, "previews", 0));
		all.putAll(values);
		return Settings.read(TrainingOptions.class, all);
	}

	/** A number from 0 to 1 that looks random (SplitMix64). */
	static double uniform(long purpose, long step, long index) {
		long z = purpose * 0x9e3779b97f4a7c15L + step * 0xbf58476d1ce4e5b9L + index * 0x94d049bb133111ebL;
		z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
		z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
		return ((z ^ z >>> 31) >>> 11) * 0x1p-53;
	}

	@Override
	public List<Batch> step(long step, int size) {
		List<Batch> batches = new ArrayList<>();
		for (int first = 0; first < perStep; first += size)
			batches.add(batch(1, step, first, size));
		return batches;
	}

	@Override
	public Iterable<Batch> validation(int size) {
		return List.of(batch(2, 0, 0, 4), batch(2, 0, 4, 4));
	}

	@Override
	public Batch preview() {
		return batch(2, 0, 0, 2);
	}

	private static Batch batch(long purpose, long step, int first, int count) {
		int pixels = SIDE * SIDE;
		float[] input = new float[count * pixels], target = new float[count * pixels];
		for (int i = 0; i < input.length; i++) {
			long index = (long) first * pixels + i;
			input[i] = (float) (2 * uniform(purpose, step, index) - 1);
			target[i] = (float) (2 * input[i] + 1 + 0.1 * (uniform(purpose + 10, step, index) - 0.5));
		}
		long[] shape = { count, 1, SIDE, SIDE };
		return new Batch(shape, input, shape, target, null);
	}
}
