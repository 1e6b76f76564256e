package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ij.ImagePlus;
import ij.WindowManager;
import ij.process.ByteProcessor;
import io.github.hourglass.model.ModelFolder;
import io.github.hourglass.model.OtherHome;

/** Lines as the recorders of CSBDeep, Noise2Void and StarDist wrote them. */
class OldKeysTest {

	private static final String STARDIST = "command=[de.csbdresden.stardist.StarDist2D], args=['input':'cells.tif', 'modelChoice':'Versatile (fluorescent nuclei)', 'normalizeInput':'true', "
		+ "'percentileBottom':'1.0', 'percentileTop':'99.8', 'probThresh':'0.479071', 'nmsThresh':'0.3', 'outputType':'Both', 'nTiles':'1', 'excludeBoundary':'2', 'roiPosition':'Automatic', "
		+ "'verbose':'false', 'showCsbdeepProgress':'false', 'showProbAndDist':'false'], process=[false]";
	private static final String CSBDEEP = "input=cells.tif normalizeinput=true percentilebottom=3.0 percentiletop=99.8 clip=false ntiles=8 blockmultiple=32 overlap=32 batchsize=1 "
		+ "modelfile=[/my models/care.zip] modelurl= showprogressdialog=true";

	@RegisterExtension
	final OtherHome home = new OtherHome();

	@TempDir
	Path folder;
	private final List<String> said = new ArrayList<>();

	@BeforeEach
	void useAnotherHome() {
		home.use(folder.resolve("home"));
	}

	private Map<String, String> translated(Class<?> command, String line) {
		return OldKeys.translated(command, MacroOptions.parse(line), said::add).values();
	}

	private String refusal(Class<?> command, String line) {
		return assertThrows(IllegalArgumentException.class, () -> translated(command, line)).getMessage();
	}

	private void importAs(String name) {
		ModelFolder.add(Path.of("models", "starter-2d"), name, "", false, io.github.hourglass.image.Progress.none());
	}

	@Test
	void csbdeepsNetworkIsApplied() {
		assertEquals(Map.of("input", "cells.tif", "model", "/my models/care.zip"), translated(Predict.class, CSBDEEP));
		assertTrue(said.get(0).contains("modelfile is model=[/my models/care.zip]") && said.get(0).contains("ntiles"), said::toString);
	}

	@Test
	void noise2VoidPredicts() {
		assertEquals(Map.of("input", "noisy.tif", "model", "C:\\n2v.zip", "axes", "xyt", "type", "input"), translated(Predict.class,
			"modelfile=C:\\n2v.zip input=noisy.tif axes=XYB batchsize=10 numtiles=1 showprogressdialog=true convertoutputtoinputformat=true"));
	}

	@Test
	void starDistSegments() {
		importAs("dsb2018_heavy_augment");
		assertEquals(Map.of("input", "cells.tif", "model", "dsb2018_heavy_augment", "threshold", "0.479071", "overlap", "0.3", "rois", "true", "statistics", "frame"),
			translated(Segment.class, STARDIST));
		assertTrue(said.get(0).contains("probthresh is threshold=0.479071, nmsthresh is overlap=0.3"), said::toString);
		assertEquals("2D_versatile_he", other("2D_versatile_he", "Versatile (H&E nuclei)").get("model"));
	}

	private Map<String, String> other(String name, String choice) {
		importAs(name);
		return translated(Segment.class, STARDIST.replace("Versatile (fluorescent nuclei)", choice));
	}

	@Test
	void starDistTakesAFileToo() {
		String line = STARDIST.replace("'normalizeInput'", "'modelFile':'C:\\\\my models\\\\it\\'s.zip', 'normalizeInput'").replace("Versatile (fluorescent nuclei)", "Model (.zip) from File").replace("Both", "Label Image");
		Map<String, String> values = translated(Segment.class, line);
		assertEquals("C:\\my models\\it's.zip", values.get("model"));
		assertTrue(!values.containsKey("rois"));
	}

