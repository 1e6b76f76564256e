package io.github.hourglass.predict;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Looks for pixels that are not a number in what a network is given: they are passed through, but the user is told. */
final class NotANumber {

	private NotANumber() {}

	/** The same image; says so, once per progress, when a block that is read contains NaN. */
	static Volume told(Volume image, Progress progress) {
		PixelType type = image.type();
		if (type.isInteger())
			return image;
		return image.withPixels(type, (min, size, dest) -> {
			image.copy(min, size, dest);
			if (isAnywhere(type, dest, Volume.pixels(size)))
				progress.note("The image contains NaN (not a number), which is passed through: the result is NaN wherever the network sees one.");
		});
	}

	private static boolean isAnywhere(PixelType type, Object pixels, int count) {
		if (type == PixelType.FLOAT32) {
			float[] values = (float[]) pixels;
			for (int i = 0; i < count; i++)
				if (values[i] != values[i])
					return true;
			return false;
		}
		double[] values = (double[]) pixels;
		for (int i = 0; i < count; i++)
			if (values[i] != values[i])
				return true;
		return false;
	}
}
