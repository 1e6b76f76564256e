package io.github.hourglass.command;

import java.lang.reflect.Field;

import org.scijava.plugin.Parameter;

/** What a command's parameters mean, from their own declarations, so that it is true and needs no network. */
final class CommandHelp {

	private CommandHelp() {}

	/** A table in HTML. */
	static String of(Object command) {
		StringBuilder html = new StringBuilder("<html><table width=560>");
		for (Field input : CommandInputs.of(command.getClass())) {
			Parameter parameter = input.getAnnotation(Parameter.class);
			String choices = parameter.choices().length == 0 ? "" : " <i>" + String.join(", ", parameter.choices()) + "</i>";
			html.append("<tr><td valign=top><b>").append(parameter.label()).append("</b></td><td>").append(parameter.description()).append(choices).append("</td></tr>");
		}
		return html.append("</table><p>A macro line has the same options, in lower case; what it leaves out takes the value that the dialog opens with.</p></html>").toString();
	}
}
