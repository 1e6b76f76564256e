package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Which parts of the images are trained on and which are only looked at. Several images: whole ones are kept, evenly spread
 * over the list, every tenth or the share asked for, at least one. One image: a block at its far end of about 15 % (or the
 * share asked for) of z, of the longer of x and y if there are too few slices, and between the two parts a patch and a halo
 * that belong to neither, so that no output pixel of one is computed from pixels of the other.
 *
 * @param note how it was done, one sentence
 */
record Split(List<Area> training, List<Area> validation, String note) {

	private static final double BLOCK = 0.15;

	/** True if the option is neither auto nor a share. */
	static boolean isFolder(String option) {
		return !option.isBlank() && !option.strip().equals("auto") && !option.strip().matches("[0-9]*[.]?[0-9]+");
	}

	/** The share that the option asks for, NaN for auto. */
	static double share(String option) {
		if (option.isBlank() || option.strip().equals("auto"))
			return Double.NaN;
		double share = Double.parseDouble(option.strip());
		if (!(share > 0 && share < 1))
			throw new IllegalArgumentException("validation is '" + option + "'; a share lies between 0 and 1, such as 0.2.");
		return share;
	}

	/** Whole images for both. */
	static Split of(List<TrainingImage> training, List<TrainingImage> validation) {
		return new Split(training.stream().map(Area::whole).toList(), validation.stream().map(Area::whole).toList(),
			"Training on " + images(training.size()) + ", validating on " + validation.size() + " from a folder of their own.");
	}

	/**
	 * Of images with and without a target each the same share is kept, if there are several.
	 *
	 * @param share NaN for auto; of at least two images
	 */
	static Split byImage(List<TrainingImage> images, double share) {
		List<TrainingImage> with = images.stream().filter(image -> image.target() != null).toList();
		List<TrainingImage> without = images.stream().filter(image -> image.target() == null).toList();
		List<Area> training = new ArrayList<>();
		List<Area> validation = new ArrayList<>();
		boolean mixed = with.size() > 1 && !without.isEmpty() || without.size() > 1 && !with.isEmpty();
		for (List<TrainingImage> group : mixed ? List.of(with, without) : List.of(java.util.stream.Stream.concat(with.stream(), without.stream()).toList())) {
			int n = group.size();
			int kept = n < 2 ? 0 : Double.isNaN(share) ? Math.max(1, n / 10) : (int) Math.max(1, Math.min(n - 1, Math.round(share * n)));
			for (int i = 0; i < n; i++)
				(isKept(i, n, kept) ? validation : training).add(Area.whole(group.get(i)));
		}
		return new Split(training, validation, "Training on " + images(training.size()) + ", validating on " + validation.size() + " others: "
			+ Finding.names(validation.stream().map(area -> area.image().name()).toList()) + ".");
	}

	/** One of {@code kept} positions in the middle of as many equal parts of {@code n}. */
	private static boolean isKept(int i, int n, int kept) {
		for (int k = 0; k < kept; k++)
			if (i == (int) ((k + 0.5) * n / kept))
				return true;
		return false;
	}

	/**
	 * @param share NaN for auto
	 * @param patch size in the order of the image's axes
	 * @throws IllegalArgumentException if the image is too small
	 */
	static Split byBlock(TrainingImage image, double share, int[] patch, PatchRule rule) {
		int axis = axis(image, share, patch, rule);
		if (axis < 0)
			throw new IllegalArgumentException("'" + image.name() + "' is too small to keep a part of it for validation: along one axis it must hold "
				+ "three patches and the halo of the network; choose a smaller patch, or give a validation folder or more images.");
		long size = image.size()[axis];
		long kept = kept(size, share, patch[axis]);
		long gap = gap(axis, patch, rule);
		long trained = size - kept - gap;
		Area whole = Area.whole(image);
		char letter = image.input().axes().letter(axis);
		return new Split(List.of(whole.part(axis, 0, trained)), List.of(whole.part(axis, size - kept, kept)),
			"Of the only image '" + image.name() + "', " + letter + " = " + (size - kept) + " to " + (size - 1) + " is kept for validation ("
				+ Math.round(100.0 * kept / size) + " %); training uses " + letter + " = 0 to " + (trained - 1) + ", the " + gap + " between are left out.");
	}

	/** True if {@link #byBlock} would find room. */
	static boolean hasRoom(TrainingImage image, double share, int[] patch, PatchRule rule) {
		return axis(image, share, patch, rule) >= 0;
	}

	private static int axis(TrainingImage image, double share, int[] patch, PatchRule rule) {
		String longer = image.input().size('x') > image.input().size('y') ? "zxy" : "zyx";
		for (char letter : longer.toCharArray()) {
			int d = image.input().axes().indexOf(letter);
			long size = image.size()[d];
			if (size > 1 && size - kept(size, share, patch[d]) - gap(d, patch, rule) >= patch[d])
				return d;
		}
		return -1;
	}

	private static long kept(long size, double share, int patch) {
		return Math.max(patch, Math.round((Double.isNaN(share) ? BLOCK : share) * size));
	}

	private static long gap(int d, int[] patch, PatchRule rule) {
		return patch[d] + (d < rule.dimensions() ? rule.halo()[d] : 0);
	}

	private static String images(int count) {
		return count == 1 ? "1 image" : count + " images";
	}
}
