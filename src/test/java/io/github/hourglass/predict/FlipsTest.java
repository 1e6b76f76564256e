package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Rule;
import io.github.hourglass.image.Volume;
import io.github.hourglass.predict.FakeNetwork.Grid;
import io.github.hourglass.step.Sample;
import net.imglib2.img.array.ArrayImgs;

class FlipsTest {

	/** Every pixel takes its right neighbor, 0 at the side: no two copies see the same. */
	private static final UnaryOperator<Grid> SHIFT = grid -> FakeNetwork.convolve(grid, grid.shape().length - 1, 1, 1, 0, 0, 1);

	@Test
	void planesHaveEightCopiesAndVolumesSixteen() {
		assertEquals(8, Flips.turns("xy", true).stream().distinct().count());
		assertEquals(16, Flips.turns("xyz", true).stream().distinct().count());
		assertEquals(8, Flips.turns("xyz", false).stream().distinct().count());
	}

	@Test
	void turnsAreUndoneExactly() {
		Volume volume = random("xycz", 7, 5, 2, 3);
		for (Flips.Turn turn : Flips.turns("xyz", true))
			assertArrayEquals(all(volume), all(turn.undo(turn.apply(volume)).inOrder("xycz")), turn.toString());
	}

	@Test
	void meanAndSpreadAreThoseOfTheFourNeighbors() {
		int width = 9;
		int height = 6;
		Volume image = random("xy", width, height).withAxes(Axes.of(List.of(new Axis('x', 0.5, 0, "µm"), new Axis('y', 0.7, 0, "µm"))));
		Sample result = flips(4, "bcyx", "xy", image, 6);
		float[] in = all(image);
		float[] mean = all(result.get("result"));
		float[] spread = all(result.get(Predictor.UNCERTAINTY));
		assertEquals(0.7, result.get("result").axes().find('y').scale());
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				double[] four = { x + 1 < width ? in[y * width + x + 1] : 0, x > 0 ? in[y * width + x - 1] : 0, y + 1 < height ? in[(y + 1) * width + x] : 0,
					y > 0 ? in[(y - 1) * width + x] : 0 };
				double average = Arrays.stream(four).sum() / 4;
				double variance = Arrays.stream(four).map(v -> (v - average) * (v - average)).sum() / 4;
				assertEquals(average, mean[y * width + x], 1e-6);
				assertEquals(Math.sqrt(variance), spread[y * width + x], 1e-6);
			}
	}

	@Test
	void volumesAreMirroredAlongZToo() {
		Volume image = random("xyz", 8, 8, 5);
		UnaryOperator<Grid> deeper = grid -> FakeNetwork.convolve(grid, 2, 1, 1, 0, 0, 1);
		TiledNetwork network = network(new FakeNetwork(5, deeper), "bczyx", "xyz", 6);
		Sample result = new Flips(network, List.of("image"), List.of("result"), "xyz", true, false).apply(Sample.of("image", image), Progress.none());
		float[] in = all(image);
		float[] mean = all(result.get("result"));
		for (int z = 0; z < 5; z++)
			assertEquals(((z < 4 ? in[(z + 1) * 64 + 9] : 0) + (z > 0 ? in[(z - 1) * 64 + 9] : 0)) / 2, mean[z * 64 + 9], 1e-6);
	}

	private static Sample flips(int rank, String letters, String tiled, Volume image, int tile) {
		TiledNetwork network = network(new FakeNetwork(rank, SHIFT), letters, tiled, tile);
		return new Flips(network, List.of("image"), List.of("result"), tiled, true, true).apply(Sample.of("image", image), Progress.none());
	}

	private static TiledNetwork network(FakeNetwork network, String letters, String tiled, int tile) {
		return TiledNetwork.of(network, List.of(Port.of("image", "in", letters)), List.of(Port.of("result", "out", letters)), tiled, "bc",
			size -> new TilePlan(Tiling.of(Arrays.stream(size).mapToObj(n -> Rule.of(1, 1).over(n, tile)).toList()), false, ""), "Testing");
	}

	private static Volume random(String letters, int... size) {
		float[] values = new float[Volume.pixels(size)];
		Random random = new Random(5);
		for (int i = 0; i < values.length; i++)
			values[i] = random.nextFloat();
		return Volume.of(ArrayImgs.floats(values, Arrays.stream(size).asLongStream().toArray()), Axes.of(letters));
	}

	private static float[] all(Volume volume) {
		int[] size = Arrays.stream(volume.dimensions()).mapToInt(i -> (int) i).toArray();
		float[] values = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, values);
		return values;
	}
}
