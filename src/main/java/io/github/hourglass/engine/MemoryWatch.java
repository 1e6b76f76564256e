package io.github.hourglass.engine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends this process where it takes more memory than it may, natively or in Java. */
final class MemoryWatch implements Runnable {

	/** How such a process ends. */
	static final int EXIT_CODE = 97;
	private static final long LOOK_EVERY_MILLIS = 20;
	private static final Path STATUS = Path.of("/proc/self/status"), FIRST_TO_GO = Path.of("/proc/self/oom_score_adj");

	private static MemoryWatch watch;

	private final long before = committed();
	private volatile long limit;

	private MemoryWatch() {}

	/** From now on; a later call sets another limit. @param bytes none at all where it is 0 */
	static synchronized void start(long bytes) {
		boolean first = watch == null;
		if (first)
			watch = new MemoryWatch();
		watch.limit = bytes == 0 ? Long.MAX_VALUE : bytes;
		if (first) {
			Thread thread = new Thread(watch, "hourglass memory");
			thread.setDaemon(true);
			thread.start();
		}
	}

	/** Where memory runs out, Linux is to end this process and not the program that has started it. */
	static void volunteer() {
		try {
			if (Files.isWritable(FIRST_TO_GO))
				Files.writeString(FIRST_TO_GO, "1000");
		}
		catch (IOException notAllowed) {
			// then the system chooses
		}
	}

	@Override
	public void run() {
		try {
			while (true) {
				if (taken() > limit)
					Runtime.getRuntime().halt(EXIT_CODE);
				Thread.sleep(LOOK_EVERY_MILLIS);
			}
		}
		catch (InterruptedException ended) {
			Thread.currentThread().interrupt();
		}
	}

	/** Memory that only this process has; where the system does not tell, by how much what was promised to it has grown. */
	private long taken() {
		try {
			return 1024 * Files.readString(STATUS).lines().filter(line -> line.startsWith("RssAnon:") || line.startsWith("RssShmem:"))
				.mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
		}
		catch (IOException notLinux) {
			return committed() - before;
		}
	}

	private static long committed() {
		return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system ? system.getCommittedVirtualMemorySize() : 0;
	}
}
