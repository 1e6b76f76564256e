package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.engine.Engine;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.OnnxEngine;
import io.github.hourglass.engine.SavedGraph;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowEngine;
import io.github.hourglass.model.Npy;

/** SavedModels that others made, as ONNX. */
class RealConversionsTest {

	private static final Path MODELS = Path.of("../shared/real/models/tensorflow");
	private static final String ARCHIVE = "format-0.2.0-csbdeep.bioimage.io.zip";

	@TempDir
	Path folder;

	@BeforeEach
	void modelsAreThere() {
		assumeTrue(Files.isDirectory(MODELS), "skipped: the real SavedModels in " + MODELS + " are not here");
	}

	private Path model(String path) throws IOException {
		Path file = MODELS.resolve(path);
		if (!path.endsWith(".zip"))
			return file;
		try (InputStream in = Files.newInputStream(file); ZipInputStream zip = new ZipInputStream(in)) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry())
				if (!entry.isDirectory()) {
					Files.createDirectories(folder.resolve(entry.getName()).getParent());
					Files.copy(zip, folder.resolve(entry.getName()));
				}
		}
		return folder;
	}

	private ConvertedGraph converted(Path model) {
		SavedGraph saved = SavedGraph.read(model);
		Set<String> last = new java.util.HashSet<>();
		saved.inputs().forEach(input -> last.add(input.name()));
		saved.outputs().stream().filter(output -> output.shape()[1] < 0 || output.shape()[1] > 4).forEach(output -> last.add(output.name()));
		return ConvertedGraph.of(saved, last);
	}

	private static Tensor run(Engine engine, Path weights, Tensor input) {
		try (Network network = engine.open(weights, EngineOptions.cpu())) {
			Map<String, Tensor> wanted = new HashMap<>();
			wanted.put(network.outputs().get(0).name(), null);
			return network.run(Map.of(network.inputs().get(0).name(), input), wanted).values().iterator().next();
		}
	}

	private Tensor run(ConvertedGraph converted, Tensor input) {
		Path file = folder.resolve("converted.onnx");
		OnnxFile.write(converted.graph(), file);
		String in = converted.graph().inputs().get(0).name(), out = converted.graph().outputs().get(0).name();
		Tensor given = run(new OnnxEngine(), file, input.permuted(converted.permutations().get(in)));
		int[] permutation = converted.permutations().get(out), inverse = new int[permutation.length];
		for (int i = 0; i < inverse.length; i++)
			inverse[permutation[i]] = i;
		return given.permuted(inverse);
	}

	private static void assertAlike(Tensor expected, Tensor given, double tolerance) {
		assertArrayEquals(expected.shape(), given.shape());
		assertArrayEquals(expected.toFloats(), given.toFloats(), (float) tolerance);
	}

	/** Reference output where there is one, and what TensorFlow gives for noise. What each sees is added up from its kernels. */
	@ParameterizedTest
	@CsvSource({ "dncnn_sigma25/savedmodel, dncnn_sigma25, 1 40 56 1, 17, 1", "fsrcnn_x2/savedmodel, fsrcnn_x2, 2 33 47 1, 6, 1", "fsrcnn_x2/FSRCNN_x2.pb, fsrcnn_x2, 1 21 20 1, 6, 1",
		"unmicst_nuclei/savedmodel, unmicst_nuclei, 2 128 128 1, 40, 4", "pancreatic_unet/savedmodel, , 2 64 88 1, 46, 8", "meshnet3d/savedmodel, , 1 12 20 17 1, 22, 1",
		"n2v_fiji_2d/" + ARCHIVE + ", n2v_fiji_2d, 2 52 76 1, 22, 4" })
	void giveTheSameAndReachExactlySoFar(String path, String reference, String size, long halo, long stride) throws IOException {
		Path model = model(path);
		ConvertedGraph converted = converted(model);
		if (reference != null)
			assertAlike(Npy.read(MODELS.resolve(reference).resolve("ref_output.npy")), run(converted, Npy.read(MODELS.resolve(reference).resolve("ref_input.npy"))),
				path.startsWith("n2v") ? 1e-3 : 1e-4);
		Tensor noise = noise(Arrays.stream(size.split(" ")).mapToLong(Long::parseLong).toArray()), expected = run(new TensorFlowEngine(), model, noise);
		float largest = 0;
		for (float value : expected.toFloats())
			largest = Math.max(largest, Math.abs(value));
		assertAlike(expected, run(converted, noise), 1e-4 * largest);
		Graph graph = converted.graph();
		assertEquals(0, graph.nodes().stream().filter(node -> node.operator().equals("Transpose")).count());
		for (int axis = 2; axis < graph.inputs().get(0).rank(); axis++) {
			ReceptiveField.Axis seen = ReceptiveField.of(graph).axis(graph.inputs().get(0).name(), axis, graph.outputs().get(0).name());
			assertEquals(ReceptiveField.Kind.EXACT, seen.kind(), seen.why());
			assertEquals(halo, seen.haloLow());
			assertEquals(stride, seen.stride());
		}
	}

	private static Tensor noise(long[] shape) {
		float[] noise = new float[(int) Tensor.elements(shape)];
		Random random = new Random(1);
		for (int i = 0; i < noise.length; i++)
			noise[i] = (float) random.nextGaussian();
		return Tensor.of(noise, shape);
	}
}
