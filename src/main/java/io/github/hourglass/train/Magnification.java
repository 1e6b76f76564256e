package io.github.hourglass.train;

import java.util.Arrays;

import io.github.hourglass.image.Volume;

/**
 * How many pixels the network gives for each that it takes.
 *
 * @param factors along x, y[, z]; one factor stands for all axes; 0 along an axis that goes away
 * @param isotropic true where stacks are to become finer along z and nobody has finer ones: as in CARE (Weigert et al., Nature
 *          Methods 2018) a network learns in planes of x and y, coarsened along y, what it then does in planes of x and z
 * @param elongation standard deviation in pixels by which isotropic restoration blurs along y, the averaging of large pixels included; where that
 *          is more, it alone
 */
record Magnification(int[] factors, boolean isotropic, double elongation) {

	private static final int MOST = 16;
	private static final double LONGEST = 50;

	private Magnification(int... factors) {
		this(factors, false, 0);
	}

	/** @throws IllegalArgumentException if the option {@code scale} cannot be read, or does not fit the images that are given */
	static Magnification of(TrainingOptions options) {
		Task task = Task.of(options);
		if (task == Task.PROJECT)
			return new Magnification(1, 1, 0);
		if (task != Task.UPSCALE)
			return new Magnification(1);
		int[] factors = parse(options.scale());
		if (!options.targets().isBlank())
			return new Magnification(factors);
		if (factors.length != 3 || factors[0] != 1 || factors[1] != 1 || factors[2] == 1)
			throw new IllegalArgumentException("targets is empty: upscale needs the large images, or both; only for stacks that are to become finer along z, "
				+ "with a scale such as 1,1,4, images alone suffice.");
		return new Magnification(new int[] { 1, factors[2] }, true, elongation(options.elongation(), factors[2]));
	}

	private static double elongation(String text, int factor) {
		if (text.strip().equals("auto"))
			return factor / 2.0;
		try {
			double elongation = Double.parseDouble(text.strip());
			if (elongation >= 0 && elongation <= LONGEST)
				return elongation;
		}
		catch (NumberFormatException e) {
			// told below
		}
		throw new IllegalArgumentException("elongation is '" + text + "'; use auto or a number from 0 to " + (int) LONGEST + ".");
	}

	private static int[] parse(String scale) {
		String[] numbers = scale.strip().split("\\s*,\\s*", -1);
		if (numbers.length > 3 || !Arrays.stream(numbers).allMatch(number -> number.matches("[1-9][0-9]?") && Integer.parseInt(number) <= MOST))
			throw new IllegalArgumentException("scale is '" + scale + "'; use one whole number, x,y or x,y,z, each from 1 to " + MOST + ".");
		int[] factors = Arrays.stream(numbers).mapToInt(Integer::parseInt).toArray();
		if (Arrays.stream(factors).allMatch(factor -> factor == 1))
			throw new IllegalArgumentException("scale is '" + scale + "', which enlarges nothing; use a larger number, or the task restore.");
		return factors;
	}

	/** @param usual number of axes of the network where the scale does not say it */
	int dimensions(int usual) {
		return factors.length > 1 ? factors.length : usual;
	}

	/** Per axis x, y[, z] of a network with so many. */
	int[] along(int dimensions) {
		int[] along = new int[dimensions];
		for (int d = 0; d < dimensions; d++)
			along[d] = factors[factors.length == 1 ? 0 : d];
		return along;
	}

	/** A pair made of a large image alone: what does not fill the last small pixels is cut off. */
	ImagePair pair(ImagePair large, int dimensions) {
		int[] along = along(dimensions);
		Volume seen = isotropic ? AxialBlur.of(large.input(), 'y', Math.sqrt(Math.max(0, elongation * elongation - (along[1] * along[1] - 1) / 12.0))) : large.input();
		return new ImagePair(large.name(), Binning.of(seen, along), Binning.fitting(large.input(), along));
	}

	/** Such as {@code 2 × 2}. */
	String text(int dimensions) {
		return String.join(" × ", Arrays.stream(along(dimensions)).mapToObj(String::valueOf).toList());
	}
}
