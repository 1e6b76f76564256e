package io.github.hourglass.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Writes the objects of a label image as a zip of selections, which ImageJ's ROI Manager opens. */
public final class RoiFile {

	private RoiFile() {}

	/**
	 * Refuses a file before any work is done for it, as {@link ImageFile#check} does.
	 *
	 * @throws IllegalArgumentException also if its name does not end with {@code .zip}
	 */
	public static void check(Path path, boolean overwrite) {
		if (!path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip"))
			throw new IllegalArgumentException("'" + path + "' is no name for selections; use one that ends with .zip.");
		NewFile.check(path, overwrite);
	}

	/**
	 * Writes one selection for each object and plane, as {@link Outlines} traces them. The file has its name only when it is complete.
	 *
	 * @param labels whole numbers, 0 for background
	 * @param image the image they belong to
	 * @return number of selections
	 * @throws java.io.UncheckedIOException if writing fails
	 */
	public static long write(Volume labels, Volume image, Path path, boolean overwrite, Progress progress) {
		check(path, overwrite);
		long[] count = new long[1];
		try (NewFile file = new NewFile(path, overwrite, 0, NewFile.OPENER);
			ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(file.channel()), 1 << 16)))
		{
			Outlines.of(labels, image).forEach(progress, roi -> {
				add(roi, zip, path);
				count[0]++;
			});
			if (count[0] == 0)
				zip.setComment("no objects");
			zip.finish();
			zip.flush();
			file.commit();
		}
		catch (IOException e) {
			throw FileProblem.writing(path, e);
		}
		return count[0];
	}

	private static void add(Roi roi, ZipOutputStream zip, Path path) {
		try {
			zip.putNextEntry(new ZipEntry(roi.getName() + ".roi"));
			zip.write(RoiEncoder.saveAsByteArray(roi));
			zip.closeEntry();
		}
		catch (IOException e) {
			throw FileProblem.writing(path, e);
		}
	}
}
