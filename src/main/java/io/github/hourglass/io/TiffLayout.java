package io.github.hourglass.io;

import static io.github.hourglass.io.TiffDirectory.*;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;

/** What the pages of a TIFF file are: which is which channel, slice and frame, how large a pixel is, and how it is shown. */
final class TiffLayout {

	private static final int MOST_METADATA = 1 << 26;
	private static final int BLOCK = 1 << 20;

	private final TiffDirectory tags;
	private final TiffPage first;
	private final long pages;
	private final ImageJDescription description;
	private final Optional<OmeXml> ome;
	private final ImageJMetadata extra;
	private final String title;
	private final int samples;
	private String order = "CZT";
	private long channels = 1;
	private long slices = 1;
	private long frames = 1;

	TiffLayout(TiffInput in, TiffDirectory tags, TiffPage first, long pages, ImageJDescription description) {
		this.tags = tags;
		this.first = first;
		this.pages = pages;
		this.description = description;
		title = in.path().getFileName().toString();
		samples = first.photometric() == 2 && first.samples() > 3 ? 3 : first.samples();
		ome = description.isPresent() ? Optional.empty()
			: OmeXml.parse(new String(tags.bytes(DESCRIPTION), StandardCharsets.UTF_8).split("\0", 2)[0]);
		extra = ImageJMetadata.parse(tags.count(IMAGEJ_COUNTS) > MOST_METADATA ? new long[0] : tags.all(IMAGEJ_COUNTS, MOST_METADATA),
			tags.count(IMAGEJ_DATA) > MOST_METADATA ? new byte[0] : tags.bytes(IMAGEJ_DATA), in.order());
		if (!(description.isPresent() && fits(description.count("channels"), description.count("slices"), description.count("frames"),
			description.get("order", "").equals("zct") ? "ZCT" : "CZT"))
			&& !(ome.isPresent() && fits(ome.get().c(), ome.get().z(), ome.get().t(), ome.get().order().substring(2))))
			slices = pages;
	}

	/** Takes these numbers if they account for all pages. */
	private boolean fits(long c, long z, long t, String newOrder) {
		long inPages = c % samples == 0 ? c / samples : c;
		for (long candidate : new long[] { inPages, c })
			if (candidate <= pages && z <= pages && t <= pages && candidate * z <= pages && candidate * z * t == pages) {
				channels = candidate;
				slices = z;
				frames = t;
				order = newOrder;
				return true;
			}
		return false;
	}

	private boolean rgb() {
		return samples == 3 && first.photometric() == 2 && first.type() == PixelType.UINT8 && channels == 1;
	}

	boolean signed16() {
		return first.type() == PixelType.UINT16 && description.signed16();
	}

	TiffBlocks.PlaneOrder planeOrder() {
		long[] step = new long[3];
		long product = 1;
		for (char letter : order.toCharArray()) {
			int i = "CZT".indexOf(letter);
			step[i] = product;
			product *= new long[] { channels, slices, frames }[i];
		}
		return (c, z, t) -> c / samples * step[0] + z * step[1] + t * step[2] | c % samples << 32;
	}

	Axes axes() {
		List<Axis> axes = new ArrayList<>(List.of(axis('x'), axis('y')));
		if (channels * samples > 1)
			axes.add(Axis.of('c'));
		if (slices > 1)
			axes.add(axis('z'));
		if (frames > 1)
			axes.add(timeAxis());
		return Axes.of(axes);
	}

	long[] dimensions() {
		Axes axes = axes();
		long[] dimensions = new long[axes.count()];
		for (int d = 0; d < dimensions.length; d++)
			dimensions[d] = switch (axes.letter(d)) {
				case 'x' -> first.width();
				case 'y' -> first.height();
				case 'c' -> channels * samples;
				case 'z' -> slices;
				default -> frames;
			};
		return dimensions;
	}

	/** Whole strips or tiles, of about a million pixels. */
	int[] blockSize() {
		long[] dimensions = dimensions();
		Axes axes = axes();
		int[] size = new int[dimensions.length];
		long x = first.tiled() ? multiple(Math.min(first.width(), 1024), first.chunkWidth()) : Math.min(first.width(), BLOCK);
		long rows = Math.max(1, BLOCK / x);
		long y = first.compressed() || first.tiled() ? multiple(rows, first.chunkHeight()) : rows;
		if (x * y > 1 << 24)
			y = Math.max(1, (1 << 24) / x);
		y = Math.min(first.height(), y);
		for (int d = 0; d < size.length; d++)
			size[d] = (int) switch (axes.letter(d)) {
				case 'x' -> x;
				case 'y' -> y;
				case 'z' -> Math.max(1, Math.min(slices, BLOCK / (x * y)));
				case 'c' -> first.interleaved() > 1 ? samples : 1;
				default -> 1;
			};
		return size;
	}

