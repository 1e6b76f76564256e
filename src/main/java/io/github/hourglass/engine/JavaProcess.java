package io.github.hourglass.engine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Java process beside this one, with a class path of its own. TensorFlow lives in one where the program is a guest in ImageJ or
 * Fiji, which have another TensorFlow under the same class names; and whatever happens to it, the host goes on.
 *
 * <p>The class path is that of the folder {@code hourglass/lib} beside the folder where the host keeps this program's jar
 * ({@code Fiji.app/jars} → {@code Fiji.app/hourglass/lib}); where there is none, what this process itself was loaded from.
 */
public final class JavaProcess {

	private static final String LIBRARIES = "hourglass/lib";
	/** How far above its jar {@link #LIBRARIES} is looked for. */
	private static final int LEVELS = 4;
	/** A class that the TensorFlow of before 2020 has not. */
	private static final String TENSORFLOW = "org/tensorflow/types/TFloat32.class";
	private static final boolean WINDOWS = File.separatorChar == '\\';

	private JavaProcess() {}

	/**
	 * A process to be started with the Java of this one. Class path and arguments reach it through a file, so they may be long,
	 * and hold blanks and quotes.
	 *
	 * @param options of the virtual machine, such as {@code -Xmx4g}
	 * @param mainClass by its full name
	 * @throws EngineException if its libraries are not installed
	 */
	public static ProcessBuilder of(List<String> options, String mainClass, List<String> arguments) {
		try {
			Path file = Files.createTempFile("hourglass-", ".args");
			file.toFile().deleteOnExit();
			return of(file, options, mainClass, arguments);
		}
		catch (IOException e) {
			throw new UncheckedIOException("No temporary file can be made for the process to start (" + e.getMessage()
				+ "). Start Java with -Djava.io.tmpdir=FOLDER to use another folder.", e);
		}
	}

	/**
	 * The same, not ended with the terminal or the session from which this process was started.
	 *
	 * @param file for its arguments, in a folder that is there; it must stay until the process has read it, which may be after
	 *          this process has ended
	 */
	public static ProcessBuilder detached(Path file, List<String> options, String mainClass, List<String> arguments) {
		ProcessBuilder builder = of(file, options, mainClass, arguments);
		Stream.of("/usr/bin/setsid", "/usr/bin/nohup").filter(tool -> Files.isExecutable(Path.of(tool))).findFirst().ifPresent(tool -> {
			List<String> command = new ArrayList<>(builder.command());
			command.add(0, tool);
			builder.command(command);
		});
		return builder;
	}

	/** The same with the file for its arguments, which must stay until the process has read it. */
	static ProcessBuilder of(Path file, List<String> options, String mainClass, List<String> arguments) {
		List<String> all = new ArrayList<>(options);
		all.addAll(List.of("-cp", String.join(File.pathSeparator, classPath()), mainClass));
		all.addAll(arguments);
		write(file, all);
		ProcessBuilder builder = new ProcessBuilder(java().toString(), "@" + file);
		builder.redirectInput(new File(WINDOWS ? "NUL" : "/dev/null"));
		setLocale(builder.environment());
		return builder;
	}

	private static Path java() {
		return Path.of(System.getProperty("java.home"), "bin", WINDOWS ? "java.exe" : "java");
	}

	/** Without a locale, as on many cluster nodes, Java could not name files that have umlauts. */
	private static void setLocale(Map<String, String> environment) {
		String locale = Stream.of("LC_ALL", "LC_CTYPE", "LANG").map(environment::get).filter(value -> value != null && !value.isEmpty()).findFirst().orElse("C");
		if (!WINDOWS && Set.of("C", "POSIX").contains(locale))
			environment.put("LC_ALL", "C.UTF-8");
	}

	/** A file of arguments as the {@code java} command reads it. */
	private static void write(Path file, List<String> arguments) {
		Charset charset = WINDOWS ? Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")) : StandardCharsets.UTF_8;
		try {
			Files.writeString(file, String.join("\n", arguments.stream().map(JavaProcess::quoted).toList()) + "\n", charset);
		}
		catch (CharacterCodingException e) {
			throw new EngineException("Windows' code page " + charset + " has not all letters of the paths that a process of its own needs; use folders with plain names.", e);
		}
		catch (IOException e) {
			throw new UncheckedIOException("The file '" + file + "' cannot be written (" + e.getMessage() + ").", e);
		}
	}

	/** As in a file of arguments of the {@code java} command: backslashes escape inside quotes. */
	static String quoted(String argument) {
		return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r") + '"';
	}

	/** What the process is loaded from. */
	static List<String> classPath() {
		Path home = home();
		Path libraries = home == null || Files.isDirectory(home) ? null : libraries(home); // compiled classes may lie beside an older package
		if (libraries != null)
			return List.of(libraries + File.separator + "*");
		if (JavaProcess.class.getClassLoader().getResource(TENSORFLOW) == null)
			throw new EngineException("The libraries of TensorFlow are not installed: there is no folder " + LIBRARIES + " beside the one of " + home
				+ "; install Hourglass with them, or use the command line.");
		return loaded();
	}

	/** True where the jar of this program lies among those of another one, and its libraries elsewhere. */
	public static boolean isGuest() {
		Path home = home();
		return home != null && isGuest(home);
	}

	static boolean isGuest(Path jar) {
		Path libraries = Files.isRegularFile(jar) ? libraries(jar) : null;
		return libraries != null && !libraries.equals(jar.toAbsolutePath().getParent());
	}

	/** Where this class comes from; null if that is no file. */
	private static Path home() {
		try {
			return Path.of(JavaProcess.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException | RuntimeException e) {
			return null;
		}
	}

	/** The folder of libraries above a file, if there is one. */
	static Path libraries(Path file) {
		Path above = file.toAbsolutePath().getParent();
		for (int level = 0; level < LEVELS && above != null; level++) {
			if (Files.isDirectory(above.resolve(LIBRARIES)))
				return above.resolve(LIBRARIES);
			above = above.getParent();
		}
		return null;
	}

	private static List<String> loaded() {
		ClassLoader loader = JavaProcess.class.getClassLoader();
		if (loader instanceof URLClassLoader own)
			return Arrays.stream(own.getURLs()).map(JavaProcess::file).toList();
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).map(entry -> Path.of(entry).toAbsolutePath().toString()).toList();
	}

	private static String file(URL url) {
		try {
			return Path.of(url.toURI()).toString();
		}
		catch (URISyntaxException | RuntimeException e) {
			throw new EngineException("A process of its own cannot be started from " + url + "; install Hourglass as files.", e);
		}
	}
}
