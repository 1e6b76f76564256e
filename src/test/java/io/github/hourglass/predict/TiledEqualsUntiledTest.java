package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.NetworkOptions.Pooling;
import io.github.hourglass.architecture.NetworkOptions.Upsampling;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.architecture.ResidualUNet;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Line;
import io.github.hourglass.image.Tiling.Rule;
import io.github.hourglass.image.Tiling.Span;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.step.Sample;
import net.imglib2.img.array.ArrayImgs;

/**
 * Tiled equals untiled on networks in ONNX Runtime whose kernels look as far as they can: most of each kernel's weight lies on
 * its last tap to one side, so that a halo that is too small on that side shows.
 */
class TiledEqualsUntiledTest {

	private static final double SAME = 1e-5;
	private static final double FAILS = 1e-4;

	@TempDir
	Path folder;

	@Test
	void planesOfAllSizesFrom1To150() {
		for (int depth = 1; depth <= 2; depth++)
			for (boolean low : new boolean[] { true, false })
				try (Case network = new Case(UNet.of(NetworkOptions.of(2).depth(depth).baseFilters(2), depth), 1, 'x', low)) {
					for (int size = 1; size <= 150; size++) {
						long tile = network.rule.leastTile() + size % 3 * network.rule.stride();
						boolean needed = network.check(size, 5 + size % 7, tile, false);
						assertTrue(needed || network.rule.over(size, tile).count() < 3, "the halo is not needed at " + size);
					}
				}
	}

	@Test
	void deeperPlanesWithLargerKernelsAndScales() {
		Random random = new Random(1);
		for (int depth = 2; depth <= 4; depth++)
			for (int kernel = 3; kernel <= 5; kernel += 2)
				for (int scale : new int[] { 1, 2, 4 }) {
					NetworkOptions options = NetworkOptions.of(2).depth(depth).baseFilters(2).kernel(kernel).convolutions(kernel == 5 ? 1 : 2)
						.pooling(Pooling.values()[random.nextInt(3)]).upsampling(Upsampling.values()[random.nextInt(2)]);
					sampled(random.nextInt(3) == 0 ? ResidualUNet.of(options, depth) : UNet.of(options, depth), scale, "xy".charAt(random.nextInt(2)), random);
				}
	}

	@Test
	void plainNetworks() {
		Random random = new Random(2);
		for (int scale : new int[] { 1, 2, 4 })
			sampled(PlainFcn.of(NetworkOptions.of(2).depth(5).baseFilters(3).kernel(scale == 2 ? 5 : 3), 3), scale, 'y', random);
	}

	@Test
	void fortyVolumes() {
		Random random = new Random(3);
		for (int i = 0; i < 20; i++) {
			int depth = 1 + i % 2;
			NetworkOptions options = NetworkOptions.of(3).depth(depth).baseFilters(2).convolutions(depth == 2 ? 1 : 2).pooling(Pooling.values()[i % 3])
				.upsampling(Upsampling.values()[i / 2 % 2]);
			sampled(UNet.of(options, i), i % 5 == 0 ? 2 : 1, "xyz".charAt(i % 3), random);
		}
	}

	/** Two sizes, up to three times halo and tile, one for each side the kernels look to. */
	private void sampled(Graph graph, int scale, char letter, Random random) {
		for (boolean low : new boolean[] { true, false })
			try (Case network = new Case(graph, scale, letter, low)) {
				long tile = network.rule.leastTile() + random.nextInt(3) * network.rule.stride();
				long halo = Math.max(network.rule.haloLow(), network.rule.haloHigh());
				long size = 2 * (halo + tile) + random.nextInt((int) (halo + tile));
				assertTrue(network.check((int) size, 3 + random.nextInt(4), tile, true), graph.name() + " " + letter + " does not need its halo of " + network.rule);
			}
	}

	/** One network, opened, with the axis under test. */
	private final class Case implements AutoCloseable {

		private final Graph graph;
		private final char letter;
		private final boolean low;
		private final Network network;
		private final Geometry geometry;
		private final Rule rule;
		private final int scale;

