package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Rectangle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;

/** What is told and shown while a user chooses. */
class ForesightTest {

	private final BlockingQueue<Foretelling.Told> told = new LinkedBlockingQueue<>();
	private final ImagePlus image = IJ.openImage("test-images/cells-2d-noisy.tif");

	@Test
	void theCommandTellsOfItsModelAndItsTiles() throws Exception {
		Foretelling.Told answer = ask(new Denoise(), Map.of("model", "starter-2d", "tile", "128"));
		assertEquals("Starter denoiser 2-D", answer.model());
		assertTrue(answer.line().startsWith("Removes noise"), answer.line());
		assertTrue(answer.text().contains("tiles of 128 x 128") && answer.text().contains("MB of memory"), answer.text());
		assertFalse(answer.text().contains("selected"), answer.text());
	}

	@Test
	void aSelectionIsPointedOutAndItsPartPlanned() throws Exception {
		image.setRoi(new Roi(10, 20, 64, 48));
		assertTrue(ask(new Segment(), Map.of()).text().contains("only the 64 x 48 pixels that are selected"));
		String text = ask(new Segment(), Map.of("region", "selection", "model", "starter-2d")).text();
		assertTrue(text.contains("One piece of 64 x 48") && !text.contains("selected"), text);
	}

	@Test
	void whatWouldBeRefusedIsSaidInTheSameSentence() throws Exception {
		assertEquals("tile is 'huge'; use auto, one number above 0, or x,y[,z] in pixels.", ask(new Denoise(), Map.of("tile", "huge")).text());
		assertTrue(ask(new Denoise(), Map.of("model", "nonesuch")).text().startsWith("There is no model 'nonesuch'"));
		image.flush();
		assertTrue(ask(new Denoise(), Map.of()).text().startsWith("input: there is no image"));
	}

	@Test
	void onlyTheLastQuestionIsAnswered() throws Exception {
		Foresight foresight = new Foresight();
		Foretelling echo = (values, progress) -> Foretelling.Told.of((String) values.get("tile"));
		for (String tile : List.of("1", "12", "128"))
			foresight.ask(echo, Map.of("tile", tile), told::add);
		assertEquals("128", told.poll(20, TimeUnit.SECONDS).text());
		assertNull(told.poll(700, TimeUnit.MILLISECONDS));
		Foretelling slow = (values, progress) -> {
			while (!progress.cancelled())
				Thread.onSpinWait();
			throw new CancelledException();
		};
		foresight.ask(slow, Map.of(), told::add);
		Thread.sleep(500);
		foresight.end();
		assertNull(told.poll(700, TimeUnit.MILLISECONDS));
	}

	/** The preview of a selection is what the command gives for it, over the image and for the time being only. */
	@Test
	void theSelectedPartOfTheResultLiesOverTheImage() throws Exception {
		Overlay mine = new Overlay(new Roi(1, 1, 3, 3));
		image.setOverlay(mine);
		image.setRoi(new Roi(120, 100, 96, 80));
		PredictionPreview preview = new PredictionPreview();
		preview.show(image, Map.of());
		for (int i = 0; i < 1200 && image.getOverlay() == mine; i++)
			Thread.sleep(50);
		assertNotSame(mine, image.getOverlay());
		ImageRoi shown = (ImageRoi) image.getOverlay().get(0);
		assertEquals(new Rectangle(120, 100, 96, 80), shown.getBounds());
		Denoise command = new Denoise();
		CommandInputs.fill(command, "test", MacroOptions.parse("region=selection"), image);
		command.run();
		assertFalse(command.isCanceled(), command.getCancelReason());
		ImageProcessor expected = ((ImagePlus) Options.fieldsOf(command).get("output")).getProcessor().convertToColorProcessor();
		for (int i = 0; i < 96 * 80; i += 7)
			assertEquals(expected.get(i), shown.getProcessor().get(i));
		preview.end();
		assertSame(mine, image.getOverlay());
	}

	@Test
	void aSliceOfAVolumeIsPreviewedWhereItIs() throws Exception {
		ImagePlus stack = IJ.openImage("test-images/cells-3d-noisy.tif");
		stack.setSlice(5);
		stack.setRoi(new Roi(8, 8, 40, 32));
		PartPreview.Drawn drawn = new PredictionPreview().compute(new PartPreview.Part(stack, stack.getRoi().getBounds(), 0, Math.min(16, stack.getNSlices()), 4, 0), Map.of(),
			Progress.none());
		assertEquals(new Rectangle(8, 8, 40, 32), drawn.overlay().get(0).getBounds());
		assertTrue(drawn.words().startsWith("40 x 32 pixels in "), drawn.words());
	}

	/** Colors and channels are seen as ImageJ shows them; an enlarged result is fitted into its part. */
	@Test
	void channelsArePreviewedTogether() {
		ImagePlus colors = new ImagePlus("colors", image.getProcessor().convertToColorProcessor());
		ImagePlus two = new CompositeImage(new ImagePlus("two", stack(image.getProcessor(), 2)), CompositeImage.COMPOSITE);
		two.setDimensions(2, 1, 1);
		for (ImagePlus shown : List.of(colors, two)) {
			PartPreview.Drawn drawn = new PredictionPreview().compute(new PartPreview.Part(shown, new Rectangle(16, 24, 64, 48), 0, 1, 0, 0), Map.of(), Progress.none());
			ImageRoi roi = (ImageRoi) drawn.overlay().get(0);
			assertEquals(new Rectangle(16, 24, 64, 48), roi.getBounds());
			assertEquals(24, roi.getProcessor().getBitDepth());
			assertTrue(roi.getProcessor().getStatistics().max > roi.getProcessor().getStatistics().min, "something is seen");
		}
	}

	private static ImageStack stack(ImageProcessor plane, int count) {
		ImageStack stack = new ImageStack(plane.getWidth(), plane.getHeight());
		for (int i = 0; i < count; i++)
			stack.addSlice(plane.duplicate());
		return stack;
	}

	private Foretelling.Told ask(HostCommand command, Map<String, Object> options) throws InterruptedException {
		Map<String, Object> values = new HashMap<>(Options.fieldsOf(command));
		values.put("input", image);
		values.putAll(options);
		new Foresight().ask((Foretelling) command, values, told::add);
		Foretelling.Told answer = told.poll(60, TimeUnit.SECONDS);
		assertTrue(answer != null, "no answer");
		return answer;
	}
}
