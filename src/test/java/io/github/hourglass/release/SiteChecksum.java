package io.github.hourglass.release;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The checksum by which ImageJ's updater knows a file, a SHA-1: of a jar that of its entries in alphabetical order, names and contents, but
 * of the manifest the name only and of properties not the comments, which have dates; of another file that of its name and contents.
 */
final class SiteChecksum {

	private SiteChecksum() {}

	/** @param name relative to the folder of Fiji, with slashes */
	static String of(String name, Path file) throws IOException {
		MessageDigest sum = sha1();
		if (name.endsWith(".jar"))
			addEntries(sum, file);
		else {
			sum.update(name.getBytes(StandardCharsets.US_ASCII));
			sum.update(Files.readAllBytes(file));
		}
		return HexFormat.of().formatHex(sum.digest());
	}

	private static void addEntries(MessageDigest sum, Path file) throws IOException {
		try (JarFile jar = new JarFile(file.toFile())) {
			List<JarEntry> entries = Collections.list(jar.entries());
			entries.sort(Comparator.comparing(JarEntry::getName));
			for (JarEntry entry : entries) {
				String name = entry.getName();
				sum.update(name.getBytes(StandardCharsets.US_ASCII));
				if (name.equals("META-INF/MANIFEST.MF"))
					continue;
				byte[] content = jar.getInputStream(entry).readAllBytes();
				sum.update(name.endsWith(".properties") ? withoutComments(content) : content);
			}
		}
	}

	/**
	 * A line that begins with # becomes an empty one. As the updater has it, a line after an empty one does not count as the beginning of
	 * one, so a comment there stays.
	 */
	static byte[] withoutComments(byte[] properties) {
		ByteArrayOutputStream kept = new ByteArrayOutputStream();
		boolean start = true, comment = false;
		for (byte b : properties) {
			boolean hash = start && b == '#';
			if (start)
				start = hash;
			else
				start = b == '\n';
			if (hash)
				comment = true;
			else if (!comment)
				kept.write(b);
			else if (b == '\n') {
				kept.write(b);
				comment = false;
			}
		}
		return kept.toByteArray();
	}

	private static MessageDigest sha1() {
		try {
			return MessageDigest.getInstance("SHA-1");
		}
		catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException(e);
		}
	}
}
