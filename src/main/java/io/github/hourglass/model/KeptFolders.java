package io.github.hourglass.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Folders that were made of a user's models and can be made again, kept for the next time. When one is added, those go that nobody
 * has used for {@value #DAYS} days; the time at which a folder was last changed tells when that was.
 */
final class KeptFolders {

	private static final int DAYS = 90;

	private KeptFolders() {}

	/** Notes that a folder is used now, as far as it can be written. */
	static void use(Path folder) {
		try {
			Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
		}
		catch (IOException e) {
			// it is made again some day
		}
	}

	/** Deletes what lies in the cache and was not used for so long, what a killed process left there too. */
	static void forgetOld(Path cache) {
		Instant latest = Instant.now().minus(Duration.ofDays(DAYS));
		try (Stream<Path> kept = Files.list(cache)) {
			List<Path> all = kept.toList();
			for (Path folder : all)
				if (Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(latest))
					Folders.delete(folder);
		}
		catch (IOException e) {
			// another process deletes at the same time, or may and we may not
		}
	}
}