		Case(Graph plain, int scale, char letter, boolean low) {
			this.letter = letter;
			this.low = low;
			this.scale = scale;
			graph = enlarged(farSighted(plain, letter, low), scale);
			Path file = folder.resolve("network.onnx");
			OnnxFile.write(graph, file);
			network = Engines.named("onnx").open(file, EngineOptions.cpu());
			geometry = new Geometry(ModelReader.read(file), graph, network, false, false);
			assertTrue(geometry.exact());
			rule = geometry.tiled().get(geometry.tiledLetters().indexOf(letter)).rule();
			assertEquals(scale, rule.up());
		}

		/** @return whether a halo one stride smaller gave something else, on one of a few random images */
		boolean check(int size, int other, long tile, boolean innerTile) {
			for (int seed = 0; seed < 8; seed++)
				if (check(size, other, tile, innerTile, seed))
					return true;
				else if (rule.over(size, tile).count() < 3)
					return false;
			return false;
		}

		private boolean check(int size, int other, long tile, boolean innerTile, int seed) {
			int dimensions = geometry.tiledLetters().length();
			int[] sizes = new int[dimensions];
			Arrays.fill(sizes, other);
			sizes["xyz".indexOf(letter)] = size;
			float[] pixels = new float[Volume.pixels(sizes)];
			Random random = new Random(size + 1000 * seed);
			for (int i = 0; i < pixels.length; i++)
				pixels[i] = random.nextFloat();
			Volume image = Volume.of(ArrayImgs.floats(pixels, Arrays.stream(sizes).asLongStream().toArray()), Axes.of("xyz".substring(0, dimensions)));
			float[] untiled = untiled(pixels, sizes);
			double range = range(untiled);
			float[] tiled = tiled(image, rule, tile);
			assertTrue(largest(untiled, tiled) <= SAME * range, graph.name() + " of " + size + " along " + letter + " differs by " + largest(untiled, tiled) / range);
			if (innerTile)
				assertTrue(hasInnerTile(rule.over(size, tile)));
			long lowHalo = rule.lowOnGrid() - (low ? rule.stride() : 0);
			long highHalo = ceil(rule.haloHigh(), rule.stride()) - (low ? 0 : rule.stride());
			if (lowHalo < 0 || highHalo < 0 || rule.over(size, tile).count() == 1)
				return false;
			return largest(untiled, tiled(image, rule.withHalo(lowHalo, highHalo), tile)) > FAILS * range;
		}

		private float[] tiled(Volume image, Rule tested, long tile) {
			String tiled = geometry.tiledLetters();
			TilePlan.Planner planner = size -> {
				List<Line> lines = new ArrayList<>();
				for (int d = 0; d < size.length; d++)
					lines.add(tiled.charAt(d) == letter ? tested.over(size[d], tile) : geometry.tiled().get(d).rule().over(size[d], Long.MAX_VALUE));
				return new TilePlan(Tiling.of(lines), false, "");
			};
			Volume result = TiledNetwork.of(network, geometry.inputs(), geometry.outputs(), tiled, "b", planner, "Testing")
				.apply(Sample.of(geometry.inputs().get(0).id(), image), Progress.none()).get(geometry.outputs().get(0).id());
			int[] size = Arrays.stream(result.dimensions()).mapToInt(i -> (int) i).toArray();
			float[] all = new float[Volume.pixels(size)];
			result.copyFloats(new long[size.length], size, all);
			return all;
		}

		/** One run of the engine on the image, reflected at the far ends as far as the stride wants, and cut off again. */
		private float[] untiled(float[] pixels, int[] sizes) {
			int n = sizes.length;
			int[] extended = new int[n];
			for (int d = 0; d < n; d++)
				extended[d] = (int) ceil(sizes[d], geometry.tiled().get(d).rule().stride());
			float[] values = new float[Volume.pixels(extended)];
			for (int i = 0; i < values.length; i++) {
				int at = 0;
				for (int d = 0, rest = i, step = 1; d < n; rest /= extended[d], step *= sizes[d], d++)
					at += step * mirror(rest % extended[d], sizes[d]);
				values[i] = pixels[at];
			}
			long[] shape = new long[n + 2];
			shape[0] = shape[1] = 1;
			for (int d = 0; d < n; d++)
				shape[n + 1 - d] = extended[d];
			String output = network.outputs().get(0).name();
			Map<String, Tensor> wanted = new HashMap<>();
			wanted.put(output, null);
			float[] given = network.run(Map.of(network.inputs().get(0).name(), Tensor.of(values, shape)), wanted).get(output).toFloats();
			float[] kept = new float[pixels.length * (int) Math.pow(scale, n)];
			for (int i = 0; i < kept.length; i++) {
				int at = 0;
				for (int d = 0, rest = i, step = 1; d < n; rest /= sizes[d] * scale, step *= extended[d] * scale, d++)
					at += step * (rest % (sizes[d] * scale));
				kept[i] = given[at];
			}
			return kept;
		}

