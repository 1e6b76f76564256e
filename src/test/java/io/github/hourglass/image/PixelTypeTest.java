package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.imglib2.type.numeric.ARGBType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PixelTypeTest {

	@Test
	void integersRoundClipAndTurnNaNIntoZero() {
		Object[][] cases = { { PixelType.UINT8, 254.5, 255.0 }, { PixelType.UINT8, 300.0, 255.0 }, { PixelType.UINT8, -1.0, 0.0 },
			{ PixelType.INT8, -200.0, -128.0 }, { PixelType.UINT16, 65535.4, 65535.0 }, { PixelType.INT16, 1e9, 32767.0 },
			{ PixelType.UINT32, 4294967295.0, 4294967295.0 }, { PixelType.INT32, -3e9, -2147483648.0 }, { PixelType.INT64, 2.5, 3.0 },
			{ PixelType.UINT8, Double.NaN, 0.0 }, { PixelType.INT32, Double.NaN, 0.0 }, { PixelType.UINT8, Double.POSITIVE_INFINITY, 255.0 } };
		for (Object[] c : cases) {
			PixelType type = (PixelType) c[0];
			Object array = type.newArray(1);
			type.set(array, 0, (double) c[1]);
			assertEquals((double) c[2], type.get(array, 0), type + " " + c[1]);
		}
	}

	@Test
	void theLargestValuesOfEveryTypeSurvive() {
		for (PixelType type : PixelType.values())
			for (double value : new double[] { type.min(), type.max(), 0, 1 }) {
				Object array = type.newArray(3);
				type.set(array, 1, value);
				assertEquals(value, type.get(array, 1), type.name());
				assertEquals(0, type.get(array, 2), type.name());
			}
	}

	@Property
	void blocksOfFloatsAreStoredAsSingleValuesAre(@ForAll PixelType type, @ForAll float[] values) {
		for (float scale : new float[] { 1, 1e-30f, Float.NaN }) {
			float[] from = values.clone();
			for (int i = 0; i < from.length; i++)
				from[i] *= scale;
			Object block = type.newArray(from.length + 2);
			type.fromFloats(from, 0, block, 2, from.length);
			float[] back = new float[from.length];
			type.toFloats(block, 2, back, 0, from.length);
			double[] wide = new double[from.length];
			type.toDoubles(block, 2, wide, from.length);
			for (int i = 0; i < from.length; i++) {
				Object single = type.newArray(1);
				type.set(single, 0, from[i]);
				assertEquals(type.get(single, 0), type.get(block, i + 2));
				assertEquals((float) type.get(single, 0), back[i]);
				assertEquals(type.get(single, 0), wide[i]);
			}
		}
	}

	@Test
	void floatsAtTheEdgesOfRoundingAreStoredAsSingleValuesAre() {
		float[] values = { 0.49999997f, 0.5f, 1.5f, 2.5f, 254.49998f, 254.5f, 255.5f, -0.5f, -0.50001f, -3, 65534.5f, 65535f, 1e20f, -1e20f,
			Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 8388609f };
		for (PixelType type : PixelType.values()) {
			Object block = type.newArray(values.length);
			type.fromFloats(values, 0, block, 0, values.length);
			for (int i = 0; i < values.length; i++) {
				Object single = type.newArray(1);
				type.set(single, 0, values[i]);
				assertEquals(type.get(single, 0), type.get(block, i), type + " " + values[i]);
			}
		}
	}

	@Test
	void imgLib2TypesAreRecognizedAndOthersRefusedByName() {
		for (PixelType type : PixelType.values())
			assertEquals(type, PixelType.of(type.newImgLibType()));
		assertEquals("Images of type ARGBType are not supported; convert the image to 8-bit, 16-bit or 32-bit first.",
			assertThrows(IllegalArgumentException.class, () -> PixelType.of(new ARGBType())).getMessage());
	}
}
