package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class ObjectFilterTest {

	private static final double ANY = Double.POSITIVE_INFINITY;

	private final int[] labels = Pixels.plane(
		"11.....",
		"...22..",
		"..222.7",
		".5.....",
		"...99..",
		".......");

	private int[] filter(ObjectFilter filter) {
		Volume volume = Pixels.volume(PixelType.INT32, labels, "xy", new long[] { 7, 6 }, 4, 4)
			.withAxes(Axes.of(List.of(new Axis('x', 0.5, 0, "µm"), new Axis('y', -2, 0, "µm"))));
		try (LabelImage filtered = filter.apply(LabelImage.of(volume), Progress.none())) {
			int[] found = Pixels.ints(filtered);
			assertEquals(java.util.Arrays.stream(found).max().orElse(0), filtered.count());
			return found;
		}
	}

	@Test
	void smallAndLargeObjectsAreLeftOut() {
		assertArrayEquals(Pixels.plane(
			"11.....",
			".......",
			".......",
			".......",
			"...22..",
			"......."), filter(new ObjectFilter(2, 4, false, "")));
	}

	@Test
	void sizesCanBeAreas() {
		assertArrayEquals(filter(new ObjectFilter(5, ANY, false, "")), filter(new ObjectFilter(4.5, 5, true, "")), "five pixels of 0.5 × 2 µm");
	}

	@Test
	void objectsAtTheBorderAreLeftOutAxisByAxis() {
		assertArrayEquals(Pixels.plane(
			".......",
			"...11..",
			"..111..",
			".2.....",
			"...33..",
			"......."), filter(new ObjectFilter(0, ANY, false, "xy")));
		assertEquals(4, java.util.Arrays.stream(filter(new ObjectFilter(0, ANY, false, "y"))).max().orElse(0));
	}

	@Test
	void sizesThatCannotBeAreRefused() {
		assertThrows(IllegalArgumentException.class, () -> new ObjectFilter(5, 4, false, ""));
		assertThrows(IllegalArgumentException.class, () -> new ObjectFilter(Double.NaN, 4, false, ""));
		assertThrows(IllegalArgumentException.class, () -> new ObjectFilter(0, ANY, false, "t"));
	}
}
