package io.github.hourglass.command;

import java.awt.Frame;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Window;
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
import java.util.Set;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.plugin.PlugIn;
import ij.text.TextWindow;
import io.github.hourglass.model.Models;
import io.github.hourglass.ui.ReportWindow;
import io.github.hourglass.ui.SideBySide;

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
			Set<Window> before = windows();
			ReportWindow.show(WINDOW, macro.replace("\t", "    ")); // a tab begins a column there
			IJ.runMacro(macro);
			if (!GraphicsEnvironment.isHeadless())
				arrange(before);
		}
		catch (IllegalArgumentException refusal) {
			Bridge.tell(refusal.getMessage());
		}
	}

	private static Set<Window> windows() {
		return GraphicsEnvironment.isHeadless() ? Set.of() : Set.of(Window.getWindows());
	}

	/** The macro and its tables along the lower edge of the screen, its images above, so that nothing is hidden; what was open stays where it is. */
	private static void arrange(Set<Window> before) {
		Rectangle screen = GraphicsEnvironment.getLocalGraphicsEnvironment().getMaximumWindowBounds();
		List<Frame> texts = Arrays.stream(WindowManager.getNonImageWindows())
			.filter(window -> window instanceof TextWindow && window.isShowing() && (!before.contains(window) || window.getTitle().equals("Log")))
			.sorted(Comparator.comparing(window -> !window.getTitle().equals(WINDOW))).toList();
		int width = screen.width / Math.max(2, texts.size()), low = screen.y + screen.height - HEIGHT;
		for (int i = 0; i < texts.size(); i++) {
			texts.get(i).setBounds(screen.x + i * width, low, width, HEIGHT);
			texts.get(i).toFront();
		}
		int[] ids = WindowManager.getIDList() == null ? new int[0] : WindowManager.getIDList();
		List<ImagePlus> images = Arrays.stream(ids).mapToObj(WindowManager::getImage).filter(image -> image.getWindow() != null && !before.contains(image.getWindow())).toList();
		int high = IJ.getInstance() == null ? screen.y : IJ.getInstance().getY() + IJ.getInstance().getHeight();
		SideBySide.show(images, new Rectangle(screen.x, high, screen.width, low - high));
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
