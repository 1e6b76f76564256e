package io.github.hourglass.engine;

import java.util.Locale;

/**
 * Which networks are kept out of this process: the system property {@code hourglass.worker}. Without it, {@link #ALWAYS} where the program
 * is a guest in ImageJ or Fiji, {@link #FIRST} on the command line and {@link #NEVER} in programs that use it as a library.
 */
public enum Isolation {

	/** None. */
	NEVER,
	/** None, but a SavedModel that was not seen before is tried in a worker first: a harmful one would end the process without a word. */
	FIRST,
	/** Those of TensorFlow run in workers, and any other that was not seen before is tried in one first. */
	ALWAYS;

	public static final String PROPERTY = "hourglass.worker";
	private static final String TENSORFLOW = "tensorflow";

	static Isolation here() {
		String named = System.getProperty(PROPERTY, "").strip().toUpperCase(Locale.ROOT);
		for (Isolation isolation : values())
			if (isolation.name().equals(named))
				return isolation;
		return JavaProcess.isGuest() ? ALWAYS : NEVER;
	}

	/** The engine as it is to be used. */
	Engine of(Engine engine) {
		boolean tensorFlow = engine.name().equals(TENSORFLOW);
		if (this == NEVER || this == FIRST && !tensorFlow)
			return engine;
		return new TriedEngine(this == ALWAYS && tensorFlow ? new WorkerEngine(engine) : engine);
	}
}
