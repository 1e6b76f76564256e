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
 * Curves over a common axis, with ticks and a legend. It draws into any {@link Graphics2D}, a window's or a picture's, at the size
 * of its font, and needs no display; on a machine without any fonts it goes without words.
 *
 * @param title above it; may be empty
 * @param across what the horizontal axis says
 * @param up what the vertical axis says
 * @param logarithmic whether the vertical axis is; values that are not positive are then left out
 * @param curves the first is drawn first
 * @param marks points to be pointed at
 * @param bands stretches of the horizontal axis to be told apart
 */
public record CurvePlot(String title, String across, String up, boolean logarithmic, List<Curve> curves, List<Mark> marks, List<Band> bands) {

	/**
	 * One curve. Points that are not finite leave a gap.
	 *
	 * @param name in the legend
	 * @param dashed or drawn through
	 * @param x of each point
	 * @param y of each point
	 */
	public record Curve(String name, Color color, boolean dashed, double[] x, double[] y) {}

	/** A ring around a point, with a few words beside it. */
	public record Mark(String text, Color color, double x, double y) {}

	/** A stretch of the horizontal axis, shaded, with a few words. */
	public record Band(String text, double from, double to) {}

	public static final Color BLUE = new Color(0x2f6db3), ORANGE = new Color(0xd2691e), GREEN = new Color(0x3a8f4d), PURPLE = new Color(0x7d4fa3);

	private static final int LEFT = 70, RIGHT = 20, TOP = 34, BOTTOM = 50, TICK = 5, LINE = 16, RING = 5;
	/** Below the lowest point, for the words of marks. */
	private static final int ROOM = 26;
	/** The size of font for which these are meant. */
	private static final float FONT = 12;
	/** Curves of no more points show each. */
	private static final int FEW = 12;
	private static final Color INK = new Color(0x333333), PAPER = Color.WHITE, GRID = new Color(0xe6e6e6), SHADE = new Color(0xfbeee0);

	/** Nothing pointed at. */
	public CurvePlot(String title, String across, String up, boolean logarithmic, List<Curve> curves) {
		this(title, across, up, logarithmic, curves, List.of(), List.of());
	}

	/** Draws into the area from 0, 0 to this size. */
	public void draw(Graphics2D given, int width, int height) {
		Graphics2D graphics = (Graphics2D) given.create();
		graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		graphics.setColor(PAPER);
		graphics.fillRect(0, 0, width, height);
		new Drawing(graphics, width, height).all();
		graphics.dispose();
	}

	public BufferedImage picture(int width, int height) {
		return picture(width, height, 1);
	}

