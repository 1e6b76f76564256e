package io.github.hourglass.command;

import java.awt.BorderLayout;
import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.Panel;
import java.awt.TextField;
import java.awt.event.ActionListener;
import java.awt.event.ItemEvent;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
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
 * A command's parameters as a dialog of plain ImageJ: those that are usually given, and the others behind a button. The first word of a
 * label, lower case, is the macro key, as in Fiji; what is true or false looks like a checkbox, but is a choice to ImageJ, which records a
 * checkbox without a value. The parts are named by the parameters.
 */
final class InputDialog {

	/** What the button says before and after. */
	static final String MORE = "More Options...", FEWER = "Fewer Options";
	private static final int TWO_COLUMNS_FROM = 7, THREE_COLUMNS_FROM = 19;
	private static final int TEXT_COLUMNS = 24;
	private static final int NARROW_COLUMNS = 8;
	private static final Set<String> FOLDERS = Set.of("run");
	private static final Set<String> DATA = Set.of("images", "targets");
	private static final Set<String> MODELS = Set.of("model", "from");
	private static final Set<String> FILES = Set.of("image", "truth");
	private static final Set<String> NEW = Set.of("destination", "table");
	private static final String[] TRUTH = { "true", "false" };

	private final String label;
	private final Object command;
	private final List<Field> inputs, usual, rare;
	private final List<Component> hidden = new ArrayList<>();
	private final ModelCard card = new ModelCard();
	private final Foresight foresight = new Foresight();

	InputDialog(String label, Object command) {
		this.label = label;
		this.command = command;
		this.inputs = CommandInputs.of(command.getClass());
		this.usual = CommandInputs.usual(command.getClass());
		this.rare = inputs.subList(usual.size(), inputs.size());
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
		add(dialog, usual, 1);
		if (!rare.isEmpty())
			addRare(dialog);
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

	private void add(GenericDialog dialog, List<Field> some, int columns) {
		int inRow = 0;
		for (Field input : some) {
			if (inRow > 0 && isShort(input))
				dialog.addToSameRow();
			inRow = isShort(input) ? (inRow + 1) % columns : 0;
			add(dialog, input, columns > 1);
			if (!rare.isEmpty() && !isShort(input))
				stretch(dialog);
		}
	}

	private void addRare(GenericDialog dialog) {
		Button more = new Button(MORE);
		more.addActionListener(event -> showRare(dialog, more));
		Panel panel = new Panel();
		panel.add(more);
		dialog.addPanel(panel, GridBagConstraints.WEST, new Insets(8, 12, 0, 0));
		stretch(dialog);
		int before = dialog.getComponentCount();
		add(dialog, rare, rare.size() < TWO_COLUMNS_FROM ? 1 : rare.size() < THREE_COLUMNS_FROM ? 2 : 3);
		for (int i = before; i < dialog.getComponentCount(); i++)
			hidden.add(dialog.getComponent(i));
		hidden.forEach(part -> part.setVisible(false));
	}

	/** Shows the options that are rarely given, or hides them, which leaves their values as they are; the dialog stays on the screen. */
	private void showRare(GenericDialog dialog, Button more) {
		boolean show = more.getLabel().equals(MORE);
		more.setLabel(show ? FEWER : MORE);
		hidden.forEach(part -> part.setVisible(show));
		dialog.pack();
		Dimension screen = dialog.getToolkit().getScreenSize();
		dialog.setLocation(Math.max(0, Math.min(dialog.getX(), screen.width - dialog.getWidth())), Math.max(0, Math.min(dialog.getY(), screen.height - dialog.getHeight())));
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
			addTruth(dialog, title, (boolean) value);
		else if (parameter.choices().length > 0)
			dialog.addChoice(title, parameter.choices(), String.valueOf(value));
		else if (FOLDERS.contains(input.getName()))
			dialog.addDirectoryField(title, (String) value, TEXT_COLUMNS);
		else if (MODELS.contains(input.getName()))
			addChosen(dialog, title, (String) value, "Choose...", ModelChooser::choose);
		else if (DATA.contains(input.getName()))
			addChosen(dialog, title, (String) value, "Choose...", DataChooser::choose);
		else if (NEW.contains(input.getName()))
			addChosen(dialog, title, (String) value, "Browse", () -> DataChooser.newFile(title));
		else if (FILES.contains(input.getName()))
			dialog.addFileField(title, (String) value, TEXT_COLUMNS);
		else if (input.getType() == String.class)
			dialog.addStringField(title, (String) value, wide && isShort(input) ? NARROW_COLUMNS : TEXT_COLUMNS);
		else
			dialog.addStringField(title, plain((Number) value), NARROW_COLUMNS);
		name(dialog, input);
	}

	/** Names the part in which the value is entered. */
	private static void name(GenericDialog dialog, Field input) {
		Component last = dialog.getComponent(dialog.getComponentCount() - 1);
		Component part = last instanceof Container ? (Component) dialog.getStringFields().lastElement() : last;
		part.setName(input.getName());
	}

	/** A checkbox in the place of the choice that ImageJ reads and records. */
	private static void addTruth(GenericDialog dialog, String title, boolean value) {
		dialog.addChoice(title, TRUTH, String.valueOf(value));
		Choice choice = (Choice) dialog.getChoices().lastElement();
		Checkbox box = new Checkbox("", value);
		box.addKeyListener(dialog);
		box.addItemListener(event -> {
			choice.select(String.valueOf(box.getState()));
			dialog.itemStateChanged(new ItemEvent(choice, ItemEvent.ITEM_STATE_CHANGED, choice.getSelectedItem(), ItemEvent.SELECTED));
		});
		Container parent = choice.getParent();
		GridBagConstraints place = ((GridBagLayout) parent.getLayout()).getConstraints(choice);
		parent.remove(choice);
		parent.add(box, place);
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
	private static void addChosen(GenericDialog dialog, String title, String value, String button, Supplier<Optional<String>> chooser) {
		dialog.addFileField(title, value, TEXT_COLUMNS);
		TextField field = (TextField) dialog.getStringFields().lastElement();
		for (Component part : field.getParent().getComponents())
			if (part instanceof Button browse) {
				for (ActionListener listener : browse.getActionListeners())
					browse.removeActionListener(listener);
				browse.setLabel(button);
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
