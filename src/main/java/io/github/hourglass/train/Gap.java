package io.github.hourglass.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How far apart training and validation loss are, and what that means.
 *
 * <p>The rule: both curves are smoothed by a running median of 5 epochs; the turn is the epoch with the least validation loss of
 * the 5 around the least smoothed one. A network overfits since the turn if the median of the last 5 validation losses is more than
 * 2 %, and more than 4 times the noise of the curve, above the least smoothed one, while the training loss has gone on falling. The
 * noise is 1.4826 times the median distance between the curve and its smoothed self, the standard deviation if it is normal. Without
 * that, nothing has got better since the turn if it is 10 epochs, and a fifth of all, ago. Fewer than 8 epochs tell nothing.
 *
 * @param training loss of the last epoch
 * @param validation loss of the last epoch
 * @param turn the epoch since which {@code kind} holds
 */
public record Gap(Kind kind, double training, double validation, int turn) {

	/** What the curves tell. */
	public enum Kind { TOO_EARLY, IMPROVING, STALLED, OVERFITTING }

	private static final int LEAST = 8, WINDOW = 5, PATIENCE = 10, SHARE = 5;
	private static final double RISE = 0.02, NOISES = 4, DEVIATION = 1.4826, FAR = 1.5;

	/** Of the curves so far; epochs without both losses do not count. */
	public static Gap of(List<Curves.Row> rows) {
		List<Curves.Row> known = rows.stream().filter(row -> Double.isFinite(row.loss()) && Double.isFinite(row.validation())).toList();
		if (known.isEmpty())
			return new Gap(Kind.TOO_EARLY, Double.NaN, Double.NaN, 0);
		int n = known.size();
		Curves.Row last = known.get(n - 1);
		double[] validation = known.stream().mapToDouble(Curves.Row::validation).toArray(), training = known.stream().mapToDouble(Curves.Row::loss).toArray();
		double[] smooth = smooth(validation);
		int lowest = least(smooth, 0, n), turn = least(validation, Math.max(0, lowest - WINDOW / 2), Math.min(n, lowest + WINDOW / 2 + 1));
		return new Gap(kind(validation, smooth, smooth(training), lowest), last.loss(), last.validation(), known.get(turn).epoch());
	}

	/** Index of the first least value from {@code from} to before {@code to}. */
	private static int least(double[] values, int from, int to) {
		int least = from;
		for (int i = from + 1; i < to; i++)
			if (values[i] < values[least])
				least = i;
		return least;
	}

	private static Kind kind(double[] validation, double[] smooth, double[] training, int lowest) {
		int n = validation.length;
		if (n < LEAST)
			return Kind.TOO_EARLY;
		double rise = median(Arrays.copyOfRange(validation, n - WINDOW, n)) - smooth[lowest];
		if (lowest < n - WINDOW && rise > RISE * Math.abs(smooth[lowest]) && rise > NOISES * noise(validation, smooth) && training[n - 1] < training[lowest])
			return Kind.OVERFITTING;
		int since = n - 1 - lowest;
		return since >= PATIENCE && since * SHARE >= n ? Kind.STALLED : Kind.IMPROVING;
	}

	private static double noise(double[] values, double[] smooth) {
		double[] distances = new double[values.length];
		for (int i = 0; i < distances.length; i++)
			distances[i] = Math.abs(values[i] - smooth[i]);
		return DEVIATION * median(distances);
	}

	/** The median of the values around each, fewer at the ends. */
	private static double[] smooth(double[] values) {
		double[] smooth = new double[values.length];
		for (int i = 0; i < smooth.length; i++) {
			int around = Math.min(WINDOW / 2, Math.min(i, values.length - 1 - i));
			smooth[i] = median(Arrays.copyOfRange(values, i - around, i + around + 1));
		}
		return smooth;
	}

	private static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int n = sorted.length;
		return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
	}

	/** Such as "training 0.012, validation 0.021 (1.8 times as much): overfitting since epoch 34"; empty before the first epoch. */
	public String sentence() {
		if (Double.isNaN(validation))
			return "";
		return "training " + number(training) + ", validation " + number(validation) + ratio() + switch (kind) {
			case TOO_EARLY -> ": too early to judge";
			case IMPROVING -> ": still improving";
			case STALLED -> ": no better since epoch " + turn;
			case OVERFITTING -> ": overfitting since epoch " + turn;
		};
	}

	/** How far validation is above training, where that is much. */
	private String ratio() {
		double ratio = validation / training;
		return training > 0 && ratio >= FAR ? " (" + String.format(Locale.ROOT, ratio < 10 ? "%.1f" : "%.0f", ratio) + " times as much)" : "";
	}

	/** Three digits that count. */
	static String number(double value) {
		return CurvePlot.text(Double.parseDouble(String.format(Locale.ROOT, "%.2e", value)));
	}
}
