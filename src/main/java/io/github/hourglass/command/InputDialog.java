package io.github.hourglass.command;

import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

import org.scijava.command.Previewable;
import org.scijava.plugin.Parameter;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;

/**
 * A command's parameters as a dialog of plain ImageJ. The first word of a label, lower case, is the macro key, as in Fiji;
 * what is true or false is a choice, because ImageJ records a checkbox without a value.
 */
final class InputDialog {

	private static final int COLUMNS_FROM = 20;
	private static final int TEXT_COLUMNS = 24;
	private static final int NARROW_COLUMNS = 8;
	private static final Set<String> FOLDERS = Set.of("run", "images", "targets");
	private static final Set<String> FILES = Set.of("model", "from", "image", "truth");
	private static final String[] TRUTH = { "true", "false" };

	private final String label;
	private final Object command;
	private final List<Field> inputs;

	InputDialog(String label, Object command) {
		this.label = label;
		this.command = command;
		this.inputs = CommandInputs.of(command.getClass());
	}

	/**
	 * Shows the dialog, if there is something to ask, and sets the command's fields.
	 *
	 * @return false if the user cancels it
	 * @throws IllegalArgumentException if there is no image, or a number cannot be read
	 */
	boolean ask() {
		if (inputs.isEmpty())
			return true;
		GenericDialog dialog = new GenericDialog(label.replace("...", ""));
		boolean wide = inputs.size() > COLUMNS_FROM;
		boolean rowOpen = false;
		for (Field input : inputs) {
			if (rowOpen && isShort(input))
				dialog.addToSameRow();
			rowOpen = wide && isShort(input) && !rowOpen;
			add(dialog, input, wide);
		}
		dialog.addHelp(help());
		if (command instanceof Previewable previewable)
			dialog.addDialogListener((changed, event) -> preview(previewable, changed));
		dialog.showDialog();
		if (dialog.wasCanceled()) {
			if (command instanceof Previewable previewable)
				previewable.cancel();
			return false;
		}
		for (Field input : inputs)
			read(dialog, input);
		return true;
	}

	/** Hands what is entered so far to the command; nothing while a number is half written. */
	private boolean preview(Previewable previewable, GenericDialog dialog) {
		try {
			for (Field input : inputs)
				read(dialog, input);
			previewable.preview();
		}
		catch (IllegalArgumentException unfinished) {
			return true;
		}
		return true;
	}

	/** True if two of them fit into a row; a text without a default is a path or a name and needs the whole of it. */
	private boolean isShort(Field input) {
		return input.getType() != ImagePlus.class && !"".equals(CommandInputs.get(command, input));
	}

	private void add(GenericDialog dialog, Field input, boolean wide) {
		Parameter parameter = input.getAnnotation(Parameter.class);
		String title = parameter.label();
		Object value = CommandInputs.get(command, input);
		if (input.getType() == ImagePlus.class) {
			ImagePlus current = WindowManager.getCurrentImage();
			if (current == null)
				throw new IllegalArgumentException(input.getName() + ": there is no image; open one first.");
			dialog.addImageChoice(title, current.getTitle());
		} else if (input.getType() == boolean.class)
			dialog.addChoice(title, TRUTH, String.valueOf(value));
		else if (parameter.choices().length > 0)
			dialog.addChoice(title, parameter.choices(), String.valueOf(value));
		else if (FOLDERS.contains(input.getName()))
			dialog.addDirectoryField(title, (String) value, TEXT_COLUMNS);
		else if (FILES.contains(input.getName()))
			dialog.addFileField(title, (String) value, TEXT_COLUMNS);
		else if (input.getType() == String.class)
			dialog.addStringField(title, (String) value, wide && isShort(input) ? NARROW_COLUMNS : TEXT_COLUMNS);
		else
			dialog.addStringField(title, plain((Number) value), NARROW_COLUMNS);
	}

	/** 0.0004 and 2, not 4.0E-4 and 2.0. Numbers are text in the dialog, so that what is none is refused and not read as NaN. */
	private static String plain(Number value) {
		return new BigDecimal(value.toString()).stripTrailingZeros().toPlainString();
	}

	private void read(GenericDialog dialog, Field input) {
		Parameter parameter = input.getAnnotation(Parameter.class);
		Object value;
		if (input.getType() == ImagePlus.class)
			value = dialog.getNextImage();
		else if (input.getType() == boolean.class || parameter.choices().length > 0)
			value = CommandInputs.value(input, dialog.getNextChoice());
		else
			value = CommandInputs.value(input, dialog.getNextString().strip());
		CommandInputs.set(command, input, value);
	}

	/** Every parameter with its sentence, so that the Help button works without a network. */
	private String help() {
		StringBuilder html = new StringBuilder("<html><table width=500>");
		for (Field input : inputs) {
			Parameter parameter = input.getAnnotation(Parameter.class);
			html.append("<tr><td valign=top><b>").append(parameter.label()).append("</b></td><td>").append(parameter.description()).append("</td></tr>");
		}
		return html.append("</table></html>").toString();
	}
}
