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

	/** Half of the computer's memory and two minutes: so much that what exceeds it could not be used anyway. */
	static WorkerLimits ofFirstOpening() {
		long total = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system ? system.getTotalMemorySize() : 0;
		return new WorkerLimits(Math.max(LEAST_BYTES, total / 2), FIRST_OPENING_MILLIS);
	}
}
