package io.github.hourglass.label;

import java.util.List;

import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.Volume;

/** Images as x y z t, in which objects are sought: within x, y and z, frame by frame. */
final class SpaceTime {

	private SpaceTime() {}

	/** The image as x y z t; refused if it has several channels or a batch. */
	static Volume of(Volume image, String what) {
		for (char letter : new char[] { 'c', 'b' })
			if (image.size(letter) > 1)
				throw new IllegalArgumentException("The " + what + " has " + image.size(letter) + (letter == 'c' ? " channels" : " images of a batch")
					+ "; objects are found in one: choose it first.");
		return image.inOrder("xyzt");
	}

	/** Refuses images that do not lie on each other. */
	static void checkSame(Volume one, String oneName, Volume other, String otherName) {
		for (char letter : "xyzt".toCharArray())
			if (one.size(letter) != other.size(letter))
				throw new IllegalArgumentException("The " + oneName + " (" + one + ") and the " + otherName + " (" + other + ") differ in size along " + letter + ".");
	}

	/** Labels in x y z t as an image with the axes and metadata of {@code image}, channels apart. */
	static Volume like(Volume image, Volume labels) {
		String letters = "xy" + (image.axes().has('z') ? "z" : "") + (image.axes().has('t') ? "t" : "");
		Metadata metadata = image.metadata().withChannels(List.of()).withRgb(false);
		return labels.withMetadata(metadata).inOrder(letters);
	}
}
