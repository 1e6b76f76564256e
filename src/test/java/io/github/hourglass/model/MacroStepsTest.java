package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Macros in the manner of those that deepImageJ's models come with. */
class MacroStepsTest {

	private static final List<String> SPACE = List.of("y", "x");

	private static List<StepSpec> steps(String macro) {
		MacroSteps read = MacroSteps.of(macro, SPACE);
		assertEquals("", read.foreign());
		return read.steps();
	}

	private static StepSpec linear(double gain, double offset) {
		return new StepSpec("scale_linear", Map.of("gain", gain, "offset", offset));
	}

	private static StepSpec percentiles(double low, double high) {
		return new StepSpec("scale_range", Map.of("axes", SPACE, "min_percentile", low, "max_percentile", high));
	}

	@Test
	void arithmeticWithNumbersIsALinearScale() {
		assertEquals(List.of(linear(1 / 255.0, 0)), steps("// to 0..1\nrun(\"32-bit\");\nrun(\"Divide...\", \"value=255 stack\");\n"));
		assertEquals(List.of(linear(1, -0.25), linear(1 / 0.5, 0)),
			steps("m = 0.25;\ns = 0.5;\nrun(\"Subtract...\", \"value=\" + m);\nrun(\"Divide...\", \"value=\"+s+\" stack\");"));
		assertEquals(List.of(linear(2, 0), linear(1, 3)), steps("run(\"Multiply...\", \"value=2\"); run(\"Add...\", \"value=3\");"));
	}

	@Test
	void statisticsOfTheImageNormalizeIt() {
		assertEquals(List.of(new StepSpec("zero_mean_unit_variance", Map.of("axes", SPACE))),
			steps("getStatistics(_, mean, min, max, std, _);\nprint(\"Mean:\" + mean);\nrun(\"Subtract...\", \"value=\"+mean);\nrun(\"Divide...\", \"value=\"+std);"));
		assertEquals(List.of(percentiles(0, 100)),
			steps("getStatistics(_, _, low, high, _, _);\nrun(\"Subtract...\", \"value=\" + low);\nd = high - low + 1e-20\nrun(\"Divide...\", \"value=\" + d);".replace("low", "min").replace("high", "max")));
	}

	@Test
	void theFunctionForPercentilesIsOneRule() {
		assertEquals(List.of(percentiles(1, 99.8)), steps("""
			function percentile_normalization(){
				nBins = 256;
				getHistogram(values, counts, nBins);
				target = 0.01;
				do { i = i + 1; } while (normCumHist[i] < target)
				target = 0.998;
				run("Subtract...", "value="+mi);
			}
			percentile_normalization();
			"""));
	}

	@Test
	void aThresholdMakesAMask() {
		assertEquals(List.of(new StepSpec("binarize", Map.of("threshold", 0.5)), linear(255, 0), linear(1 / 255.0, 0)),
			steps("getStatistics(_, _, min, max, _, _);\nt = 0.5;\nsetThreshold(t, max);\nsetOption(\"BlackBackground\", true);\nrun(\"Convert to Mask\", \"method=Default background=Dark black\");\nrun(\"Divide...\", \"value=255\");"));
	}

	@Test
	void whatOnlyShowsOrSaysIsNothing() {
		assertEquals(List.of(), steps("/* display */\nprint(\"Preprocessing\");\nname=getTitle; \nrun(\"Brightness/Contrast...\");\nrun(\"Enhance Contrast\", \"saturated=0.35\");\nselectWindow(\"B&C\"); \nrun(\"Close\");"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "run(\"Scale...\", \"x=8 y=8 create\");", "run(\"8-bit\");", "run(\"Gaussian Blur...\", \"sigma=3\");", "getStatistics(_, mean, min, max, std);\nrun(\"Subtract...\", \"value=\"+mean);",
		"run(\"Divide...\", \"value=\"+unknown);", "run(\"Divide...\", \"value=0\");", "if (bitDepth()==8) { run(\"Divide...\", \"value=255\"); }", "exec(\"rm -rf /\");", "setThreshold(0, 159);\nrun(\"Convert to Mask\");" })
	void anythingElseIsNotUnderstood(String macro) {
		MacroSteps read = MacroSteps.of("run(\"Divide...\", \"value=2\");\n" + macro, SPACE);
		assertTrue(!read.foreign().isEmpty() && read.steps().isEmpty(), read::toString);
	}
}
