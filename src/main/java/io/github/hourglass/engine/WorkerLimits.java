package io.github.hourglass.engine;

import java.lang.management.ManagementFactory;

/**
 * What a worker may take.
 *
 * @param bytes of memory
 * @param millis of time, for all that it is asked under these limits
 */
record WorkerLimits(long bytes, long millis) {

	static final WorkerLimits NONE = new WorkerLimits(0, Long.MAX_VALUE);
	private static final long FIRST_OPENING_MILLIS = 120_000, LEAST_BYTES = 2L << 30;

	/**
	 * Two minutes and half of the computer's memory, or what the system property {@code hourglass.worker.memory} says in megabytes: so much that what
	 * exceeds it could not be used anyway.
	 */
	static WorkerLimits ofFirstOpening() {
		long asked = Long.getLong("hourglass.worker.memory", 0);
		if (asked > 0)
			return new WorkerLimits(asked << 20, FIRST_OPENING_MILLIS);
		long total = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system ? system.getTotalMemorySize() : 0;
		return new WorkerLimits(Math.max(LEAST_BYTES, total / 2), FIRST_OPENING_MILLIS);
	}
}
