package io.github.hourglass.predict;

import java.util.List;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;

/**
 * How the axes of one image meet those of a network's input: taken whole, looped over, or added with size 1.
 *
 * @param image with the axes as the user says they are to be read
 * @param looped letters the network has but takes one position of at a time
 * @param text for people
 */
record ImageAxes(Volume image, String looped, String text) {

	/** @param option the axes as the user gives them, fastest first, or {@code auto} */
	static ImageAxes of(Volume given, TensorSpec input, String option) {
		Volume image = read(given, option);
		if (input.letters().indexOf('i') >= 0)
			throw new IllegalArgumentException("The model's input '" + input.id() + "' has an axis that is neither space, time, channel nor batch; it cannot be fed with an image.");
		StringBuilder looped = new StringBuilder();
		StringBuilder loops = new StringBuilder();
		for (AxisSpec axis : input.axes())
			if (axis.letter() == 'b' || isOne(axis))
				looped.append(axis.letter());
			else
				checkSize(image, input, axis);
		for (Axis axis : image.axes())
			if (image.size(axis.letter()) > 1 && (input.axis(axis.letter()) == null || looped.indexOf(String.valueOf(axis.letter())) >= 0))
				loops.append(axis.letter());
		String whole = input.letters().chars().filter(letter -> looped.indexOf(String.valueOf((char) letter)) < 0)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).reverse().toString();
		return new ImageAxes(image, looped.toString(), image.axes() + " to network " + whole + (loops.isEmpty() ? "" : ", looped over " + loops));
	}

	private static boolean isOne(AxisSpec axis) {
		return axis.size() instanceof SizeRule.Fixed fixed && fixed.size() == 1;
	}

	private static Volume read(Volume image, String option) {
		String letters = option.strip();
		if (letters.equals("auto") || letters.equals(image.axes().letters()))
			return image;
		if (letters.length() != image.axes().count() || !letters.matches("[xyzctb]*") || letters.chars().distinct().count() != letters.length())
			throw new IllegalArgumentException("axes is '" + option + "', but the image has " + image.axes().count() + " dimensions (" + image.axes()
				+ "); give auto or one letter of x y z c t b for each, fastest first.");
		List<Axis> renamed = new java.util.ArrayList<>();
		for (int d = 0; d < letters.length(); d++) {
			Axis axis = image.axes().get(d);
			renamed.add(axis.letter() == letters.charAt(d) ? axis : new Axis(letters.charAt(d), 1, 0, ""));
		}
		return image.withAxes(Axes.of(renamed));
	}

	private static void checkSize(Volume image, TensorSpec input, AxisSpec axis) {
		long size = image.size(axis.letter());
		if (axis.letter() == 'c' && axis.size() instanceof SizeRule.Fixed fixed && fixed.size() != size)
			throw new IllegalArgumentException("The model takes " + fixed.size() + " channels" + (axis.channelNames().isEmpty() ? "" : " " + axis.channelNames())
				+ ", the image has " + size + "; " + (size == 1 ? "give an image with " + fixed.size() + " channels." : "extract or merge channels first."));
		if (axis.letter() == 't' && axis.size() instanceof SizeRule.Fixed fixed && fixed.size() != size)
			throw new IllegalArgumentException("The model takes " + fixed.size() + " time points at once, the image has " + size + "; crop it in time first.");
		if (axis.letter() == 'z' && size == 1)
			throw new IllegalArgumentException("The model '" + input.id() + "' takes volumes (z), the image is a single plane"
				+ (image.size('t') > 1 ? " over time; if its frames are slices, set axes=" + image.axes().letters().replace("z", "").replace('t', 'z') + "." : "; choose a 2-D model."));
	}

	/** An output in the order of the image: axes it gained are put in ImageJ's place, those of size 1 that the image lacks dropped. */
	Volume inOrderOfImage(Volume output) {
		StringBuilder order = new StringBuilder(image.axes().letters());
		for (Axis axis : output.axes())
			if (order.indexOf(String.valueOf(axis.letter())) < 0 && output.size(axis.letter()) > 1) {
				int place = order.length();
				for (int d = order.length() - 1; d >= 0 && "xyczt".indexOf(order.charAt(d)) > "xyczt".indexOf(axis.letter()); d--)
					place = d;
				order.insert(place, axis.letter());
			}
		return output.inOrder(order.toString()).withMetadata(metadata(output.inOrder(order.toString())));
	}

	private Metadata metadata(Volume output) {
		Metadata metadata = output.metadata();
		if (output.size('c') != image.size('c'))
			metadata = metadata.withChannels(List.of());
		if (output.size('c') * output.size('z') * output.size('t') != metadata.sliceLabels().size())
			metadata = metadata.withSliceLabels(List.of());
		return metadata;
	}
}
