package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.engine.Tensor;

class StarterNetworkTest {

	@Test
	void imagesBecomeWhatThePyramidInPlainLoopsGives() {
		PlainImage image = PlainImage.noisyBlobs(new int[] { 24, 36 }, 30, 0.05, 1)[1];
		assertArrayEquals(image.denoised().values(), run(image).values(), 1e-5f);
	}

	@Test
	void volumesBecomeWhatThePyramidInPlainLoopsGives() {
		PlainImage image = PlainImage.noisyBlobs(new int[] { 8, 12, 16 }, 30, 0.05, 2)[1];
		assertArrayEquals(image.denoised().values(), run(image).values(), 1e-5f);
	}

	/** Measured in dB, 2-D and 3-D: 10 photons 19.5 to 23.7 and 17.0 to 25.2, 50 photons 26.7 to 32.4 and 23.7 to 31.2, 200 photons 30.9 to 37.3 and 28.6 to 35.8. */
	@ParameterizedTest
	@ValueSource(ints = { 10, 50, 200 })
	void noisyNucleiBecomeClearer(int photons) {
		PlainImage[] flat = PlainImage.noisyBlobs(new int[] { 256, 256 }, photons, 0.02, 3);
		double before = flat[0].psnr(flat[1]), after = flat[0].psnr(run(flat[1]));
		assertTrue(after > before + 4, "2-D, " + photons + " photons: " + before + " dB before, " + after + " dB after");
		PlainImage[] solid = PlainImage.noisyBlobs(new int[] { 32, 64, 64 }, photons, 0.02, 4);
		double before3d = solid[0].psnr(solid[1]), after3d = solid[0].psnr(run(solid[1]));
		assertTrue(after3d > before3d + 4, "3-D, " + photons + " photons: " + before3d + " dB before, " + after3d + " dB after");
	}

	@Test
	void brightnessAndContrastOfTheInputPassThrough() {
		PlainImage image = PlainImage.noisyBlobs(new int[] { 32, 32 }, 30, 0.05, 5)[1];
		PlainImage result = run(image);
		PlainImage other = run(image.map(value -> 0.25 * value - 2));
		assertArrayEquals(result.map(value -> 0.25 * value - 2).values(), other.values(), 1e-5f);
	}

	@Test
	void cleanRampsAndEdgesStay() {
		PlainImage edge = new PlainImage(32, 32);
		for (int i = 0; i < edge.data.length; i++)
			edge.data[i] = i % 32 / 32.0 + (i % 32 > 12 ? 1 : 0);
		assertArrayEquals(edge.values(), run(edge).values(), 1e-4f);
	}

	@Test
	void otherDimensionsAreRefused() {
		assertThrows(IllegalArgumentException.class, () -> StarterNetwork.of(1));
	}

	@Test
	void tilesAreExactWithStride4() {
		for (int dimensions = 2; dimensions <= 3; dimensions++) {
			ReceptiveField field = ReceptiveField.of(StarterNetwork.of(dimensions));
			for (int axis = 2; axis < dimensions + 2; axis++) {
				ReceptiveField.Axis seen = field.axis(Layers.INPUT, axis, Layers.OUTPUT);
				assertEquals(ReceptiveField.Kind.EXACT, seen.kind(), seen.why());
				assertEquals(4, seen.stride());
			}
		}
	}

	private static PlainImage run(PlainImage image) {
		long[] shape = new long[image.size.length + 2];
		shape[0] = shape[1] = 1;
		for (int axis = 0; axis < image.size.length; axis++)
			shape[axis + 2] = image.size[axis];
		float[] result = Onnx.run(StarterNetwork.of(image.size.length), Tensor.of(image.values(), shape)).toFloats();
		PlainImage output = new PlainImage(image.size);
		for (int i = 0; i < result.length; i++)
			output.data[i] = result[i];
		return output;
	}
}