	private static long multiple(long wanted, long unit) {
		return Math.max(1, (wanted + unit - 1) / unit) * unit;
	}

	private Axis axis(char letter) {
		int i = "xyz".indexOf(letter);
		if (ome.isPresent()) {
			double size = ome.get().pixelSize()[i];
			return size > 0 ? new Axis(letter, size, 0, ome.get().units()[i]) : Axis.of(letter);
		}
		if (description.isPresent())
			return imageJAxis(letter);
		double perUnit = tags.rational(letter == 'y' ? Y_RESOLUTION : X_RESOLUTION);
		int unit = (int) tags.get(RESOLUTION_UNIT, 0);
		if (letter == 'z' || !(perUnit > 0) || Double.isInfinite(perUnit) || unit == 0 || unit == 2 && perUnit == 72)
			return Axis.of(letter);
		double size = 1 / perUnit;
		if (unit == 3)
			return size <= 0.001 ? new Axis(letter, size * 10000, 0, "µm") : new Axis(letter, size, 0, "cm");
		return new Axis(letter, size, 0, unit == 2 ? "inch" : "");
	}

	private Axis imageJAxis(char letter) {
		String unit = unit(description.get(letter + "unit", description.get("unit", "")));
		double scale = 1;
		if (letter == 'z')
			scale = Math.abs(description.number("spacing", 1));
		else {
			double perUnit = tags.rational(letter == 'y' ? Y_RESOLUTION : X_RESOLUTION);
			if (perUnit > 0 && !Double.isInfinite(perUnit))
				scale = 1 / perUnit;
			if (tags.get(RESOLUTION_UNIT, 0) == 3 && unit.equals("µm"))
				scale *= 10000;
		}
		if (scale == 0)
			scale = 1;
		double origin = description.number(letter + "origin", 0);
		return new Axis(letter, scale, origin == 0 ? 0 : -origin * scale, unit);
	}

	private static String unit(String unit) {
		return switch (unit.strip()) {
			case "", "pixel", "pixels" -> "";
			case "um" -> "µm";
			default -> unit.strip();
		};
	}

	private Axis timeAxis() {
		if (ome.isPresent() && ome.get().pixelSize()[3] > 0)
			return new Axis('t', ome.get().pixelSize()[3], 0, ome.get().units()[3]);
		double interval = description.number("finterval", 0);
		return interval > 0 ? new Axis('t', interval, 0, description.get("tunit", "sec")) : Axis.of('t');
	}

	Metadata metadata() {
		Metadata metadata = Metadata.titled(title).withRgb(rgb()).withChannels(rgb() ? Luts.redGreenBlue() : channels());
		List<String> labels = extra.labels();
		if (labels.size() <= pages && labels.stream().anyMatch(label -> !label.isEmpty())) {
			List<String> padded = new ArrayList<>(labels);
			while (padded.size() < pages)
				padded.add("");
			metadata = metadata.withSliceLabels(padded);
		}
		return Provenance.parse(extra.info(), metadata);
	}

	private List<Metadata.Channel> channels() {
		int count = (int) Math.min(channels * samples, 1 << 16);
		List<Metadata.Channel> list = new ArrayList<>();
		double shift = first.type() == PixelType.INT16 || signed16() ? -Signed16.OFFSET : 0;
		boolean known = false;
		for (int c = 0; c < count; c++) {
			double min = range(2 * c, "min", count) + shift;
			double max = range(2 * c + 1, "max", count) + shift;
			byte[] lut = count == 1 ? singleLut() : channelLut(c);
			known |= lut != null || !Double.isNaN(min);
			list.add(new Metadata.Channel("", lut, min, max));
		}
		return known ? list : List.of();
	}

	private double range(int index, String key, int count) {
		double[] ranges = extra.ranges();
		if (ranges.length == 2 * count)
			return ranges[index];
		boolean single = count == 1 && description.number("min", 0) != description.number("max", 0);
		return single ? description.number(key, Double.NaN) : Double.NaN;
	}

	private byte[] singleLut() {
		boolean palette = first.photometric() == 3 && first.type().bytes() == 1
			|| description.isPresent() && tags.count(COLOR_MAP) == 768;
		if (palette && tags.count(COLOR_MAP) == 768) {
			long[] map = tags.all(COLOR_MAP, 768);
			byte[] lut = new byte[768];
			for (int i = 0; i < 768; i++)
				lut[i] = (byte) (map[i] >> 8);
			return Luts.isGray(lut) ? null : lut;
		}
		return first.photometric() == 0 ? Luts.inverted() : null;
	}

	private byte[] channelLut(int c) {
		String mode = description.get("mode", "");
		if (samples == 3 && first.photometric() == 2 && !mode.equals("grayscale"))
			return Luts.ofChannel(c);
		if (!mode.equals("composite") && !mode.equals("color"))
			return null;
		return c < extra.luts().size() ? extra.luts().get(c) : Luts.ofChannel(c);
	}
}
