package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scijava.plugin.Parameter;

import ij.ImagePlus;
import ij.ImageStack;
import ij.macro.Interpreter;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;

/** What may happen to an image while a command reads it. */
class HeldImagesTest {

	private final ImagePlus image = new ImagePlus("cells.tif", plane());

	@AfterEach
	void noBatch() {
		Interpreter.removeBatchModeImage(image);
		Interpreter.batchMode = false;
	}

	@Test
	void aSecondRunOnTheSameImageIsRefusedAndTheFirstIsNotDisturbed() throws Exception {
		Waiting first = new Waiting(image, null);
		Thread running = new Thread(first);
		running.start();
		assertTrue(first.begun.await(10, TimeUnit.SECONDS));
		assertTrue(image.isLocked(), "ImageJ's own commands leave it alone");
		String refusal = denoise(image, "auto").getCancelReason();
		assertEquals("'cells.tif' is in use by another command; wait until that is done, or cancel it with ESC.", refusal);
		assertTrue(image.isLocked(), "the refusal did not unlock it");
		first.go.countDown();
		running.join(10_000);
		assertFalse(first.isCanceled());
		assertFalse(image.isLocked());
		output(denoise(image, "auto"));
	}

	@Test
	void anImageIsUnlockedHoweverTheRunEnds() {
		for (RuntimeException end : new RuntimeException[] { new CancelledException(), new IllegalStateException("The disk is full.") }) {
			Waiting run = new Waiting(image, end);
			run.go.countDown();
			run.run();
			assertTrue(run.isCanceled());
			assertFalse(image.isLocked());
		}
		assertTrue(denoise(image, "huge").isCanceled());
		assertFalse(image.isLocked());
	}

	@Test
	void aLockOfTheCallersOwnStays() {
		assertTrue(image.lock());
		Waiting run = new Waiting(image, null);
		run.go.countDown();
		run.run();
		assertFalse(run.isCanceled());
		assertTrue(image.isLocked());
		image.unlock();
		assertFalse(image.isLocked());
	}

	/** Closing an image in ImageJ flushes it, which would take the pixels from under a command. */
	@Test
	void anImageClosedInMidRunLosesNothing() {
		ImagePlus expected = output(denoise(image, "auto"));
		Interpreter.batchMode = true;
		Interpreter.addBatchModeImage(image);
		Waiting run = new Waiting(image, null) {

			@Override
			void work(Progress progress) {
				image.close();
				image.flush();
				super.work(progress);
				assertArrayEquals((float[]) plane().getPixels(), (float[]) image.getProcessor().getPixels());
			}
		};
		run.go.countDown();
		run.run();
		assertFalse(run.isCanceled(), run.getCancelReason());
		ClosingStack virtual = new ClosingStack();
		ImagePlus closing = new ImagePlus("cells.tif", virtual);
		virtual.closed = closing;
		ImagePlus result = output(denoise(closing, "auto"));
		assertArrayEquals((float[]) expected.getProcessor().getPixels(), (float[]) result.getProcessor().getPixels());
		assertTrue(virtual.asked);
	}

	private static Denoise denoise(ImagePlus input, String tile) {
		Denoise command = new Denoise();
		CommandInputs.fill(command, "Denoise", MacroOptions.parse("tile=" + tile), input);
		command.run();
		return command;
	}

	private static ImagePlus output(Denoise done) {
		assertFalse(done.isCanceled(), done.getCancelReason());
		return (ImagePlus) Options.fieldsOf(done).get("output");
	}

	private static FloatProcessor plane() {
		FloatProcessor plane = new FloatProcessor(40, 30);
		for (int i = 0; i < 1200; i++)
			plane.setf(i, (float) (100 + 20 * Math.sin(i / 7.0) + i * 31 % 17));
		return plane;
	}

	/** Works until it is told to end. */
	private static class Waiting extends HostCommand {

		final CountDownLatch begun = new CountDownLatch(1);
		final CountDownLatch go = new CountDownLatch(1);
		private final RuntimeException end;

		@Parameter
		private ImagePlus input;

		Waiting(ImagePlus input, RuntimeException end) {
			this.input = input;
			this.end = end;
		}

		@Override
		void work(Progress progress) {
			begun.countDown();
			try {
				assertTrue(go.await(10, TimeUnit.SECONDS));
			}
			catch (InterruptedException e) {
				throw new AssertionError(e);
			}
			if (end != null)
				throw end;
		}
	}

	/** A virtual stack whose image is closed when its pixels are first asked for by a run. */
	private static final class ClosingStack extends ij.VirtualStack {

		private ImagePlus closed;
		private boolean asked;

		ClosingStack() {
			super(40, 30);
		}

		@Override
		public ImageProcessor getProcessor(int n) {
			if (closed != null && closed.isLocked()) {
				asked = true;
				closed.close();
				closed.flush();
			}
			return plane();
		}

		@Override
		public int getSize() {
			return 1;
		}

		@Override
		public int getBitDepth() {
			return 32;
		}

		@Override
		public String getSliceLabel(int n) {
			return null;
		}

		@Override
		public ImageStack duplicate() {
			throw new AssertionError("nobody copies the stack");
		}
	}
}
