package io.github.hourglass.predict;

import java.util.Arrays;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Objects of a time lapse numbered anew from 1 in every frame. */
final class FrameNumbers {

	private FrameNumbers() {}

	/** @param labels 32-bit integers whose numbers go on from frame to frame */
	static Volume of(Volume labels, Progress progress) {
		int t = labels.axes().indexOf('t');
		if (t < 0)
			return labels;
		int[] least = new int[Math.toIntExact(labels.dimensions()[t])];
		Arrays.fill(least, Integer.MAX_VALUE);
		Blocks.forEach(labels, Blocks.THREADS, progress, "Numbering", (min, size, pixels) -> {
			int[] ids = (int[]) pixels;
			int[] here = new int[size[t]];
			Arrays.fill(here, Integer.MAX_VALUE);
			each(size, t, (i, frame) -> {
				if (ids[i] > 0)
					here[frame] = Math.min(here[frame], ids[i]);
			});
			synchronized (least) {
				for (int frame = 0; frame < here.length; frame++)
					least[(int) min[t] + frame] = Math.min(least[(int) min[t] + frame], here[frame]);
			}
		});
		return labels.withPixels(PixelType.INT32, (min, size, dest) -> {
			int[] ids = (int[]) dest;
			labels.copy(min, size, ids);
			each(size, t, (i, frame) -> {
				if (ids[i] > 0)
					ids[i] -= least[(int) min[t] + frame] - 1;
			});
		});
	}

	@FunctionalInterface
	private interface Visitor {
		void visit(int index, int frame);
	}

	private static void each(int[] size, int t, Visitor visitor) {
		int inner = 1;
		for (int d = 0; d < t; d++)
			inner *= size[d];
		for (int i = 0, n = Volume.pixels(size); i < n; i++)
			visitor.visit(i, i / inner % size[t]);
	}
}
