package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

import org.junit.jupiter.api.Test;

class GapTest {

	private static List<Curves.Row> rows(int epochs, IntToDoubleFunction training, IntToDoubleFunction validation) {
		List<Curves.Row> rows = new ArrayList<>(List.of(new Curves.Row(0, 0, 0, 0.001, Double.NaN, 1)));
		for (int epoch = 1; epoch <= epochs; epoch++)
			rows.add(new Curves.Row(epoch, 10L * epoch, epoch, 0.001, training.applyAsDouble(epoch), validation.applyAsDouble(epoch)));
		return rows;
	}

	/** A parabola whose least value lies at epoch 34. */
	private static double turning(int epoch) {
		return 0.02 + 1e-6 * Math.pow(epoch - 34, 2);
	}

	@Test
	void aValidationLossThatTurnsWhileTrainingFallsIsOverfitting() {
		Gap gap = Gap.of(rows(66, epoch -> 0.3 / epoch, GapTest::turning));
		assertEquals(Gap.Kind.OVERFITTING, gap.kind());
		assertEquals(34, gap.turn());
		assertEquals("training 0.00455, validation 0.021 (4.6 times as much): overfitting since epoch 34", gap.sentence());
	}

	@Test
	void bothRisingIsNotOverfitting() {
		Gap gap = Gap.of(rows(66, GapTest::turning, GapTest::turning));
		assertEquals(Gap.Kind.STALLED, gap.kind());
		assertEquals("training 0.021, validation 0.021: no better since epoch 34", gap.sentence());
	}

	@Test
	void bothFallingIsImproving() {
		assertEquals(Gap.Kind.IMPROVING, Gap.of(rows(40, epoch -> 0.3 / epoch, epoch -> 0.4 / epoch)).kind());
	}

	@Test
	void aFewEpochsTellNothing() {
		assertEquals(Gap.Kind.TOO_EARLY, Gap.of(rows(7, epoch -> 0.3 / epoch, epoch -> 0.1 * epoch)).kind());
		assertEquals("", Gap.of(List.of()).sentence());
	}

	@Test
	void lossesMayBeNegative() {
		Gap gap = Gap.of(rows(66, epoch -> 0.3 / epoch - 1, epoch -> turning(epoch) * 10 - 1));
		assertEquals(Gap.Kind.STALLED, gap.kind(), "a rise of 0.01 is 1 % of 0.8");
		assertEquals(Gap.Kind.OVERFITTING, Gap.of(rows(66, epoch -> 0.3 / epoch - 1, epoch -> turning(epoch) * 100 - 3)).kind());
	}

	/** 20 % noise on a curve that has become flat looks like a turn somewhere, but is none. */
	@Test
	void noiseIsSeldomTakenForOverfitting() {
		int wrong = 0, missed = 0;
		for (int seed = 0; seed < 200; seed++) {
			Random random = new Random(seed);
			wrong += Gap.of(rows(100, epoch -> 0.3 / epoch, epoch -> 0.02 * (1 + 0.2 * random.nextGaussian()))).kind() == Gap.Kind.OVERFITTING ? 1 : 0;
			missed += Gap.of(rows(100, epoch -> 0.3 / epoch, epoch -> turning(epoch) * 1000 * (1 + 0.02 * random.nextGaussian()) - 19)).kind() == Gap.Kind.OVERFITTING ? 0 : 1;
		}
		assertTrue(wrong <= 6, "wrong in " + wrong + " of 200");
		assertTrue(missed <= 6, "missed in " + missed + " of 200");
	}
}