	/** @param scale pixels of the picture per unit of the size, such as 2 for a sharp picture on a dense screen */
	public BufferedImage picture(int width, int height, int scale) {
		BufferedImage picture = new BufferedImage(scale * width, scale * height, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = picture.createGraphics();
		graphics.scale(scale, scale);
		draw(graphics, width, height);
		graphics.dispose();
		return picture;
	}

	private double[] values(Function<Curve, double[]> of) {
		return curves.stream().flatMapToDouble(curve -> Arrays.stream(of.apply(curve))).toArray();
	}

	/** Where everything lies on one area. */
	private final class Drawing {

		private final Graphics2D graphics;
		private final float unit;
		private final int left, right, top, bottom;
		private final int width, height;
		private final Scale x, y;

		Drawing(Graphics2D graphics, int width, int height) {
			this.graphics = graphics;
			this.unit = graphics.getFont() == null ? 1 : graphics.getFont().getSize2D() / FONT;
			this.width = width;
			this.height = height;
			left = units(LEFT);
			right = width - units(RIGHT);
			top = units(TOP);
			bottom = height - units(BOTTOM);
			x = Scale.of(values(Curve::x), false, left, right);
			y = Scale.of(values(Curve::y), logarithmic, bottom - (marks.isEmpty() ? 0 : units(ROOM)), top);
		}

		private int units(double pixels) {
			return Math.round((float) (pixels * unit));
		}

		void all() {
			bands.forEach(this::band);
			axes();
			curves.forEach(this::curve);
			marks.forEach(this::ring);
			words();
		}

		private void band(Band band) {
			int from = Math.max(left, Math.min(right, x.pixel(band.from()))), to = Math.max(left, Math.min(right, x.pixel(band.to())));
			graphics.setColor(SHADE);
			graphics.fillRect(from, top, to - from, bottom - top);
		}

		private void axes() {
			graphics.setStroke(new BasicStroke(unit));
			for (double tick : x.ticks()) {
				graphics.setColor(GRID);
				graphics.drawLine(x.pixel(tick), top, x.pixel(tick), bottom);
				graphics.setColor(INK);
				graphics.drawLine(x.pixel(tick), bottom, x.pixel(tick), bottom + units(TICK));
			}
			for (double tick : y.ticks()) {
				graphics.setColor(GRID);
				graphics.drawLine(left, y.pixel(tick), right, y.pixel(tick));
				graphics.setColor(INK);
				graphics.drawLine(left - units(TICK), y.pixel(tick), left, y.pixel(tick));
			}
			graphics.drawRect(left, top, right - left, bottom - top);
		}

		private Path2D line(Curve curve) {
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

		private void curve(Curve curve) {
			pen(curve);
			graphics.draw(line(curve));
			if (curve.x().length <= FEW)
				for (int i = 0; i < curve.x().length; i++)
					if (x.has(curve.x()[i]) && y.has(curve.y()[i]))
						graphics.fill(circle(curve.x()[i], curve.y()[i], 4));
		}

		private Ellipse2D circle(double atX, double atY, double radius) {
			double r = radius * unit;
			return new Ellipse2D.Double(x.place(atX) - r, y.place(atY) - r, 2 * r, 2 * r);
		}

		private void pen(Curve curve) {
			graphics.setColor(curve.color());
			graphics.setStroke(new BasicStroke(2 * unit, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, curve.dashed() ? new float[] { 7 * unit, 4 * unit } : null, 0));
		}

		private void ring(Mark mark) {
			if (!x.has(mark.x()) || !y.has(mark.y()))
				return;
			Ellipse2D ring = circle(mark.x(), mark.y(), RING);
			graphics.setColor(PAPER);
			graphics.fill(ring);
			graphics.setColor(mark.color());
			graphics.setStroke(new BasicStroke(2 * unit));
			graphics.draw(ring);
		}

		private void words() {
			try {
				graphics.setColor(INK);
				for (double tick : x.ticks())
					centered(text(tick), x.pixel(tick), bottom + units(TICK + 14));
				for (double tick : y.ticks())
					graphics.drawString(text(tick), left - units(TICK + 3) - wide(text(tick)), y.pixel(tick) + units(4));
				centered(across, (left + right) / 2, height - units(12));
				centered(title, (left + right) / 2, units(14));
				graphics.drawString(up, units(6), top - units(8));
				bands.forEach(this::name);
				marks.forEach(this::name);
				legend();
			}
			catch (RuntimeException | LinkageError | InternalError noFonts) {
				graphics.setColor(INK);
			}
		}

		private int wide(String text) {
			return graphics.getFontMetrics().stringWidth(text);
		}

		private void centered(String text, int atX, int atY) {
			graphics.drawString(text, atX - wide(text) / 2, atY);
		}

		/** Along the lower edge, where it fits. */
		private void name(Band band) {
			int from = Math.max(left, x.pixel(band.from())), to = Math.min(right, x.pixel(band.to())), wide = wide(band.text());
			if (to - from > wide + units(8))
				graphics.drawString(band.text(), (from + to - wide) / 2, bottom - units(8));
		}

		/** Below the ring, or above where there is no room. */
		private void name(Mark mark) {
			if (!x.has(mark.x()) || !y.has(mark.y()))
				return;
			int wide = wide(mark.text()), atX = Math.max(left + units(4), Math.min(right - units(4) - wide, x.pixel(mark.x()) - wide / 2));
			int below = y.pixel(mark.y()) + units(RING + 14);
			int atY = below < bottom - units(4) ? below : y.pixel(mark.y()) - units(RING + 6);
			graphics.setColor(new Color(0xb3ffffff, true));
			graphics.fillRect(atX - units(2), atY - units(11), wide + units(4), units(14));
			graphics.setColor(INK);
			graphics.drawString(mark.text(), atX, atY);
		}

		/** In the first corner where it covers no curve, else in the upper right one. */
		private void legend() {
			int wide = units(46) + curves.stream().mapToInt(curve -> wide(curve.name())).max().orElse(0);
			int high = curves.size() * units(LINE) + units(4), far = right - wide - units(4), near = left + units(4), low = bottom - high - units(4), up = top + units(4);
			List<Rectangle> corners = List.of(new Rectangle(far, up, wide, high), new Rectangle(near, up, wide, high), new Rectangle(far, low, wide, high),
				new Rectangle(near, low, wide, high));
			Rectangle place = corners.stream().filter(corner -> curves.stream().noneMatch(curve -> new BasicStroke(8 * unit).createStrokedShape(line(curve)).intersects(corner)))
				.findFirst().orElse(corners.get(0));
			graphics.setColor(new Color(0xd9ffffff, true));
			graphics.fill(place);
			for (int i = 0; i < curves.size(); i++) {
				int middle = place.y + units(2) + i * units(LINE) + units(LINE) / 2;
				pen(curves.get(i));
				graphics.drawLine(place.x + units(6), middle, place.x + units(34), middle);
				graphics.setColor(INK);
				graphics.drawString(curves.get(i).name(), place.x + units(40), middle + units(4));
			}
		}
	}

	/** At most four digits, as people write them. */
	static String text(double value) {
		if (value == Math.rint(value) && Math.abs(value) < 1e7)
			return String.format(Locale.ROOT, "%d", (long) value);
		String digits = String.format(Locale.ROOT, "%.4g", value);
		return digits.contains("e") ? digits.replaceAll("0+e", "e").replace(".e", "e") : digits.replaceAll("0+$", "").replaceAll("\\.$", "");
	}

	/** Where an axis of these values is labelled. */
	static double[] ticks(double[] values, boolean logarithmic) {
		return Scale.of(values, logarithmic, 0, 1).ticks();
	}

	/** One axis: its range and the pixels it spans; whole where its values are whole numbers. */
	private record Scale(double from, double to, boolean logarithmic, boolean whole, int first, int last) {

		static Scale of(double[] values, boolean logarithmic, int first, int last) {
			double[] shown = DoubleStream.of(values).filter(value -> Double.isFinite(value) && (!logarithmic || value > 0)).toArray();
			double least = DoubleStream.of(shown).min().orElse(logarithmic ? 0.1 : 0), most = DoubleStream.of(shown).max().orElse(1);
			if (least == most) {
				least = logarithmic ? least / 2 : least - Math.max(0.5, Math.abs(least) / 2);
				most = logarithmic ? most * 2 : most + Math.max(0.5, Math.abs(most) / 2);
			}
			return new Scale(least, most, logarithmic, shown.length > 0 && DoubleStream.of(shown).allMatch(value -> value == Math.rint(value)), first, last);
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

		/** Multiples of 1, 2 or 5 times a power of ten, so that there are four to seven. */
		double[] ticks() {
			double[] ticks = logarithmic ? decades() : new double[0];
			if (ticks.length >= 3)
				return ticks;
			double rough = (to - from) / 7, power = Math.pow(10, Math.floor(Math.log10(rough)));
			double round = power * (rough > 5 * power ? 10 : rough > 2 * power ? 5 : rough > power ? 2 : 1);
			double step = whole ? Math.max(1, round) : round;
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