	@Test
	void anotherNormalizationIsAskedFor() {
		importAs("dsb2018_heavy_augment");
		assertEquals("none", translated(Segment.class, STARDIST.replace("'normalizeInput':'true'", "'normalizeInput':'false'")).get("normalization"));
		assertEquals("5,99.8", translated(Segment.class, STARDIST.replace("'percentileBottom':'1.0'", "'percentileBottom':'5'")).get("normalization"));
		assertEquals("3.0,99.9", translated(Predict.class, CSBDEEP.replace("percentiletop=99.8", "percentiletop=99.9")).get("normalization"));
		assertTrue(said.stream().anyMatch(note -> note.contains("normalizeinput is normalization=none")), said::toString);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		'verbose':'false'                                        | 'verbose':'false', 'broken             | args cannot be read from
		de.csbdresden.stardist.StarDist2D]                       | de.csbdresden.stardist.StarDist2DNMS]  | StarDist2DNMS has no counterpart here
		Versatile (fluorescent nuclei)                           | Versatile (mice)                       | StarDist has no model 'Versatile (mice)'
		Versatile (fluorescent nuclei)                           | Versatile (H&E nuclei)                 | take models/2D/he_heavy_augment.zip out of the jar of StarDist's plugin and import it
		""")
	void whatCannotBeKeptIsRefused(String part, String changed, String hint) {
		importAs("dsb2018_heavy_augment");
		String message = refusal(Segment.class, STARDIST.replace(part, changed));
		assertTrue(message.contains(hint.replace("''", "'")), message);
	}

	@Test
	void aLineWithoutAModelSaysSo() {
		String message = refusal(Predict.class, "input=x ntiles=8 modelurl=http://csbdeep.bioimagecomputing.com/model-tubulin.zip");
		assertTrue(message.contains("names no model; add model=") && message.contains("'hourglass models import http://csbdeep.bioimagecomputing.com/model-tubulin.zip'"), message);
	}

	@Test
	void ourOwnLinesAndOtherCommandsAreLeftAlone() {
		MacroOptions own = MacroOptions.parse("input=cells.tif model=nuclei overlap=0.3 threshold=0.4 statistics=image axes=XY");
		assertSame(own, OldKeys.translated(Segment.class, own, said::add));
		MacroOptions other = MacroOptions.parse("ntiles=8");
		assertSame(other, OldKeys.translated(Models.class, other, said::add));
		assertTrue(said.isEmpty());
	}

	@Test
	void theCommandTakesThem() {
		importAs("dsb2018_heavy_augment");
		ImagePlus image = new ImagePlus("cells.tif", new ByteProcessor(8, 8));
		WindowManager.setTempCurrentImage(image);
		Segment command = new Segment();
		CommandInputs.fill(command, "Hourglass Segment...", MacroOptions.parse(STARDIST.replace("'input':'cells.tif', ", "")), image);
		Map<String, Object> values = Options.fieldsOf(command);
		assertEquals("dsb2018_heavy_augment", values.get("model"));
		assertEquals("0.3", values.get("overlap"));
		assertEquals(true, values.get("rois"));
		assertSame(image, values.get("input"));
	}

	@Test
	void theTableNamesEveryKey() throws IOException {
		String table = Files.readString(Path.of("docs", "old-macros.md"));
		Set<String> keys = new TreeSet<>(OldKeys.RENAMED.keySet());
		keys.addAll(OldKeys.NEEDLESS);
		keys.addAll(OldKeys.NORMALIZATION);
		for (String key : keys)
			assertTrue(table.contains("`" + key + "`"), key);
		OldKeys.RENAMED.forEach((key, now) -> assertTrue(Pattern.compile("\\| `" + key + "` \\| `" + now + "` \\|").matcher(table).find(), key));
	}
}
