package io.github.hourglass.ui;

import java.awt.Font;
import java.awt.GraphicsEnvironment;

import ij.IJ;
import ij.text.TextWindow;

/** A text for people, in a window they can copy from; without a display it goes to the standard output. */
public final class ReportWindow {

	private static final int WIDTH = 860;
	private static final int HEIGHT = 420;

	private ReportWindow() {}

	/** Shows the text in columns of equal width, in place of what a window of that title showed before. */
	public static void show(String title, String text) {
		if (GraphicsEnvironment.isHeadless()) {
			IJ.log(text.stripTrailing());
			return;
		}
		if (ij.WindowManager.getFrame(title) instanceof TextWindow old)
			old.close(false);
		TextWindow window = new TextWindow(title, text, WIDTH, HEIGHT);
		window.getTextPanel().setFont(new Font(Font.MONOSPACED, Font.PLAIN, 12), true);
	}
}
