package io.github.hourglass.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Unpacks a zipped package once: into the user's cache, in a folder named by the sha256 of the zip, or where that cannot be
 * written into a temporary folder that is deleted when the program ends. The folder appears only once it is complete.
 */
final class ZipPackage {

	private ZipPackage() {}

	/**
	 * @param entries as {@link ZipDirectory} read and checked them
	 * @return the folder
	 */
	static Path unpack(Path zip, List<ZipDirectory.Entry> entries) {
		String name = Sha256.of(zip);
		Path cache = cache();
		if (cache == null)
			return unpackForNow(zip, entries);
		Path target = cache.resolve(name);
		if (isComplete(target, entries))
			return target;
		Path partial = null;
		try {
			partial = Files.createTempDirectory(cache, "unpacking-");
			write(zip, entries, partial);
			publish(partial, target, entries);
			return target;
		}
		catch (IOException | InvalidPathException e) {
			throw failed(zip, e);
		}
		finally {
			Folders.delete(partial);
		}
	}

	private static Path cache() {
		try {
			Path cache = Files.createDirectories(UserFolder.unpacked());
			return Files.isWritable(cache) ? cache : null;
		}
		catch (IOException e) {
			return null;
		}
	}

	private static Path unpackForNow(Path zip, List<ZipDirectory.Entry> entries) {
		Path folder = null;
		try {
			folder = Files.createTempDirectory("hourglass-model-");
			write(zip, entries, folder);
			Path unpacked = folder;
			Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(unpacked)));
			folder = null;
			return unpacked;
		}
		catch (IOException | InvalidPathException e) {
			throw failed(zip, e);
		}
		finally {
			Folders.delete(folder);
		}
	}

	private static ModelException failed(Path zip, Exception e) {
		String reason = e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : e.getMessage();
		return new ModelException("The zip " + zip + " cannot be unpacked: " + reason + ".", e);
	}

	private static boolean isComplete(Path folder, List<ZipDirectory.Entry> entries) {
		if (!Files.isDirectory(folder))
			return false;
		try {
			for (ZipDirectory.Entry entry : entries)
				if (!entry.folder() && Files.size(folder.resolve(entry.name())) != entry.size())
					return false;
			return true;
		}
		catch (IOException e) {
			return false;
		}
	}

	/** Another program may have unpacked the same zip meanwhile; then its folder serves as well. */
	private static void publish(Path partial, Path target, List<ZipDirectory.Entry> entries) throws IOException {
		if (Files.exists(target) && !isComplete(target, entries))
			Folders.delete(target);
		try {
			Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException e) {
			if (!isComplete(target, entries))
				throw e;
		}
	}

	private static void write(Path zip, List<ZipDirectory.Entry> entries, Path folder) throws IOException {
		long left = ZipDirectory.allowed(Files.size(zip));
		try (ZipFile file = new ZipFile(zip.toFile())) {
			for (ZipDirectory.Entry entry : entries) {
				Path target = folder.resolve(entry.name()).normalize();
				if (!target.startsWith(folder))
					throw new ModelException("The zip " + zip + " is refused: '" + entry.name() + "' would leave the folder.");
				if (entry.folder()) {
					Files.createDirectories(target);
					continue;
				}
				Files.createDirectories(target.getParent());
				left -= write(zip, file, entry, target, left);
			}
		}
	}

	private static long write(Path zip, ZipFile file, ZipDirectory.Entry entry, Path target, long left) throws IOException {
		ZipEntry found = file.getEntry(entry.name());
		if (found == null)
			throw new ModelException("The zip " + zip + " is damaged: '" + entry.name() + "' cannot be found in it.");
		byte[] buffer = new byte[1 << 16];
		long written = 0;
		try (InputStream in = file.getInputStream(found);
			OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
		{
			for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
				written += n;
				if (written > entry.size() || written > left)
					throw new ModelException("The zip " + zip + " is refused: '" + entry.name() + "' is larger than it says.");
				out.write(buffer, 0, n);
			}
		}
		if (written != entry.size())
			throw new ModelException("The zip " + zip + " is damaged: '" + entry.name() + "' is shorter than it says.");
		return written;
	}
}
