package io.github.hourglass.label;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/** Goes through a label image run by run. */
final class LabelRuns {

	/** Sees runs of one label along x, cut where blocks end; called from several threads. */
	@FunctionalInterface
	interface Visitor {

		/**
		 * @param index place of the id among the image's ids
		 * @param x first position of the run
		 * @param to its last position
		 */
		void visit(int index, long x, long to, long y, long z, long t);
	}

	private LabelRuns() {}

	static void forEach(LabelImage labels, Progress progress, String stage, Visitor visitor) {
		Volume ordered = SpaceTime.of(labels.volume(), "label image");
		Workers.run(ordered.blocks().count(), LabelOptions.THREADS, progress, stage, () -> {
			int[] pixels = new int[ordered.blocks().largest()];
			Runs runs = new Runs();
			return number -> {
				long[] min = ordered.blocks().min(number);
				int[] size = ordered.blocks().size(number);
				ordered.copy(min, size, pixels);
				progress.check();
				runs.read(pixels, size[0], size[1] * size[2] * size[3]);
				for (int line = 0; line < runs.lines; line++) {
					long y = min[1] + line % size[1];
					long z = min[2] + line / size[1] % size[2];
					long t = min[3] + line / size[1] / size[2];
					for (int run = runs.first[line]; run < runs.first[line + 1]; run++)
						visitor.visit(labels.indexOf(runs.label[run]), min[0] + runs.start[run], min[0] + runs.end[run], y, z, t);
				}
			};
		});
	}
}
