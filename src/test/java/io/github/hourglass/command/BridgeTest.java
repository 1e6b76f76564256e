package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Context;
import org.scijava.command.CommandService;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.WindowManager;
import ij.process.FloatProcessor;

/** Macro lines in plain ImageJ, which has no SciJava around our commands. */
class BridgeTest {

	@TempDir
	Path folder;
	private String threadName;
	private final ImagePlus image = new ImagePlus("cells", new FloatProcessor(48, 32, values()));

	@BeforeEach
	void beAMacro() {
		threadName = Thread.currentThread().getName();
		Thread.currentThread().setName("Run$_macro");
		WindowManager.setTempCurrentImage(image);
	}

	@AfterEach
	void beATest() {
		Macro.setOptions(null);
		WindowManager.setTempCurrentImage(null);
		Thread.currentThread().setName(threadName);
	}

	@Test
	void aLineWithADestinationWritesWhatTheSciJavaCommandGives() {
		Path out = folder.resolve("ü b.tif");
		line("Denoise", "tile=auto destination=[" + out + "]");
		ImagePlus expected = HostCommandsTest.output(scijava(Map.of("input", image)));
		assertArrayEquals((float[]) expected.getProcessor().getPixels(), (float[]) IJ.openImage(out.toString()).getProcessor().getPixels(), 0f);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		Denoise | tiles=3         | has no option 'tiles'
		Denoise | threads=many    | threads cannot be 'many'
		Denoise | border=magic    | border cannot be 'magic'
		Denoise | input=nonesuch  | no image called 'nonesuch'
		Models  | action=show     | model is empty
		Annotate | labels=none.tif | labels is 'none.tif', which is no image file and no open image
		""")
	void aRefusalStopsTheMacroWithOneSentence(String command, String options, String hint) {
		IJ.redirectErrorMessages();
		line(command, options);
		assertTrue(String.valueOf(IJ.getErrorMessage()).contains(hint), IJ.getErrorMessage());
	}

	@Test
	void withoutAnImageTheMacroIsToldSo() {
		WindowManager.setTempCurrentImage(null);
		IJ.redirectErrorMessages();
		line("Denoise", "tile=auto");
		assertEquals("input: there is no image; open one, or give the title of one that is open.", String.valueOf(IJ.getErrorMessage()));
	}

	/** The same menu entries in both hosts, so that a recorded line finds its command in either. */
	@Test
	void plainImageJHasTheLabelsOfFiji() throws Exception {
		Map<String, String> bridged = new TreeMap<>();
		Matcher entries = Pattern.compile("(?m)^Plugins>Hourglass, \"(.+)\", " + Bridge.class.getName().replace(".", "\\.") + "\\(\"(\\w+)\"\\)$")
			.matcher(Files.readString(Path.of("src/main/resources/plugins.config")));
		while (entries.find())
			bridged.put(entries.group(2), entries.group(1));
		Map<String, String> found = new TreeMap<>();
		try (Context context = new Context(CommandService.class)) {
			context.service(CommandService.class).getCommands().stream().filter(info -> info.getClassName().startsWith(Bridge.class.getPackageName()))
				.forEach(info -> found.put(info.getClassName().replaceAll(".*\\.", ""), info.getMenuPath().getLeaf().getName()));
		}
		assertEquals(found, bridged);
		for (String name : bridged.keySet())
			assertEquals(bridged.get(name), Bridge.label(Bridge.make(name)));
	}

	private static void line(String command, String options) {
		Macro.setOptions(options);
		new Bridge().run(command);
	}

	private static org.scijava.command.CommandModule scijava(Map<String, Object> inputs) {
		try (Context context = new Context(CommandService.class)) {
			return context.service(CommandService.class).run(Denoise.class, true, inputs).get();
		}
		catch (Exception e) {
			throw new AssertionError(e);
		}
	}

	private static float[] values() {
		float[] values = new float[48 * 32];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) (100 + 20 * Math.sin(i / 7.0) + i * 31 % 17);
		return values;
	}
}
