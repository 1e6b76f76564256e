package io.github.hourglass.train;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

import javax.imageio.ImageIO;

import io.github.hourglass.image.Settings;

/**
 * The curves of one run, with its best epoch and the stretch in which it overfits, or of several runs in one plot. Training is
 * dashed and validation drawn through; the colors are those of Okabe and Ito, which color-blind people tell apart.
 */
public final class RunPlot {

	private static final Color[] COLORS = { CurvePlot.BLUE, new Color(0xd55e00), new Color(0x009e73), new Color(0xcc79a7), new Color(0x000000), new Color(0xe69f00), new Color(0x56b4e9) };
	private static final double FAR = 3;
	private static final int WIDTH = 900, HEIGHT = 520, DENSITY = 2;

	private RunPlot() {}

	/** One run against its epochs. */
	static CurvePlot of(List<Curves.Row> rows, String up) {
		return of(rows, up, Settings.read(WatchOptions.class, Map.of()));
	}

	/** One run, or several to be compared. */
	public static CurvePlot of(List<RunSnapshot> runs, WatchOptions options) {
		if (runs.size() == 1)
			return of(runs.get(0).rows(), up(runs), options);
		List<CurvePlot.Curve> curves = new ArrayList<>();
		List<CurvePlot.Mark> marks = new ArrayList<>();
		List<String> names = names(runs);
		for (int i = 0; i < runs.size(); i++) {
			List<Curves.Row> rows = runs.get(i).rows();
			Color color = COLORS[i % COLORS.length];
			curves.add(curve(names.get(i) + ", training", color, true, rows, Curves.Row::loss, options));
			curves.add(curve(names.get(i), color, false, rows, Curves.Row::validation, options));
			if (runs.get(i).best() != null)
				marks.add(new CurvePlot.Mark("", color, x(runs.get(i).best(), options), runs.get(i).best().validation()));
		}
		return new CurvePlot("", across(options), up(runs), isLogarithmic(curves, options), curves, marks, List.of());
	}

	/**
	 * Draws the curves into a picture.
	 *
	 * @throws IllegalArgumentException if the file is there and may not be replaced, or is to be no .png
	 */
	public static void write(List<RunSnapshot> runs, WatchOptions options, Path file, boolean overwrite) {
		if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png"))
			throw new IllegalArgumentException("'" + file + "' is no name for a picture of curves; use one that ends in .png.");
		if (!overwrite && Files.exists(file))
			throw new IllegalArgumentException("'" + file + "' exists already; choose another name or allow overwriting.");
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try {
			if (!ImageIO.write(of(runs, options).picture(WIDTH, HEIGHT, DENSITY), "png", bytes))
				throw new IOException("there is no writer for PNG");
		}
		catch (IOException e) {
			throw AtomicFile.failure(file, e);
		}
		AtomicFile.write(file, bytes.toByteArray());
	}

	private static CurvePlot of(List<Curves.Row> rows, String up, WatchOptions options) {
		List<CurvePlot.Curve> curves = List.of(curve("training", COLORS[1], true, rows, Curves.Row::loss, options),
			curve("validation", COLORS[0], false, rows, Curves.Row::validation, options));
		Curves.Row best = rows.stream().filter(row -> Double.isFinite(row.validation())).min((a, b) -> Double.compare(a.validation(), b.validation())).orElse(null);
		Gap gap = Gap.of(rows);
		List<CurvePlot.Mark> marks = best == null ? List.of() : List.of(new CurvePlot.Mark("best: epoch " + best.epoch() + ", " + Gap.number(best.validation()), COLORS[0],
			x(best, options), best.validation()));
		List<CurvePlot.Band> bands = gap.kind() != Gap.Kind.OVERFITTING ? List.of() : rows.stream().filter(row -> row.epoch() == gap.turn()).limit(1)
			.map(row -> new CurvePlot.Band("overfitting", x(row, options), x(rows.get(rows.size() - 1), options))).toList();
		return new CurvePlot("", across(options), up, isLogarithmic(curves, options), curves, marks, bands);
	}

	private static CurvePlot.Curve curve(String name, Color color, boolean dashed, List<Curves.Row> rows, ToDoubleFunction<Curves.Row> loss, WatchOptions options) {
		return new CurvePlot.Curve(name, color, dashed, rows.stream().mapToDouble(row -> x(row, options)).toArray(), rows.stream().mapToDouble(loss).toArray());
	}

	private static double x(Curves.Row row, WatchOptions options) {
		return switch (options.across()) {
			case "steps" -> row.step();
			case "minutes" -> row.seconds() / 60;
			default -> row.epoch();
		};
	}

	private static String across(WatchOptions options) {
		return switch (options.across()) {
			case "steps" -> "optimizer step";
			case "minutes" -> "time of training (min)";
			default -> "epoch";
		};
	}

	private static boolean isLogarithmic(List<CurvePlot.Curve> curves, WatchOptions options) {
		double[] losses = curves.stream().flatMapToDouble(curve -> DoubleStream.of(curve.y())).filter(Double::isFinite).toArray();
		double least = DoubleStream.of(losses).min().orElse(0), most = DoubleStream.of(losses).max().orElse(1);
		return options.scale().equals("auto") ? least > 0 && most > FAR * least : options.scale().equals("logarithmic") && most > 0;
	}

	/** What the losses are, if it is the same in all runs. */
	private static String up(List<RunSnapshot> runs) {
		List<String> units = runs.stream().map(run -> unit(run.options())).distinct().toList();
		return units.size() == 1 ? units.get(0) : "loss, of different kinds";
	}

	private static String unit(TrainingOptions options) {
		try {
			return options == null ? "loss" : unit(Losses.of(options).kind());
		}
		catch (IllegalArgumentException notOurs) {
			return "loss";
		}
	}

	private static String unit(Loss.Kind kind) {
		return switch (kind) {
			case L1 -> "loss: mean absolute difference of normalized images";
			case L2 -> "loss: mean squared difference of normalized images";
			case LAPLACE -> "loss: negative log-likelihood per pixel (nats)";
			case CROSS_ENTROPY -> "loss: cross-entropy per pixel (nats)";
			case DICE -> "loss: 1 - Dice coefficient";
			case CROSS_ENTROPY_DICE -> "loss: cross-entropy per pixel (nats) + 1 - Dice coefficient";
			case DENOISEG -> "loss: weighted sum of squared difference and cross-entropy";
		};
	}

	/** The names of the folders; with that of the folder above where two are the same. */
	public static List<String> names(List<RunSnapshot> runs) {
		List<String> names = runs.stream().map(RunSnapshot::name).toList();
		return runs.stream().map(run -> Collections.frequency(names, run.name()) == 1 || run.folder().getParent() == null ? run.name()
			: run.folder().getParent().getFileName() + "/" + run.name()).toList();
	}
}
