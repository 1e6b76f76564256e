package io.github.hourglass.ui;

import java.awt.Component;
import java.awt.Container;
import java.awt.Window;
import java.nio.file.Path;

import javax.swing.JEditorPane;
import javax.swing.text.html.HTMLDocument;

/**
 * A message in a dialog that SciJava has built. SciJava draws it anew only when an option changes; what becomes known later is put into the
 * pane that shows it.
 */
public final class MessagePane {

	private static final String ID = "hourglass-plan";

	private MessagePane() {}

	/** A model's picture (may be null), name and line, and a text, as a message of a fixed size. */
	public static String html(Path picture, String title, String line, String text) {
		String image = Picture.of(picture, 1) == null ? "" : "<td width=104 valign=top><img width=96 height=96 src='" + picture.toUri() + "'></td>";
		return "<html><table id='" + ID + "' width=520 height=130><tr>" + image + "<td valign=top>" + (title.isEmpty() ? "" : "<b>" + escaped(title) + "</b><br>")
			+ (line.isEmpty() ? "" : escaped(line) + "<br>") + escaped(text) + "</td></tr></table></html>";
	}

	private static String escaped(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

	/** Shows the message in place of the one that is shown; on the event thread. */
	public static void update(String html) {
		for (Window window : Window.getWindows())
			if (window.isShowing())
				update(window, html);
	}

	private static void update(Container container, String html) {
		for (Component component : container.getComponents())
			if (component instanceof JEditorPane pane && pane.getDocument() instanceof HTMLDocument document && document.getElement(ID) != null)
				pane.setText(html);
			else if (component instanceof Container inner)
				update(inner, html);
	}
}
