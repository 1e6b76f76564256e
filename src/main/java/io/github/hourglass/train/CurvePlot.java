package io.github.hourglass.train;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Curves over a common axis, with ticks and a legend. It draws into any {@link Graphics2D}, a window's or a picture's, and needs
 * no display; on a machine without any fonts it goes without words.
 *
 * @param title above it; may be empty
 * @param across what the horizontal axis says
 * @param up what the vertical axis says
 * @param logarithmic whether the vertical axis is; values that are not positive are then left out
 * @param curves the first is drawn first
 */
public record CurvePlot(String title, String across, String up, boolean logarithmic, List<Curve> curves) {

	/**
	 * One curve. Points that are not finite leave a gap.
	 *
	 * @param name in the legend
	 * @param dashed or drawn through
	 * @param x of each point
	 * @param y of each point
	 */
	public record Curve(String name, Color color, boolean dashed, double[] x, double[] y) {}

	public static final Color BLUE = new Color(0x2f6db3), ORANGE = new Color(0xd2691e), GREEN = new Color(0x3a8f4d), PURPLE = new Color(0x7d4fa3);

	private static final int LEFT = 70, RIGHT = 20, TOP = 34, BOTTOM = 50, TICK = 5, LINE = 16;
	/** Curves of no more points show each. */
	private static final int FEW = 12;
	private static final Color INK = new Color(0x333333), PAPER = Color.WHITE, GRID = new Color(0xe6e6e6);

	/** Draws into the area from 0, 0 to this size. */
	public void draw(Graphics2D given, int width, int height) {
		Graphics2D graphics = (Graphics2D) given.create();
		graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		graphics.setColor(PAPER);
		graphics.fillRect(0, 0, width, height);
		Scale x = Scale.of(values(Curve::x), false, LEFT, width - RIGHT), y = Scale.of(values(Curve::y), logarithmic, height - BOTTOM, TOP);
		axes(graphics, x, y, width, height);
		curves.forEach(curve -> curve(graphics, curve, x, y));
		words(graphics, x, y, width, height);
		graphics.dispose();
	}

	public BufferedImage picture(int width, int height) {
		BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = picture.createGraphics();
		draw(graphics, width, height);
		graphics.dispose();
		return picture;
	}

	private double[] values(Function<Curve, double[]> of) {
		return curves.stream().flatMapToDouble(curve -> Arrays.stream(of.apply(curve))).toArray();
	}

	private static void axes(Graphics2D graphics, Scale x, Scale y, int width, int height) {
		for (double tick : x.ticks()) {
			graphics.setColor(GRID);
			graphics.drawLine(x.pixel(tick), TOP, x.pixel(tick), height - BOTTOM);
			graphics.setColor(INK);
			graphics.drawLine(x.pixel(tick), height - BOTTOM, x.pixel(tick), height - BOTTOM + TICK);
		}
		for (double tick : y.ticks()) {
			graphics.setColor(GRID);
			graphics.drawLine(LEFT, y.pixel(tick), width - RIGHT, y.pixel(tick));
			graphics.setColor(INK);
			graphics.drawLine(LEFT - TICK, y.pixel(tick), LEFT, y.pixel(tick));
		}
		graphics.drawRect(LEFT, TOP, width - LEFT - RIGHT, height - TOP - BOTTOM);
	}

	private static Path2D line(Curve curve, Scale x, Scale y) {
		Path2D line = new Path2D.Double();
		boolean on = false;
		for (int i = 0; i < curve.x().length; i++) {
			if (!x.has(curve.x()[i]) || !y.has(curve.y()[i])) {
				on = false;
				continue;
			}
			if (on)
				line.lineTo(x.place(curve.x()[i]), y.place(curve.y()[i]));
			else
				line.moveTo(x.place(curve.x()[i]), y.place(curve.y()[i]));
			on = true;
		}
		return line;
	}

	private static void curve(Graphics2D graphics, Curve curve, Scale x, Scale y) {
		pen(graphics, curve);
		graphics.draw(line(curve, x, y));
		if (curve.x().length <= FEW)
			for (int i = 0; i < curve.x().length; i++)
				if (x.has(curve.x()[i]) && y.has(curve.y()[i]))
					graphics.fill(new Ellipse2D.Double(x.place(curve.x()[i]) - 4, y.place(curve.y()[i]) - 4, 8, 8));
	}

