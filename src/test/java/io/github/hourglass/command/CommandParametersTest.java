package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.command.ContextCommand;
import org.scijava.plugin.Parameter;
import org.scijava.widget.Button;

import io.github.hourglass.image.Setting;
import io.github.hourglass.io.AnnotationOptions;
import io.github.hourglass.predict.ModelOptions;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.score.CompareOptions;
import io.github.hourglass.simulate.SimulationOptions;
import io.github.hourglass.train.TrainingOptions;
import io.github.hourglass.train.WatchOptions;

/** Menu, macro and command line have the same options, and their names only ever grow. */
class CommandParametersTest {

	private static final List<String> OF_THE_SKIN = List.of("input", "region", "destination", "overwrite", "output", "spread", "second", "overlay", "preview", "run", "truth",
		"difference", "table", "compare", "log", "ui");

	static Stream<Arguments> commands() {
		return Stream.of(Arguments.of(Denoise.class, PredictionOptions.class), Arguments.of(Predict.class, PredictionOptions.class),
			Arguments.of(Segment.class, SegmentOptions.class), Arguments.of(Models.class, ModelOptions.class), Arguments.of(Train.class, TrainingOptions.class),
			Arguments.of(Compare.class, CompareOptions.class), Arguments.of(Simulate.class, SimulationOptions.class), Arguments.of(Annotate.class, AnnotationOptions.class),
			Arguments.of(Watch.class, WatchOptions.class));
	}

	@ParameterizedTest
	@MethodSource("commands")
	void theFieldsAreThoseOfTheOptionsRecord(Class<? extends ContextCommand> command, Class<? extends Record> options) throws Exception {
		ContextCommand instance = command.getDeclaredConstructor().newInstance();
		Map<String, Object> values = Options.fieldsOf(instance);
		List<String> own = Arrays.stream(options.getRecordComponents()).map(RecordComponent::getName).toList();
		List<String> names = fields(command).stream().map(Field::getName).filter(name -> own.contains(name) || !OF_THE_SKIN.contains(name)).toList();
		assertEquals(own, names);
		for (RecordComponent option : options.getRecordComponents()) {
			Setting setting = option.getAnnotation(Setting.class);
			Field field = fields(command).stream().filter(f -> f.getName().equals(option.getName())).findFirst().orElseThrow();
			Parameter parameter = field.getAnnotation(Parameter.class);
			assertEquals(option.getType(), field.getType(), option.getName());
			assertEquals(setting.label(), parameter.label());
			assertEquals(setting.text(), parameter.description());
			if (option.getType() == double.class)
				assertEquals(Double.parseDouble(setting.byDefault()), values.get(option.getName()), option.getName());
			else
				assertEquals(setting.byDefault(), String.valueOf(values.get(option.getName())), option.getName());
			assertEquals(List.of(setting.choices()), List.of(parameter.choices()));
			if (setting.min() != Double.NEGATIVE_INFINITY)
				assertEquals(setting.min(), Double.parseDouble(parameter.min()));
			if (setting.max() != Double.POSITIVE_INFINITY)
				assertEquals(setting.max(), Double.parseDouble(parameter.max()));
		}
	}

	@ParameterizedTest
	@MethodSource("commands")
	void everyFieldReplaysFromAMacro(Class<? extends ContextCommand> command, Class<? extends Record> options) throws Exception {
		ContextCommand instance = command.getDeclaredConstructor().newInstance();
		for (Field field : fields(command)) {
			Parameter parameter = field.getAnnotation(Parameter.class);
			if (parameter.type() == ItemIO.OUTPUT || field.getType().getName().startsWith("org.scijava"))
				continue;
			assertFalse(parameter.persist(), field.getName() + " would take last week's value");
			assertEquals(field.getName().toLowerCase(Locale.ROOT), field.getName());
			if (field.getType() == String.class)
				assertNotNull(Options.fieldsOf(instance).get(field.getName()), field.getName() + " would not be recorded");
			assertEquals(field.getName(), parameter.label().split(" ")[0].toLowerCase(Locale.ROOT), "the bridge's key for " + field.getName());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "denoise", "predict" })
	void theCommandLineHasEveryOption(String command) {
		String help = help(command);
		for (RecordComponent option : PredictionOptions.class.getRecordComponents())
			assertTrue(help.contains("--" + option.getName()), option.getName() + " in\n" + help);
	}

	@Test
	void theCommandLineSegmentsWithTheSameOptions() {
		String help = help("segment");
		for (RecordComponent option : SegmentOptions.class.getRecordComponents())
			assertTrue(help.contains("--" + option.getName()), option.getName() + " in\n" + help);
	}

