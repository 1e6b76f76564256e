package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

class SliversTest {

	/** Three squares of 25 to 36 pixels, one pixel of another object at the border and one of another in the middle. */
	private static short[] labels(boolean cut) {
		short[] labels = new short[20 * 20];
		for (int y = 0; y < 20; y++)
			for (int x = 0; x < 20; x++)
				labels[y * 20 + x] = (short) (x < 5 && y < 5 ? 1 : x > 8 && x < 15 && y > 2 && y < 9 ? 2 : x > 2 && x < 8 && y > 12 && y < 18 ? 3 : x == 16 && y == 16 ? 4 : x == 19 && y == 10 && !cut ? 5 : 0);
		return labels;
	}

	@Test
	void onlyWhatTheBorderLeavesLittleOfGoes() {
		float[] expected = new float[400];
		short[] without = labels(true);
		for (int i = 0; i < without.length; i++)
			expected[i] = without[i];
		assertArrayEquals(expected, Evaluation.pixels(Slivers.without(Volume.of(ArrayImgs.unsignedShorts(labels(false), 20, 20), Axes.of("xy")))));
	}

	@Test
	void anEmptyImageStaysEmpty() {
		assertArrayEquals(new float[9], Evaluation.pixels(Slivers.without(Volume.of(ArrayImgs.unsignedShorts(new short[9], 3, 3), Axes.of("xy")))));
	}
}
