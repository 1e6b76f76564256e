package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class AxesMappingTest {

	private static Volume image(String letters, long... dimensions) {
		int[] blockSize = IntStream.range(0, dimensions.length).map(d -> 16).toArray();
		return Computed.volume(PixelType.UINT8, dimensions, letters, blockSize);
	}

	private static AxesMapping map(Volume image, String network, long channels) {
		return AxesMapping.of(image, network, channels, "auto");
	}

	private static String refusal(Volume image, String network, long channels, String axes) {
		return assertThrows(IllegalArgumentException.class, () -> AxesMapping.of(image, network, channels, axes)).getMessage();
	}

	@Test
	void aPlaneMeetsATwoDimensionalNetwork() {
		AxesMapping mapping = map(image("xy", 30, 20), "bcyx", 1);
		assertEquals("xycb", mapping.order());
		assertEquals("xy", mapping.entering());
		assertEquals("bc", mapping.oneAtATime());
		assertEquals("", mapping.looped());
		assertEquals("x y enter the network.", mapping.description());
	}

	@Test
	void slicesAndTimePointsAreLoopedOverByATwoDimensionalNetwork() {
		AxesMapping mapping = map(image("xyzt", 30, 20, 5, 48), "bcyx", 1);
		assertEquals("xycbzt", mapping.order());
		assertEquals("zt", mapping.looped());
		assertEquals("x y enter the network; z (5 slices), t (48 time points) are looped over, one at a time.", mapping.description());
	}

	@Test
	void timePointsAreLoopedOverByAThreeDimensionalNetwork() {
		AxesMapping mapping = map(image("xyzt", 30, 20, 5, 48), "bczyx", 0);
		assertEquals("xyzcbt", mapping.order());
		assertEquals("xyzc", mapping.entering());
		assertEquals("t", mapping.looped());
		assertEquals("x y z c enter the network; t (48 time points) is looped over, one at a time; c is added with size 1.", mapping.description());
	}

	@Test
	void eachChannelGoesThroughAOneChannelNetworkByItself() {
		AxesMapping mapping = map(image("xyczt", 30, 20, 3, 5, 2), "bcyx", 1);
		assertEquals("xycbzt", mapping.order());
		assertEquals("czt", mapping.looped());
		assertEquals("c", map(image("xyc", 30, 20, 3), "byx", 0).looped());
	}

	@Test
	void allChannelsEnterWhereTheirNumberFitsOrIsFree() {
		assertEquals("cxyb", map(image("xyc", 30, 20, 3), "byxc", 3).order());
		assertEquals("cxy", map(image("xyc", 30, 20, 3), "byxc", 3).entering());
		assertEquals("", map(image("xyc", 30, 20, 7), "bcyx", 0).looped());
	}

	@Test
	void aBatchAxisOfTheImageIsLoopedOverInItsPlace() {
		AxesMapping mapping = map(image("xyb", 30, 20, 4), "bcyx", 1);
		assertEquals("xycb", mapping.order());
		assertEquals("b", mapping.looped());
	}

	@Test
	void anAxisOfFixedSizeOneIsLoopedOver() {
		AxesMapping mapping = AxesMapping.of(image("xyz", 30, 20, 5), "bczyx", Map.of('c', 1L, 'z', 1L), "auto");
		assertEquals("xyzcb", mapping.order());
		assertEquals("z", mapping.looped());
		assertEquals("xy", mapping.entering());
	}

	@Test
	void anIndexAxisIsAddedUnderALetterThatIsFree() {
		AxesMapping mapping = map(image("xyt", 30, 20, 5), "icyx", 1);
		assertEquals("xycbt", mapping.order());
		assertEquals("ci", new StringBuilder(mapping.oneAtATime()).reverse().toString());
	}

	@Test
	void aNetworkOfTimeSeriesTakesTime() {
		AxesMapping mapping = map(image("xyzt", 30, 20, 5, 6), "btcyx", 1);
		assertEquals("xyctbz", mapping.order());
		assertEquals("z", mapping.looped());
		assertEquals("t", map(image("xy", 30, 20), "tyx", 0).order().substring(2), "added with size 1");
	}

	@Test
	void whatDoesNotFitIsRefusedWithTheRemedy() {
		assertEquals("The network takes volumes (x y z), the image has x y (30 × 20): open a stack, or choose a network for planes (x y).",
			refusal(image("xy", 30, 20), "bczyx", 1, "auto"));
		assertEquals("The network takes volumes (x y z), the image has x y t (30 × 20 × 48): if its time points are really slices, "
			+ "set axes=xyz; else choose a network for planes (x y).", refusal(image("xyt", 30, 20, 48), "bczyx", 1, "auto"));
		assertEquals("The network takes time series (x y t), the image has x y z (30 × 20 × 48): if its slices are really time points, "
			+ "set axes=xyt; else choose a network without t.", refusal(image("xyz", 30, 20, 48), "btyx", 1, "auto"));
		assertEquals("The network takes 3 channels, the image has 2: add the missing channels, or choose a network for 2 channels.",
			refusal(image("xyc", 30, 20, 2), "bcyx", 3, "auto"));
		assertEquals("The network takes 3 channels, the image has 5: make an image of the 3 channels it was trained on, or choose another network.",
			refusal(image("xyc", 30, 20, 5), "bcyx", 3, "auto"));
		assertEquals("The network takes 3 channels, the image has 1: convert the image to RGB, or choose a network for one channel.",
			refusal(image("xy", 30, 20), "bcyx", 3, "auto"));
		assertEquals("The network takes 3 channels, the image has 1: if its slices are really channels, set axes=xyc; else choose a network for one channel.",
			refusal(image("xyz", 30, 20, 3), "bcyx", 3, "auto"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> AxesMapping.of(image("xyt", 30, 20, 10), "bctyx", Map.of('t', 4L), "auto"))
			.getMessage().startsWith("The network takes 4 time points at once, the image has 10: "));
		assertEquals("A network with the axes 'bc' does not take images (x y).", refusal(image("xy", 30, 20), "bc", 1, "auto"));
	}

	@Test
	void theUsersReadingOfTheAxesIsTheRemedy() {
		AxesMapping mapping = AxesMapping.of(image("xyt", 30, 20, 48), "bczyx", 1, "xyz");
		assertEquals("xyz", mapping.entering());
		assertEquals("xyz", mapping.image().axes().letters());
		assertEquals("xyt", mapping.restore(mapping.input()).axes().letters());
		AxesMapping single = AxesMapping.of(image("xyczt", 30, 20, 1, 48, 1), "bcyx", 1, "XYT");
		assertEquals(48, single.image().size('t'));
		assertEquals("t", single.looped());
	}

	@Test
	void aReadingThatDoesNotFitTheImageIsRefused() {
		for (String axes : new String[] { "xyzt", "xy", "xxz", "xyq", "xzt" })
			assertEquals("axes=" + axes + " does not fit the image, which has x y t (30 × 20 × 48): give auto, or one letter of x y z c t b for each "
				+ "dimension, fastest first, such as axes=xyt.", refusal(image("xyt", 30, 20, 48), "bcyx", 1, axes));
	}

	@Test
	void theInputIsTheTensorInCOrder() {
		Volume image = image("xyczt", 4, 3, 2, 2, 2);
		AxesMapping mapping = map(image, "bzyxc", 0);
		byte[] tensor = new byte[48];
		mapping.input().copy(new long[] { 0, 0, 0, 0, 0, 1 }, new int[] { 2, 4, 3, 2, 1, 1 }, tensor);
		int i = 0;
		for (int z = 0; z < 2; z++)
			for (int y = 0; y < 3; y++)
				for (int x = 0; x < 4; x++)
					for (int c = 0; c < 2; c++)
						assertEquals(Computed.value("xyczt", new long[] { x, y, c, z, 1 }), tensor[i++]);
	}

	@Test
	void anOutputComesBackInTheImagesOrder() {
		Volume image = image("xyczt", 6, 5, 2, 3, 2).withAxes(Axes.of(List.of(new Axis('x', 0.2, 1, "µm"), Axis.of('y'), Axis.of('c'),
			new Axis('z', 0.5, 0, "µm"), new Axis('t', 3, 0, "s"))));
		for (String network : new String[] { "bcyx", "byxc", "bczyx", "zyx" }) {
			AxesMapping mapping = map(image, network, network.contains("c") ? 1 : 0);
			Volume back = mapping.restore(mapping.input());
			assertEquals(image.axes(), back.axes(), network);
			assertArrayEquals(Computed.pixels(image), Computed.pixels(back), network);
		}
	}

	@Test
	void axesThatTheNetworkAddsOrSwallowsAreHandled() {
		AxesMapping mapping = map(image("xyzt", 6, 5, 3, 2), "bcyx", 1);
		assertEquals("xycbzt", mapping.order("bcyx"));
		assertEquals("xybzt", mapping.order("byx"));
		assertEquals("xyczt", mapping.restore(image("xycbzt", 6, 5, 4, 1, 3, 2)).axes().letters(), "channels gained");
		assertEquals("xyzt", mapping.restore(image("xycbzt", 6, 5, 1, 1, 3, 2)).axes().letters());
		AxesMapping color = map(image("xyct", 6, 5, 3, 2), "bcyx", 3);
		assertEquals("xybt", color.order("byx"));
		assertEquals("xyt", color.restore(image("xybt", 6, 5, 1, 2)).axes().letters(), "channels swallowed");
	}

	@Test
	void colorsAndLabelsStayWhileTheirNumberFits() {
		Metadata.Channel channel = new Metadata.Channel("a", null, 0, 1);
		Metadata metadata = new Metadata("cells", List.of(channel, channel, channel), List.of("1", "2", "3"), true, Map.of());
		AxesMapping mapping = map(image("xyc", 6, 5, 3), "bcyx", 3);
		assertEquals(metadata, mapping.restore(image("xycb", 6, 5, 3, 1).withMetadata(metadata)).metadata());
		Metadata changed = mapping.restore(image("xycb", 6, 5, 2, 1).withMetadata(metadata)).metadata();
		assertEquals(Metadata.titled("cells"), changed);
	}
}
