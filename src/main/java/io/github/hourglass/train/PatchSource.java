package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Randomness;
import io.github.hourglass.image.Volume;

/**
 * Makes any patch of a run from its number alone. Every place of every training area is equally likely, but places where there
 * is nothing to learn ({@link Targets#isWorth}) are passed over; after 200 of them in a row the last is taken. Thread-safe.
 */
final class PatchSource {

	private static final int TRIES = 200;

	private final List<Area> areas;
	private final long[] upTo;
	private final int[] size;
	private final PatchRule rule;
	private final long seed;
	private final Targets targets;
	private final Augmentation augmentation;
	private final BlindSpots spots;

	/**
	 * @param size of a patch, per axis of the images; 1 along axes that are not the network's
	 * @param targets null where {@code spots} makes them
	 * @param spots null for tasks that are not blind; with {@code targets} too it is denoiseg
	 */
	PatchSource(List<Area> areas, int[] size, PatchRule rule, long seed, Targets targets, Augmentation augmentation, BlindSpots spots) {
		this.areas = List.copyOf(areas);
		this.size = size.clone();
		this.rule = rule;
		this.seed = seed;
		this.targets = targets;
		this.augmentation = augmentation;
		this.spots = spots;
		this.upTo = new long[areas.size()];
		long places = 0;
		for (int i = 0; i < upTo.length; i++)
			upTo[i] = places = Math.addExact(places, areas.get(i).places(whole(areas.get(i).image().input(), size)));
	}

	/** Patch {@code i} of an epoch. */
	Patch draw(long epoch, long i) {
		SplittableRandom random = Randomness.of(seed, "patch", epoch, i);
		TrainingImage image = null;
		long[] min = null;
		for (int tries = 0; tries < TRIES; tries++) {
			long place = random.nextLong(upTo[upTo.length - 1]);
			int chosen = 0;
			while (upTo[chosen] <= place)
				chosen++;
			Area area = areas.get(chosen);
			image = area.image();
			min = area.place(whole(image.input(), size), place - (chosen == 0 ? 0 : upTo[chosen - 1]));
			if (augmentation.zooms()) {
				SplittableRandom magnified = Randomness.of(seed, "zoom", epoch, i, tries);
				area = augmentation.zoomed(area, whole(image.input(), size), rule, targets != null && targets.areLabels(), magnified);
				image = area.image();
				min = area.place(whole(image.input(), size), magnified.nextLong(area.places(whole(image.input(), size))));
			}
			if (targets == null || targets.isWorth(image, min, size))
				break;
		}
		Patch patch = cut(image, min);
		augmentation.apply(patch, Randomness.of(seed, "augmentation", epoch, i));
		blind(patch, "spots", epoch, i);
		return patch;
	}

	/** Patches that lie side by side in these areas, not augmented: at most so many, evenly spread. */
	List<Patch> tiles(List<Area> others, int most) {
		long[] counts = others.stream().mapToLong(area -> area.tiles(whole(area.image().input(), size))).toArray();
		long all = 0;
		for (long count : counts)
			all = Math.addExact(all, count);
		long wanted = Math.min(most, all);
		List<Patch> patches = new ArrayList<>();
		for (long k = 0; k < wanted; k++) {
			long number = (long) ((k + 0.5) * ((double) all / wanted));
			int chosen = 0;
			while (number >= counts[chosen])
				number -= counts[chosen++];
			Area area = others.get(chosen);
			Patch patch = cut(area.image(), area.tile(whole(area.image().input(), size), number));
			blind(patch, "validation", k);
			patches.add(patch);
		}
		return patches;
	}

	/** Makes the blind spots; targets that were there come after the noisy image. */
	private void blind(Patch patch, String purpose, long... index) {
		if (spots == null)
			return;
		float[] classes = patch.target, counted = patch.weight;
		spots.apply(patch, Randomness.of(seed, purpose, index));
		if (targets != null)
			patch.target = BorderTargets.joined(patch.target, classes, counted);
	}

	private Patch cut(TrainingImage image, long[] min) {
		Patch patch = new Patch(space(size), space(rule.targetSize(size)), targets != null && targets.areLabels());
		patch.input = read(image.input(), min, size);
		image.inputScaling().apply(patch.input, patch.pixels());
		if (targets != null)
			targets.read(image, min, size, patch);
		return patch;
	}

	/** Along x, y, z. */
	private int[] space(int[] all) {
		return new int[] { all[0], all[1], rule.dimensions() == 3 ? all[2] : 1 };
	}

	/** All channels of a block, as float. */
	static float[] read(Volume volume, long[] min, int[] size) {
		int[] all = whole(volume, size);
		float[] pixels = new float[Volume.pixels(all)];
		volume.copyFloats(min, all, pixels);
		return pixels;
	}

	/** All channels of the middle half of a block. */
	static float[] middle(Volume volume, long[] min, int[] size) {
		long[] from = min.clone();
		int[] middle = size.clone();
		for (int d = 0; d < size.length; d++)
			if (Axis.isSpatial(volume.axes().letter(d))) {
				middle[d] = Math.max(1, size[d] / 2);
				from[d] += (size[d] - middle[d]) / 2;
			}
		return read(volume, from, middle);
	}

	private static int[] whole(Volume volume, int[] size) {
		int[] all = size.clone();
		all[volume.axes().indexOf('c')] = (int) volume.size('c');
		return all;
	}
}
