package io.github.hourglass.command;

import java.lang.reflect.Field;
import java.util.Map;

import org.scijava.Priority;
import org.scijava.log.LogService;
import org.scijava.module.Module;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.thread.ThreadService;

import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;

/**
 * Makes a macro line of one of our commands mean in ImageJ2 and Fiji what it says: just after the host's own macro
 * preprocessor it refuses keys the command has not and values that cannot be read, takes the image that the macro has selected,
 * and gives every other input its default, so that an old line neither opens a dialog nor takes last week's values.
 */
@Plugin(type = PreprocessorPlugin.class, priority = 1.5 * Priority.VERY_HIGH)
public final class MacroPreprocessor extends AbstractPreprocessorPlugin {

	@Parameter
	private LogService log;

	@Parameter
	private ThreadService threads;

	@Override
	public void process(Module module) {
		if (!(module.getDelegateObject() instanceof HostCommand command))
			return;
		Thread caller = threads.getParent(Thread.currentThread());
		if (caller != null)
			WindowManager.setTempCurrentImage(null); // what another command left on this pooled thread
		String options = Macro.getOptions();
		if (options == null || options.isBlank()) {
			if (Interpreter.isBatchMode())
				takeImage(module, caller);
			return;
		}
		try {
			command.scripted();
			fill(module, MacroOptions.parse(options), selected(caller));
		}
		catch (IllegalArgumentException refusal) {
			log.error(refusal.getMessage());
			cancel(command.forTheHost(refusal.getMessage()));
		}
	}

	private static void fill(Module module, MacroOptions options, ImagePlus image) {
		Object command = module.getDelegateObject();
		CommandInputs.fill(command, module.getInfo().getMenuPath().getLeaf().getName(), options, image);
		for (Field input : CommandInputs.of(command.getClass()))
			if (CommandInputs.get(command, input) != null)
				module.resolveInput(input.getName());
		CommandInputs.furniture(command.getClass()).forEach(module::resolveInput);
	}

	private static void takeImage(Module module, Thread caller) {
		ImagePlus image = selected(caller);
		if (image != null && module.getInfo().getInput("input") != null) {
			module.setInput("input", image);
			module.resolveInput("input");
		}
	}

	/** The image selected in the thread that called the command; in batch mode it is no window, and only that thread knows it. */
	private static ImagePlus selected(Thread caller) {
		ImagePlus image = caller == null ? WindowManager.getTempCurrentImage() : temporaryImage(caller);
		if (image == null && Interpreter.isBatchMode())
			image = Interpreter.getLastBatchModeImage();
		return image != null ? image : WindowManager.getCurrentImage();
	}

	/** {@code WindowManager.getTempCurrentImage()} of another thread, for which ImageJ has no method; null if it has none or cannot be asked. */
	private static ImagePlus temporaryImage(Thread thread) {
		try {
			Field table = WindowManager.class.getDeclaredField("tempImageTable");
			table.setAccessible(true);
			return (ImagePlus) ((Map<?, ?>) table.get(null)).get(thread);
		}
		catch (ReflectiveOperationException | RuntimeException e) {
			return null;
		}
	}
}
