package io.github.hourglass.command;

import java.lang.reflect.Field;
import java.util.Map;

import org.scijava.plugin.Parameter;

/** What a command's parameters mean, from their own declarations, so that it is true and needs no network. */
final class CommandHelp {

	private static final String COLORS = " An RGB image counts as its three channels red, green and blue";
	private static final String ESCAPE = " ESC stops it, and nothing half-made stays.";

	/** What each command is for, by the names of their classes. */
	private static final Map<String, String> PURPOSES = Map.of(
		"Denoise", "Takes the noise out of the image in front, by the bundled network for planes or for stacks, or by your own. The result is a new image; the original stays as it is."
			+ COLORS + ", each of which is denoised; the result has 32 bits for each and shows the same colors, and with type=input it is an RGB image again." + ESCAPE,
		"Predict", "Takes the image in front through any network and shows what it gives." + COLORS + ", which enter together where the network takes three, else one at a time." + ESCAPE,
		"Segment", "Finds the objects in the image in front: a label image in which each has its number, and if you like a table, outlines and regions in the ROI Manager." + COLORS
			+ "; a network for one channel gets their mean, unless you choose a channel." + ESCAPE,
		"Compare", "Tells how good a result is, where the truth is known: scores in a table, and a picture of the difference. Intensities are compared by their values, label images by their objects."
			+ COLORS + ", each of which has its scores.",
		"Train", "Trains a network on your images and makes a model of it. It runs in a process of its own, which goes on when Fiji is closed; a window shows how it does." + COLORS
			+ ", and the model takes three, too.",
		"Annotate", "Makes what a network is trained on of regions that you have drawn on the image in front, or of a label image, and saves it in a folder beside the image."
			+ " The colors of the image do not matter.",
		"Watch", "Shows a training that runs or has run, on this computer or another, by the folder in which it lies; several can be compared. Looking changes nothing.",
		"Simulate", "Makes images as a microscope would take them, together with what is true of them: the image without noise, the objects and the classes.",
		"Models", "Lists the models that can be named here, tells what one says of itself, tests, imports, exports, converts or removes one. The answer appears in the Log.",
		"Doctor", "Tells what is installed, what of it really works and how fast, and what mends the rest.");

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

	static String purpose(Object command) {
		return PURPOSES.get(command.getClass().getSimpleName());
	}
}
