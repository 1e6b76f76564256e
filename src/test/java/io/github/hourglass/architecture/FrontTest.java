package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;

class FrontTest {

	@Test
	void enlargedNetworksGiveLargerImages() {
		Graph graph = Front.enlarging(UNet.of(NetworkOptions.of(2).depth(2).baseFilters(4).residual(true), 1), 2, 3);
		assertArrayEquals(new long[] { 1, 1, 36, 40 }, Shapes.of(graph, Map.of("input", new long[] { 1, 1, 12, 20 })).shape("output"));
		ReceptiveField field = ReceptiveField.of(graph);
		ReceptiveField.Axis y = field.axis("input", 2, "output"), x = field.axis("input", 3, "output");
		assertEquals(ReceptiveField.Kind.EXACT, x.kind());
		assertEquals(new Ratio(2, 1), x.scale());
		assertEquals(2, x.stride(), "of 4 large pixels");
		assertEquals(new Ratio(3, 1), y.scale());
		assertEquals(4, y.stride());
		Graph deep = Front.enlarging(PlainFcn.of(NetworkOptions.of(3).depth(3).baseFilters(4), 1), 1, 1, 4);
		assertArrayEquals(new long[] { 1, 1, 20, 7, 9 }, Shapes.of(deep, Map.of("input", new long[] { 1, 1, 5, 7, 9 })).shape("output"));
		assertThrows(IllegalArgumentException.class, () -> Front.enlarging(deep, 2, 2));
	}

	@Test
	void expandedNetworksGiveEachChannelAPlaceBesideTheOthers() {
		Graph graph = Front.expanding(UNet.of(NetworkOptions.of(3).depth(1).baseFilters(4).channels(1, 4), 1), true, 1, 1, 4);
		assertArrayEquals(new long[] { 1, 1, 24, 12, 20 }, Shapes.of(graph, Map.of("input", new long[] { 1, 1, 6, 12, 20 })).shape("output"));
		ReceptiveField field = ReceptiveField.of(graph);
		assertEquals(ReceptiveField.Kind.EXACT, field.axis("input", 2, "output").kind());
		assertEquals(new Ratio(4, 1), field.axis("input", 2, "output").scale());
		assertEquals(2, field.axis("input", 2, "output").stride());
		assertEquals(Ratio.ONE, field.axis("input", 4, "output").scale());
		float[] weight = graph.weights().get("back.weight").toFloats();
		for (int channel = 0; channel < 4; channel++)
			for (int slice = 0; slice < 4; slice++)
				assertEquals(channel == slice ? 1 : 0, weight[channel * 4 + slice]);
		assertThrows(IllegalArgumentException.class, () -> Front.expanding(UNet.of(NetworkOptions.of(3).depth(1).baseFilters(4), 1), false, 1, 1, 4));
	}

	@Test
	void projectingNetworksSeeAColumnAtOnceAndTilesElsewhere() {
		NetworkOptions options = NetworkOptions.of(2).depth(1).baseFilters(4).channels(2, 2).residual(true);
		Graph graph = Front.projecting(UNet.of(options, 1), options, 1);
		for (long z : new long[] { 1, 5, 9 })
			assertArrayEquals(new long[] { 1, 2, 12, 20 }, Shapes.of(graph, Map.of("input", new long[] { 1, 2, z, 12, 20 })).shape("output"));
		ReceptiveField field = ReceptiveField.of(graph);
		assertEquals(ReceptiveField.Kind.GLOBAL, field.axis("input", 2, "output").kind());
		for (int axis = 3; axis < 5; axis++) {
			assertEquals(ReceptiveField.Kind.EXACT, field.axis("input", axis, "output").kind());
			assertEquals(axis - 1, field.axis("input", axis, "output").outputAxis());
			assertTrue(field.axis("input", axis, "output").haloLow() > field.axis("input", axis, "output").stride());
		}
		assertThrows(IllegalArgumentException.class, () -> Front.projecting(graph, options, 1));
	}
}
