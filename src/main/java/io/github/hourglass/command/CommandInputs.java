package io.github.hourglass.command;

import java.awt.Rectangle;
import java.io.File;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.command.ContextCommand;
import org.scijava.plugin.Parameter;
import org.scijava.widget.Button;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import io.github.hourglass.image.Region;

/**
 * The parameters of our commands as their fields declare them, filled from the text of a macro the same way in every host:
 * ImageJ2 turns what is no number into 0, takes last week's value for what is missing and, in batch mode, the wrong image.
 */
final class CommandInputs {

	private CommandInputs() {}

	/** What a user gives: the superclass's fields first, in order; neither outputs, nor services, nor messages and buttons. */
	static List<Field> of(Class<?> command) {
		return parameters(command).stream().filter(CommandInputs::isInput).toList();
	}

	/** Those that are usually given, which are first: the ones above the message {@code more}, or all where there is none. */
	static List<Field> usual(Class<?> command) {
		return parameters(command).stream().takeWhile(field -> !field.getName().equals("more")).filter(CommandInputs::isInput).toList();
	}

	private static boolean isInput(Field field) {
		Parameter parameter = field.getAnnotation(Parameter.class);
		return parameter.type() != ItemIO.OUTPUT && parameter.visibility() != ItemVisibility.MESSAGE && !field.getType().getName().startsWith("org.scijava.");
	}

	/** Messages and buttons of a dialog, which say and do something but are not given; some hosts record them all the same. */
	static List<String> furniture(Class<?> command) {
		return parameters(command).stream().filter(field -> field.getAnnotation(Parameter.class).visibility() == ItemVisibility.MESSAGE || field.getType() == Button.class)
			.map(Field::getName).toList();
	}

	/** The input of that name. */
	static Field named(Class<?> command, String name) {
		return of(command).stream().filter(field -> field.getName().equals(name)).findFirst().orElseThrow();
	}

	/** The images a command was given; null for those that are missing. */
	static List<ImagePlus> imagesOf(Object command) {
		return of(command.getClass()).stream().filter(field -> field.getType() == ImagePlus.class).map(field -> (ImagePlus) get(command, field)).toList();
	}

	/** The images a command gives, in order. */
	static List<Field> images(Class<?> command) {
		return parameters(command).stream()
			.filter(field -> field.getAnnotation(Parameter.class).type() == ItemIO.OUTPUT && field.getType() == ImagePlus.class).toList();
	}

	private static List<Field> parameters(Class<?> command) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> type = command; type != ContextCommand.class && type != Object.class; type = type.getSuperclass())
			fields.addAll(0, Arrays.stream(type.getDeclaredFields()).filter(field -> field.isAnnotationPresent(Parameter.class)).toList());
		fields.forEach(field -> field.setAccessible(true));
		return fields;
	}

	/**
	 * Sets what the options name, and the image of the macro where an image is not named; the rest keeps its default.
	 *
	 * @param label of the command, for messages
	 * @param image the one selected in the macro; null if none is open
	 * @throws IllegalArgumentException naming an option that the command has not, or whose value cannot be read
	 */
	static void fill(Object command, String label, MacroOptions given, ImagePlus image) {
		List<Field> inputs = of(command.getClass());
		MacroOptions options = OldKeys.translated(command.getClass(), given, IJ::log);
		options.without(furniture(command.getClass())).check(label, inputs.stream().map(Field::getName).toList());
		for (Field input : inputs) {
			String text = options.values().get(input.getName());
			if (text != null)
				set(command, input, value(input, text));
			else if (input.getName().equals("input") && input.getType() == ImagePlus.class)
				set(command, input, image);
		}
	}

	/** The text as what the field holds. */
	static Object value(Field input, String text) {
		String name = input.getName();
		Class<?> type = input.getType();
		if (type == String.class)
			return text;
		if (type == ImagePlus.class)
			return named(name, text);
		if (type == boolean.class) {
			if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false"))
				throw new IllegalArgumentException(name + " cannot be '" + text + "'; it is true or false.");
			return Boolean.valueOf(text);
		}
		try {
			if (type == int.class)
				return Integer.valueOf(text);
			if (type == long.class)
				return Long.valueOf(text);
			return Double.valueOf(text);
		}
		catch (NumberFormatException e) {
			throw new IllegalArgumentException(name + " cannot be '" + text + "'; it is a " + (type == double.class ? "number, written like 1.5." : "whole number."));
		}
	}

	/** An open image by its title or its ID; null if there is none. */
	static ImagePlus open(String text) {
		ImagePlus open = WindowManager.getImage(text);
		return open == null && text.matches("-\\d{1,9}") ? WindowManager.getImage(Integer.parseInt(text)) : open;
	}

	/** An image by its title, its ID or its file. */
	private static ImagePlus named(String name, String text) {
		ImagePlus open = open(text);
		if (open == null && !text.isBlank() && new File(text).isFile())
			open = IJ.openImage(text);
		if (open == null)
			throw new IllegalArgumentException(name + ": no image called '" + text + "' is open, nor is it an image file.");
		return open;
	}

	/**
	 * @param name of the input
	 * @throws IllegalArgumentException naming it, if it is no image, a closed one, or the empty one that ImageJ2 makes of an unknown title
	 */
	static void checkOpen(String name, ImagePlus image) {
		if (image == null || image.getWidth() < 1 || image.getProcessor() == null)
			throw new IllegalArgumentException(name + ": there is no image; open one, or give the title of one that is open.");
	}

	/**
	 * The part of an open image that the option {@code region} names.
	 *
	 * @throws IllegalArgumentException if it is none, or is the selection where no area is selected
	 */
	static Region region(ImagePlus image, String text) {
		Region region = Region.parse(text);
		if (!region.isSelection())
			return region;
		Roi roi = image.getRoi();
		Rectangle box = roi == null || !roi.isArea() ? new Rectangle() : roi.getBounds().intersection(new Rectangle(image.getWidth(), image.getHeight()));
		if (box.isEmpty())
			throw new IllegalArgumentException("region is '" + text + "', but no area is selected in '" + image.getTitle() + "'; draw a rectangle there, or use region=whole.");
		return region.within(box.x, box.y, box.width, box.height);
	}

	/** A free title for what was made of an image: {@code my cells.tif} gives {@code my cells-denoised}. */
	static String resultTitle(ImagePlus image, String made) {
		return freeTitle(baseTitle(image) + "-" + made);
	}

	/** The title without the ending of a file; ImageJ's own short title ends at the first blank. */
	static String baseTitle(ImagePlus image) {
		return image.getTitle().replaceFirst("(?<=.)\\.[A-Za-z][A-Za-z0-9]{0,4}$", "");
	}

	/** The title, with {@code -1}, {@code -2}, ... if an image has it already; ImageJ's own method overlooks those of batch mode. */
	static String freeTitle(String title) {
		String free = title;
		for (int i = 1; WindowManager.getImage(free) != null; i++)
			free = title + "-" + i;
		return free;
	}

	static void set(Object command, Field field, Object value) {
		try {
			field.set(command, value);
		}
		catch (IllegalAccessException e) {
			throw new IllegalStateException(e);
		}
	}

	static Object get(Object command, Field field) {
		try {
			return field.get(command);
		}
		catch (IllegalAccessException e) {
			throw new IllegalStateException(e);
		}
	}
}
