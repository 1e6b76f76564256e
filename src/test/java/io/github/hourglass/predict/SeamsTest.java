package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.ModelReader;
import net.imglib2.img.array.ArrayImgs;

class SeamsTest {

	@TempDir
	Path folder;

	private Seams seams(int depth, int size, String halo) {
		Path file = folder.resolve("net.onnx");
		OnnxFile.write(UNet.of(NetworkOptions.of(2).depth(depth).baseFilters(2), 1), file);
		float[] noise = new float[size * size];
		Random random = new Random(3);
		for (int i = 0; i < noise.length; i++)
			noise[i] = random.nextFloat();
		return Seams.of(ModelReader.read(file), Volume.of(ArrayImgs.floats(noise, size, size), Axes.of("xy")), PredictionOptions.of("").withHalo(halo), Progress.none());
	}

	/** Tiles so small that a prediction would rather blend them show all the same whether the network can be cut exactly. */
	@Test
	void smallTilesOfAnExactNetworkAddUpExactly() {
		Seams seams = seams(3, 160, "auto");
		assertTrue(seams.exact() && seams.holds(), seams.toString());
		assertTrue(seams.toString().endsWith("which is rounding"), seams.toString());
	}

	@Test
	void tilesWithLessThanTheirHaloAreBlendedAndSaidToBe() {
		Seams seams = seams(3, 160, "8");
		assertFalse(seams.exact());
		assertTrue(seams.holds());
		assertTrue(seams.toString().contains("blended"), seams.toString());
		assertEquals("160 × 160", seams.part());
		assertTrue(seams.largest() > Seams.TOLERANCE * seams.range());
	}
}
