package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.predict.SegmentOptions;
import net.imglib2.img.array.ArrayImgs;

class ObjectTuningTest {

	private static final int WIDTH = 64, HEIGHT = 40;
	private static final String MEANING = "foreground 1, boundary 2, distance 3";

	/** Distance in radii of the pixel to the edge of the nearer of two disks that touch, negative outside. */
	private static double inside(int i, int disk) {
		return 1 - Math.hypot(i % WIDTH - (disk == 0 ? 18 : 45), i / WIDTH - 20) / 14;
	}

	private static Volume truth() {
		short[] labels = new short[WIDTH * HEIGHT];
		for (int i = 0; i < labels.length; i++)
			labels[i] = (short) (inside(i, 0) > 0 && inside(i, 0) >= inside(i, 1) ? 1 : inside(i, 1) > 0 ? 2 : 0);
		return Volume.of(ArrayImgs.unsignedShorts(labels, WIDTH, HEIGHT), Axes.of("xy"));
	}

	/** What a network gives that sees a bridge between them, and is unsure of the foreground. */
	private static Volume output(double bridge, double edge) {
		int n = WIDTH * HEIGHT;
		float[] pixels = new float[3 * n];
		for (int i = 0; i < n; i++) {
			double deep = Math.max(inside(i, 0), inside(i, 1));
			boolean between = Math.abs(i / WIDTH - 20) < 3 && i % WIDTH > 18 && i % WIDTH < 45;
			pixels[i] = (float) Math.max(0, Math.min(1, edge + deep));
			pixels[2 * n + i] = (float) Math.max(0, Math.max(deep, between ? bridge : 0));
		}
		return Volume.of(ArrayImgs.floats(pixels, WIDTH, HEIGHT, 3), Axes.of("xyc"));
	}

	private static String tuned(double bridge, double edge) {
		return ObjectTuning.of(SegmentOptions.of("").ofProbabilities(), MEANING, List.of(new ImagePair("disks", output(bridge, edge), truth())), Progress.none());
	}

	@Test
	void whatIsRightAlreadyStays() {
		assertEquals(MEANING + ", threshold 0.50, seeds 0.50", tuned(0.1, 0.5));
	}

	@Test
	void seedsRiseAboveTheBridgeBetweenTwoObjects() {
		String found = tuned(0.65, 0.5);
		assertTrue(found.equals(MEANING + ", threshold 0.50, seeds 0.70") || found.equals(MEANING + ", threshold 0.50, seeds 0.80"), found);
	}

	@Test
	void theForegroundEndsWhereThatOfTheTruthDoes() {
		assertEquals(MEANING + ", threshold 0.30, seeds 0.50", tuned(0.1, 0.3));
		assertEquals(MEANING + ", threshold 0.70, seeds 0.50", tuned(0.1, 0.7));
	}

	@Test
	void theShareOfObjectsThatTouchIsCounted() {
		assertEquals(1, ObjectEvaluation.touching(truth()));
		short[] apart = new short[25];
		apart[0] = 1;
		apart[6] = 2; // a corner only
		apart[23] = 3;
		apart[24] = 4;
		assertEquals(0.5, ObjectEvaluation.touching(Volume.of(ArrayImgs.unsignedShorts(apart, 5, 5), Axes.of("xy"))));
	}
}
