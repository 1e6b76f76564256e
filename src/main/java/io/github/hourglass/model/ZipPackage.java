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

import io.github.hourglass.image.Progress;

/**
 * Unpacks a zipped package once: into the user's cache, in a folder named by the sha256 of the zip, or where that cannot be
 * written into a temporary folder that is deleted when the program ends. The folder appears only once it is complete.
 */
final class ZipPackage {

	private final Path zip;
	private final List<ZipDirectory.Entry> entries;
	private final Progress progress;

	private ZipPackage(Path zip, List<ZipDirectory.Entry> entries, Progress progress) {
		this.zip = zip;
		this.entries = entries;
		this.progress = progress;
	}

	/**
	 * @param entries as {@link ZipDirectory} read and checked them
	 * @return the folder
	 */
	static Path unpack(Path zip, List<ZipDirectory.Entry> entries, Progress progress) {
		return new ZipPackage(zip, entries, progress).unpack();
	}

	/** Unpacks into a folder that exists and is empty. */
	static void unpack(Path zip, Path folder, Progress progress) {
		ZipPackage unpacked = new ZipPackage(zip, ZipDirectory.read(zip), progress);
		try {
			unpacked.write(folder);
		}
		catch (IOException | InvalidPathException e) {
			throw unpacked.failed(e);
		}
	}

	private Path unpack() {
		String name = Sha256.of(zip, progress);
		Path cache = cache();
		if (cache == null)
			return unpackForNow();
		Path target = cache.resolve(name);
		if (isComplete(target)) {
			KeptFolders.use(target);
			return target;
		}
		Path partial = null;
		try {
			KeptFolders.forgetOld(cache);
			partial = Files.createTempDirectory(cache, "unpacking-");
			write(partial);
			publish(partial, target);
			return target;
		}
		catch (IOException | InvalidPathException e) {
			throw failed(e);
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

	private Path unpackForNow() {
		Path folder = null;
		try {
			folder = Files.createTempDirectory("hourglass-model-");
			write(folder);
			Path unpacked = folder;
			Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(unpacked)));
			folder = null;
			return unpacked;
		}
		catch (IOException | InvalidPathException e) {
			throw failed(e);
		}
		finally {
			Folders.delete(folder);
		}
	}

	private ModelException failed(Exception e) {
		String reason = e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : e.getMessage();
		return new ModelException("The zip " + zip + " cannot be unpacked: " + reason + ".", e);
	}

	private boolean isComplete(Path folder) {
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
	private void publish(Path partial, Path target) throws IOException {
		if (Files.exists(target) && !isComplete(target))
			Folders.delete(target);
		try {
			Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException e) {
			if (!isComplete(target))
				throw e;
		}
	}

	private void write(Path folder) throws IOException {
		long done = 0;
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
				left -= write(file, entry, target, left);
				progress.report("Unpacking " + zip.getFileName(), ++done, entries.size());
			}
		}
	}

	private long write(ZipFile file, ZipDirectory.Entry entry, Path target, long left) throws IOException {
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
				progress.check();
			}
		}
		if (written != entry.size())
			throw new ModelException("The zip " + zip + " is damaged: '" + entry.name() + "' is shorter than it says.");
		return written;
	}
}
