package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.architecture.ReceptiveField.Axis;
import io.github.hourglass.architecture.ReceptiveField.Kind;

class ReceptiveFieldTest {

	/** The table of CSBDeep's tile_overlap has 22, 46, 94, 92 and 188 for these. */
	@ParameterizedTest
	@CsvSource({ "2, 3, 22", "3, 3, 46", "4, 3, 94", "3, 5, 92", "4, 5, 188" })
	void halosOfCareNetworksAreThoseThatCsbdeepMeasured(int depth, int kernel, long halo) {
		Graph graph = UNet.of(NetworkOptions.of(2).depth(depth).kernel(kernel).baseFilters(2), 1);
		Axis axis = axis(graph, 2);
		assertEquals(new Axis(Kind.EXACT, 2, halo, halo, 1L << depth, 0, 1L << depth, 1L << depth, Ratio.ONE, 0, "", ""), axis);
	}

	static Axis axis(Graph graph, int axis) {
		return ReceptiveField.of(graph).axis(graph.inputs().get(0).name(), axis, graph.outputs().get(0).name());
	}
}
