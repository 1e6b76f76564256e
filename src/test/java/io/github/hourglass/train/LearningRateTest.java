package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.github.hourglass.train.LearningRate.Schedule;

/** Schedules against values worked by hand. */
class LearningRateTest {

	@Test
	void constantIsConstant() {
		LearningRate rate = new LearningRate(Schedule.CONSTANT, 0.3, 0, 100);
		assertEquals(0.3, rate.at(0));
		assertEquals(0.3, rate.at(99));
	}

	@Test
	void warmUpRisesInEqualSteps() {
		LearningRate rate = new LearningRate(Schedule.CONSTANT, 0.1, 4, 100);
		double[] expected = { 0.025, 0.05, 0.075, 0.1, 0.1 };
		for (int step = 0; step < expected.length; step++)
			assertEquals(expected[step], rate.at(step), 1e-15);
	}

	@Test
	void stepHalvesAtOneHalfThreeQuartersAndSevenEighths() {
		LearningRate rate = new LearningRate(Schedule.STEP, 0.8, 0, 80);
		assertEquals(0.8, rate.at(39));
		assertEquals(0.4, rate.at(40));
		assertEquals(0.4, rate.at(59));
		assertEquals(0.2, rate.at(60));
		assertEquals(0.2, rate.at(69));
		assertEquals(0.1, rate.at(70));
	}

	@Test
	void cosineFallsFromTheHighestRateToZero() {
		LearningRate rate = new LearningRate(Schedule.COSINE, 2, 0, 12);
		assertEquals(2, rate.at(0), 1e-15);
		assertEquals(1 + Math.sqrt(3) / 2, rate.at(2), 1e-12);
		assertEquals(1.5, rate.at(4), 1e-12);
		assertEquals(1, rate.at(6), 1e-12);
		assertEquals(0.5, rate.at(8), 1e-12);
		assertEquals(0, rate.at(12), 1e-12);
	}

	@Test
	void cosineBeginsAfterTheWarmUp() {
		LearningRate rate = new LearningRate(Schedule.COSINE, 2, 10, 30);
		assertEquals(1, rate.at(4), 1e-12);
		assertEquals(2, rate.at(10), 1e-12);
		assertEquals(1, rate.at(20), 1e-12);
	}

	@Test
	void fallsWithTheTimeWhereThatIsShorterThanTheSteps() {
		LearningRate cosine = new LearningRate(Schedule.COSINE, 2, 0, 1000);
		assertEquals(2, cosine.at(0, 0), 1e-12);
		assertEquals(1, cosine.at(10, 0.5), 1e-12);
		assertEquals(1, cosine.at(500, 0.1), 1e-12);
		assertEquals(0, cosine.at(20, 1.2), 1e-12);
		LearningRate step = new LearningRate(Schedule.STEP, 0.8, 0, 1000);
		assertEquals(0.8, step.at(10, 0.49));
		assertEquals(0.4, step.at(10, 0.5));
		assertEquals(0.2, step.at(10, 0.75));
		assertEquals(0.1, step.at(10, 0.9));
	}

	@Test
	void plateauHalvesAfterTenEpochsWithoutProgress() {
		LearningRate rate = new LearningRate(Schedule.PLATEAU, 1, 0, 1000);
		rate.validated(5);
		for (int i = 0; i < 9; i++)
			rate.validated(5);
		assertEquals(1, rate.at(0));
		rate.validated(6);
		assertEquals(0.5, rate.at(0));
		for (int i = 0; i < 9; i++)
			rate.validated(5.5);
		rate.validated(4);
		for (int i = 0; i < 9; i++)
			rate.validated(4.5);
		assertEquals(0.5, rate.at(0));
		rate.validated(4);
		assertEquals(0.25, rate.at(0));
	}

	@Test
	void plateauGoesOnWhereItStood() {
		LearningRate rate = new LearningRate(Schedule.PLATEAU, 1, 0, 1000);
		for (int i = 0; i < 10; i++)
			rate.validated(5);
		LearningRate other = new LearningRate(Schedule.PLATEAU, 1, 0, 1000);
		other.restore(rate.state());
		other.validated(5);
		assertEquals(0.5, other.at(0));
	}

	@Test
	void earlyStoppingWaitsForItsPatience() {
		EarlyStopping stopping = EarlyStopping.of(2).after(0, 3).after(1, 2);
		assertTrue(stopping.improved());
		stopping = stopping.after(2, 2);
		assertFalse(stopping.stops());
		assertFalse(stopping.improved());
		stopping = stopping.after(3, 2.5);
		assertTrue(stopping.stops());
		assertEquals(1, stopping.bestEpoch());
		assertFalse(EarlyStopping.of(0).after(0, 1).after(1, 2).after(2, 2).stops());
	}
}
