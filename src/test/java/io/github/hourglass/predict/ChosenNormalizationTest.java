package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.engine.TensorType;
import io.github.hourglass.engine.TinyModels;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;
import net.imglib2.img.array.ArrayImgs;

/** A network that doubles what it is given, with rules of a package around it, for the image 0, 10, …, 100. */
class ChosenNormalizationTest {

	private static final float[] IMAGE = { 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100 };

	@TempDir
	Path folder;

	private Model model(List<StepSpec> before, List<StepSpec> after, boolean undone) {
		TinyModels network = new TinyModels().input("x", TensorType.FLOAT32, 1, 1, "h", "w").node("Add", "x,x", "y").output("y", TensorType.FLOAT32, 1, 1, "h", "w");
		Model bare = ModelReader.read(network.write(folder.resolve("double.onnx")));
		TensorSpec in = bare.inputs().get(0), out = bare.outputs().get(0);
		return new Model("double", "", "test", bare.folder(), bare.source(), List.of(new TensorSpec(in.id(), "", in.axes(), in.type(), before, false, null, null)),
			List.of(new TensorSpec(out.id(), "", out.axes(), out.type(), after, false, null, null)), bare.weights(),
			undone ? Map.of("config", Map.of("hourglass", Map.of("undo_normalization", true))) : Map.of());
	}

	private static void assertGives(Model model, String normalization, double gain, double offset) {
		Volume image = Volume.of(ArrayImgs.floats(IMAGE.clone(), IMAGE.length, 1), Axes.of("xy"));
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of("").withNormalization(normalization), Progress.none())) {
			float[] given = new float[IMAGE.length], expected = new float[IMAGE.length];
			predictor.apply(image, Progress.none()).copyFloats(new long[2], new int[] { IMAGE.length, 1 }, given);
			for (int i = 0; i < expected.length; i++)
				expected[i] = (float) (gain * IMAGE[i] + offset);
			assertArrayEquals(expected, given, 1e-4f);
		}
	}

	/** Percentiles 10 and 90 are 10 and 90, so that x becomes (x - 10) / 80. */
	@Test
	void percentilesReplaceThoseOfTheModel() {
		Model model = model(List.of(new StepSpec("scale_range", Map.of("axes", List.of("y", "x"), "min_percentile", 0.0, "max_percentile", 100.0))), List.of(), false);
		assertGives(model, "model", 0.02, 0);
		assertGives(model, "10,90", 2 / 80.0, -20 / 80.0);
		assertGives(model, "none", 2, 0);
	}

	/** The doubled value goes back by the same numbers: 2 (x - 10) + 10. */
	@Test
	void whatIsUndoneIsTheNormalizationThatWasDone() {
		Model model = model(List.of(new StepSpec("scale_range", Map.of("axes", List.of("y", "x"), "min_percentile", 0.0, "max_percentile", 100.0))), List.of(), true);
		assertGives(model, "model", 2, 0);
		assertGives(model, "10,90", 2, -10);
		assertGives(model, "none", 2, 0);
	}

	/** As Noise2Void's packages have it. */
	@Test
	void fixedNumbersAndTheWayBackGoTogether() {
		Model model = model(List.of(new StepSpec("fixed_zero_mean_unit_variance", Map.of("mean", 50.0, "std", 10.0))), List.of(new StepSpec("scale_linear", Map.of("gain", 10.0, "offset", 50.0))), false);
		assertGives(model, "model", 2, -50);
		assertGives(model, "none", 2, 0);
	}

	@Test
	void otherTextsAreRefused() {
		for (String text : List.of("", "yes", "99,1", "1,101", "1;99", "1,2,3", "-1,99"))
			assertTrue(assertThrows(IllegalArgumentException.class, () -> PredictionOptions.of("").withNormalization(text)).getMessage().contains("use model, none, or two percentiles"), text);
		assertEquals("model", PredictionOptions.of("").normalization());
	}
}
