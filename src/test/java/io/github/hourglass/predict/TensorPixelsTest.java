package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

class TensorPixelsTest {

	/** Bit patterns from the tables of IEEE 754-2008 binary16. */
	@Test
	void halvesHaveTheirKnownBits() {
		assertEquals(0x3c00, TensorPixels.toHalf(1));
		assertEquals((short) 0xc000, TensorPixels.toHalf(-2));
		assertEquals(0x7bff, TensorPixels.toHalf(65504));
		assertEquals(0x7c00, TensorPixels.toHalf(65520));
		assertEquals(0x0400, TensorPixels.toHalf(0x1p-14f));
		assertEquals(0x0001, TensorPixels.toHalf(0x1p-24f));
		assertEquals(0x3555, TensorPixels.toHalf(1 / 3f));
		assertEquals(0x1p-24f, TensorPixels.ofHalf((short) 1));
		assertEquals(Float.POSITIVE_INFINITY, TensorPixels.ofHalf((short) 0x7c00));
	}

	@Test
	void everyHalfComesBack() {
		for (int bits = 0; bits < 1 << 16; bits++)
			if (!Float.isNaN(TensorPixels.ofHalf((short) bits)))
				assertEquals((short) bits, TensorPixels.toHalf(TensorPixels.ofHalf((short) bits)));
	}

	@Test
	void everyTypeTakesAndGivesWhatItHolds() {
		float[] pixels = { 0, 1, 5, 100 };
		for (TensorType type : TensorType.values()) {
			Tensor tensor = Tensor.allocate(type, 6);
			TensorPixels.put(pixels, 4, tensor, 2);
			Object back = TensorPixels.pixelType(type).newArray(4);
			TensorPixels.get(tensor, 2, back, 0, 4);
			float[] given = new float[4];
			TensorPixels.pixelType(type).toFloats(back, 0, given, 0, 4);
			assertArrayEquals(type == TensorType.BOOL ? new float[] { 0, 1, 1, 1 } : pixels, given, type.name());
		}
	}

	@Test
	void reflectionIsNumPys() {
		// numpy.pad([0, 1, 2, 3], (0, 8), mode='reflect')
		int[] expected = { 0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1 };
		for (int i = 0; i < expected.length; i++)
			assertEquals(expected[i], Reflection.index(i, 4));
		assertEquals(2, Reflection.index(-2, 4));
		assertEquals(0, Reflection.index(17, 1));
	}
}
