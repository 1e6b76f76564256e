package io.github.hourglass.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import io.github.hourglass.image.Progress;

/** The fingerprint of a file, as packages state it. */
final class Sha256 {

	private static final int BUFFER = 1 << 20;

	private Sha256() {}

	/** Lower-case hexadecimal. */
	static String of(Path file) {
		return of(file, Progress.none());
	}

	static String of(Path file, Progress progress) {
		MessageDigest digest = digest();
		byte[] buffer = new byte[BUFFER];
		try (InputStream in = Files.newInputStream(file)) {
			long total = Files.size(file);
			long done = 0;
			for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
				digest.update(buffer, 0, n);
				done += n;
				progress.report("Checking " + file.getFileName(), done, total);
				progress.check();
			}
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	/** Of a text in UTF-8. */
	static String of(String text) {
		return HexFormat.of().formatHex(digest().digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
	}

	/** Refuses a file whose fingerprint is not the stated one; an empty statement and a folder pass. */
	static void verify(Path file, String stated, String field, Progress progress) {
		if (stated.isEmpty() || Files.isDirectory(file))
			return;
		String actual = of(file, progress);
		if (!actual.equals(stated))
			throw new ModelException("The file " + file.getFileName() + " is not the one the model package names: '" + field + "' says "
				+ stated + ", the file has " + actual + "; get the package again.");
	}

	private static MessageDigest digest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException("This Java has no SHA-256.", e);
		}
	}
}
