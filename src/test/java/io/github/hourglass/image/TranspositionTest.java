package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TranspositionTest {

	@Test
	void rowsBecomeColumnsInEveryType() {
		double[] expected = { 0, 3, 1, 4, 2, 5 };
		for (PixelType type : PixelType.values()) {
			Object source = type.newArray(6);
			Object dest = type.newArray(6);
			for (int i = 0; i < 6; i++)
				type.set(source, i, i);
			Transposition.copy(source, new int[] { 3, 2 }, dest, new int[] { 2, 1 });
			double[] values = new double[6];
			for (int i = 0; i < 6; i++)
				values[i] = type.get(dest, i);
			assertArrayEquals(expected, values, type.name());
		}
	}

	@Test
	void onlyAxesLongerThanOneCount() {
		assertTrue(Transposition.isIdentity(new int[] { 4, 1, 3 }, new int[] { 1, 77, 4 }));
		assertFalse(Transposition.isIdentity(new int[] { 4, 1, 3 }, new int[] { 3, 1, 1 }));
	}
}
