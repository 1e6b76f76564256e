package io.github.hourglass.train;

import java.util.Arrays;
import java.util.List;

/** Decides how large patches are. */
final class PatchSize {

	/** What {@code auto} takes along x and y, and along z, if the images are large enough. */
	private static final int PLANE = 64;
	private static final int DEEP = 16;

	private PatchSize() {}

	/**
	 * Size per axis in the order of {@link PatchRule#order()}, 1 beyond the network's axes. {@code auto} is 64 along x and y and 16
	 * along z, less where the median image is smaller, or where the only image could not be split; always a multiple of the
	 * network's stride.
	 *
	 * @param share for {@link Split#byBlock}, if {@code images} is one that is to be split; null if not
	 */
	static int[] of(String option, List<TrainingImage> images, Double share, PatchRule rule) {
		int[] size = new int[rule.order().length()];
		Arrays.fill(size, 1);
		String value = option.strip().toLowerCase(java.util.Locale.ROOT);
		for (int d = 0; d < rule.dimensions(); d++)
			if (rule.isWhole(d))
				size[d] = whole(d, images);
		if (!value.equals("auto")) {
			int[] given = given(value, option, rule);
			for (int d = 0; d < given.length; d++)
				if (!rule.isWhole(d))
					size[d] = given[d];
				else if (value.contains(",") && given[d] != size[d])
					throw new IllegalArgumentException("patch is '" + option + "', but all " + size[d] + " slices of a stack go into a projection; use x,y,"
						+ size[d] + " or one number.");
			return size;
		}
		for (int d = 0; d < rule.dimensions(); d++) {
			if (rule.isWhole(d))
				continue;
			int axis = d;
			long[] sizes = images.stream().mapToLong(image -> image.size()[axis]).sorted().toArray();
			long most = Math.min(d < 2 ? PLANE : DEEP, sizes.length == 0 ? Long.MAX_VALUE : sizes[(sizes.length - 1) / 2]);
			size[d] = (int) Math.max(rule.stride()[d], most - most % rule.stride()[d]);
		}
		if (share != null)
			shrink(size, images.get(0), share, rule);
		if (size[0] != size[1] && rule.stride()[0] == rule.stride()[1])
			size[0] = size[1] = Math.min(size[0], size[1]);
		return size;
	}

	/** The size that all images have along an axis. */
	private static int whole(int d, List<TrainingImage> images) {
		long[] sizes = images.stream().mapToLong(image -> image.size()[d]).distinct().sorted().toArray();
		if (sizes.length > 1)
			throw new IllegalArgumentException("The stacks have from " + sizes[0] + " to " + sizes[sizes.length - 1]
				+ " slices, but those trained on together need as many; make substacks of " + sizes[0] + ", the model then takes any number.");
		return sizes.length == 0 ? 1 : Math.toIntExact(sizes[0]);
	}

	private static void shrink(int[] size, TrainingImage image, double share, PatchRule rule) {
		while (!Split.hasRoom(image, share, size, rule) && (size[0] > rule.stride()[0] || size[1] > rule.stride()[1]))
			for (int d = 0; d < 2; d++)
				size[d] = Math.max(rule.stride()[d], size[d] - rule.stride()[d]);
	}

	private static int[] given(String value, String option, PatchRule rule) {
		String[] numbers = value.split("\\s*,\\s*", -1);
		boolean fits = (numbers.length == 1 || numbers.length == rule.dimensions())
			&& Arrays.stream(numbers).allMatch(number -> number.matches("[1-9][0-9]{0,4}"));
		if (!fits)
			throw new IllegalArgumentException("patch is '" + option + "'; use auto, one number, or " + (rule.dimensions() == 3 ? "x,y,z" : "x,y") + " in pixels.");
		int[] size = new int[rule.dimensions()];
		for (int d = 0; d < size.length; d++) {
			size[d] = Integer.parseInt(numbers[numbers.length == 1 ? 0 : d]);
			int stride = rule.stride()[d];
			if (size[d] % stride != 0)
				throw new IllegalArgumentException("patch is '" + option + "', but this network needs a multiple of " + stride + " along "
					+ "xyz".charAt(d) + ", such as " + Math.max(stride, Math.round((double) size[d] / stride) * stride) + ".");
		}
		return size;
	}
}
