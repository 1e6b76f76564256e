package io.github.hourglass.command;

import java.awt.event.KeyEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import net.imagej.patcher.LegacyInjector;

import ij.IJ;
import ij.Macro;
import ij.Menus;
import ij.macro.Interpreter;

/**
 * Runs an ImageJ macro without a display: the macros that the Recorder writes with a display, with all of ImageJ's own commands
 * beside ours. In a process of its own, since ImageJ is changed for that before its first class is loaded.
 */
final class HeadlessMacro {

	private static final Pattern ENTRY = Pattern.compile("^[^#\"]+, \"(.+)\", (\\S+)$");

	private HeadlessMacro() {}

	/** To be called before any class of ImageJ is loaded, so not from a method that names one. */
	static void prepare() {
		LegacyInjector.preinit();
	}

	/**
	 * @param argument what the macro's {@code getArgument()} gives
	 * @throws IllegalArgumentException with ImageJ's message if the macro, or another that it runs, stops with an error
	 */
	static void run(String macro, String argument) {
		addCommands();
		Interpreter interpreter = new Interpreter();
		Interpreter.batchMode = true;
		Thread.currentThread().setName("Run$_hourglass");
		PrintStream before = System.err;
		MacroErrors errors = new MacroErrors(before);
		System.setErr(errors);
		try {
			interpreter.run(macro, argument);
		}
		catch (RuntimeException e) {
			if (!String.valueOf(e.getMessage()).contains(Macro.MACRO_CANCELED))
				throw e;
			throw new IllegalArgumentException(errors.first() != null ? errors.first()
				: "The macro stopped in line " + interpreter.getLineNumber() + ": " + sentence(interpreter.getErrorMessage()), e);
		}
		finally {
			System.setErr(before);
		}
		if (errors.first() != null)
			throw new IllegalArgumentException(errors.first());
		if (interpreter.wasError())
			throw new IllegalArgumentException("The macro stopped: " + sentence(interpreter.getErrorMessage()));
	}

	/** Ends a running macro as the Escape key does. */
	static void stop() {
		IJ.setKeyDown(KeyEvent.VK_ESCAPE);
		Interpreter.abort();
	}

	static String sentence(String message) {
		String text = message == null ? "it was aborted" : message.replaceAll("\\s+", " ").strip();
		return text.endsWith(".") ? text : text + ".";
	}

	/** Enters our commands, which ImageJ would find in its plugins folder. */
	private static void addCommands() {
		try {
			var init = IJ.class.getDeclaredMethod("init");
			init.setAccessible(true);
			init.invoke(null);
		}
		catch (ReflectiveOperationException e) {
			throw new IllegalStateException("This version of ImageJ does not start without a display.", e);
		}
		@SuppressWarnings("unchecked")
		Map<String, String> commands = Menus.getCommands();
		try (BufferedReader lines = new BufferedReader(
			new InputStreamReader(HeadlessMacro.class.getResourceAsStream("/plugins.config"), StandardCharsets.UTF_8)))
		{
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Matcher entry = ENTRY.matcher(line);
				if (entry.matches())
					commands.put(entry.group(1), entry.group(2));
			}
		}
		catch (IOException e) {
			throw new UncheckedIOException("plugins.config, which comes with Hourglass, cannot be read.", e);
		}
	}
}
