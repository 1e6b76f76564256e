package io.github.hourglass.command;

import java.awt.Frame;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import ij.IJ;
import ij.WindowManager;
import ij.plugin.PlugIn;
import ij.text.TextWindow;
import io.github.hourglass.model.Models;
import io.github.hourglass.ui.ReportWindow;

/**
 * <em>Plugins &gt; Hourglass &gt; Examples</em>: a bundled image and what a command makes of it, live, with the macro that does it in a
 * window to copy from. The macros are resources beside this program; the same entries serve in plain ImageJ and in Fiji.
 */
public final class Examples implements PlugIn {

	private static final String IMAGES = "test-images";
	private static final String WINDOW = "Hourglass example";
	private static final int HEIGHT = 240;

	/** @param name of a macro in the resource folder {@code examples}, without its ending */
	@Override
	public void run(String name) {
		try {
			String macro = macro(name);
			ReportWindow.show(WINDOW, macro);
			IJ.runMacro(macro);
			arrange();
		}
		catch (IllegalArgumentException refusal) {
			IJ.error("Hourglass", refusal.getMessage());
		}
	}

	/** The macro and the tables along the lower edge of the screen, so that nothing is hidden. */
	private static void arrange() {
		if (GraphicsEnvironment.isHeadless())
			return;
		Rectangle screen = GraphicsEnvironment.getLocalGraphicsEnvironment().getMaximumWindowBounds();
		List<Frame> windows = Arrays.stream(WindowManager.getNonImageWindows()).filter(window -> window instanceof TextWindow && window.isShowing())
			.sorted(Comparator.comparing(window -> !window.getTitle().equals(WINDOW))).toList();
		int width = screen.width / Math.max(2, windows.size());
		for (int i = 0; i < windows.size(); i++) {
			windows.get(i).setBounds(screen.x + i * width, screen.y + screen.height - HEIGHT, width, HEIGHT);
			windows.get(i).toFront();
		}
	}

	/** What is run, with the place of the images written out, so that it can be run anywhere on this computer. */
	static String macro(String name) {
		try (InputStream in = Examples.class.getResourceAsStream("/examples/" + name + ".ijm")) {
			if (in == null)
				throw new IllegalArgumentException("Hourglass has no example '" + name + "'.");
			return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("IMAGES/", images().toString().replace('\\', '/') + "/");
		}
		catch (IOException e) {
			throw new UncheckedIOException("The example '" + name + "' cannot be read.", e);
		}
	}

	private static Path images() {
		List<Path> places = new ArrayList<>(Models.besideProgram(IMAGES));
		places.add(Path.of(IMAGES));
		return places.stream().map(Path::toAbsolutePath).filter(Files::isDirectory).findFirst().orElseThrow(
			() -> new IllegalArgumentException("The bundled images are not there; install Hourglass again, with its folder '" + IMAGES + "'."));
	}
}
