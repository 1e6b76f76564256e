package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.Figures;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.OnnxEngine;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Rule;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;

/** The speed, waste and memory of prediction, measured. */
@Tag("figures")
class PredictionFiguresTest {

	private static final int ROUNDS = 3;

	@TempDir
	Path folder;

	@Test
	void predictionCostsLittleMoreThanTheEngineInTwoDimensions() throws IOException {
		measureSpeed("2-D, 4096² of 16 bit", NetworkOptions.of(2), new long[] { 4096, 4096 }, "xy", ROUNDS);
	}

	@Test
	void predictionCostsLittleMoreThanTheEngineInThreeDimensions() throws IOException {
		measureSpeed("3-D, 256 × 512 × 512 of 16 bit", NetworkOptions.of(3).baseFilters(18), new long[] { 512, 512, 256 }, "xyz", 2);
	}

	/** Whole predictions (read, measure, normalize, run, undo, write) and the engine alone on the same tiles, by turns. */
	private void measureSpeed(String name, NetworkOptions options, long[] size, String axes, int rounds) throws IOException {
		Graph graph = UNet.of(options, 1);
		Model model = normalized(graph);
		Path image = folder.resolve("image.tif");
		ImageFile.write(noise(size, axes), image, true, Progress.none());
		predict(model, ImageFile.open(image).crop(new long[size.length], quarter(size)), "2g");
		double whole = Double.POSITIVE_INFINITY;
		double engine = Double.POSITIVE_INFINITY;
		for (int round = 0; round < rounds; round++) {
			whole = Math.min(whole, predict(model, ImageFile.open(image), "4g"));
			engine = Math.min(engine, engineAlone(model, graph, size, "4g"));
		}
		Figures.record("Whole prediction / engine alone, " + name + ", " + graph.weights().parameters() + " weights",
			Figures.number(whole / engine) + String.format(Locale.ROOT, " (%.1f s / %.1f s, best of %d)", whole, engine, rounds), "≤ 1.08", "1");
	}

	private static long[] quarter(long[] size) {
		long[] quarter = size.clone();
		for (int d = 0; d < quarter.length; d++)
			quarter[d] /= 4;
		return quarter;
	}

	private double predict(Model model, Volume image, String memory) {
		long start = System.nanoTime();
		try (Predictor predictor = Predictor.open(model, options(memory), Progress.none())) {
			ImageFile.write(predictor.apply(image, Progress.none()), folder.resolve("result.tif"), true, Progress.none());
		}
		return (System.nanoTime() - start) / 1e9;
	}

	private static PredictionOptions options(String memory) {
		return new PredictionOptions("", "auto", "auto", "auto", "network", "image", false, false, "auto", "cpu", 0, memory);
	}

	private static double engineAlone(Model model, Graph graph, long[] size, String memory) {
		try (Network network = new OnnxEngine().open(model.weights().get(0).path(), EngineOptions.cpu())) {
			TilePlan plan = plan(model, graph, network, size, memory);
			ByteBuffer in = ByteBuffer.allocateDirect(bytes(plan));
			ByteBuffer out = ByteBuffer.allocateDirect(bytes(plan));
			String input = graph.inputs().get(0).name();
			String output = graph.outputs().get(0).name();
			long start = System.nanoTime();
			for (long tile = 0; tile < plan.tiling().count(); tile++) {
				long[] shape = shape(plan.tiling().tile(tile));
				Map<String, Tensor> outputs = new HashMap<>();
				outputs.put(output, Tensor.over(out.duplicate(), TensorType.FLOAT32, shape));
				network.run(Map.of(input, Tensor.over(in.duplicate(), TensorType.FLOAT32, shape)), outputs);
			}
			return (System.nanoTime() - start) / 1e9;
		}
	}

	private static TilePlan plan(Model model, Graph graph, Network network, long[] size, String memory) {
		Geometry geometry = new Geometry(model, graph, network, false, false);
		return new TilePlanner(geometry, null, null, MemoryBudget.of(memory), new TileNeed(geometry, Map.of(), Runtime.getRuntime().maxMemory())).plan(size);
	}

	private static int bytes(TilePlan plan) {
		long bytes = 4;
		for (Tiling.Line line : plan.tiling().lines())
			bytes *= line.tileSize();
		return Math.toIntExact(bytes);
	}

	private static long[] shape(Tiling.Span[] tile) {
		long[] shape = new long[tile.length + 2];
		shape[0] = 1;
		shape[1] = 1;
		for (int d = 0; d < tile.length; d++)
			shape[shape.length - 1 - d] = tile[d].readSize();
		return shape;
	}

	@Test
	void tilesWasteLittle() throws IOException {
		recordWaste("4096², 2-D U-Net", NetworkOptions.of(2).depth(3).baseFilters(16), new long[] { 4096, 4096 }, "waste ≤ 10 %");
		recordWaste("256 × 512 × 512, 3-D U-Net", NetworkOptions.of(3).baseFilters(18), new long[] { 512, 512, 256 }, "≤ 1.05 × the least");
	}

