package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnscombeTest {

	private static final int N = 300_000;

	@ParameterizedTest
	@CsvSource({ "0.5, 2", "3, 2", "3, 0.5", "30, 2", "90, 1" })
	void theInverseOfTheMeanIsTheMean(double mean, double readNoise) {
		Anscombe anscombe = new Anscombe(readNoise, 120);
		Random random = new Random(1);
		double sum = 0;
		for (int i = 0; i < N; i++) {
			double limit = Math.exp(-mean);
			int photons = 0;
			for (double product = random.nextDouble(); product > limit; product *= random.nextDouble())
				photons++;
			sum += anscombe.of(photons + readNoise * random.nextGaussian());
		}
		assertEquals(mean, anscombe.inverse(sum / N), 6 * Math.sqrt((mean + readNoise * readNoise) / N) + 0.002 * mean);
	}
}
