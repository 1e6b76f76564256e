package io.github.hourglass.command;

import java.awt.BorderLayout;
import java.awt.Button;
import java.awt.Component;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.Panel;
import java.awt.TextField;
import java.awt.event.ActionListener;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import org.scijava.command.Previewable;
import org.scijava.plugin.Parameter;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import io.github.hourglass.ui.DataChooser;
import io.github.hourglass.ui.ModelCard;
import io.github.hourglass.ui.ModelChooser;

/**
 * A command's parameters as a dialog of plain ImageJ. The first word of a label, lower case, is the macro key, as in Fiji;
 * what is true or false is a choice, because ImageJ records a checkbox without a value.
 */
final class InputDialog {

	private static final int COLUMNS_FROM = 20, THREE_COLUMNS_FROM = 36;
	private static final int TEXT_COLUMNS = 24;
	private static final int NARROW_COLUMNS = 8;
	private static final Set<String> FOLDERS = Set.of("run");
	private static final Set<String> DATA = Set.of("images", "targets");
	private static final Set<String> MODELS = Set.of("model", "from");
	private static final Set<String> FILES = Set.of("image", "truth");
	private static final String[] TRUTH = { "true", "false" };

	private final String label;
	private final Object command;
	private final List<Field> inputs;
	private final ModelCard card = new ModelCard();
	private final Foresight foresight = new Foresight();

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
		int columns = !wide ? 1 : inputs.size() <= THREE_COLUMNS_FROM ? 2 : 3, inRow = 0;
		for (Field input : inputs) {
			if (inRow > 0 && isShort(input))
				dialog.addToSameRow();
			inRow = isShort(input) ? (inRow + 1) % columns : 0;
			add(dialog, input, wide);
			if (wide && !isShort(input))
				stretch(dialog);
		}
		dialog.addHelp(CommandHelp.of(command));
		if (command instanceof Foretelling foretelling)
			addCard(dialog, foretelling);
		dialog.addDialogListener((changed, event) -> changed(changed));
		dialog.showDialog();
		foresight.end();
		if (dialog.wasCanceled()) {
			if (command instanceof Previewable previewable)
				previewable.cancel();
			return false;
		}
		for (Field input : inputs)
			read(dialog, input);
		return true;
	}

	private void addCard(GenericDialog dialog, Foretelling foretelling) {
		Panel panel = new Panel(new BorderLayout());
		panel.add(card);
		dialog.addPanel(panel, GridBagConstraints.CENTER, new Insets(10, 10, 0, 10));
		stretch(dialog);
		inputs.stream().filter(input -> input.getType() == ImagePlus.class).forEach(input -> CommandInputs.set(command, input, WindowManager.getCurrentImage()));
		foretell(foretelling);
	}

	private void foretell(Foretelling foretelling) {
		foresight.ask(foretelling, Options.fieldsOf(command), told -> card.show(told.picture(), told.model(), told.line(), told.text()));
	}

	/** Hands what is entered so far to the command. While something cannot be read it says so and is false, so that there is no OK. */
	private boolean changed(GenericDialog dialog) {
		try {
			for (Field input : inputs)
				read(dialog, input);
			if (command instanceof Foretelling foretelling)
				foretell(foretelling);
			if (command instanceof Previewable previewable)
				previewable.preview();
		}
		catch (IllegalArgumentException unreadable) {
			foresight.end();
			card.show(null, "", "", unreadable.getMessage());
			IJ.showStatus(unreadable.getMessage());
			return false;
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
			dialog.addImageChoice(title, input == firstImage() ? current.getTitle() : another(current).getTitle());
		} else if (input.getType() == boolean.class)
			dialog.addChoice(title, TRUTH, String.valueOf(value));
		else if (parameter.choices().length > 0)
			dialog.addChoice(title, parameter.choices(), String.valueOf(value));
		else if (FOLDERS.contains(input.getName()))
			dialog.addDirectoryField(title, (String) value, TEXT_COLUMNS);
		else if (MODELS.contains(input.getName()))
			addChosen(dialog, title, (String) value, ModelChooser::choose);
		else if (DATA.contains(input.getName()))
			addChosen(dialog, title, (String) value, DataChooser::choose);
		else if (FILES.contains(input.getName()))
			dialog.addFileField(title, (String) value, TEXT_COLUMNS);
		else if (input.getType() == String.class)
			dialog.addStringField(title, (String) value, wide && isShort(input) ? NARROW_COLUMNS : TEXT_COLUMNS);
		else
			dialog.addStringField(title, plain((Number) value), NARROW_COLUMNS);
	}

	private Field firstImage() {
		return inputs.stream().filter(input -> input.getType() == ImagePlus.class).findFirst().orElseThrow();
	}

	/** An open image other than this one, if there is one. */
	private static ImagePlus another(ImagePlus current) {
		for (int id : WindowManager.getIDList())
			if (id != current.getID())
				return WindowManager.getImage(id);
		return current;
	}

	/** A text with a button that asks for it. */
	private static void addChosen(GenericDialog dialog, String title, String value, Supplier<Optional<String>> chooser) {
		dialog.addFileField(title, value, TEXT_COLUMNS);
		TextField field = (TextField) dialog.getStringFields().lastElement();
		for (Component part : field.getParent().getComponents())
			if (part instanceof Button browse) {
				for (ActionListener listener : browse.getActionListeners())
					browse.removeActionListener(listener);
				browse.setLabel("Choose...");
				browse.addActionListener(event -> chooser.get().ifPresent(field::setText));
			}
	}

	/** Lets what was added last have all columns to the right, so that it does not widen one of them. */
	private static void stretch(GenericDialog dialog) {
		Component last = dialog.getComponent(dialog.getComponentCount() - 1);
		if (dialog.getLayout() instanceof GridBagLayout layout) {
			GridBagConstraints constraints = layout.getConstraints(last);
			constraints.gridwidth = GridBagConstraints.REMAINDER;
			layout.setConstraints(last, constraints);
		}
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
}
