package io.github.hourglass.label;

import java.nio.file.Path;

/**
 * What labelling may use.
 *
 * @param memory most bytes of the Java heap for labels and work space, beside what the threads' current blocks take; what does
 *          not fit goes to temporary files
 * @param scratch folder of the temporary files
 */
public record LabelOptions(long memory, Path scratch) {

	/** Blocks worked on at a time. */
	static final int THREADS = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));

	public LabelOptions {
		if (memory < 1)
			throw new IllegalArgumentException("Labelling needs some memory, not " + memory + " bytes.");
	}

	/** Temporary files in Java's own folder for them. */
	public static LabelOptions of(long memory) {
		return new LabelOptions(memory, Path.of(System.getProperty("java.io.tmpdir")));
	}

	/** A quarter of the Java heap. */
	public static LabelOptions standard() {
		return of(Runtime.getRuntime().maxMemory() / 4);
	}
}