		@Override
		public void close() {
			network.close();
		}
	}

	/** NumPy's reflect, bouncing to and fro. */
	private static int mirror(int i, int n) {
		if (n == 1)
			return 0;
		int at = 0;
		for (int direction = 1; i > 0; i--) {
			if (at + direction < 0 || at + direction >= n)
				direction = -direction;
			at += direction;
		}
		return at;
	}

	/** The network with kernels that mostly shift along one axis. */
	private static Graph farSighted(Graph graph, char letter, boolean low) {
		Random random = new Random(7);
		Map<String, Tensor> weights = new LinkedHashMap<>();
		for (Node node : graph.nodes()) {
			if (!node.operator().startsWith("Conv") || node.operator().equals("Concat"))
				continue;
			long[] shape = graph.weights().get(node.input(1)).shape();
			int axis = shape.length - 1 - "xyz".indexOf(letter);
			int channels = (int) shape[node.operator().equals("Conv") ? 1 : 0];
			float[] values = new float[(int) Tensor.elements(shape)];
			for (int i = 0; i < values.length; i++) {
				boolean favored = true;
				for (int a = shape.length - 1, rest = i; a >= 2; rest /= (int) shape[a], a--)
					favored &= rest % shape[a] == (a != axis ? (shape[a] - 1) / 2 : low ? 0 : shape[a] - 1);
				values[i] = (favored ? 0.9f : 0.02f * random.nextFloat()) / channels;
			}
			weights.put(node.input(1), Tensor.of(values, shape));
		}
		return graph.withWeights(graph.weights().with(weights));
	}

	/** Every output pixel repeated. */
	private static Graph enlarged(Graph graph, int scale) {
		if (scale == 1)
			return graph;
		TensorInfo output = graph.outputs().get(0);
		float[] factors = new float[output.rank()];
		Arrays.fill(factors, scale);
		factors[0] = factors[1] = 1;
		List<Node> nodes = new ArrayList<>(graph.nodes());
		nodes.add(new Node("Resize", "", "larger", List.of(output.name(), "", "factors"), List.of("larger"),
			Map.of("mode", "nearest", "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor")));
		long[] free = new long[output.rank()];
		Arrays.fill(free, -1);
		free[1] = 1;
		return new Graph(graph.name(), graph.opset(), graph.inputs(), List.of(TensorInfo.of("larger", TensorType.FLOAT32, free)), nodes,
			graph.weights().with(Map.of("factors", Tensor.of(factors, factors.length))));
	}

	private static boolean hasInnerTile(Line line) {
		for (long i = 0; i < line.count(); i++) {
			Span span = line.tile(i);
			if (span.readMin() > 0 && span.readMin() + span.readSize() < line.extendedSize())
				return true;
		}
		return false;
	}

	private static long ceil(long value, long step) {
		return (value + step - 1) / step * step;
	}

	private static double range(float[] values) {
		double low = Double.POSITIVE_INFINITY;
		double high = Double.NEGATIVE_INFINITY;
		for (float value : values) {
			low = Math.min(low, value);
			high = Math.max(high, value);
		}
		return Math.max(high - low, 1e-6);
	}

	private static double largest(float[] a, float[] b) {
		assertEquals(a.length, b.length);
		double largest = 0;
		for (int i = 0; i < a.length; i++)
			largest = Math.max(largest, Math.abs(a[i] - b[i]));
		return largest;
	}
}
