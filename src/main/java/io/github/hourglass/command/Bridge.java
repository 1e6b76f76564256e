package io.github.hourglass.command;

import java.awt.GraphicsEnvironment;
import java.util.List;

import org.scijava.plugin.Plugin;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.plugin.PlugIn;
import io.github.hourglass.image.Lines;

/**
 * Our commands in plain ImageJ 1.x, named in {@code plugins.config} under the labels they have in Fiji, where the SciJava
 * commands hide these entries. The dialog is built from a command's own parameters; a recorded macro line replays in both.
 */
public final class Bridge implements PlugIn {

	/** @param name of a command's class in this package, such as {@code Denoise} */
	@Override
	public void run(String name) {
		HostCommand command = make(name);
		String label = label(command);
		String options = Macro.getOptions();
		try {
			if (options != null || GraphicsEnvironment.isHeadless())
				CommandInputs.fill(command, label, MacroOptions.parse(options == null ? "" : options), WindowManager.getCurrentImage());
			else if (!new InputDialog(label, command).ask())
				return;
			else
				command.asked();
		}
		catch (IllegalArgumentException refusal) {
			tell(refusal.getMessage());
			return;
		}
		command.run();
		if (!command.isCanceled())
			show(command);
		else if (command.getCancelReason() != null)
			tell(command.getCancelReason());
		else
			Macro.abort();
	}

	/** In a message box, or where a macro runs without a display as its error. */
	static void tell(String sentence) {
		IJ.error("Hourglass", GraphicsEnvironment.isHeadless() ? sentence : Lines.broken(sentence));
	}

	static String label(HostCommand command) {
		String path = command.getClass().getAnnotation(Plugin.class).menuPath();
		return path.substring(path.lastIndexOf('>') + 1);
	}

	/** Shows the results; the first one is current for the next line of a macro. */
	private static void show(HostCommand command) {
		List<ImagePlus> images = CommandInputs.images(command.getClass()).stream()
			.map(field -> (ImagePlus) CommandInputs.get(command, field)).filter(image -> image != null).toList();
		for (int i = images.size() - 1; i >= 0; i--)
			images.get(i).show();
	}

	static HostCommand make(String name) {
		try {
			Class<?> type = Class.forName(Bridge.class.getPackageName() + "." + name, true, Bridge.class.getClassLoader());
			return (HostCommand) type.getDeclaredConstructor().newInstance();
		}
		catch (ReflectiveOperationException | ClassCastException e) {
			throw new IllegalArgumentException("Hourglass has no command '" + name + "'.", e);
		}
	}
}
