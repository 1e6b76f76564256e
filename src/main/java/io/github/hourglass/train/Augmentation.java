package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Changes that make more of few patches. Geometric ones ({@code flips}, {@code turns}, {@code elastic}) are applied alike to
 * input, target and weight, labels by their nearest neighbors; {@code levels} to input and target; photometric ones ({@code intensity}, {@code noise}, {@code blur})
 * to the input only, {@code invert} and {@code gamma} too. {@code zoom} decides which part of the image becomes the patch and so comes before it
 * is cut. They come in this order, whatever the order they are asked for. What is done to a patch is a function of the random
 * numbers given alone.
 */
public final class Augmentation {

	private static final Map<String, Supplier<Change>> CHANGES = changes();
	private static final String ZOOM = "zoom";

	private final List<Change> changes;
	private final Zoom zoom;

	private Augmentation(List<Change> changes, Zoom zoom) {
		this.changes = changes;
		this.zoom = zoom;
	}

	private static Map<String, Supplier<Change>> changes() {
		Map<String, Supplier<Change>> changes = new LinkedHashMap<>();
		changes.put("flips", Flips::new);
		changes.put("turns", Turns::new);
		changes.put("elastic", Elastic::new);
		changes.put("invert", Inversion::new);
		changes.put("gamma", Gamma::new);
		changes.put("levels", Levels::new);
		changes.put("intensity", Intensity::new);
		changes.put("noise", AddedNoise::new);
		changes.put("blur", Blur::new);
		return changes;
	}

	/**
	 * @param option names joined by {@code +}, or {@code none}
	 * @param task for noise2void and denoiseg, {@code elastic}, {@code zoom}, {@code noise} and {@code blur} are refused: interpolation and
	 *          blur let the noise of one pixel into its neighbors, from which the network would learn it
	 * @param patch its size along x, y[, z]; turns need it as wide as high
	 */
	public static Augmentation of(String option, String task, int[] patch) {
		return of(option, task, patch, patch);
	}

	/** @param target size of the target; where it is another, elastic and zoom are refused */
	static Augmentation of(String option, String task, int[] patch, int[] target) {
		List<String> wanted = new ArrayList<>();
		for (String name : option.strip().split("\\s*\\+\\s*"))
			if (!name.isEmpty() && !name.equals("none"))
				wanted.add(name);
		for (String name : wanted) {
			if (!CHANGES.containsKey(name) && !name.equals(ZOOM))
				throw new IllegalArgumentException("augmentation is '" + option + "'; use any of " + String.join(", ", CHANGES.keySet()) + ", " + ZOOM
					+ ", joined by +, or none.");
			if (Task.of(task).isBlind() && List.of("elastic", ZOOM, "noise", "blur").contains(name))
				throw new IllegalArgumentException("augmentation=" + name + " cannot be used with " + task + ", which learns from the noise as it is; "
					+ "use flips, turns or intensity.");
		}
		if (wanted.contains("turns") && patch[0] != patch[1])
			throw new IllegalArgumentException("augmentation=turns needs patches as wide as high, not " + patch[0] + " × " + patch[1]
				+ "; change patch, or use flips.");
		if (wanted.contains("turns") && target[0] != target[1])
			throw new IllegalArgumentException("augmentation=turns cannot be used where the scale is not the same along x and y; use flips.");
		if (wanted.contains("elastic") && (patch[0] != target[0] || patch[1] != target[1]))
			throw new IllegalArgumentException("augmentation=elastic cannot be used where the target is larger than the image; use flips or turns.");
		if (wanted.contains(ZOOM) && !java.util.Arrays.equals(patch, target))
			throw new IllegalArgumentException("augmentation=zoom cannot be used where the target has another size than the image; use flips or turns.");
		return new Augmentation(CHANGES.entrySet().stream().filter(change -> wanted.contains(change.getKey()))
			.map(change -> change.getValue().get()).toList(), wanted.contains(ZOOM) ? new Zoom() : null);
	}

	/** True if nothing is changed. */
	public boolean isEmpty() {
		return changes.isEmpty() && zoom == null;
	}

	/** True if images are magnified, which {@link #zoomed} does. */
	boolean zooms() {
		return zoom != null;
	}

	/** The area at another magnification, as {@link Zoom#of}. */
	Area zoomed(Area area, int[] patch, PatchRule rule, boolean labels, SplittableRandom random) {
		return zoom.of(area, patch, rule, labels, random);
	}

	void apply(Patch patch, SplittableRandom random) {
		for (Change change : changes)
			change.apply(patch, random.split());
	}
}
