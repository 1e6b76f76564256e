package io.github.hourglass.io;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

/**
 * Opens PNG, JPEG, GIF and BMP files: one plane of 8- or 16-bit gray or color, decoded at once, therefore of at most 2^28
 * pixels. Opacity is dropped; a color JPEG whose three parts are equal everywhere is gray, as in ImageJ.
 */
final class RasterImage {

	static final long MOST_PIXELS = 1L << 28;

	private final BufferedImage image;
	private final int width;
	private final int height;

	private RasterImage(BufferedImage image) {
		this.image = image;
		width = image.getWidth();
		height = image.getHeight();
	}

	/** True for the first bytes of such a file. */
	static boolean recognizes(byte[] start) {
		String text = new String(start, StandardCharsets.ISO_8859_1);
		return text.startsWith("\u0089PNG") || text.startsWith("\u00ff\u00d8\u00ff") || text.startsWith("GIF8") || text.startsWith("BM");
	}

	static Volume open(Path path) {
		try (ImageInputStream in = ImageIO.createImageInputStream(path.toFile())) {
			Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
			if (!readers.hasNext())
				throw FileProblem.damaged(path, "it begins like an image but is none; it may be truncated");
			ImageReader reader = readers.next();
			try {
				reader.setInput(in);
				Volume volume = new RasterImage(decoded(reader, path)).volume(reader.getFormatName().equalsIgnoreCase("jpeg"));
				return volume.withMetadata(volume.metadata().withTitle(path.getFileName().toString()));
			}
			finally {
				reader.dispose();
			}
		}
		catch (IOException | IndexOutOfBoundsException | IllegalStateException | NegativeArraySizeException e) {
			throw FileProblem.damaged(path, "it is damaged, truncated or of an unusual kind");
		}
	}

	private static BufferedImage decoded(ImageReader reader, Path path) throws IOException {
		if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS)
			throw new IllegalArgumentException("'" + path + "' is too large for its format: " + reader.getWidth(0) + " x " + reader.getHeight(0)
				+ " pixels would have to be decoded at once; save it as TIFF.");
		if (reader.getFormatName().toLowerCase(Locale.ROOT).equals("gif") && reader.getNumImages(true) > 1)
			throw new FileProblem.Unsupported(path, "it is an animation");
		return reader.read(0);
	}

	private Volume volume(boolean jpeg) {
		ColorModel colors = image.getColorModel();
		int bands = image.getRaster().getNumBands();
		boolean deep = image.getRaster().getTransferType() == DataBuffer.TYPE_USHORT && colors.getComponentSize(0) == 16;
		if (colors instanceof IndexColorModel table)
			return indexed(table);
		if (deep)
			return deep(bands < 3 ? 1 : 3);
		if (bands < 3)
			return gray(samples(0));
		byte[][] parts = colors();
		if (jpeg && Arrays.equals(parts[0], parts[1]) && Arrays.equals(parts[0], parts[2]))
			return gray(parts[0]);
		byte[] all = new byte[3 * width * height];
		for (int c = 0; c < 3; c++)
			System.arraycopy(parts[c], 0, all, c * width * height, width * height);
		return Volume.of(ArrayImgs.unsignedBytes(all, width, height, 3), Axes.of("xyc")).withMetadata(Metadata.titled("").withRgb(true).withChannels(Luts.redGreenBlue()));
	}

	private Volume gray(byte[] values) {
		return Volume.of(ArrayImgs.unsignedBytes(values, width, height), Axes.of("xy"));
	}

	/** A palette of grays in their natural order is no palette: its pixels are their gray values. */
	private Volume indexed(IndexColorModel table) {
		byte[] lut = new byte[768];
		int size = Math.min(256, table.getMapSize());
		boolean gray = size < 256;
		for (int i = 0; i < size; i++) {
			lut[i] = (byte) table.getRed(i);
			lut[256 + i] = (byte) table.getGreen(i);
			lut[512 + i] = (byte) table.getBlue(i);
			gray &= lut[i] == lut[256 + i] && lut[i] == lut[512 + i] && table.getRed(i) == 255 * i / Math.max(1, size - 1);
		}
		byte[] values = samples(0);
		if (!gray)
			return gray(values).withMetadata(Metadata.titled("").withChannels(
				Luts.isGray(lut) ? List.of() : List.of(new Metadata.Channel("", lut, 0, 255))));
		for (int i = 0; i < values.length; i++)
			values[i] = lut[values[i] & 0xff];
		return gray(values);
	}

	private Volume deep(int channels) {
		short[] values = new short[channels * width * height];
		int[] row = new int[width];
		for (int c = 0; c < channels; c++)
			for (int y = 0; y < height; y++) {
				image.getRaster().getSamples(0, y, width, 1, c, row);
				for (int x = 0; x < width; x++)
					values[(c * height + y) * width + x] = (short) row[x];
			}
		if (channels == 1)
			return Volume.of(ArrayImgs.unsignedShorts(values, width, height), Axes.of("xy"));
		List<Metadata.Channel> shown = new ArrayList<>();
		for (int c = 0; c < channels; c++)
			shown.add(new Metadata.Channel("", Luts.ofChannel(c), Double.NaN, Double.NaN));
		return Volume.of(ArrayImgs.unsignedShorts(values, width, height, channels), Axes.of("xyc"))
			.withMetadata(Metadata.titled("").withChannels(shown));
	}

	private byte[] samples(int band) {
		Raster raster = image.getRaster();
		byte[] values = new byte[width * height];
		int[] row = new int[width];
		for (int y = 0; y < height; y++) {
			raster.getSamples(0, y, width, 1, band, row);
			for (int x = 0; x < width; x++)
				values[y * width + x] = (byte) row[x];
		}
		return values;
	}

	private byte[][] colors() {
		byte[][] parts = new byte[3][width * height];
		int[] row = new int[width];
		for (int y = 0; y < height; y++) {
			image.getRGB(0, y, width, 1, row, 0, width);
			for (int x = 0; x < width; x++)
				for (int c = 0; c < 3; c++)
					parts[c][y * width + x] = (byte) (row[x] >> 16 - 8 * c);
		}
		return parts;
	}
}
