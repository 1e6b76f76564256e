package io.github.hourglass.demo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.architecture.ResidualFcn;
import io.github.hourglass.engine.Device;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.train.CurvePlot;
import io.github.hourglass.train.Loss;
import io.github.hourglass.train.Optimizer;
import io.github.hourglass.train.PatchRule;
import io.github.hourglass.train.TensorFlowTraining;
import io.github.hourglass.train.Trainable;
import io.github.hourglass.train.TrainingData;
import io.github.hourglass.train.TrainingOptions;
import io.github.hourglass.train.TrainingSettings;

/**
 * The experiment behind residual networks (He et al., CVPR 2016): plain networks of 8 and 32 convolutions, and the same with an
 * identity shortcut around every two, all from the same initial weights and on the same patches in the same order, learn to
 * denoise the bundled image. All have batch normalization, as in the paper. Draws {@code docs/images/depth.png}: the training
 * error against the step, and that of the last tenth of the steps against the depth.
 */
public final class DepthDemo {

	private static final int FILTERS = 16;
	private static final int BATCH = 8;
	private static final double RATE = 1e-3;
	private static final int[] DEPTHS = { 8, 32 };
	private static final int WIDTH = 620, NARROW = 380, HEIGHT = 400;

	private DepthDemo() {}

	/** Takes the picture to draw, the number of steps and the size of a patch. */
	public static void main(String[] args) throws IOException {
		Path target = Path.of(args.length > 0 ? args[0] : "docs/images/depth.png");
		int steps = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
		int patch = args.length > 2 ? Integer.parseInt(args[2]) : 32;
		List<CurvePlot.Curve> byStep = new ArrayList<>(), byDepth = new ArrayList<>();
		for (boolean residual : new boolean[] { false, true }) {
			Color color = residual ? CurvePlot.BLUE : CurvePlot.ORANGE;
			String kind = residual ? "residual" : "plain";
			double[] ends = new double[DEPTHS.length];
			for (int i = 0; i < DEPTHS.length; i++) {
				double[] errors = train(DEPTHS[i], residual, steps, patch);
				ends[i] = mean(errors, steps - Math.max(1, steps / 10), steps);
				System.out.printf("%s, %d layers: training error %.5f%n", kind, DEPTHS[i], ends[i]);
				byStep.add(smooth(kind + ", " + DEPTHS[i] + " layers", color, i == 0, errors));
			}
			byDepth.add(new CurvePlot.Curve(kind, color, false, Arrays.stream(DEPTHS).asDoubleStream().toArray(), ends));
		}
		BufferedImage picture = new BufferedImage(WIDTH + NARROW, HEIGHT, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = picture.createGraphics();
		new CurvePlot("", "step", "training error", true, byStep).draw(graphics, WIDTH, HEIGHT);
		graphics.transform(AffineTransform.getTranslateInstance(WIDTH, 0));
		new CurvePlot("", "layers", "training error at the end", false, byDepth).draw(graphics, NARROW, HEIGHT);
		graphics.dispose();
		ImageIO.write(picture, "png", target.toFile());
	}

	/** The mean squared error of each step, before the step. */
	private static double[] train(int depth, boolean residual, int steps, int patch) {
		NetworkOptions network = NetworkOptions.of(2).depth(depth).baseFilters(FILTERS).normalization(NetworkOptions.Normalization.BATCH);
		Graph graph = residual ? ResidualFcn.of(network, 1) : PlainFcn.of(network, 1);
		TrainingOptions options = Settings.read(TrainingOptions.class, Map.of("images", "test-images/cells-2d-noisy.tif", "targets", "test-images/cells-2d-clean.tif",
			"patch", Integer.toString(patch), "batch", BATCH, "epochs", 1, "steps", steps));
		double[] errors = new double[steps];
		try (TrainingData data = TrainingData.open(options, PatchRule.of(2, 1, 8), Progress.none());
			Trainable training = TensorFlowTraining.of(graph, Loss.L2, Optimizer.adam(), TrainingSettings.of(1), Device.CPU))
		{
			for (int step = 0; step < steps; step++)
				errors[step] = training.step(data.step(step, BATCH), RATE * (1 + Math.cos(Math.PI * step / steps)) / 2, step);
		}
		return errors;
	}

	/** The mean over the steps around each. */
	private static CurvePlot.Curve smooth(String name, Color color, boolean dashed, double[] errors) {
		int around = Math.max(1, errors.length / 50);
		double[] x = new double[errors.length], y = new double[errors.length];
		for (int step = 0; step < errors.length; step++) {
			x[step] = step + 1;
			y[step] = mean(errors, Math.max(0, step - around), Math.min(errors.length, step + around + 1));
		}
		return new CurvePlot.Curve(name, color, dashed, x, y);
	}

	private static double mean(double[] values, int from, int to) {
		return Arrays.stream(values, from, to).average().orElse(Double.NaN);
	}
}
