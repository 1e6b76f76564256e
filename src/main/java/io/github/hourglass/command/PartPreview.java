package io.github.hourglass.command;

import java.awt.EventQueue;
import java.awt.Rectangle;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImagePlusVolume;

/**
 * What a command would make of the selected or else the visible part of an image, drawn over it anew whenever an option changes, on a
 * thread of its own. The part is normalized by itself, so that a network may see it a little differently from the whole image.
 */
abstract class PartPreview {

	private static final int MOST_PIXELS = 1024;
	private static final int MOST_SLICES = 16;

	private final AtomicInteger latest = new AtomicInteger();
	private ImagePlus shownOn;
	private Overlay before;

	/** What is looked at; {@code z} and {@code slices} of a volume, {@code t} from 0. */
	record Part(ImagePlus image, Rectangle area, int z, int slices, int slice, int t) {}

	/**
	 * What to draw over the image and, in a few words, to say in the status line.
	 *
	 * @param values of the command's fields, by name
	 */
	abstract Drawn compute(Part looked, Map<String, Object> values, Progress progress);

	/** What {@link #compute} gives. */
	record Drawn(Overlay overlay, String words) {}

	/** Frees what was kept for the next drawing; {@code finished} is false if the last one did not come to its end. */
	abstract void forget(boolean finished);

	/** Draws soon; what is asked for later replaces what is not drawn yet. */
	final void show(ImagePlus image, Map<String, Object> values) {
		int number = latest.incrementAndGet();
		Part looked = part(image);
		Thread thread = new Thread(() -> draw(number, looked, values), "hourglass-preview");
		thread.setDaemon(true);
		thread.start();
	}

	/** Takes away what was drawn; on the event thread a moment later, since a drawing may have to end first. */
	final void end() {
		int number = latest.incrementAndGet();
		if (EventQueue.isDispatchThread())
			new Thread(() -> clear(number), "hourglass-preview").start();
		else
			clear(number);
	}

	private synchronized void clear(int number) {
		if (number != latest.get())
			return;
		if (shownOn != null)
			shownOn.setOverlay(before);
		shownOn = null;
		before = null;
		forget(true);
	}

	private static Part part(ImagePlus image) {
		Rectangle whole = new Rectangle(image.getWidth(), image.getHeight());
		Roi roi = image.getRoi();
		Rectangle area = roi != null && roi.isArea() ? roi.getBounds() : image.getCanvas() != null ? image.getCanvas().getSrcRect() : whole;
		area = area.intersection(whole);
		if (area.isEmpty())
			area = whole;
		if (area.width > MOST_PIXELS)
			area = new Rectangle(area.x + (area.width - MOST_PIXELS) / 2, area.y, MOST_PIXELS, area.height);
		if (area.height > MOST_PIXELS)
			area = new Rectangle(area.x, area.y + (area.height - MOST_PIXELS) / 2, area.width, MOST_PIXELS);
		int slices = Math.min(MOST_SLICES, image.getNSlices());
		int z = Math.max(0, Math.min(image.getNSlices() - slices, image.getZ() - 1 - slices / 2));
		return new Part(image, area, z, slices, image.getZ() - 1, image.getT() - 1);
	}

	private synchronized void draw(int number, Part looked, Map<String, Object> values) {
		Progress progress = new Foresight.Silent(() -> number != latest.get());
		if (progress.cancelled())
			return;
		try {
			IJ.showStatus("Preview...");
			Drawn drawn = compute(looked, values, progress);
			progress.check();
			if (shownOn == null) {
				shownOn = looked.image;
				before = looked.image.getOverlay();
			}
			looked.image.setOverlay(drawn.overlay);
			IJ.showStatus("Preview: " + drawn.words);
		}
		catch (CancelledException replaced) {
			forget(false);
		}
		catch (RuntimeException | OutOfMemoryError failure) {
			forget(false);
			IJ.showStatus(Main.sentence(failure));
		}
	}

	/** The part of the image, as a view. */
	static Volume cut(Part looked) {
		Volume image = ImagePlusVolume.of(looked.image);
		long[] min = new long[image.axes().count()];
		long[] size = image.dimensions();
		for (int d = 0; d < min.length; d++)
			switch (image.axes().letter(d)) {
				case 'x' -> set(min, size, d, looked.area.x, looked.area.width);
				case 'y' -> set(min, size, d, looked.area.y, looked.area.height);
				case 'z' -> set(min, size, d, looked.z, looked.slices);
				case 't' -> set(min, size, d, looked.t, 1);
				default -> set(min, size, d, 0, (int) size[d]);
			}
		return image.crop(min, size);
	}

	/** The slice of a result that is shown in the image. */
	static Volume slice(Volume result, Part looked) {
		int z = result.axes().indexOf('z');
		if (z < 0 || result.size('z') != looked.slices)
			return result;
		long[] min = new long[result.axes().count()];
		long[] size = result.dimensions();
		set(min, size, z, looked.slice - looked.z, 1);
		return result.crop(min, size);
	}

	private static void set(long[] min, long[] size, int d, int from, int count) {
		min[d] = from;
		size[d] = count;
	}
}
