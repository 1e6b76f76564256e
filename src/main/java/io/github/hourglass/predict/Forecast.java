package io.github.hourglass.predict;

import java.util.Locale;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;

/**
 * What a run will do, told before it begins.
 *
 * @param model the one that was asked for or picked
 * @param axes how the image's axes meet the network's, a sentence
 * @param tiles how the image is cut, as {@link TilePlan#text()} says
 * @param runs how often the network is run
 * @param bytes the most memory that a tile takes
 * @param seconds the network's work is likely to take; NaN where nothing is known of its speed
 */
public record Forecast(Model model, String axes, String tiles, long runs, long bytes, double seconds) {

	/**
	 * Opens the network that the options name and plans, without running it on the image.
	 *
	 * @param measure true to run it on a small part of the image where its speed on this machine is not known from earlier
	 * @throws IllegalArgumentException as a run would
	 */
	public static Forecast of(Volume image, PredictionOptions options, boolean measure, Progress progress) {
		try (Predictor predictor = Predictor.open(image, options, progress)) {
			return of(image, predictor, measure, progress);
		}
	}

	/** As {@link #of(Volume, PredictionOptions, boolean, Progress)}, for objects. */
	public static Forecast of(Volume image, SegmentOptions options, boolean measure, Progress progress) {
		Volume seen = NetworkOutput.seen(image, options);
		try (Predictor predictor = NetworkOutput.opened(seen, options, progress)) {
			return of(NetworkOutput.withoutLoops(predictor.model(), seen, Progress.none()), predictor, measure, progress);
		}
	}

	private static Forecast of(Volume image, Predictor predictor, boolean measure, Progress progress) {
		Forecast forecast = predictor.forecast(image);
		if (!measure || !Double.isNaN(forecast.seconds))
			return forecast;
		predictor.tryOut(image, progress);
		return predictor.forecast(image);
	}

	/** In words: {@code Model 'nuclei'. x y enter the network. 24 tiles of 512 x 512, halo 16/16, exact; about 40 s and 1.1 GB of memory.} */
	public String text() {
		return "Model '" + model.name() + "'. " + plan();
	}

	/** The same without the model. */
	public String plan() {
		return axes + " " + upper(tiles) + (runs > 1 ? ", " + runs + " runs of the network" : "") + "; "
			+ (Double.isNaN(seconds) ? "" : "about " + time(seconds) + " and ") + "up to " + amount(bytes) + " of memory.";
	}

	private static String upper(String text) {
		return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
	}

	/** Such as {@code 40 s}, {@code 3 min} or {@code 2.5 h}; no more digits than an estimate has. */
	public static String time(double seconds) {
		if (seconds < 1)
			return "1 s";
		if (seconds < 90)
			return (seconds < 10 ? Math.round(seconds) : 5 * Math.round(seconds / 5)) + " s";
		return seconds < 5400 ? Math.round(seconds / 60) + " min" : String.format(Locale.ROOT, seconds < 36000 ? "%.1f h" : "%.0f h", seconds / 3600);
	}

	private static String amount(long bytes) {
		return bytes == Long.MAX_VALUE ? "more than 2 GB" : bytes < 1L << 30 ? Math.max(1, bytes >> 20) + " MB" : String.format(Locale.ROOT, "%.1f GB", bytes / (double) (1L << 30));
	}
}
