package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.Npy;
import net.imglib2.img.array.ArrayImgs;

class PredictorTest {

	private static final Path REAL = Path.of("../shared/real/models/onnx");

	@Test
	void realNetworksGiveTheSameInTilesAndInOnePiece() {
		assumeTrue(Files.isDirectory(REAL), "tiled equals untiled on real networks: " + REAL + " is not there");
		check("dncnn_sigma25/dncnn_25.onnx", npy("dncnn_sigma25/ref_input.npy", "xy"), 128, "auto");
		check("super_resolution_x3/pytorch_super_resolution.onnx", npy("super_resolution_x3/ref_input.npy", "xy"), 100, "auto");
		check("unet2d_nuclei_broad/bioimageio.yaml", npy("unet2d_nuclei_broad/test_input.npy", "xy").crop(new long[] { 100, 50 }, new long[] { 410, 390 }), 256, "auto");
		check("meshnet3d/model30_3class.onnx", npy("meshnet3d/model30_ref_input.npy", "xyz").crop(new long[] { 0, 0, 0 }, new long[] { 64, 12, 12 }), 60, "auto");
		check("meshnet3d/model5_gw_ae.onnx", twice(npy("meshnet3d/model30_ref_input.npy", "xyz").crop(new long[] { 0, 0, 0 }, new long[] { 64, 20, 20 })), 100, "46");
	}

	private static void check(String model, Volume image, int tile, String halo) {
		PredictionOptions options = PredictionOptions.of(REAL.resolve(model).toString()).withHalo(halo);
		try (Predictor whole = Predictor.open(image, options, Progress.none()); Predictor tiled = Predictor.open(image, options.withTile("" + tile), Progress.none())) {
			Volume a = whole.apply(image, Progress.none());
			Volume b = tiled.apply(image, Progress.none());
			assertTrue(a.metadata().provenance().get("tiles").matches("one piece .* exact"), a.metadata().provenance().toString());
			assertTrue(b.metadata().provenance().get("tiles").matches("\\d+ tiles .* exact"), b.metadata().provenance().toString());
			float[] x = all(a);
			float[] y = all(b);
			float range = 0;
			float diff = 0;
			for (int i = 0; i < x.length; i++) {
				range = Math.max(range, Math.abs(x[i]));
				diff = Math.max(diff, Math.abs(x[i] - y[i]));
			}
			assertTrue(diff <= 1e-5 * range, model + " differs by " + diff + " of " + range);
		}
	}

	/** A crop beside itself, twice as wide. */
	private static Volume twice(Volume volume) {
		long[] size = volume.dimensions();
		float[] pixels = all(volume);
		float[] wide = new float[2 * pixels.length];
		for (int i = 0; i < wide.length; i++)
			wide[i] = pixels[(int) (i / (2 * size[0]) * size[0] + i % size[0])];
		return Volume.of(ArrayImgs.floats(wide, 2 * size[0], size[1], size[2]), volume.axes());
	}

	private static Volume npy(String file, String letters) {
		Tensor tensor = Npy.read(REAL.resolve(file));
		long[] shape = tensor.shape();
		long[] dimensions = new long[letters.length()];
		for (int d = 0; d < dimensions.length; d++)
			dimensions[d] = shape[shape.length - 1 - d];
		return Volume.of(ArrayImgs.floats(tensor.toFloats(), dimensions), Axes.of(letters));
	}

	private static float[] all(Volume volume) {
		int[] size = Arrays.stream(volume.dimensions()).mapToInt(i -> (int) i).toArray();
		float[] values = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, values);
		return values;
	}
}
