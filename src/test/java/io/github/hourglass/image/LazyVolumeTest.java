package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import net.imglib2.img.cell.LazyCellImg;
import net.imglib2.type.numeric.RealType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LazyVolumeTest {

	private static final byte[] FINE = { 1 };

	private final AtomicInteger computed = new AtomicInteger();

	@Test
	void pixelsOfEveryTypeAreThoseOfTheSource() {
		for (PixelType type : PixelType.values()) {
			Volume source = Computed.volume(type, new long[] { 23, 17, 5 }, "xyz", new int[] { 8, 5, 2 });
			assertArrayEquals(Computed.pixels(source), Computed.pixels(LazyVolume.cached(source)), type.name());
		}
	}

	@Test
	void eachCellIsComputedOnceWhileItIsKept() {
		Volume lazy = LazyVolume.cached(Computed.volume(PixelType.FLOAT32, new long[] { 20, 20 }, "xy", new int[] { 8, 8 }, computed));
		Computed.pixels(lazy);
		lazy.copyFloats(new long[] { 3, 3 }, new int[] { 9, 9 }, new float[81]);
		assertEquals(9, computed.get());
	}

	@Test
	void nothingIsComputedBeforeItIsAskedFor() {
		LazyVolume.cached(Computed.volume(PixelType.FLOAT32, new long[] { 20, 20 }, "xy", new int[] { 8, 8 }, computed)).img();
		assertEquals(0, computed.get());
	}

	@Test
	void theImgLib2ImageSharesTheCache() {
		Volume lazy = LazyVolume.cached(Computed.volume(PixelType.UINT16, new long[] { 20, 20 }, "xy", new int[] { 8, 8 }, computed));
		Computed.pixels(lazy);
		assertInstanceOf(LazyCellImg.class, lazy.img());
		assertEquals(Computed.value("xy", new long[] { 19, 11 }), ((RealType<?>) lazy.img().getAt(19, 11)).getRealDouble());
		assertEquals(9, computed.get());
	}

	@Test
	void anImageWithoutOneOfItsOwnGetsOneCachedImgLib2Image() {
		Volume volume = Computed.volume(PixelType.INT16, new long[] { 20, 20 }, "xy", new int[] { 8, 8 }, computed);
		assertSame(volume.img(), volume.img());
		for (int i = 0; i < 3; i++)
			assertEquals(Computed.value("xy", new long[] { 2, 3 }), ((RealType<?>) volume.img().getAt(2, 3)).getRealDouble());
		assertEquals(1, computed.get());
	}

	@Test
	void blocksThatAreNotEqualAreTheCells() {
		Blocks blocks = Blocks.of(new long[] { 20, 21 }, new long[] { 5, 21 }, new long[] { 4, 21 }, new long[] { 4, 1 });
		Volume source = Computed.volume(PixelType.UINT16, new long[] { 20, 21 }, "xy", new int[] { 8, 8 }, computed).withBlocks(blocks);
		Volume lazy = LazyVolume.cached(source);
		assertArrayEquals(Computed.pixels(Computed.volume(PixelType.UINT16, new long[] { 20, 21 }, "xy", new int[] { 8, 8 })), Computed.pixels(lazy));
		for (long[] position : new long[][] { { 0, 0 }, { 7, 8 }, { 19, 20 }, { 8, 0 } })
			assertEquals(Computed.value("xy", position), ((RealType<?>) lazy.img().getAt(position)).getRealDouble());
		assertEquals(4, computed.get());
	}

	@Test
	void theLeastRecentlyUsedCellIsGivenUpFirst() {
		Volume lazy = LazyVolume.cached(Computed.volume(PixelType.FLOAT32, new long[] { 24, 8 }, "xy", new int[] { 8, 8 }, computed), 2 * 8 * 8 * 4);
		touch(lazy, 0);
		touch(lazy, 8);
		touch(lazy, 0);
		touch(lazy, 16);
		assertEquals(3, computed.get());
		touch(lazy, 0);
		assertEquals(3, computed.get(), "the cell used last but one is kept");
		touch(lazy, 8);
		assertEquals(4, computed.get(), "the cell not used for longest was given up");
	}

	@Test
	void theLatestCellIsKeptEvenIfItExceedsTheBudget() {
		Volume lazy = LazyVolume.cached(Computed.volume(PixelType.FLOAT32, new long[] { 24, 8 }, "xy", new int[] { 24, 8 }, computed), 1);
		touch(lazy, 0);
		touch(lazy, 9);
		assertEquals(1, computed.get());
	}

	@Test
	void bytesKeptStayWithinTheBudget() {
		CellCache cache = new CellCache(1000, PixelType.UINT8, index -> new byte[(int) index]);
		for (int i = 1; i < 400; i++) {
			cache.get(i);
			assertTrue(cache.used() <= 1000);
		}
	}

	@Test
	void concurrentAskersWaitForTheOneThatComputes() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		Volume lazy = LazyVolume.cached(Volume.of(PixelType.FLOAT32, new long[] { 8 }, Axes.of("x"), new int[] { 8 }, (min, size, dest) -> {
			computed.incrementAndGet();
			await(go);
			((float[]) dest)[3] = 7;
		}));
		List<Future<Float>> askers = ask(8, () -> {
			float[] block = new float[8];
			lazy.copyFloats(new long[1], new int[] { 8 }, block);
			return block[3];
		});
		Thread.sleep(50);
		go.countDown();
		for (Future<Float> asker : askers)
			assertEquals(7f, asker.get(10, TimeUnit.SECONDS));
		assertEquals(1, computed.get());
	}

	@Test
	void aFailureReachesAllWhoWaitAndIsNotKept() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		CellCache cache = new CellCache(1000, PixelType.UINT8, index -> {
			if (computed.incrementAndGet() > 1)
				return FINE;
			await(go);
			throw new IllegalArgumentException("The tile is bad.");
		});
		List<Future<Object>> askers = ask(4, () -> cache.get(0));
		Thread.sleep(100);
		go.countDown();
		for (Future<Object> asker : askers) {
			Throwable cause = assertThrows(ExecutionException.class, () -> asker.get(10, TimeUnit.SECONDS)).getCause();
			assertEquals("The tile is bad.", cause.getMessage());
		}
		assertEquals(FINE, cache.get(0));
	}

	@Test
	void whoWaitsForACancelledComputationComputesAgain() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		CellCache cache = new CellCache(1000, PixelType.UINT8, index -> {
			if (computed.incrementAndGet() > 1)
				return FINE;
			await(go);
			throw new CancelledException();
		});
		List<Future<Object>> cancelled = ask(1, () -> cache.get(0));
		while (computed.get() == 0)
			Thread.sleep(1);
		List<Future<Object>> others = ask(2, () -> cache.get(0));
		Thread.sleep(50);
		go.countDown();
		assertInstanceOf(CancelledException.class, assertThrows(ExecutionException.class, () -> cancelled.get(0).get()).getCause());
		for (Future<Object> other : others)
			assertEquals(FINE, other.get(10, TimeUnit.SECONDS));
	}

	@Test
	void anInterruptedAskerGivesUpAsCancelled() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		CellCache cache = new CellCache(1000, PixelType.UINT8, index -> {
			computed.incrementAndGet();
			await(go);
			return FINE;
		});
		List<Future<Object>> first = ask(1, () -> cache.get(0));
		while (computed.get() == 0)
			Thread.sleep(1);
		Thread.currentThread().interrupt();
		assertThrows(CancelledException.class, () -> cache.get(0));
		assertTrue(Thread.interrupted());
		go.countDown();
		assertEquals(FINE, first.get(0).get());
	}

	@Test
	void aCellThatNeedsItselfIsRefusedInsteadOfHanging() {
		Volume[] self = new Volume[1];
		self[0] = LazyVolume.cached(Volume.of(PixelType.FLOAT32, new long[] { 8 }, Axes.of("x"), new int[] { 8 },
			(min, size, dest) -> self[0].copy(min, size, dest)));
		assertThrows(IllegalStateException.class, () -> touch(self[0], 0));
	}

	@Test
	void aCellLargerThanAnArrayIsRefused() {
		Volume volume = Volume.of(PixelType.UINT8, new long[] { 1 << 16, 1 << 16 }, Axes.of("xy"), new int[] { 1 << 16, 1 << 16 }, (min, size, dest) -> {});
		assertThrows(IllegalArgumentException.class, () -> LazyVolume.cached(volume));
	}

	@Test
	void cellsBeyondTwoToThe31VoxelsAreAddressed() {
		long[] dimensions = { 40_000, 40_000, 40 };
		Volume lazy = LazyVolume.cached(Computed.volume(PixelType.UINT8, dimensions, "xyz", new int[] { 64, 64, 4 }, computed));
		long[] corner = { 39_998, 39_998, 38 };
		byte[] block = new byte[8];
		lazy.copy(corner, new int[] { 2, 2, 2 }, block);
		assertEquals(Computed.value("xyz", new long[] { 39_999, 39_999, 39 }), block[7]);
		assertEquals(1, computed.get());
	}

	private static void touch(Volume volume, long x) {
		long[] min = new long[volume.axes().count()];
		int[] size = new int[min.length];
		java.util.Arrays.fill(size, 1);
		min[0] = x;
		volume.copy(min, size, volume.type().newArray(1));
	}

	private static <T> List<Future<T>> ask(int askers, Callable<T> question) {
		ExecutorService pool = Executors.newFixedThreadPool(askers);
		List<Future<T>> answers = new ArrayList<>();
		for (int i = 0; i < askers; i++)
			answers.add(pool.submit(question));
		pool.shutdown();
		return answers;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		} catch (InterruptedException e) {
			throw new CancelledException();
		}
	}
}
