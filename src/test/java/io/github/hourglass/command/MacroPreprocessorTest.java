package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Context;
import org.scijava.Priority;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleService;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.PluginService;
import org.scijava.thread.ThreadService;

import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;
import ij.process.ByteProcessor;

/** A macro line in ImageJ2, whose own part {@link MacroHost} plays. */
class MacroPreprocessorTest {

	private static Context context;
	private final ImagePlus selected = new ImagePlus("selected", new ByteProcessor(40, 30));

	@BeforeAll
	static void start() {
		context = new Context(CommandService.class, ModuleService.class, PluginService.class, ThreadService.class);
	}

	@AfterAll
	static void end() {
		context.dispose();
	}

	@AfterEach
	void forget() {
		WindowManager.setTempCurrentImage(null);
		Macro.setOptions(null);
		Interpreter.batchMode = false;
	}

	@Test
	void everyInputIsResolvedSoThatNoDialogOpens() throws Exception {
		Line line = run(Denoise.class, "tile=128");
		assertEquals(List.of(), line.unresolved);
		assertEquals("128", line.module.getInput("tile"));
		assertEquals("auto", line.module.getInput("halo"));
		assertSame(selected, line.module.getInput("input"));
	}

	@Test
	void theImageThatTheMacroHasSelectedIsTakenNotOneOfTheThread() throws Exception {
		ImagePlus stale = new ImagePlus("stale", new ByteProcessor(5, 5));
		Line line = run(Denoise.class, "tile=128", new AbstractPreprocessorPlugin() {

			@Override
			public void process(Module module) {
				WindowManager.setTempCurrentImage(stale);
			}
		});
		assertSame(selected, line.module.getInput("input"));
	}

	@Test
	void inBatchModeTheSelectedImageIsTakenWithoutOptionsToo() throws Exception {
		Interpreter.batchMode = true;
		Line line = run(Denoise.class, null);
		assertSame(selected, line.module.getInput("input"));
	}

	@Test
	void withoutOptionsThereIsADialog() throws Exception {
		Line line = run(Denoise.class, null);
		assertTrue(line.unresolved.containsAll(List.of("tile", "halo", "model")), line.unresolved.toString());
		assertFalse(line.canceled);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		tiles=3           | Hourglass Denoise... has no option 'tiles'; it has input, model
		threads=abc       | threads cannot be 'abc'; it is a whole number.
		flips=yes         | flips cannot be 'yes'; it is true or false.
		flips             | flips=true
		input=nonesuch    | no image called 'nonesuch' is open
		""")
	void whatTheHostWouldPassOverIsRefusedByName(String options, String hint) throws Exception {
		Line line = run(Denoise.class, options);
		assertTrue(line.canceled);
		assertTrue(line.reason.contains(hint), line.reason);
	}

	/** A message of the dialog is no option, but a host may record it. */
	@Test
	void whatTheRecorderHasOfTheDialogsFurnitureIsPassedOver() throws Exception {
		Line line = run(Denoise.class, "plan=[<html>Model</html>] tile=128");
		assertFalse(line.canceled, line.reason);
		assertEquals(List.of(), line.unresolved);
		assertTrue(run(Denoise.class, "plans=3").reason.contains("it has input, model, region"));
	}

	@Test
	void otherCommandsAreLeftAlone() throws Exception {
		Line line = run(Foreign.class, "anything=3");
		assertFalse(line.canceled);
		assertEquals(List.of("number"), line.unresolved);
	}

	/** The two preprocessors on a thread of the pool, as the host runs them. */
	private Line run(Class<? extends org.scijava.command.Command> type, String options, PreprocessorPlugin... before)
		throws InterruptedException, ExecutionException
	{
		WindowManager.setTempCurrentImage(selected);
		return context.service(ThreadService.class).run(() -> {
			Module module = context.service(ModuleService.class).createModule(new CommandInfo(type));
			for (PreprocessorPlugin plugin : before)
				plugin.process(module);
			MacroHost host = new MacroHost(options);
			context.inject(host);
			host.process(module);
			MacroPreprocessor ours = new MacroPreprocessor();
			context.inject(ours);
			ours.process(module);
			List<String> unresolved = new ArrayList<>();
			module.getInfo().inputs().forEach(input -> {
				if (!module.isInputResolved(input.getName()) && !input.getType().getName().startsWith("org.scijava"))
					unresolved.add(input.getName());
			});
			Macro.setOptions(null);
			Thread.currentThread().setName("done");
			return new Line(module, unresolved, ours.isCanceled(), ours.getCancelReason());
		}).get();
	}

	@Test
	void itComesJustAfterTheHostsOwn() {
		double priority = context.service(PluginService.class).getPlugin(MacroPreprocessor.class).getPriority();
		assertTrue(priority < MacroHost.PRIORITY && priority > Priority.VERY_HIGH + 1);
	}

	private record Line(Module module, List<String> unresolved, boolean canceled, String reason) {}

	/** A command that is not ours. */
	public static final class Foreign implements org.scijava.command.Command {

		@org.scijava.plugin.Parameter
		private int number;

		@Override
		public void run() {
			number++;
		}
	}
}
