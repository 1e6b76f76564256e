package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code hourglass macro} in a process without a display. */
final class MacroProcess {

	private static final long PATIENCE_SECONDS = 300;

	private MacroProcess() {}

	/**
	 * @param scratch a folder for the macro and for temporary files
	 * @return what the process said
	 */
	static String run(String macro, String argument, int exitCode, Path scratch) throws Exception {
		Path file = Files.writeString(scratch.resolve("a macro.ijm"), macro);
		File said = scratch.resolve("said.txt").toFile();
		ProcessBuilder builder = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-XX:TieredStopAtLevel=1",
			"-XX:+UseSerialGC", "-Djava.awt.headless=true", "-Djava.io.tmpdir=" + scratch, "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Main.class.getName(), "macro", file.toString(), argument));
		builder.environment().remove("DISPLAY");
		builder.environment().remove("JDK_JAVA_OPTIONS"); // Java would mention them
		builder.environment().put("LC_ALL", "C.UTF-8");
		Process process = builder.redirectErrorStream(true).redirectOutput(said).start();
		try {
			assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it still runs");
			String text = Files.readString(said.toPath());
			assertEquals(exitCode, process.exitValue(), text);
			return text;
		}
		finally {
			process.destroyForcibly();
		}
	}
}
