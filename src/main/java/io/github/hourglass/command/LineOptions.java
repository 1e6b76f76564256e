package io.github.hourglass.command;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.image.Setting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** A core's options record as options of the command line: {@code --name=VALUE} for each component, as its {@link Setting} says. */
final class LineOptions {

	private LineOptions() {}

	/** Adds all options of a record, in its order. */
	static void add(CommandSpec spec, Class<? extends Record> type) {
		for (RecordComponent option : Options.of(type))
			spec.addOption(option(option));
	}

	/**
	 * The options as they were given.
	 *
	 * @throws IllegalArgumentException naming the option, as {@link Options#read} does
	 */
	static <R extends Record> R read(CommandSpec spec, Class<R> type) {
		Map<String, Object> values = new HashMap<>();
		for (RecordComponent option : Options.of(type))
			values.put(option.getName(), spec.findOption("--" + option.getName()).getValue());
		return Options.read(type, values);
	}

	/** A required file or folder by its position, from 0. */
	static PositionalParamSpec file(int index, String label, String text) {
		return PositionalParamSpec.builder().index(Integer.toString(index)).paramLabel(label).type(Path.class).required(true).description(text).build();
	}

	/** {@code --region}, as {@link io.github.hourglass.image.Region} reads it. */
	static OptionSpec region() {
		return OptionSpec.builder("--region").type(String.class).arity("1").initialValue("whole").paramLabel("REGION")
			.description("What part of the image: whole, or x,y,width,height; after commas also such as z5-12, c1 or t3-4. Default: whole.").build();
	}

	/** {@code --plan}. */
	static OptionSpec plan() {
		return OptionSpec.builder("--plan").type(boolean.class).description("Only tell what would be done, how long it is likely to take and how much memory; nothing is written.").build();
	}

	static boolean isPlan(CommandSpec spec) {
		return Boolean.TRUE.equals(spec.findOption("--plan").getValue());
	}

	/** Values are taken as text, because {@link Options} reads and checks them for every host alike; flags may stand alone or be given as {@code --name=false}. */
	private static OptionSpec option(RecordComponent option) {
		Setting setting = Options.setting(option);
		boolean flag = option.getType() == boolean.class;
		boolean usual = setting.byDefault().isEmpty() || flag && setting.byDefault().equals("false");
		String text = setting.text() + (usual ? "" : " Default: " + setting.byDefault() + (flag ? "; --" + option.getName() + "=false turns it off." : "."));
		String label = flag ? "true|false" : setting.choices().length > 0 ? String.join("|", setting.choices()) : option.getName().toUpperCase(Locale.ROOT);
		return OptionSpec.builder("--" + option.getName()).type(flag ? Boolean.class : String.class).arity(flag ? "0..1" : "1").fallbackValue(flag ? "true" : "").paramLabel(label)
			.description(text.replace("%", "%%")).build();
	}
}
