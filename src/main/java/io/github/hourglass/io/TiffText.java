package io.github.hourglass.io;

import java.util.ArrayList;
import java.util.List;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** What a volume carries beside its pixels, in the words of ImageJ 1.x's TIFF files. */
final class TiffText {

	/** The version whose reader and writer these files were checked with. */
	private static final String VERSION = "1.54p";
	private static final int MOST_CHANNELS = 1 << 16;

	private final Volume volume;
	private final Metadata metadata;
	private final boolean rgb;
	private final long channels;

	/** @param volume with the axes {@code xyczt} */
	TiffText(Volume volume, boolean rgb) {
		this.volume = volume;
		this.metadata = volume.metadata();
		this.rgb = rgb;
		channels = rgb ? 1 : volume.size('c');
	}

	/** Pixels per unit along x and y; null where the image is not calibrated. */
	long[][] resolution() {
		if (!calibrated('x') && !calibrated('y') && !calibrated('z'))
			return null;
		return new long[][] { resolution('x'), resolution('y') };
	}

	private long[] resolution(char letter) {
		double scale = Math.abs(axis(letter).scale());
		return TiffShape.ratio(scale > 0 && Double.isFinite(scale) ? 1 / scale : 1);
	}

	/** A color table for an image of one channel; null for gray. */
	byte[] lut() {
		if (rgb || channels > 1 || metadata.channels().isEmpty())
			return null;
		byte[] lut = metadata.channels().get(0).lut();
		return lut == null || lut.length != 768 || Luts.isGray(lut) ? null : lut;
	}

	/** The text for the ImageDescription tag. */
	String description(DisplayRanges ranges, PixelType kept) {
		StringBuilder lines = new StringBuilder("ImageJ=" + VERSION + "\n");
		long slices = volume.size('z');
		long frames = volume.size('t');
		line(lines, "images", channels * slices * frames, 1);
		line(lines, "channels", channels, 1);
		line(lines, "slices", slices, 1);
		line(lines, "frames", frames, 1);
		if (channels > 1 || slices > 1 && frames > 1)
			lines.append("hyperstack=true\n");
		if (channels > 1)
			lines.append("mode=").append(!colored() ? "grayscale" : channels <= 7 ? "composite" : "color").append('\n');
		calibrationLines(lines);
		if (channels * slices * frames > 1)
			lines.append("loop=false\n");
		double[] range = range(0, ranges, kept);
		if (!rgb && !Double.isNaN(range[0]) && !(kept == PixelType.UINT8 && range[0] == 0 && range[1] == 255))
			lines.append("min=").append(range[0]).append("\nmax=").append(range[1]).append('\n');
		return lines.toString();
	}

	private void calibrationLines(StringBuilder lines) {
		String unit = unit('x');
		if (resolution() != null)
			lines.append("unit=").append(ImageJDescription.escaped(unit)).append('\n');
		for (char letter : new char[] { 'y', 'z' })
			if (calibrated(letter) && !unit(letter).equals(unit))
				lines.append(letter).append("unit=").append(ImageJDescription.escaped(unit(letter))).append('\n');
		if (axis('z').scale() != 1)
			lines.append("spacing=").append(axis('z').scale()).append('\n');
		Axis time = axis('t');
		if (calibrated('t') && Double.isFinite(time.scale())) {
			lines.append("finterval=").append(time.scale()).append('\n');
			if (!time.unit().isEmpty() && !time.unit().equals("sec"))
				lines.append("tunit=").append(ImageJDescription.escaped(time.unit())).append('\n');
		}
		for (char letter : new char[] { 'x', 'y', 'z' })
			if (axis(letter).origin() != 0)
				lines.append(letter).append("origin=").append(-axis(letter).origin() / axis(letter).scale()).append('\n');
	}

	private static void line(StringBuilder lines, String key, long value, long usual) {
		if (value != usual)
			lines.append(key).append('=').append(value).append('\n');
	}

	/** Info text, slice labels, and for several channels their ranges and LUTs. */
	ImageJMetadata metadata(DisplayRanges ranges, PixelType kept) {
		double[] displayed = new double[channels > 1 && channels <= MOST_CHANNELS ? (int) channels * 2 : 0];
		List<byte[]> luts = new ArrayList<>();
		for (int c = 0; c < displayed.length / 2; c++) {
			double[] range = range(c, ranges, kept);
			displayed[2 * c] = Double.isNaN(range[0]) ? 0 : range[0];
			displayed[2 * c + 1] = Double.isNaN(range[1]) ? kept == PixelType.UINT8 ? 255 : 1 : range[1];
			if (colored()) {
				byte[] lut = channel(c).lut();
				luts.add(lut == null || lut.length != 768 ? Luts.ofColor(0xffffff) : lut);
			}
		}
		return new ImageJMetadata(Provenance.text(metadata), labels(), displayed, luts);
	}

	private List<String> labels() {
		long pages = channels * volume.size('z') * volume.size('t');
		if (metadata.sliceLabels().size() == pages)
			return metadata.sliceLabels();
		boolean named = metadata.channels().size() == channels && metadata.channels().stream().anyMatch(channel -> !channel.name().isEmpty());
		if (!named || pages > 1 << 20)
			return List.of();
		List<String> names = new ArrayList<>();
		for (long page = 0; page < pages; page++)
			names.add(channel((int) (page % channels)).name());
		return names;
	}

	/** The range shown: the one the channel asks for, else that of the data. As ImageJ keeps it, signed pixels are 32768 larger. */
	private double[] range(int c, DisplayRanges ranges, PixelType kept) {
		Metadata.Channel channel = channel(c);
		double shift = kept == PixelType.INT16 ? Signed16.OFFSET : 0;
		boolean asked = !Double.isNaN(channel.displayMin()) && !Double.isNaN(channel.displayMax());
		if (kept == PixelType.UINT8 && !asked)
			return new double[] { 0, 255 };
		return new double[] { (asked ? channel.displayMin() : ranges.min(c)) + shift, (asked ? channel.displayMax() : ranges.max(c)) + shift };
	}

	private Metadata.Channel channel(int c) {
		return c < metadata.channels().size() ? metadata.channels().get(c) : new Metadata.Channel("", null, Double.NaN, Double.NaN);
	}

	private boolean colored() {
		return metadata.channels().stream().anyMatch(channel -> channel.lut() != null);
	}

	private Axis axis(char letter) {
		return volume.axes().find(letter);
	}

	private boolean calibrated(char letter) {
		Axis axis = axis(letter);
		return axis.scale() != 1 || !axis.unit().isEmpty() || axis.origin() != 0;
	}

	private String unit(char letter) {
		String unit = axis(letter).unit();
		return unit.isEmpty() ? "pixel" : unit;
	}
}
