package io.github.hourglass.io;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Writes PNG (one plane of 8- or 16-bit gray, 8-bit with a color table, or RGB) and JPEG (8-bit gray or RGB) files. */
final class RasterWriter {

	private static final float JPEG_QUALITY = 0.9f;

	private final Volume volume;
	private final Path path;
	private final boolean jpeg;
	private final boolean rgb;
	private final int width;
	private final int height;

	/** @param volume with the axes {@code xyczt} */
	RasterWriter(Volume volume, Path path, boolean jpeg) {
		this.volume = volume;
		this.path = path;
		this.jpeg = jpeg;
		PixelType type = volume.type();
		rgb = volume.metadata().rgb() && type == PixelType.UINT8 && volume.size('c') == 3;
		boolean plane = volume.voxels() == volume.size('x') * volume.size('y') * (rgb ? 3 : 1);
		if (!plane || type != PixelType.UINT8 && (jpeg || type != PixelType.UINT16) || volume.voxels() > RasterImage.MOST_PIXELS)
			throw new IllegalArgumentException("'" + path + "' cannot hold this image: " + (jpeg ? "JPEG holds one 8-bit plane"
				: "PNG holds one 8- or 16-bit plane") + ", gray or RGB, not " + volume + "; use .tif.");
		width = (int) volume.size('x');
		height = (int) volume.size('y');
	}

	void write(boolean overwrite, Progress progress) {
		BufferedImage image = new BufferedImage(width, height, rgb ? BufferedImage.TYPE_INT_RGB
			: volume.type() == PixelType.UINT16 ? BufferedImage.TYPE_USHORT_GRAY : BufferedImage.TYPE_BYTE_GRAY);
		byte[] lut = new TiffText(volume, rgb).lut();
		if (lut != null && !jpeg && volume.type() == PixelType.UINT8)
			image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 256, part(lut, 0), part(lut, 1), part(lut, 2)));
		WritableRaster raster = image.getRaster();
		Blocks.forEach(volume, Blocks.THREADS, progress, "Writing " + path.getFileName(),
			(min, size, pixels) -> store(min, size, pixels, raster));
		try (NewFile file = new NewFile(path, overwrite, volume.voxels() * volume.type().bytes(), NewFile.OPENER)) {
			encode(image, Channels.newOutputStream(file.channel()));
			file.commit();
		}
		catch (IOException e) {
			throw FileProblem.writing(path, e);
		}
	}

	private static byte[] part(byte[] lut, int part) {
		return java.util.Arrays.copyOfRange(lut, 256 * part, 256 * part + 256);
	}

	private void store(long[] min, int[] size, Object pixels, WritableRaster raster) {
		int[] row = new int[size[0]];
		for (int c = 0; c < size[2]; c++)
			for (int y = 0; y < size[1]; y++) {
				for (int x = 0; x < size[0]; x++)
					row[x] = (int) volume.type().get(pixels, (c * size[1] + y) * size[0] + x);
				synchronized (raster) {
					raster.setSamples((int) min[0], (int) min[1] + y, size[0], 1, rgb ? (int) min[2] + c : 0, row);
				}
			}
	}

	private void encode(BufferedImage image, OutputStream out) throws IOException {
		ImageWriter writer = ImageIO.getImageWritersByFormatName(jpeg ? "jpeg" : "png").next();
		try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
			writer.setOutput(stream);
			ImageWriteParam param = writer.getDefaultWriteParam();
			if (jpeg) {
				param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
				param.setCompressionQuality(JPEG_QUALITY);
			}
			writer.write(null, new IIOImage(image, null, null), param);
		}
		finally {
			writer.dispose();
		}
	}
}
