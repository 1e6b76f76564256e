package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Going through a volume block by block. */
@Timeout(30)
class WorkersTest {

	private final Volume volume = Computed.volume(PixelType.UINT8, new long[] { 30, 20, 3 }, "xyz", new int[] { 7, 6, 2 });

	@Test
	void everyPixelIsVisitedOnce() {
		AtomicLong sum = new AtomicLong();
		Set<String> blocks = Collections.synchronizedSet(new HashSet<>());
		Blocks.forEach(volume, 2, Progress.none(), "Summing", (min, size, pixels) -> {
			assertTrue(blocks.add(java.util.Arrays.toString(min)));
			for (int i = 0; i < Volume.pixels(size); i++)
				sum.addAndGet((long) PixelType.UINT8.get(pixels, i));
		});
		assertEquals((long) java.util.Arrays.stream(Computed.pixels(volume)).sum(), sum.get());
		assertEquals(5 * 4 * 2, blocks.size());
	}

	@Test
	void oneThreadVisitsInTheOrderOfTheNumbers() {
		List<long[]> visited = new CopyOnWriteArrayList<>();
		Blocks.forEach(volume, 1, Progress.none(), "Listing", (min, size, pixels) -> visited.add(min));
		for (int i = 0; i < visited.size(); i++)
			org.junit.jupiter.api.Assertions.assertArrayEquals(volume.blocks().min(i), visited.get(i));
	}

	@Test
	void theFirstFailureStopsTheOthersAndArrivesUnwrapped() {
		IllegalArgumentException failure = new IllegalArgumentException("bad block");
		AtomicBoolean interrupted = new AtomicBoolean();
		Exception thrown = assertThrows(IllegalArgumentException.class, () -> Workers.run(1000, 2, Progress.none(), "Failing", () -> number -> {
			if (number == 1)
				throw failure;
			interrupted.set(!sleep(20_000));
		}));
		assertSame(failure, thrown);
		assertTrue(interrupted.get());
	}

	@Test
	void cancelInterruptsABlockThatIsBeingComputed() {
		AtomicBoolean cancelled = new AtomicBoolean();
		Progress progress = new Recorded() {

			@Override
			public boolean cancelled() {
				return cancelled.get();
			}
		};
		long start = System.nanoTime();
		assertThrows(CancelledException.class, () -> Workers.run(10, 2, progress, "Waiting", () -> number -> {
			cancelled.set(true);
			if (!sleep(20_000))
				throw new IllegalStateException("interrupted");
		}));
		assertTrue(System.nanoTime() - start < 10_000_000_000L, "the workers slept on");
	}

	@Test
	void anInterruptOfTheCallerIsACancelAndStaysVisible() {
		Thread.currentThread().interrupt();
		assertThrows(CancelledException.class, () -> Workers.run(10, 2, Progress.none(), "Waiting", () -> number -> sleep(20_000)));
		assertTrue(Thread.interrupted());
	}

	@Test
	void progressGrowsToTheTotal() {
		Recorded progress = new Recorded();
		Workers.run(40, 2, progress, "Waiting", () -> number -> sleep(10));
		assertEquals(0, progress.done.get(0));
		assertEquals(40, progress.done.get(progress.done.size() - 1));
		for (int i = 1; i < progress.done.size(); i++)
			assertTrue(progress.done.get(i) >= progress.done.get(i - 1));
	}

	@Test
	void eachWorkerHasItsOwnConsumer() {
		AtomicLong consumers = new AtomicLong();
		Workers.run(100, 2, Progress.none(), "Counting", () -> {
			consumers.incrementAndGet();
			return number -> {};
		});
		assertEquals(2, consumers.get());
	}

	/** @return false if interrupted */
	private static boolean sleep(long milliseconds) {
		try {
			Thread.sleep(milliseconds);
			return true;
		} catch (InterruptedException e) {
			return false;
		}
	}

	private static class Recorded implements Progress {

		private final List<Long> done = new CopyOnWriteArrayList<>();

		@Override
		public void report(String stage, long finished, long total) {
			done.add(finished);
		}

		@Override
		public void note(String sentence) {}

		@Override
		public boolean cancelled() {
			return false;
		}
	}
}
