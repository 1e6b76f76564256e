package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.architecture.ReceptiveField.Axis;
import io.github.hourglass.architecture.ReceptiveField.Kind;

/** The fields of published networks, and the same networks run over symbols, whole and in tiles. */
class RealFieldsTest {

	/**
	 * DnCNN: 17 convolutions of kernel 3. Super resolution: kernels 5, 3, 3, 3. The mesh networks: kernel 3 with dilations
	 * 1 1 1 2 4 8 4 1 and 1 2 4 8 16 8 4 2 1. The others by hand from the last layer to the first.
	 */
	@ParameterizedTest
	@CsvSource({ "dncnn_sigma25/dncnn_25.onnx, 17, 17, 1, 1", "super_resolution_x3/pytorch_super_resolution.onnx, 5, 5, 1, 3",
		"meshnet3d/model30_3class.onnx, 22, 22, 1, 1", "meshnet3d/model5_gw_ae.onnx, 46, 46, 1, 1",
		"unet2d_nuclei_broad/weights.onnx, 54, 54, 8, 1", "prisma_portrait/prisma_nchw.onnx, 351, 350, 16, 1" })
	void publishedNetworksAreExact(String file, long low, long high, long stride, long scale) {
		Graph graph = OnnxFile.read(RealModels.file(file));
		ReceptiveField field = ReceptiveField.of(graph);
		String input = graph.inputs().get(0).name();
		String output = graph.outputs().get(0).name();
		Axis expected = new Axis(Kind.EXACT, 2, low, high, stride, 0, stride, stride, new Ratio(scale, 1), 0, "", "");
		assertEquals(expected, field.axis(input, 2, output));
		assertEquals(low, field.axis(input, 3, output).haloLow());
		TileCheck.tilesEqualTheWhole(graph, expected, 1);
	}
}
