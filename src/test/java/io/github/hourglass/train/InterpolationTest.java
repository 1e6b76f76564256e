package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleUnaryOperator;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

class InterpolationTest {

	/** A function of x and z at the centers of pixels, where z is so many times as coarse as x. */
	private static Volume image(DoubleUnaryOperator along, int x, int z, double coarse) {
		float[] pixels = new float[x * 2 * z];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) (i % x + along.applyAsDouble((i / x / 2 + 0.5) * coarse));
		return Volume.of(ArrayImgs.floats(pixels, x, 2, z), Axes.of("xyz"));
	}

	@ParameterizedTest
	@EnumSource
	void rampsStayRampsAndParabolasStayParabolasIfCubic(Interpolation interpolation) {
		DoubleUnaryOperator along = interpolation == Interpolation.LINEAR ? z -> 3 * z : z -> 3 * z - z * z;
		for (int factor = 2; factor <= 5; factor++) {
			Volume fine = image(along, 3, 8 * factor, 1), result = interpolation.of(image(along, 3, 8, factor), fine);
			assertArrayEquals(fine.dimensions(), result.dimensions());
			float[] expected = Evaluation.pixels(fine), given = Evaluation.pixels(result);
			for (int i = 2 * factor * 6; i < expected.length - 2 * factor * 6; i++)
				assertEquals(expected[i], given[i], 1e-3 * Math.max(1, Math.abs(expected[i])), "pixel " + i);
		}
	}
}