	private static void pen(Graphics2D graphics, Curve curve) {
		graphics.setColor(curve.color());
		graphics.setStroke(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, curve.dashed() ? new float[] { 7, 4 } : null, 0));
	}

	private void words(Graphics2D graphics, Scale x, Scale y, int width, int height) {
		try {
			graphics.setColor(INK);
			for (double tick : x.ticks())
				centered(graphics, text(tick), x.pixel(tick), height - BOTTOM + TICK + 14);
			for (double tick : y.ticks())
				graphics.drawString(text(tick), LEFT - TICK - 3 - graphics.getFontMetrics().stringWidth(text(tick)), y.pixel(tick) + 4);
			centered(graphics, across, (LEFT + width - RIGHT) / 2, height - 12);
			centered(graphics, title, (LEFT + width - RIGHT) / 2, 14);
			graphics.drawString(up, 6, TOP - 8);
			legend(graphics, x, y, width, height);
		}
		catch (RuntimeException | LinkageError | InternalError noFonts) {
			graphics.setColor(INK);
		}
	}

	private static void centered(Graphics2D graphics, String text, int x, int y) {
		graphics.drawString(text, x - graphics.getFontMetrics().stringWidth(text) / 2, y);
	}

	/** In the first corner where it covers no curve, else in the upper right one. */
	private void legend(Graphics2D graphics, Scale x, Scale y, int width, int height) {
		int wide = 46 + curves.stream().mapToInt(curve -> graphics.getFontMetrics().stringWidth(curve.name())).max().orElse(0);
		int high = curves.size() * LINE + 4, right = width - RIGHT - wide - 4, low = height - BOTTOM - high - 4;
		List<Rectangle> corners = List.of(new Rectangle(right, TOP + 4, wide, high), new Rectangle(LEFT + 4, TOP + 4, wide, high), new Rectangle(right, low, wide, high),
			new Rectangle(LEFT + 4, low, wide, high));
		Rectangle place = corners.stream().filter(corner -> curves.stream().noneMatch(curve -> new BasicStroke(8).createStrokedShape(line(curve, x, y)).intersects(corner)))
			.findFirst().orElse(corners.get(0));
		graphics.setColor(new Color(0xd9ffffff, true));
		graphics.fill(place);
		for (int i = 0; i < curves.size(); i++) {
			int middle = place.y + 2 + i * LINE + LINE / 2;
			pen(graphics, curves.get(i));
			graphics.drawLine(place.x + 6, middle, place.x + 34, middle);
			graphics.setColor(INK);
			graphics.drawString(curves.get(i).name(), place.x + 40, middle + 4);
		}
	}

	/** At most four digits, as people write them. */
	static String text(double value) {
		if (value == Math.rint(value) && Math.abs(value) < 1e7)
			return String.format(Locale.ROOT, "%d", (long) value);
		String digits = String.format(Locale.ROOT, "%.4g", value);
		return digits.contains("e") ? digits.replaceAll("0+e", "e").replace(".e", "e") : digits.replaceAll("0+$", "").replaceAll("\\.$", "");
	}

	/** One axis: its range and the pixels it spans. */
	private record Scale(double from, double to, boolean logarithmic, int first, int last) {

		static Scale of(double[] values, boolean logarithmic, int first, int last) {
			double[] shown = DoubleStream.of(values).filter(value -> Double.isFinite(value) && (!logarithmic || value > 0)).toArray();
			double least = DoubleStream.of(shown).min().orElse(logarithmic ? 0.1 : 0), most = DoubleStream.of(shown).max().orElse(1);
			if (least == most) {
				least = logarithmic ? least / 2 : least - Math.max(0.5, Math.abs(least) / 2);
				most = logarithmic ? most * 2 : most + Math.max(0.5, Math.abs(most) / 2);
			}
			return new Scale(least, most, logarithmic, first, last);
		}

		boolean has(double value) {
			return Double.isFinite(value) && (!logarithmic || value > 0);
		}

		double place(double value) {
			double share = logarithmic ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
			return first + share * (last - first);
		}

		int pixel(double value) {
			return (int) Math.round(place(value));
		}

		/** Multiples of 1, 2 or 5 times a power of ten, so that there are about five. */
		double[] ticks() {
			double[] ticks = logarithmic ? decades() : new double[0];
			if (ticks.length >= 3)
				return ticks;
			double rough = (to - from) / 5, power = Math.pow(10, Math.floor(Math.log10(rough)));
			double step = power * (rough > 5 * power ? 10 : rough > 2 * power ? 5 : rough > power ? 2 : 1);
			long begin = (long) Math.ceil(from / step - 1e-9), end = (long) Math.floor(to / step + 1e-9);
			return java.util.stream.LongStream.rangeClosed(begin, end).mapToDouble(i -> i * step).toArray();
		}

		private double[] decades() {
			boolean many = Math.log10(to / from) > 4;
			DoubleStream.Builder ticks = DoubleStream.builder();
			for (int power = (int) Math.floor(Math.log10(from)); power <= Math.log10(to); power++)
				for (int digit : many ? new int[] { 1 } : new int[] { 1, 2, 5 }) {
					double tick = digit * Math.pow(10, power);
					if (tick >= from && tick <= to)
						ticks.add(tick);
				}
			return ticks.build().toArray();
		}
	}
}
