package io.github.hourglass.command;

import java.lang.reflect.Field;

import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** What a command's parameters mean, from their own declarations, so that it is true and needs no network. */
final class CommandHelp {

	/** What purposes of several commands say of colors. */
	static final String COLORS = " An RGB image counts as its three channels red, green and blue";
	static final String ESCAPE = " ESC stops it, and nothing half-made stays.";

	private CommandHelp() {}

	/** What it is for, and a table of its options, in HTML. */
	static String of(Object command) {
		StringBuilder html = new StringBuilder("<html><table width=560><tr><td>" + purpose(command) + "</td></tr></table><table width=560>");
		for (Field input : CommandInputs.of(command.getClass())) {
			Parameter parameter = input.getAnnotation(Parameter.class);
			String choices = parameter.choices().length == 0 ? "" : " <i>" + String.join(", ", parameter.choices()) + "</i>";
			html.append("<tr><td valign=top><b>").append(parameter.label()).append("</b></td><td>").append(parameter.description()).append(choices).append("</td></tr>");
		}
		return html.append("</table><p>A macro line has the same options, in lower case; what it leaves out takes the value that the dialog opens with.</p></html>").toString();
	}

	/** What it is for, as its declaration says. */
	static String purpose(Object command) {
		return command.getClass().getAnnotation(Plugin.class).description();
	}
}
