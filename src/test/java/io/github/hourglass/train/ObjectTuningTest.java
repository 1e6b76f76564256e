package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.DoubleBinaryOperator;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
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
		return tuned(new ImagePair("disks", output(bridge, edge), truth()));
	}

	@Test
	void whatIsRightAlreadyStays() {
		assertEquals(MEANING + ", threshold 0.50, prominence 0.10", tuned(0.1, 0.5));
	}

	/** With other distances: of the column and the distance that was. */
	private static Volume changed(Volume output, DoubleBinaryOperator distance) {
		return output.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] values = (float[]) dest;
			output.copyFloats(min, size, values);
			for (int i = 0; i < values.length; i++)
				if (min[2] + i / (size[0] * size[1]) == 2)
					values[i] = (float) Math.max(0, distance.applyAsDouble(min[0] + i % size[0], values[i]));
		});
	}

	private static String tuned(ImagePair... pairs) {
		return ObjectTuning.of(SegmentOptions.of("").ofProbabilities(), MEANING, List.of(pairs), Progress.none());
	}

	@Test
	void middlesNeedRiseLessWhereTheNetworkSeesABridge() {
		assertEquals(MEANING + ", threshold 0.50, prominence 0.10", tuned(0.65, 0.5));
		assertTrue(tuned(new ImagePair("flat", changed(output(0.84, 0.5), (x, value) -> value / 2), truth())).endsWith("prominence 0.02"));
	}

	@Test
	void middlesNeedRiseMoreWhereAnObjectHasSeveral() {
		Volume split = changed(output(0, 0.5), (x, value) -> Math.abs(x - 18) <= 1 || Math.abs(x - 45) <= 1 ? value - 0.3 : value);
		double top = 1 - 2 / 14.0, pass = 1 - 1 / 14.0 - 0.3;
		assertTrue(top - pass > 0.2 && top - pass < 0.3);
		assertEquals(MEANING + ", threshold 0.50, prominence 0.30", tuned(new ImagePair("split", split, truth())));
	}

	@Test
	void whatIsFoundWhereThereIsNothingCounts() {
		ImagePair disks = new ImagePair("disks", output(0, 0.5), truth());
		ImagePair nothing = new ImagePair("nothing", output(0, -0.35), Volume.of(ArrayImgs.unsignedShorts(new short[WIDTH * HEIGHT], WIDTH, HEIGHT), Axes.of("xy")));
		assertEquals(MEANING + ", threshold 0.70, prominence 0.10", tuned(disks, nothing, nothing));
	}

	@Test
	void theForegroundEndsWhereThatOfTheTruthDoes() {
		assertEquals(MEANING + ", threshold 0.30, prominence 0.10", tuned(0.1, 0.3));
		assertEquals(MEANING + ", threshold 0.70, prominence 0.10", tuned(0.1, 0.7));
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
