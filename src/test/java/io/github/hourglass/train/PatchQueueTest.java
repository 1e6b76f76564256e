package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

class PatchQueueTest {

	@Test
	void whatFollowsIsMadeAheadButNotMoreThanAsked() throws Exception {
		Set<Long> made = ConcurrentHashMap.newKeySet();
		CountDownLatch ready = new CountDownLatch(4);
		try (PatchQueue<Long> queue = new PatchQueue<>(2, 3, number -> {
			made.add(number);
			ready.countDown();
			return number * 10;
		})) {
			assertEquals(70, queue.get(7));
			assertTrue(ready.await(10, TimeUnit.SECONDS));
			assertEquals(Set.of(7L, 8L, 9L, 10L), made);
			assertEquals(80, queue.get(8));
			assertEquals(30, queue.get(3), "going back works too");
			assertEquals(30, queue.get(3), "and so does asking twice");
		}
	}

	@Test
	void aFailureReachesTheAskerAsItIs() {
		IllegalArgumentException failure = new IllegalArgumentException("The file is gone.");
		try (PatchQueue<Long> queue = new PatchQueue<>(2, 3, number -> {
			if (number == 2)
				throw failure;
			return number;
		})) {
			assertEquals(1, queue.get(1));
			assertSame(failure, assertThrows(IllegalArgumentException.class, () -> queue.get(2)));
			assertEquals(3, queue.get(3));
		}
	}

	@Test
	void closingEndsTheThreads() throws InterruptedException {
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		try (PatchQueue<Long> queue = new PatchQueue<>(3, 5, number -> {
			threads.add(Thread.currentThread());
			return number;
		})) {
			for (long i = 0; i < 20; i++)
				queue.get(i);
		}
		assertTrue(threads.size() >= 1 && threads.size() <= 3);
		for (Thread thread : threads) {
			thread.join(10_000);
			assertFalse(thread.isAlive());
		}
	}

	@Test
	void patchesComeFromAnywhereInAVolumeLargerThanAnyArray() {
		Volume huge = TestImages.volume(PixelType.UINT16, "xyz", p -> p[0] % 251 + p[2] % 7, 3000, 2000, 1000);
		TrainingImage image = TrainingImage.of(new ImagePair("huge", huge, huge), PatchRule.of(3, 2, 5));
		Scaling scaling = new Scaling(new double[] { 0 }, new double[] { 1 });
		TrainingImage ready = image.measured(scaling, scaling, new double[] { -1 });
		int[] size = { 16, 16, 8, 1, 1, 1 };
		Split split = Split.byBlock(ready, Double.NaN, size, PatchRule.of(3, 2, 5));
		assertEquals(837, split.training().get(0).size()[2], "1000 slices less 150, a patch of 8 and a halo of 5");
		PatchSource source = new PatchSource(split.training(), size, PatchRule.of(3, 2, 5), 1, new ImageTargets(1, PatchRule.of(3, 2, 5)), Augmentation.of("none", "restore", size), null);
		double sum = 0;
		for (int i = 0; i < 2000; i++) {
			Patch patch = source.draw(0, i);
			assertEquals(16 * 16 * 8, patch.input.length);
			sum += patch.input[0];
		}
		assertEquals(124 + 3, sum / 2000, 5, "all places are equally likely: the mean over all is 124 + 3, with a standard error of 1.6");
		assertEquals(64, source.tiles(split.validation(), 64).size());
	}
}
