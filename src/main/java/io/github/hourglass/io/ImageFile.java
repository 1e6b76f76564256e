package io.github.hourglass.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Opens and writes image files by their names; the way in and out of the program. */
public final class ImageFile {

	private ImageFile() {}

	/**
	 * Opens an image; its title is the file name. TIFF files are read block by block when pixels are asked for; PNG, JPEG,
	 * GIF, BMP and whatever else ImageJ opens are read at once.
	 *
	 * @throws java.io.UncheckedIOException if the file is missing, truncated or damaged
	 * @throws IllegalArgumentException if no reader knows the format
	 */
	public static Volume open(Path path) {
		byte[] start = start(path);
		try {
			if (TiffReader.recognizes(start))
				return TiffReader.open(path);
			if (RasterImage.recognizes(start))
				return RasterImage.open(path);
			throw new FileProblem.Unsupported(path, "its format is not known");
		}
		catch (FileProblem.Unsupported refusal) {
			return ImageJOpener.open(path, refusal);
		}
	}

	private static byte[] start(Path path) {
		if (Files.isDirectory(path))
			throw FileProblem.reading(path, new IOException("it is a folder"));
		try (InputStream in = Files.newInputStream(path)) {
			byte[] start = in.readNBytes(8);
			if (start.length == 0)
				throw FileProblem.damaged(path, "it is empty");
			return start;
		}
		catch (IOException e) {
			throw FileProblem.reading(path, e);
		}
	}

	/**
	 * Refuses an output before any work is done for it: a folder that is missing or may not be written to, a file that is
	 * there, a format that is not written, or the input itself.
	 */
	public static void check(Path output, boolean overwrite, List<Path> inputs) {
		for (Path input : inputs)
			if (same(input, output))
				throw new IllegalArgumentException("'" + output + "' is the input itself; choose another name for the result.");
		format(output);
		NewFile.check(output, overwrite);
	}

	private static boolean same(Path a, Path b) {
		if (a.toAbsolutePath().normalize().equals(b.toAbsolutePath().normalize()))
			return true;
		try {
			return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
		}
		catch (IOException e) {
			return false;
		}
	}

	/**
	 * Writes an image, streamed block by block for {@code .tif} and {@code .tiff}, so that it may be larger than memory and
	 * computed while it is written; {@code .png} and {@code .jpg} take one 8-bit plane, gray or RGB, PNG a 16-bit one too. The
	 * file has its name only when it is complete; after a failure or a cancel there is none.
	 *
	 * @param overwrite whether a file that is there may be replaced
	 * @throws IllegalArgumentException if the path or format is refused, or the format cannot hold the image
	 * @throws java.io.UncheckedIOException if writing fails
	 */
	public static void write(Volume volume, Path path, boolean overwrite, Progress progress) {
		check(path, overwrite, List.of());
		Volume arranged = TiffWriter.arranged(volume);
		if (!format(path).startsWith("tif")) {
			new RasterWriter(arranged, path, !format(path).equals("png")).write(overwrite, progress);
			return;
		}
		String note = ImageJPixels.note(volume.type());
		if (!note.isEmpty())
			progress.note(note);
		try (TiffWriter writer = TiffWriter.create(path, arranged, overwrite)) {
			Blocks.forEach(arranged, Blocks.THREADS, progress, "Writing " + path.getFileName(), writer::write);
			writer.finish(progress);
		}
	}

	/** The extension, lower case, if it is one that is written. */
	private static String format(Path path) {
		String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
		String extension = name.substring(name.lastIndexOf('.') + 1);
		if (!List.of("tif", "tiff", "png", "jpg", "jpeg").contains(extension))
			throw new IllegalArgumentException("'" + path + "' has no extension that is written; use .tif (or .png, .jpg).");
		return extension;
	}
}
