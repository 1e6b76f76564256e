package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** What is told before a run is what the run then does. */
class ForecastTest {

	@TempDir
	Path home;
	private String before;

	@BeforeEach
	void nothingIsKnown() {
		before = System.setProperty("hourglass.home", home.toString());
	}

	@AfterEach
	void restore() {
		if (before == null)
			System.clearProperty("hourglass.home");
		else
			System.setProperty("hourglass.home", before);
	}

	@ParameterizedTest
	@CsvSource({ "xyc, auto, false", "xyc, 64, false", "xyzt, 48, false", "xy, 64, true" })
	void tilesAndRunsAreThoseOfTheRun(String axes, String tile, boolean flips) {
		Volume image = image(axes, 96);
		PredictionOptions options = new PredictionOptions(axes.contains("z") ? "starter-3d" : "starter-2d", "auto", tile, "auto", "network", "image", flips, false, "auto", "cpu", 0, "auto");
		Forecast forecast = Forecast.of(image, options, false, Progress.none());
		AtomicLong total = new AtomicLong();
		Progress counting = new Progress() {

			@Override
			public void report(String stage, long done, long of) {
				if (stage.equals("Predicting"))
					total.set(of);
			}

			@Override
			public void note(String sentence) {}

			@Override
			public boolean cancelled() {
				return false;
			}
		};
		try (Predictor predictor = Predictor.open(image, options, counting)) {
			Volume result = predictor.apply(image, counting);
			assertEquals(result.metadata().provenance().get("tiles"), forecast.tiles());
			assertEquals(result.metadata().provenance().get("axes"), forecast.axes());
			for (long block = 0; block < result.blocks().count(); block++) {
				int[] size = result.blocks().size(block);
				result.copy(result.blocks().min(block), size, result.type().newArray(Volume.pixels(size)));
			}
		}
		assertEquals(total.get(), forecast.runs());
		assertTrue(forecast.text().startsWith("Model 'Starter denoiser ") && forecast.text().contains(forecast.axes()) && forecast.text().endsWith(" of memory."), forecast.text());
	}

	@Test
	void theTimeIsThatOfTheLastRunOrOfATrialAndGrowsWithTheImage() {
		PredictionOptions options = PredictionOptions.of("starter-2d").withTile("64");
		assertEquals(Double.NaN, Forecast.of(image("xy", 96), options, false, Progress.none()).seconds());
		assertTrue(!Forecast.of(image("xy", 96), options, false, Progress.none()).text().contains("about"));
		double tried = Forecast.of(image("xy", 96), options, true, Progress.none()).seconds();
		assertTrue(tried > 0 && tried < 60, "seconds: " + tried);
		double one = Forecast.of(image("xy", 96), options, false, Progress.none()).seconds();
		assertEquals(tried, one, 1e-9 * tried);
		assertEquals(5 * one, Forecast.of(image("xyt", 96), options, false, Progress.none()).seconds(), 1e-6 * one);
		Volume large = image("xy", 4096);
		long start = System.nanoTime();
		assertTrue(Forecast.of(large, options, false, Progress.none()).seconds() > 100 * one);
		assertTrue(System.nanoTime() - start < 10_000_000_000L, "nothing was computed");
	}

	@Test
	void whatARunWouldRefuseIsRefused() {
		assertThrows(IllegalArgumentException.class, () -> Forecast.of(image("xy", 96), PredictionOptions.of("starter-2d").withTile("8"), false, Progress.none()));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> Forecast.of(image("xyc", 96), SegmentOptions.of("starter-2d").withObjects("auto"), false, Progress.none()))
			.getMessage().contains("set channel="));
	}

	@ParameterizedTest
	@CsvSource({ "0.2, 1 s", "3.4, 3 s", "42, 40 s", "89, 90 s", "120, 2 min", "5000, 83 min", "9000, 2.5 h", "72000, 20 h" })
	void timesHaveNoMoreDigitsThanAnEstimate(double seconds, String text) {
		assertEquals(text, Forecast.time(seconds));
	}

	/** Five positions along what is no x and no y. */
	private static Volume image(String axes, int side) {
		long[] dimensions = axes.chars().mapToLong(letter -> letter == 'x' || letter == 'y' ? side : 5).toArray();
		int[] block = axes.chars().map(letter -> letter == 'x' || letter == 'y' ? side : 1).toArray();
		return Volume.of(PixelType.FLOAT32, dimensions, Axes.of(axes), block, (min, size, dest) -> {
			for (int i = 0; i < ((float[]) dest).length; i++)
				((float[]) dest)[i] = 100 + i * 31 % 17;
		});
	}
}
