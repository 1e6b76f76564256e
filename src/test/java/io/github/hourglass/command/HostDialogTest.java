package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.ModuleService;
import org.scijava.ui.UIService;

import ij.IJ;
import ij.ImagePlus;

/** What the dialog that ImageJ2 and Fiji build of a command asks of it; their windows are played here. */
class HostDialogTest {

	private static Context context;
	private final ImagePlus image = IJ.openImage("test-images/cells-2d-noisy.tif");

	@BeforeAll
	static void start() {
		context = new Context(CommandService.class, ModuleService.class);
	}

	@AfterAll
	static void end() {
		context.dispose();
	}

	@Test
	void theMessageTellsWhatWillHappenWhenTheDialogOpensAndWhenAnOptionChanges() throws Exception {
		Module module = module(Denoise.class, true);
		module.setInput("input", image);
		module.setInput("model", "starter-2d");
		ModuleItem<?> plan = module.getInfo().getInput("plan");
		plan.initialize(module);
		await(module, "One piece of 512 x 512");
		assertTrue(module.getInput("plan").toString().contains("Starter denoiser 2-D"), module.getInput("plan").toString());
		module.setInput("tile", "128");
		module.preview();
		await(module, "tiles of 128 x 128");
		module.setInput("tile", "huge");
		module.preview();
		await(module, "tile is 'huge'");
		((Denoise) module.getDelegateObject()).endPreview();
		assertEquals("", module.getInput("plan"), "nothing for the Recorder");
	}

	@Test
	void withoutADialogNothingIsComputedForIt() throws Exception {
		Module module = module(Segment.class, false);
		module.setInput("input", image);
		Object before = module.getInput("plan");
		module.getInfo().getInput("plan").initialize(module);
		Thread.sleep(700);
		assertEquals(before, module.getInput("plan"));
	}

	/** A method that is misspelled in an annotation is found by nobody until the button is pressed. */
	@ParameterizedTest
	@ValueSource(classes = { Denoise.class, Predict.class, Segment.class })
	void whatTheButtonsCallIsThere(Class<? extends HostCommand> command) throws Exception {
		int calls = 0;
		for (ModuleItem<?> input : new CommandInfo(command).inputs())
			for (String method : new String[] { input.getCallback(), input.getInitializer() })
				if (method != null && !method.isEmpty()) {
					assertEquals(0, ImageCommand.class.getDeclaredMethod(method).getParameterCount());
					calls++;
				}
		assertEquals(3, calls);
	}

	static Stream<Arguments> commandsWithManyOptions() {
		return Stream.of(Arguments.of(Denoise.class, "input model region preview"), Arguments.of(Predict.class, "input model region preview"),
			Arguments.of(Segment.class, "input model region threshold smallest table rois overlay preview"),
			Arguments.of(Train.class, "run task images targets from minutes epochs batch device"), Arguments.of(Simulate.class, "destination kind size count peak microscope seed"));
	}

	@ParameterizedTest
	@MethodSource("commandsWithManyOptions")
	void whatIsUsuallyGivenStandsAboveTheMessageThatTheRestSuitsMostImages(Class<? extends HostCommand> command, String names) {
		List<String> shown = new ArrayList<>();
		for (ModuleItem<?> input : new CommandInfo(command).inputs())
			shown.add(input.getName());
		List<String> usual = List.of(names.split(" "));
		List<String> above = shown.subList(0, shown.indexOf("more"));
		List<String> options = CommandInputs.of(command).stream().map(Field::getName).toList();
		assertEquals(usual, options.subList(0, usual.size()));
		assertEquals(usual, above.stream().filter(options::contains).toList());
		assertEquals(usual, CommandInputs.usual(command).stream().map(Field::getName).toList());
	}

	@Test
	void aButtonAndAMessageAreNoOptions() {
		List<String> options = CommandInputs.of(Denoise.class).stream().map(Field::getName).toList();
		assertEquals("input", options.get(0));
		for (String furniture : CommandInputs.furniture(Denoise.class))
			assertFalse(options.contains(furniture), furniture);
		assertEquals(List.of("plan", "models", "help", "more"), CommandInputs.furniture(Denoise.class));
	}

	private static Module module(Class<? extends HostCommand> command, boolean visible) throws Exception {
		Module module = context.service(ModuleService.class).createModule(new CommandInfo(command));
		Field ui = HostCommand.class.getDeclaredField("ui");
		ui.setAccessible(true);
		ui.set(module.getDelegateObject(), Proxy.newProxyInstance(UIService.class.getClassLoader(), new Class<?>[] { UIService.class },
			(proxy, method, arguments) -> method.getName().equals("isVisible") ? visible : null));
		return module;
	}

	private static void await(Module module, String text) throws InterruptedException {
		for (int i = 0; i < 1200 && !module.getInput("plan").toString().contains(text); i++)
			Thread.sleep(50);
		assertTrue(module.getInput("plan").toString().contains(text), module.getInput("plan").toString());
	}
}