	@Test
	void theCommandLineTrainsWithTheSameOptions() {
		String help = help("train");
		for (RecordComponent option : TrainingOptions.class.getRecordComponents())
			assertTrue(help.contains("--" + option.getName()), option.getName() + " in\n" + help);
	}

	@Test
	void theCommandLineWatchesWithTheSameOptions() {
		String help = help("watch");
		for (RecordComponent option : WatchOptions.class.getRecordComponents())
			assertTrue(help.contains("--" + option.getName()), option.getName() + " in\n" + help);
	}

	@Test
	void theCommandLineSimulatesWithTheSameOptions() {
		String help = help("simulate");
		for (RecordComponent option : SimulationOptions.class.getRecordComponents())
			assertTrue(help.contains("--" + option.getName()), option.getName() + " in\n" + help);
	}

	@Test
	void theCommandLineComparesWithTheSameOptions() {
		String help = help("compare");
		for (RecordComponent option : CompareOptions.class.getRecordComponents())
			assertTrue(help.contains("--" + option.getName()), option.getName() + " in\n" + help);
	}

	@Test
	void theCommandLineTestsModelsWithTheSameOptions() {
		for (String action : ModelOptions.class.getRecordComponents()[0].getAnnotation(Setting.class).choices())
			assertFalse(help("models", action).isBlank());
		assertTrue(help("models", "test").contains("--image"));
		assertTrue(help("models", "test").contains("--device"));
	}

	private static String help(String... command) {
		ByteArrayOutputStream help = new ByteArrayOutputStream();
		PrintStream out = new PrintStream(help, true);
		String[] arguments = Arrays.copyOf(command, command.length + 1);
		arguments[command.length] = "--help";
		assertEquals(0, Main.run(arguments, out, out));
		return help.toString();
	}

	@Test
	void noMacroKeyIsTakenAway() throws Exception {
		TreeSet<String> now = new TreeSet<>();
		commands().forEach(arguments -> {
			Class<?> command = (Class<?>) arguments.get()[0];
			fields(command).stream().map(Field::getName).filter(name -> !List.of("output", "spread", "second", "log", "ui").contains(name))
				.forEach(name -> now.add(command.getSimpleName() + " " + name));
		});
		List<String> frozen = Files.readAllLines(Path.of("src/test/resources/macro-keys.txt"));
		assertTrue(now.containsAll(frozen), () -> "gone: " + frozen.stream().filter(key -> !now.contains(key)).toList());
		assertTrue(frozen.containsAll(now), () -> "new, to be added to macro-keys.txt: " + now.stream().filter(key -> !frozen.contains(key)).toList());
	}

	static Stream<Arguments> macros() {
		return Stream.of(Arguments.of("denoise.ijm", Denoise.class), Arguments.of("segment.ijm", Segment.class));
	}

	@ParameterizedTest
	@MethodSource("macros")
	void theExampleMacroGivesEveryKeyItsDefault(String file, Class<? extends ContextCommand> command) throws Exception {
		String macro = Files.readString(Path.of("macros", file));
		Map<String, Object> defaults = Options.fieldsOf(command.getDeclaredConstructor().newInstance());
		Map<String, String> given = new TreeMap<>();
		Matcher pairs = Pattern.compile("(?<=[\" ])([a-z]+)=(\\[[^\\]]*\\]|[^\" ]+)").matcher(macro.replaceAll("(?m)//.*$", ""));
		while (pairs.find())
			given.put(pairs.group(1), pairs.group(2).replaceAll("^\\[|\\]$", ""));
		given.remove("input");
		Map<String, String> expected = new TreeMap<>();
		fields(command).stream().map(Field::getName).filter(name -> !List.of("input", "output", "spread", "second", "log", "ui").contains(name))
			.forEach(name -> expected.put(name, String.valueOf(defaults.get(name))));
		assertEquals(expected, given);
	}

	@ParameterizedTest
	@MethodSource("commands")
	void noKeyEndsWithAnotherAfterAnUnderscore(Class<? extends ContextCommand> command, Class<? extends Record> options) {
		List<String> keys = fields(command).stream().map(Field::getName).toList();
		for (String key : keys)
			for (String other : keys)
				assertFalse(key.endsWith("_" + other), key + " would be read as " + other);
	}

	/** Parameter fields but messages and buttons, the superclass's first, in order. */
	private static List<Field> fields(Class<?> command) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> type = command; type != ContextCommand.class; type = type.getSuperclass())
			fields.addAll(0, Arrays.stream(type.getDeclaredFields()).filter(field -> field.isAnnotationPresent(Parameter.class)).toList());
		fields.removeIf(field -> field.getAnnotation(Parameter.class).visibility() == ItemVisibility.MESSAGE || field.getType() == Button.class);
		return fields;
	}
}
