package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RemainingTest {

	private static final long SECOND = 1_000_000_000L;
	private final Remaining remaining = new Remaining();

	@Test
	void theRestTakesAsLongAsWhatIsDone() {
		assertEquals("", remaining.after("Predicting", 0, 100, 5 * SECOND));
		assertEquals("", remaining.after("Predicting", 1, 100, 6 * SECOND), "too early to tell");
		assertEquals("30 s left", remaining.after("Predicting", 25, 100, 15 * SECOND));
		assertEquals("10 s left", remaining.after("Predicting", 75, 100, 35 * SECOND));
		assertEquals("", remaining.after("Predicting", 100, 100, 45 * SECOND));
	}

	@Test
	void anotherStageAndABeginningAnewCountAnew() {
		remaining.after("Predicting", 0, 10, 0);
		assertEquals("", remaining.after("Computing", 5, 10, 100 * SECOND));
		assertEquals("20 s left", remaining.after("Computing", 6, 10, 105 * SECOND));
		assertEquals("", remaining.after("Computing", 0, 10, 106 * SECOND));
		assertEquals("", remaining.after("Computing", 0, 10, 200 * SECOND), "nothing is done yet");
		assertEquals("", remaining.after("Reading", 3, 0, 300 * SECOND), "no total");
	}
}
