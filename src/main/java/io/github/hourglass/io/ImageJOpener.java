package io.github.hourglass.io;

import java.io.IOException;
import java.nio.file.Path;

import ij.IJ;
import ij.ImagePlus;
import ij.io.Opener;
import ij.io.TiffDecoder;
import io.github.hourglass.image.Volume;

/** Formats that only ImageJ 1.x, or the Bio-Formats plugin in Fiji, can open: DICOM, FITS, PGM, AVI, bitmaps in TIFF and more. */
final class ImageJOpener {

	private ImageJOpener() {}

	/**
	 * Opens a file with ImageJ, without a dialog.
	 *
	 * @param refusal what to say if ImageJ does not open it either
	 */
	static Volume open(Path path, FileProblem.Unsupported refusal) {
		Path absolute = path.toAbsolutePath();
		ImagePlus imp;
		try {
			if (!canOpen(absolute))
				throw refusal;
			IJ.redirectErrorMessages(true);
			Opener opener = new Opener();
			opener.setSilentMode(true);
			imp = opener.openImage(absolute.toString());
		}
		catch (FileProblem.Unsupported e) {
			throw e;
		}
		catch (RuntimeException e) {
			throw FileProblem.damaged(path, "ImageJ cannot open it (" + e + ")");
		}
		finally {
			IJ.redirectErrorMessages(false);
		}
		if (imp == null || imp.getWidth() < 1)
			throw refusal;
		Volume volume = ImagePlusVolume.of(imp);
		return volume.withMetadata(volume.metadata().withTitle(path.getFileName().toString()));
	}

	/** Asks quietly, since ImageJ reports what it cannot open in a dialog or on the console. */
	private static boolean canOpen(Path path) {
		int type = new Opener().getFileType(path.toString());
		if (type == Opener.TIFF)
			return opensTiff(path) || hasMoreFormats();
		if (type == Opener.UNKNOWN)
			return hasMoreFormats();
		return type == Opener.DICOM || type == Opener.TIFF_AND_DICOM || type == Opener.FITS || type == Opener.PGM || type == Opener.AVI
			|| type == Opener.ZIP || type == Opener.GIF || type == Opener.BMP || type == Opener.PNG || type == Opener.JPEG;
	}

	private static boolean opensTiff(Path path) {
		try {
			return new TiffDecoder(path.getParent().toString(), path.getFileName().toString()).getTiffInfo() != null;
		}
		catch (IOException | RuntimeException e) {
			return false;
		}
	}

	private static boolean hasMoreFormats() {
		for (String plugin : new String[] { "HandleExtraFileTypes", "loci.plugins.BF" })
			try {
				Class.forName(plugin, false, IJ.getClassLoader());
				return true;
			}
			catch (ClassNotFoundException | LinkageError e) {
				continue;
			}
		return false;
	}
}
