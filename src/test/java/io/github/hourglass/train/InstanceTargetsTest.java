package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InstanceTargetsTest {

	@Test
	void targetsOfADiskAreItsInsideItsRimAndACone() {
		int[] labels = new int[21 * 21];
		for (int i = 0; i < labels.length; i++)
			labels[i] = Math.hypot(i % 21 - 10, i / 21 - 10) <= 8 ? 7 : 0;
		float[] channels = InstanceTargets.channels(labels, new int[] { 21, 21, 1 }, new double[] { 1, 1, 1 });
		int middle = 10 * 21 + 10;
		assertEquals(1, channels[2 * 441 + middle], "every object has its middle at 1");
		for (int i = 0; i < 441; i++) {
			assertEquals(labels[i] > 0 ? 1 : 0, channels[i]);
			boolean rim = labels[i] > 0 && (labels[i - 1] == 0 || labels[i + 1] == 0 || labels[i - 21] == 0 || labels[i + 21] == 0);
			assertEquals(rim ? 1 : 0, channels[441 + i]);
			assertEquals(labels[i] > 0, channels[882 + i] > 0);
			if (rim)
				assertEquals(1 / Math.sqrt(65), channels[882 + i], 1e-6, "the nearest pixel outside lies (8, 1) from the middle, 1 from the rim");
		}
	}
}
