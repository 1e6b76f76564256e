package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;

import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Line;
import io.github.hourglass.image.Tiling.Rule;
import io.github.hourglass.image.Volume;
import io.github.hourglass.predict.FakeNetwork.Grid;
import io.github.hourglass.predict.Port.Extent;
import io.github.hourglass.step.Sample;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TiledNetworkTest {

	private static final Rule HOURGLASS = Rule.of(2, 8);

	@Property(tries = 150)
	void tilesDoNotChangeTheResult(@ForAll @IntRange(min = 1, max = 90) int width, @ForAll @IntRange(min = 1, max = 60) int height,
		@ForAll @IntRange(min = 18, max = 40) int tile)
	{
		Volume image = random("xy", width, height);
		FakeNetwork network = new FakeNetwork(4, FakeNetwork::hourglass);
		float[] tiled = all(run(network, image, "bcyx", HOURGLASS, Extent.SAME, tile, false));
		float[] whole = all(run(network, image, "bcyx", HOURGLASS, Extent.SAME, 1000, false));
		assertArrayEquals(whole, tiled, 1e-6f);
		assertArrayEquals(untiled(image, FakeNetwork::hourglass, 2, 1, 0), whole, 1e-6f);
	}

	@Property(tries = 60)
	void enlargingAndUnpaddedNetworksAreNoSpecialCase(@ForAll @IntRange(min = 7, max = 60) int width, @ForAll @IntRange(min = 7, max = 60) int height,
		@ForAll @IntRange(min = 22, max = 36) int tile)
	{
		Volume image = random("xy", width, height);
		FakeNetwork doubling = new FakeNetwork(4, FakeNetwork::doubled);
		Volume doubled = run(doubling, image, "bcyx", Rule.of(2, 10), new Extent(2, 1, 0, 0), tile, false);
		assertEquals(2 * width, doubled.size('x'));
		assertArrayEquals(untiled(image, FakeNetwork::doubled, 2, 2, 0), all(doubled), 1e-6f);
		FakeNetwork unpadded = new FakeNetwork(4, FakeNetwork::unpadded);
		Volume smaller = run(unpadded, image, "bcyx", Rule.of(1, 3), new Extent(1, 1, 3, 3), tile, false);
		assertEquals(height - 6, smaller.size('y'));
		assertArrayEquals(untiled(image, FakeNetwork::unpadded, 1, 1, 6), all(smaller), 1e-6f);
	}

	@Test
	void aHaloOneStrideSmallerIsNotEnough() {
		Volume image = random("xy", 80, 20);
		float[] whole = untiled(image, FakeNetwork::hourglass, 2, 1, 0);
		float[] narrow = all(run(new FakeNetwork(4, FakeNetwork::hourglass), image, "bcyx", Rule.of(2, 4), Extent.SAME, 24, false));
		assertTrue(largest(whole, narrow) > 1e-4);
	}

	@Property(tries = 40)
	void fixedTilesArePushedBackInsideWithoutChangingTheResult(@ForAll @IntRange(min = 24, max = 90) int width, @ForAll @IntRange(min = 24, max = 70) int height) {
		Volume image = random("xy", width, height);
		FakeNetwork fixed = new FakeNetwork(4, grid -> {
			assertArrayEquals(new int[] { 1, 1, 24, 24 }, grid.shape());
			return FakeNetwork.hourglass(grid);
		});
		assertArrayEquals(untiled(image, FakeNetwork::hourglass, 2, 1, 0), all(run(fixed, image, "bcyx", HOURGLASS.withFixedSize(24), Extent.SAME, 24, false)), 1e-6f);
	}

	@Test
	void volumesAreTiledAlongAllThreeAxes() {
		Volume image = random("xyz", 40, 30, 35);
		FakeNetwork network = new FakeNetwork(5, FakeNetwork::hourglass);
		float[] tiled = all(run(network, image, "bczyx", HOURGLASS, Extent.SAME, 24, false));
		assertTrue(network.runs.get() == 18, network.runs + " runs");
		assertArrayEquals(untiled(image, FakeNetwork::hourglass, 2, 1, 0), tiled, 1e-6f);
	}

	@Test
	void mirroredSidesAreMirroredInOnePieceToo() {
		Volume image = random("xy", 70, 9);
		float[] tiled = all(run(new FakeNetwork(4, FakeNetwork::unpadded), image, "bcyx", Rule.of(1, 3).withMirror(true), new Extent(1, 1, 3, 3), 20, false));
		float[] whole = all(run(new FakeNetwork(4, FakeNetwork::unpadded), image, "bcyx", Rule.of(1, 3).withMirror(true), new Extent(1, 1, 3, 3), 200, false));
		assertEquals(70 * 9, whole.length);
		assertArrayEquals(whole, tiled, 1e-6f);
	}

	@Test
	void axesTheNetworkLacksAreLoopedOver() {
		Volume image = random("xyczt", 30, 20, 3, 2, 4);
		FakeNetwork network = new FakeNetwork(4, FakeNetwork::hourglass);
		Volume result = run(network, image, "bcyx", HOURGLASS, Extent.SAME, 24, false);
		assertEquals("xycbzt", result.axes().letters());
		Volume ordered = result.inOrder("xyczt");
		for (int t = 0; t < 4; t++) {
			Volume plane = image.crop(new long[] { 0, 0, 2, 1, t }, new long[] { 30, 20, 1, 1, 1 }).inOrder("xy");
			float[] expected = untiled(plane, FakeNetwork::hourglass, 2, 1, 0);
			float[] found = new float[600];
			ordered.copyFloats(new long[] { 0, 0, 2, 1, t }, new int[] { 30, 20, 1, 1, 1 }, found);
			assertArrayEquals(expected, found, 1e-6f);
		}
	}

	@Test
	void channelsMayComeLast() {
		Volume image = random("cxy", 2, 40, 30);
		UnaryOperator<Grid> swap = grid -> {
			float[] values = grid.values().clone();
			for (int i = 0; i < values.length; i += 2) {
				values[i] = grid.values()[i + 1];
				values[i + 1] = 3 * grid.values()[i];
			}
			return new Grid(values, grid.shape());
		};
		TiledNetwork tiled = TiledNetwork.of(new FakeNetwork(4, swap), List.of(Port.of("image", "in", "byxc")), List.of(Port.of("result", "out", "byxc")), "xy", "b",
			planner(List.of(Rule.of(1, 0), Rule.of(1, 0)), 16, false), "Testing");
		Volume result = tiled.apply(Sample.of("image", image), Progress.none()).get("result");
		assertEquals("cxyb", result.axes().letters());
		float[] in = all(image);
		float[] out = all(result);
		for (int i = 0; i < in.length; i += 2) {
			assertEquals(in[i + 1], out[i]);
			assertEquals(3 * in[i], out[i + 1]);
		}
	}

	@Test
	void severalInputsAndOutputsKeepTheirOwnScales() {
		Volume image = random("xyt", 70, 40, 2);
		Volume fine = random("xy", 140, 80);
		Pair network = new Pair();
		List<Port> inputs = List.of(Port.of("image", "a", "bcyx"), new Port("fine", "b", "bcyx", Map.of('x', new Extent(2, 1, 0, 0), 'y', new Extent(2, 1, 0, 0))));
		List<Port> outputs = List.of(Port.of("same", "c", "bcyx"), new Port("larger", "d", "bcyx", Map.of('x', new Extent(2, 1, 0, 0), 'y', new Extent(2, 1, 0, 0))));
		Sample sample = Sample.of(Map.of("image", image, "fine", fine));
		List<float[]> same = new ArrayList<>();
		List<float[]> larger = new ArrayList<>();
		for (int tile : new int[] { 26, 1000 }) {
			Sample result = TiledNetwork.of(network, inputs, outputs, "xy", "bc", planner(List.of(HOURGLASS, HOURGLASS), tile, false), "Testing").apply(sample, Progress.none());
			assertEquals("xycbt", result.get("larger").axes().letters());
			assertEquals(140, result.get("larger").size('x'));
			same.add(all(result.get("same")));
			larger.add(all(result.get("larger")));
		}
		assertArrayEquals(same.get(1), same.get(0), 1e-6f);
		assertArrayEquals(larger.get(1), larger.get(0), 1e-6f);
		Exception refused = assertThrows(IllegalArgumentException.class, () -> TiledNetwork.of(network, inputs, outputs, "xy", "bc",
			planner(List.of(HOURGLASS, HOURGLASS), 26, false), "Testing").apply(sample.with("fine", image), Progress.none()));
		assertTrue(refused.getMessage().contains("must be 140"), refused.getMessage());
	}

	/** c = hourglass(a); d = c enlarged, plus b. */
	private static final class Pair implements io.github.hourglass.engine.Network {

		@Override
		public List<TensorInfo> inputs() {
			return List.of(TensorInfo.of("a", TensorType.FLOAT32, -1, 1, -1, -1), TensorInfo.of("b", TensorType.FLOAT32, -1, 1, -1, -1));
		}

		@Override
		public List<TensorInfo> outputs() {
			return List.of(TensorInfo.of("c", TensorType.FLOAT32, -1, 1, -1, -1), TensorInfo.of("d", TensorType.FLOAT32, -1, 1, -1, -1));
		}

		@Override
		public Map<String, Tensor> run(Map<String, Tensor> in, Map<String, Tensor> out) {
			Grid c = FakeNetwork.hourglass(grid(in.get("a")));
			Grid d = FakeNetwork.add(FakeNetwork.enlarge(c, 2), grid(in.get("b")));
			return Map.of("c", tensor(c), "d", tensor(d));
		}

		private static Grid grid(Tensor tensor) {
			return new Grid(tensor.toFloats(), Arrays.stream(tensor.shape()).mapToInt(i -> (int) i).toArray());
		}

		private static Tensor tensor(Grid grid) {
			return Tensor.of(grid.values(), Arrays.stream(grid.shape()).asLongStream().toArray());
		}

		@Override
		public void cancel() {}

		@Override
		public void close() {}
	}

	@Test
	void calibrationFollowsTheScaleWithPixelsEvenlyAroundTheOneTheyAreMadeOf() {
		Volume image = random("xy", 40, 30).withAxes(Axes.of(List.of(new Axis('x', 0.5, 3, "µm"), new Axis('y', 0.25, 0, "µm"))));
		Volume doubled = run(new FakeNetwork(4, FakeNetwork::doubled), image, "bcyx", Rule.of(2, 10), new Extent(2, 1, 0, 0), 24, false);
		assertEquals(new Axis('x', 0.25, 3 - 0.125, "µm"), doubled.axes().find('x'));
		assertEquals(new Axis('y', 0.125, -0.0625, "µm"), doubled.axes().find('y'));
	}

	@Test
	void blendedTilesAreSmoothAndTheirDisagreementIsTold() {
		Volume image = random("xy", 150, 40);
		List<String> notes = new ArrayList<>();
		Progress progress = new Told(notes, new AtomicBoolean());
		FakeNetwork network = new FakeNetwork(4, FakeNetwork::global);
		TiledNetwork tiled = TiledNetwork.of(network, List.of(Port.of("image", "in", "bcyx")), List.of(Port.of("result", "out", "bcyx")), "xy", "b",
			planner(List.of(Rule.of(1, 8), Rule.of(1, 8)), 48, true), "Testing");
		float[] out = all(tiled.apply(Sample.of("image", image), progress).get("result"));
		float[] in = all(image);
		float steepest = 0;
		for (int i = 1; i < 150; i++)
			steepest = Math.max(steepest, Math.abs(out[i] - in[i] - out[i - 1] + in[i - 1]));
		assertTrue(steepest < 0.01, "steps by " + steepest);
		assertEquals(1, notes.stream().filter(note -> note.contains("differ by up to")).count(), notes.toString());
	}

	@Test
	void blendingWeightsSumToOneAndReproduceWhatIsEqual() {
		Volume image = random("xy", 111, 50);
		FakeNetwork same = new FakeNetwork(4, grid -> grid);
		assertArrayEquals(all(image), all(run(same, image, "bcyx", Rule.of(1, 6), Extent.SAME, 33, true)), 1e-6f);
		assertArrayEquals(untiled(image, FakeNetwork::unpadded, 1, 1, 6), all(run(new FakeNetwork(4, FakeNetwork::unpadded), image, "bcyx", Rule.of(1, 9),
			new Extent(1, 1, 3, 3), 33, true)), 1e-6f);
		Line line = Rule.of(4, 8).over(333, 52);
		for (long pixel = 0; pixel < 333; pixel++) {
			double sum = 0;
			for (long tile = 0; tile < line.count(); tile++)
				sum += Blend.weights(line, tile, pixel, 1)[0];
			assertEquals(1, sum, 1e-6);
		}
	}

	@Test
	void aTileThatDoesNotFitTheMemoryIsHalvedUntilItDoes() {
		Volume image = random("xy", 100, 60);
		AtomicInteger refused = new AtomicInteger();
		FakeNetwork small = new FakeNetwork(4, grid -> {
			if (grid.values().length > 900) {
				refused.incrementAndGet();
				throw new EngineException.OutOfMemory("no memory", null);
			}
			return FakeNetwork.hourglass(grid);
		});
		float[] tiled = all(run(small, image, "bcyx", HOURGLASS, Extent.SAME, 60, false));
		assertTrue(refused.get() > 3);
		assertArrayEquals(untiled(image, FakeNetwork::hourglass, 2, 1, 0), tiled, 1e-6f);
		float[] blended = all(run(small, image, "bcyx", HOURGLASS, Extent.SAME, 60, true));
		assertTrue(largest(tiled, blended) < 0.5);
	}

	@Test
	void onlyTheTileThatFailedIsSplit() {
		Volume image = random("xy", 200, 20);
		AtomicBoolean once = new AtomicBoolean();
		FakeNetwork network = new FakeNetwork(4, grid -> {
			if (grid.shape()[3] == 60 && once.compareAndSet(false, true))
				throw new EngineException.OutOfMemory("no memory", null);
			return FakeNetwork.hourglass(grid);
		});
		float[] tiled = all(run(network, image, "bcyx", HOURGLASS, Extent.SAME, 60, false));
		long tiles = HOURGLASS.over(200, 60).count();
		assertEquals(tiles + 2, network.runs.get());
		assertArrayEquals(untiled(image, FakeNetwork::hourglass, 2, 1, 0), tiled, 1e-6f);
	}

	@Test
	void whenNoTileFitsTheSentenceSaysWhichWasTried() {
		FakeNetwork none = new FakeNetwork(4, grid -> {
			throw new EngineException.OutOfMemory("no memory", null);
		});
		Exception refused = assertThrows(EngineException.OutOfMemory.class, () -> all(run(none, random("xy", 50, 40), "bcyx", HOURGLASS, Extent.SAME, 60, false)));
		assertTrue(refused.getMessage().matches(".*does not even suffice for a tile of \\d+ x \\d+ pixels.*"), refused.getMessage());
	}

	@Test
	void everyTileIsComputedOnceThoughManyAsk() throws Exception {
		Volume image = random("xy", 120, 100);
		FakeNetwork network = new FakeNetwork(4, FakeNetwork::hourglass);
		Volume result = run(network, image, "bcyx", HOURGLASS, Extent.SAME, 40, false);
		float[] expected = untiled(image, FakeNetwork::hourglass, 2, 1, 0);
		List<CompletableFuture<Void>> askers = new ArrayList<>();
		for (int i = 0; i < 4; i++)
			askers.add(CompletableFuture.runAsync(() -> assertArrayEquals(expected, all(result), 1e-6f)));
		for (CompletableFuture<Void> asker : askers)
			asker.get();
		assertEquals(HOURGLASS.over(120, 40).count() * HOURGLASS.over(100, 40).count(), network.runs.get());
	}

	@Test
	void oneAskersTileIsReadWhileAnothersIsComputed() throws Exception {
		java.util.concurrent.CountDownLatch secondIsRead = new java.util.concurrent.CountDownLatch(1);
		AtomicBoolean overlapped = new AtomicBoolean();
		AtomicBoolean armed = new AtomicBoolean();
		AtomicBoolean running = new AtomicBoolean();
		Volume image = Volume.of(PixelType.FLOAT32, new long[] { 100, 10 }, Axes.of("xy"), new int[] { 100, 10 }, (min, size, dest) -> {
			if (running.get())
				secondIsRead.countDown();
		});
		FakeNetwork slow = new FakeNetwork(4, grid -> {
			if (armed.get() && running.compareAndSet(false, true))
				try {
					overlapped.set(secondIsRead.await(10, java.util.concurrent.TimeUnit.SECONDS));
				}
				catch (InterruptedException interrupted) {
					throw new IllegalStateException(interrupted);
				}
			return FakeNetwork.hourglass(grid);
		});
		Volume result = run(slow, image, "bcyx", HOURGLASS, Extent.SAME, 40, false);
		armed.set(true);
		CompletableFuture<Void> first = CompletableFuture.runAsync(() -> result.copyFloats(new long[] { 50, 0, 0, 0 }, new int[] { 1, 1, 1, 1 }, new float[1]));
		while (!running.get())
			Thread.sleep(5);
		CompletableFuture<Void> second = CompletableFuture.runAsync(() -> result.copyFloats(new long[] { 99, 0, 0, 0 }, new int[] { 1, 1, 1, 1 }, new float[1]));
		first.get();
		second.get();
		assertTrue(overlapped.get());
	}

	@Test
	void cancellingStopsARunThatIsUnderWay() throws Exception {
		for (String letters : new String[] { "xy", "xyz" }) {
			AtomicBoolean cancelled = new AtomicBoolean();
			AtomicReference<FakeNetwork> self = new AtomicReference<>();
			FakeNetwork endless = new FakeNetwork(letters.length() + 2, grid -> {
				cancelled.set(true);
				while (self.get().cancels.get() == 0)
					Thread.onSpinWait();
				throw new CancelledException();
			});
			self.set(endless);
			Volume image = random(letters, letters.length() == 2 ? new int[] { 50, 40 } : new int[] { 20, 20, 20 });
			assertThrows(CancelledException.class, () -> {
				Sample sample = Sample.of("image", image);
				network(endless, letters.length() == 2 ? "bcyx" : "bczyx", letters, HOURGLASS, Extent.SAME, 60, false).apply(sample, new Told(new ArrayList<>(), cancelled));
			});
		}
	}

	@Test
	void anInterruptedThreadEndsItsRun() throws Exception {
		AtomicReference<FakeNetwork> self = new AtomicReference<>();
		AtomicBoolean started = new AtomicBoolean();
		FakeNetwork endless = new FakeNetwork(4, grid -> {
			started.set(true);
			while (self.get().cancels.get() == 0)
				Thread.onSpinWait();
			throw new CancelledException();
		});
		self.set(endless);
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		Thread asker = new Thread(() -> {
			try {
				all(run(endless, random("xy", 50, 40), "bcyx", HOURGLASS, Extent.SAME, 60, false));
			}
			catch (CancelledException expected) {
				thrown.set(expected);
			}
		});
		asker.start();
		while (!started.get())
			Thread.sleep(5);
		asker.interrupt();
		asker.join(10_000);
		assertTrue(thrown.get() instanceof CancelledException);
	}

	@Test
	void progressCountsTilesOfAllLoops() {
		List<String> told = new ArrayList<>();
		Sample sample = Sample.of("image", random("xyt", 50, 20, 3));
		all(network(new FakeNetwork(4, FakeNetwork::hourglass), "bcyx", "xy", HOURGLASS, Extent.SAME, 40, false).apply(sample, new Told(told, new AtomicBoolean())).get("result"));
		assertEquals("Testing 0/6", told.get(0));
		assertEquals("Testing 6/6", told.get(told.size() - 1));
	}

	@Test
	void theEventThreadIsRefused() throws Exception {
		Volume result = run(new FakeNetwork(4, FakeNetwork::hourglass), random("xy", 50, 20), "bcyx", HOURGLASS, Extent.SAME, 40, false);
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		java.awt.EventQueue.invokeAndWait(() -> {
			try {
				all(result);
			}
			catch (IllegalStateException expected) {
				thrown.set(expected);
			}
		});
		assertTrue(thrown.get().getMessage().contains("event thread"));
	}

	@Test
	void theFarCornerOfGigavoxelsIsReachedAtOnce() {
		long[] dimensions = { 1400, 1300, 1250 };
		Volume huge = Volume.of(PixelType.UINT8, dimensions, Axes.of("xyz"), new int[] { 1400, 1300, 1 }, (min, size, dest) -> {
			for (int i = 0, z = 0; z < size[2]; z++)
				for (int y = 0; y < size[1]; y++)
					for (int x = 0; x < size[0]; x++, i++)
						((byte[]) dest)[i] = (byte) ((min[0] + x) * 3 + (min[1] + y) * 5 + (min[2] + z) * 7);
		});
		assertTrue(huge.voxels() > 1L << 31);
		Volume result = run(new FakeNetwork(5, FakeNetwork::hourglass), huge, "bczyx", HOURGLASS, Extent.SAME, 64, false);
		float[] corner = new float[20 * 20 * 20];
		result.copyFloats(new long[] { 1380, 1280, 1230, 0, 0 }, new int[] { 20, 20, 20, 1, 1 }, corner);
		Volume end = huge.crop(new long[] { 1340, 1240, 1190 }, new long[] { 60, 60, 60 });
		float[] expected = new float[20 * 20 * 20];
		run(new FakeNetwork(5, FakeNetwork::hourglass), end, "bczyx", HOURGLASS, Extent.SAME, 64, false).copyFloats(new long[] { 40, 40, 40, 0, 0 }, new int[] { 20, 20, 20, 1, 1 }, expected);
		assertArrayEquals(expected, corner, 1e-4f);
	}

	@Test
	void blocksOfTheResultAreItsTiles() {
		FakeNetwork network = new FakeNetwork(4, FakeNetwork::hourglass);
		Volume result = run(network, random("xyt", 150, 20, 2), "bcyx", HOURGLASS, Extent.SAME, 40, false);
		Blocks blocks = result.blocks();
		int before = network.runs.get();
		for (long i = 0; i < blocks.count(); i++) {
			result.copyFloats(blocks.min(i), blocks.size(i), new float[Volume.pixels(blocks.size(i))]);
			assertEquals(Math.max(before, i + 1), network.runs.get());
		}
		assertEquals(2 * HOURGLASS.over(150, 40).count(), blocks.count());
	}

	private record Told(List<String> told, AtomicBoolean stop) implements Progress {

		@Override
		public synchronized void report(String stage, long done, long total) {
			told.add(stage + " " + done + "/" + total);
		}

		@Override
		public void note(String sentence) {
			told.add(sentence);
		}

		@Override
		public boolean cancelled() {
			return stop.get();
		}
	}

	private static TilePlan.Planner planner(List<Rule> rules, int tile, boolean blended) {
		return size -> {
			List<Line> lines = new ArrayList<>();
			for (int d = 0; d < size.length; d++)
				lines.add(rules.get(d).over(size[d], tile));
			return new TilePlan(Tiling.of(lines), blended, "");
		};
	}

	private static TiledNetwork network(FakeNetwork network, String letters, String tiled, Rule rule, Extent extent, int tile, boolean blended) {
		Rule scaled = rule.withOutput(extent.up(), extent.down(), extent.lossLow(), extent.lossHigh());
		Map<Character, Extent> extents = new java.util.HashMap<>();
		tiled.chars().forEach(letter -> extents.put((char) letter, extent));
		return TiledNetwork.of(network, List.of(Port.of("image", "in", letters)), List.of(new Port("result", "out", letters, extents)), tiled, "bc",
			planner(java.util.Collections.nCopies(tiled.length(), scaled), tile, blended), "Testing");
	}

	private static Volume run(FakeNetwork network, Volume image, String letters, Rule rule, Extent extent, int tile, boolean blended) {
		return network(network, letters, letters.contains("z") ? "xyz" : "xy", rule, extent, tile, blended).apply(Sample.of("image", image), Progress.none()).get("result");
	}

	/** One run on the image, extended at the far end to the stride by NumPy's reflect, cropped. */
	private static float[] untiled(Volume image, UnaryOperator<Grid> function, int stride, int scale, int loss) {
		int axes = image.axes().count();
		int[] size = new int[axes];
		for (int d = 0; d < axes; d++)
			size[d] = (int) image.dimensions()[d];
		float[] pixels = all(image);
		int[] extended = Arrays.stream(size).map(n -> (n + stride - 1) / stride * stride).toArray();
		float[] values = new float[Volume.pixels(extended)];
		for (int i = 0; i < values.length; i++) {
			int at = 0;
			for (int d = 0, rest = i, step = 1; d < axes; rest /= extended[d], step *= size[d], d++) {
				int p = rest % extended[d];
				at += step * (p < size[d] ? p : size[d] == 1 ? 0 : size[d] - 2);
			}
			values[i] = pixels[at];
		}
		int[] shape = new int[axes + 2];
		shape[0] = 1;
		shape[1] = 1;
		for (int d = 0; d < axes; d++)
			shape[axes + 1 - d] = extended[d];
		Grid result = function.apply(new Grid(values, shape));
		int[] keep = Arrays.stream(size).map(n -> n * scale - loss).toArray();
		float[] kept = new float[Volume.pixels(keep)];
		for (int i = 0; i < kept.length; i++) {
			int at = 0;
			for (int d = 0, rest = i, step = 1; d < axes; rest /= keep[d], step *= result.shape()[axes + 1 - d], d++)
				at += step * (rest % keep[d]);
			kept[i] = result.values()[at];
		}
		return kept;
	}

	private static Volume random(String letters, int... size) {
		float[] values = new float[Volume.pixels(size)];
		Random random = new Random(Arrays.hashCode(size));
		for (int i = 0; i < values.length; i++)
			values[i] = random.nextFloat();
		long[] dimensions = Arrays.stream(size).asLongStream().toArray();
		return Volume.of(net.imglib2.img.array.ArrayImgs.floats(values, dimensions), Axes.of(letters));
	}

	private static float[] all(Volume volume) {
		int[] size = Arrays.stream(volume.dimensions()).mapToInt(i -> (int) i).toArray();
		float[] values = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, values);
		return values;
	}

	private static double largest(float[] a, float[] b) {
		double largest = 0;
		for (int i = 0; i < a.length; i++)
			largest = Math.max(largest, Math.abs(a[i] - b[i]));
		return largest;
	}
}
