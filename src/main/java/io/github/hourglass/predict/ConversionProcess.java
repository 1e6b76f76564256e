package io.github.hourglass.predict;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.hourglass.engine.JavaProcess;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.ModelException;

/** A conversion in a process of its own, {@code hourglass models convert}, where this one must not load TensorFlow. */
final class ConversionProcess {

	private static final String MAIN = "io.github.hourglass.command.Main", COMPLAINT = "hourglass: ";
	private static final long LOOK_EVERY_MILLIS = 200, GRACE_SECONDS = 5;

	private ConversionProcess() {}

	/**
	 * Converts a model and waits for that; cancelled, the process is ended.
	 *
	 * @return what it said
	 * @throws ModelException with its own sentence if it failed
	 */
	static String convert(String nameOrPath, Path target, boolean overwrite, Progress progress) {
		List<String> arguments = new ArrayList<>(List.of("models", "convert", nameOrPath, target.toAbsolutePath().toString()));
		if (overwrite)
			arguments.add("--overwrite");
		Path said = null, complained = null;
		try {
			said = Files.createTempFile("hourglass", ".out");
			complained = Files.createTempFile("hourglass", ".err");
			ProcessBuilder builder = JavaProcess.of(List.of("-Djava.awt.headless=true", "-Dhourglass.terminal=false", "-Dfile.encoding=UTF-8"), MAIN, arguments);
			builder.environment().putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "2");
			int code = waited(builder.redirectOutput(said.toFile()).redirectError(complained.toFile()).start(), progress);
			if (code == 0)
				return text(said);
			throw new ModelException(text(complained).lines().filter(line -> line.startsWith(COMPLAINT)).reduce((first, last) -> last).map(line -> line.substring(COMPLAINT.length()))
				.orElse("The model '" + nameOrPath + "' could not be converted: the process for it has ended unexpectedly (exit code " + code + ")."));
		}
		catch (IOException e) {
			throw new UncheckedIOException("The process that converts models cannot be started: " + e.getMessage() + ".", e);
		}
		finally {
			delete(said);
			delete(complained);
		}
	}

	private static int waited(Process process, Progress progress) {
		try {
			while (!process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
				progress.report("Converting", 0, 0);
				if (progress.cancelled())
					throw new CancelledException();
			}
			return process.exitValue();
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancelledException();
		}
		finally {
			end(process);
		}
	}

	/** It is asked first, so that it can delete what is half written. */
	private static void end(Process process) {
		try {
			process.destroy();
			if (process.isAlive() && !process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS))
				process.destroyForcibly();
		}
		catch (InterruptedException e) {
			process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	private static String text(Path file) throws IOException {
		return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
	}

	private static void delete(Path file) {
		try {
			if (file != null)
				Files.deleteIfExists(file);
		}
		catch (IOException e) {
			file.toFile().deleteOnExit();
		}
	}
}
