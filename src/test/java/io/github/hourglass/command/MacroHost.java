package io.github.hourglass.command;

import org.scijava.Priority;
import org.scijava.convert.ConvertService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.Parameter;

import ij.Macro;

/**
 * What ImageJ2 does with a macro line on the pooled thread of a command, as observed there: inputs are filled by conversion
 * from the options, unknown keys are ignored, text that is no number becomes 0, a title that is not open an empty image.
 */
final class MacroHost extends AbstractPreprocessorPlugin implements PreprocessorPlugin {

	static final double PRIORITY = 2 * Priority.VERY_HIGH;

	private final String options;

	@Parameter
	private ConvertService convert;

	MacroHost(String options) {
		this.options = options;
	}

	@Override
	public void process(Module module) {
		Thread thread = Thread.currentThread();
		if (!thread.getName().startsWith("Run$_"))
			thread.setName("Run$_" + thread.getName());
		Macro.setOptions(options);
		for (ModuleItem<?> input : module.getInfo().inputs()) {
			String value = options == null ? null : Macro.getValue(Macro.getOptions(), input.getName(), null);
			if (value == null || !convert.supports(value, input.getType()))
				continue;
			module.setInput(input.getName(), convert.convert(value, input.getType()));
			module.resolveInput(input.getName());
		}
	}
}
