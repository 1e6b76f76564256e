package io.github.hourglass.command;

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
import io.github.hourglass.io.Outlines;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.predict.Segmentation;

/**
 * Outlines of the objects in the visible part of an image, drawn anew whenever an option changes, on a thread of its own. The network
 * runs once for a part; after that only what is made of its output is computed. What the part shows is normalized by itself, so that a
 * network may see it a little differently from the whole image.
 */
final class SegmentPreview {

	private static final int MOST_PIXELS = 1024;
	private static final int MOST_SLICES = 16;

	private final AtomicInteger latest = new AtomicInteger();
	private ImagePlus shownOn;
	private Overlay before;
	private NetworkOutput network;
	private Part part;
	private Object networkOptions;

	/** What is looked at; {@code z} and {@code slices} of a volume, {@code t} from 0. */
	private record Part(ImagePlus image, Rectangle area, int z, int slices, int slice, int t) {}

	/** Draws soon; what is asked for later replaces what is not drawn yet. */
	void show(ImagePlus image, Map<String, Object> values) {
		int number = latest.incrementAndGet();
		Part looked = part(image);
		Thread thread = new Thread(() -> draw(number, looked, values), "hourglass-preview");
		thread.setDaemon(true);
		thread.start();
	}

	/** Takes the outlines away. */
	void end() {
		latest.incrementAndGet();
		synchronized (this) {
			if (shownOn != null)
				shownOn.setOverlay(before);
			shownOn = null;
			before = null;
			forget();
		}
	}

	private void forget() {
		if (network != null)
			network.close();
		network = null;
		part = null;
	}

	private void forgetUnfinished() {
		if (part == null)
			forget();
	}

	private static Part part(ImagePlus image) {
		Rectangle area = image.getCanvas() != null ? image.getCanvas().getSrcRect() : new Rectangle(image.getWidth(), image.getHeight());
		area = area.intersection(new Rectangle(image.getWidth(), image.getHeight()));
		if (area.width > MOST_PIXELS)
			area = new Rectangle(area.x + (area.width - MOST_PIXELS) / 2, area.y, MOST_PIXELS, area.height);
		if (area.height > MOST_PIXELS)
			area = new Rectangle(area.x, area.y + (area.height - MOST_PIXELS) / 2, area.width, MOST_PIXELS);
		int slices = Math.min(MOST_SLICES, image.getNSlices());
		int z = Math.max(0, Math.min(image.getNSlices() - slices, image.getZ() - 1 - slices / 2));
		return new Part(image, area, z, slices, image.getZ() - 1, image.getT() - 1);
	}

	private synchronized void draw(int number, Part looked, Map<String, Object> values) {
		Progress progress = new Silent(() -> number != latest.get());
		if (progress.cancelled())
			return;
		try {
			SegmentOptions options = Options.read(SegmentOptions.class, values);
			if (!looked.equals(part) || !options.network().equals(networkOptions)) {
				forget();
				network = NetworkOutput.of(cut(looked), options, progress);
				network.keep(progress);
				part = looked;
				networkOptions = options.network();
			}
			try (Segmentation found = Segmentation.of(network, options, progress)) {
				Overlay outlines = found.objects().isPresent() ? outlines(found.objects().get().volume(), looked, progress) : new Overlay();
				progress.check();
				if (shownOn == null) {
					shownOn = looked.image;
					before = looked.image.getOverlay();
				}
				looked.image.setOverlay(outlines);
				IJ.showStatus("Preview: " + found.objects().map(objects -> objects.count() + " objects").orElse("no objects, but what the network gives"));
			}
		}
		catch (CancelledException replaced) {
			forgetUnfinished();
		}
		catch (RuntimeException | OutOfMemoryError failure) {
			forgetUnfinished();
			IJ.showStatus(Main.sentence(failure));
		}
	}

	private static Volume cut(Part looked) {
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

	private static void set(long[] min, long[] size, int d, int from, int count) {
		min[d] = from;
		size[d] = count;
	}

	/** The outlines in the slice that is shown, where they are in the whole image. */
	private static Overlay outlines(Volume labels, Part looked, Progress progress) {
		Volume slice = labels;
		int z = labels.axes().indexOf('z');
		if (z >= 0) {
			long[] min = new long[labels.axes().count()];
			long[] size = labels.dimensions();
			set(min, size, z, looked.slice - looked.z, 1);
			slice = labels.crop(min, size);
		}
		Overlay overlay = new Overlay();
		Outlines.of(slice, slice).forEach(progress, roi -> {
			roi.setLocation(roi.getXBase() + looked.area.x, roi.getYBase() + looked.area.y);
			overlay.add(roi);
		});
		return overlay;
	}

	/** Reports nowhere; cancelled once something newer is asked for. */
	private record Silent(java.util.function.BooleanSupplier outdated) implements Progress {

		@Override
		public void report(String stage, long done, long total) {}

		@Override
		public void note(String sentence) {}

		@Override
		public boolean cancelled() {
			return outdated.getAsBoolean();
		}
	}
}
