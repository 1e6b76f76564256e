package io.github.hourglass.command;

import java.util.Map;

import ij.gui.Overlay;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.Outlines;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.predict.Segmentation;

/** Outlines of the objects in a part of an image. The network runs once for a part; after that only what is made of its output is computed. */
final class SegmentPreview extends PartPreview {

	private NetworkOutput network;
	private Part part;
	private Object networkOptions;

	@Override
	Drawn compute(Part looked, Map<String, Object> values, Progress progress) {
		SegmentOptions options = Options.read(SegmentOptions.class, values);
		if (!looked.equals(part) || !options.network().equals(networkOptions)) {
			forget(true);
			network = NetworkOutput.of(cut(looked), options, progress);
			network.keep(progress);
			part = looked;
			networkOptions = options.network();
		}
		try (Segmentation found = Segmentation.of(network, options, progress)) {
			Overlay outlines = found.objects().isPresent() ? outlines(found.objects().get().volume(), looked, progress) : new Overlay();
			return new Drawn(outlines, found.objects().map(objects -> objects.count() + " objects").orElse("no objects, but what the network gives"));
		}
	}

	@Override
	void forget(boolean finished) {
		if (!finished && part != null)
			return;
		if (network != null)
			network.close();
		network = null;
		part = null;
	}

	/** The outlines in the slice that is shown, where they are in the whole image. */
	private static Overlay outlines(Volume labels, Part looked, Progress progress) {
		Volume slice = slice(labels, looked);
		Overlay overlay = new Overlay();
		Outlines.of(slice, slice).forEach(progress, roi -> {
			roi.setLocation(roi.getXBase() + looked.area().x, roi.getYBase() + looked.area().y);
			overlay.add(roi);
		});
		return overlay;
	}
}
