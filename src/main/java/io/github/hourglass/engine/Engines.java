package io.github.hourglass.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/**
 * The engines that are there, in the order of the services list. They are looked up once, through the class loader of this
 * class, so the thread's context class loader does not matter. An engine whose library is missing is left out, and
 * {@link #missing} says why. {@link Isolation} says which of them run in a process of their own.
 */
public final class Engines {

	private static final Engines HERE = new Engines(Engines.class.getClassLoader(), Isolation.here());

	private final List<Engine> engines = new ArrayList<>();
	private final List<String> missing = new ArrayList<>();

	Engines(ClassLoader loader, Isolation isolation) {
		Iterator<Engine> found = ServiceLoader.load(Engine.class, loader).iterator();
		while (true) {
			try {
				if (!found.hasNext())
					return;
				engines.add(isolation.of(found.next()));
			}
			catch (ServiceConfigurationError | LinkageError e) {
				missing.add(describe(e));
			}
		}
	}

	/** All engines whose classes could be loaded. */
	public static List<Engine> all() {
		return List.copyOf(HERE.engines);
	}

	/** The short names of {@link #all}. */
	public static List<String> names() {
		return all().stream().map(Engine::name).toList();
	}

	/** One sentence for each engine in the services list that cannot be used here; usually empty. */
	public static List<String> missing() {
		return List.copyOf(HERE.missing);
	}

	/**
	 * The engine with that short name.
	 *
	 * @throws EngineException if there is none
	 */
	public static Engine named(String name) {
		return HERE.engines.stream().filter(engine -> engine.name().equals(name)).findFirst()
			.orElseThrow(() -> new EngineException("There is no engine '" + name + "' here; " + HERE.list()));
	}

	/**
	 * The first engine that opens such a file or folder, judged by its name alone.
	 *
	 * @throws EngineException if none does
	 */
	public static Engine forWeights(Path weights) {
		return HERE.opening(weights);
	}

	Engine opening(Path weights) {
		return engines.stream().filter(engine -> engine.opens(weights)).findFirst()
			.orElseThrow(() -> new EngineException("No engine here opens " + weights + "; " + list()));
	}

	private String list() {
		String there = engines.isEmpty() ? "there are none." : "there is " + engines.stream().map(Engine::name).collect(Collectors.joining(", ")) + ".";
		return missing.isEmpty() ? there : there + " " + String.join(" ", missing);
	}

	private static String describe(Throwable error) {
		Throwable cause = error;
		while (cause.getCause() != null)
			cause = cause.getCause();
		return "An engine is not installed completely (" + cause.toString().strip().replaceAll("\\s+", " ") + ").";
	}
}
