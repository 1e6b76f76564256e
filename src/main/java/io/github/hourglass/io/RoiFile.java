package io.github.hourglass.io;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Selections of ImageJ's ROI Manager in files: reads them, and writes the objects of a label image as a zip of them. */
public final class RoiFile {

	private static final int MAX_BYTES = 16 << 20;
	private static final int MAX_ROIS = 1_000_000;

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
	 * The selections in a {@code .roi} file or a zip of them, in their order there.
	 *
	 * @throws IllegalArgumentException if there is no such file, or a damaged one
	 */
	public static List<Roi> read(Path path) {
		if (!Files.isRegularFile(path))
			throw new IllegalArgumentException("There is no file '" + path + "' of selections; save them with More > Save... in the ROI Manager.");
		List<Roi> rois = new ArrayList<>();
		try (InputStream file = new BufferedInputStream(Files.newInputStream(path))) {
			if (!path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip"))
				rois.add(decode(file.readNBytes(MAX_BYTES), path.getFileName().toString(), path));
			else {
				ZipInputStream zip = new ZipInputStream(file);
				for (ZipEntry entry = zip.getNextEntry(); entry != null && rois.size() < MAX_ROIS; entry = zip.getNextEntry())
					if (entry.getName().toLowerCase(Locale.ROOT).endsWith(".roi"))
						rois.add(decode(zip.readNBytes(MAX_BYTES), entry.getName(), path));
			}
		}
		catch (IOException e) {
			throw FileProblem.damaged(path, e.getMessage());
		}
		return rois;
	}

	private static Roi decode(byte[] bytes, String name, Path path) {
		Roi roi = null;
		try {
			roi = RoiDecoder.openFromByteArray(bytes);
		}
		catch (RuntimeException damaged) {
			roi = null; // told below, as for a file that the decoder itself refuses
		}
		if (roi == null)
			throw FileProblem.damaged(path, "'" + name + "' is no selection of ImageJ");
		if (roi.getName() == null || roi.getName().isBlank())
			roi.setName(name.replaceFirst("(?i)\\.roi$", ""));
		return roi;
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