	private void recordWaste(String name, NetworkOptions options, long[] size, String asked) throws IOException {
		Graph graph = UNet.of(options, 1);
		Model model = normalized(graph);
		try (Network network = new OnnxEngine().open(model.weights().get(0).path(), EngineOptions.cpu())) {
			Geometry geometry = new Geometry(model, graph, network, false, false);
			MemoryPlan.Need need = new TileNeed(geometry, Map.of(), Runtime.getRuntime().maxMemory());
			long budget = MemoryBudget.of("4g");
			List<Rule> rules = geometry.tiled().stream().map(Geometry.Along::rule).toList();
			long start = System.nanoTime();
			MemoryPlan ours = MemoryPlan.best(rules, size, need, budget);
			double millis = (System.nanoTime() - start) / 1e6;
			double least = least(rules, size, need, budget);
			double pixels = 1;
			for (long n : size)
				pixels *= n;
			double waste = ours.tiling().computed() / pixels - 1;
			Figures.record("Halo waste with 4 GB, " + name + ", halo " + rules.get(0).haloLow(), String.format(Locale.ROOT,
				"%.1f %% (least of any plan %.1f %%; tile %s; planned in %.0f ms)", 100 * waste, 100 * (least / pixels - 1),
				java.util.Arrays.toString(ours.tile()), millis), asked, "-");
		}
	}

	/** The fewest computed pixels of any tile on the grid that fits, by trying them all; larger tiles than fit are skipped. */
	private static double least(List<Rule> rules, long[] size, MemoryPlan.Need need, long budget) {
		List<List<Tiling.Line>> candidates = new ArrayList<>();
		for (int d = 0; d < size.length; d++) {
			Rule rule = rules.get(d);
			Map<Long, Tiling.Line> byCount = new HashMap<>();
			for (long tile = rule.extended(size[d]); tile >= rule.leastTile(); tile -= rule.stride()) {
				Tiling.Line line = rule.over(size[d], tile);
				byCount.merge(line.count(), line, (a, b) -> a.tileSize() <= b.tileSize() ? a : b);
			}
			candidates.add(new ArrayList<>(byCount.values()));
		}
		return least(candidates, new ArrayList<>(), need, budget, Double.POSITIVE_INFINITY);
	}

	private static double least(List<List<Tiling.Line>> candidates, List<Tiling.Line> chosen, MemoryPlan.Need need, long budget, double best) {
		int d = chosen.size();
		double computed = 1;
		for (Tiling.Line line : chosen)
			computed *= line.computed();
		if (d == candidates.size()) {
			if (computed >= best)
				return best;
			return need.bytes(chosen.stream().mapToLong(Tiling.Line::tileSize).toArray()) <= budget ? computed : best;
		}
		for (Tiling.Line line : candidates.get(d)) {
			chosen.add(line);
			best = least(candidates, chosen, need, budget, best);
			chosen.remove(d);
		}
		return best;
	}

	@Test
	void aVolumeLargerThanMemoryGoesThroughAGigabyte() throws Exception {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Path report = folder.resolve("report.txt");
		Process child = new ProcessBuilder(java.toString(), "-Xmx1g", "-cp", System.getProperty("surefire.test.class.path",
			System.getProperty("java.class.path")), HugePrediction.class.getName(), folder.toString(), report.toString()).inheritIO().start();
		assertEquals(0, child.waitFor());
		String[] figures = Files.readString(report).strip().split(" ");
		Figures.record("24 GiB of computed 16-bit volume through a 3-layer network to 8 bit on disk, -Xmx1g",
			String.format(Locale.ROOT, "resident peak %.2f GiB, %.0f s", Double.parseDouble(figures[0]) / (1 << 20), Double.parseDouble(figures[1])),
			"peak < 3 GiB", "formula");
	}

	/** A package of the network with percentile normalization before it. */
	private Model normalized(Graph graph) throws IOException {
		Path file = folder.resolve("network.onnx");
		OnnxFile.write(graph, file);
		Model bare = ModelReader.read(file);
		TensorSpec input = bare.inputs().get(0);
		List<StepSpec> steps = new ArrayList<>(input.steps());
		List<String> axes = input.axes().stream().filter(axis -> "xyz".indexOf(axis.letter()) >= 0).map(axis -> axis.id()).toList();
		steps.add(new StepSpec("scale_range", Map.of("axes", axes, "min_percentile", 1.0, "max_percentile", 99.8)));
		TensorSpec scaled = new TensorSpec(input.id(), input.description(), input.axes(), input.type(), steps, false, null, null);
		return new Model(bare.name(), bare.description(), bare.format(), bare.folder(), bare.source(), List.of(scaled), bare.outputs(),
			bare.weights(), bare.facts());
	}

	/** A repeatable pattern that no normalization finds constant. */
	static Volume noise(long[] size, String axes) {
		int[] block = new int[size.length];
		java.util.Arrays.fill(block, 64);
		return Volume.of(PixelType.UINT16, size, Axes.of(axes), block, (min, count, dest) -> {
			short[] pixels = (short[]) dest;
			long position = 0;
			for (long m : min)
				position = position * 31 + m;
			for (int i = 0; i < Volume.pixels(count); i++)
				pixels[i] = (short) (((position + i) * 2654435761L >>> 16 & 0x3fff) + 100);
		});
	}
}
