package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;

class AxesTest {

	private final Axis y = new Axis('y', 0.2, 5, "µm");
	private final Axes axes = Axes.of(List.of(Axis.of('x'), y, Axis.of('t')));

	@Test
	void anotherOrderKeepsTheCalibration() {
		Axes changed = axes.inOrder("ycx");
		assertEquals("ycx", changed.letters());
		assertEquals(y, changed.get(0));
		assertEquals(Axis.of('c'), changed.get(1));
		assertFalse(changed.has('t'));
	}

	@Test
	void axesAreFoundByLetter() {
		assertEquals(2, axes.indexOf('t'));
		assertEquals(-1, axes.indexOf('z'));
		assertEquals(Axis.of('z'), axes.find('z'));
		assertEquals(3, axes.with(new Axis('t', 3, 0, "s")).find('t').scale());
	}

	@Test
	void positionsAreCountedInWords() {
		assertEquals("3 channels", Axis.counted('c', 3));
		assertEquals("1 slice", Axis.counted('z', 1));
		assertEquals("2 time points", Axis.counted('t', 2));
		assertEquals("512 pixels along x", Axis.counted('x', 512));
	}

	@Test
	void unknownAndRepeatedLettersAreRefused() {
		assertEquals("There is no axis 'q'; axes are xyzctb.", assertThrows(IllegalArgumentException.class, () -> Axes.of("xq")).getMessage());
		assertEquals("The axes 'xyx' name one axis twice.", assertThrows(IllegalArgumentException.class, () -> Axes.of("xyx")).getMessage());
		assertThrows(IllegalArgumentException.class, () -> axes.with(Axis.of('z')));
	}
}
