package io.github.hourglass.predict;

import java.util.HashMap;
import java.util.Map;

import io.github.hourglass.architecture.Shapes;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/**
 * Estimates what one tile takes: the tensors that live at once in the graph, a second set of input and output buffers (one
 * tile is read while another is computed), and the cropped result.
 */
final class TileNeed implements MemoryPlan.Need {

	/** Where the graph is not known: bytes per input pixel of a network with 64 channels that keeps four tensors at once. */
	private static final long BYTES_PER_PIXEL = 1024;
	/** The most that a network was measured to take beyond {@link Shapes#liveBytes}: 1.05 for plain U-Nets, 1.38 with transposed upsampling. */
	private static final double ENGINE_EXTRA = 1.4;
	/** Results of this many tiles must fit the Java heap: kept ones, those of two askers, and their copies. */
	private static final int KEPT_EXACT = 6, KEPT_BLENDED = 20;
	private static final long LARGEST_BUFFER = Integer.MAX_VALUE - 64;

	private final Geometry geometry;
	private final Map<Character, Long> whole;
	private final long heap;

	/**
	 * @param whole size of the image along the axes that go whole into each tile
	 * @param heap most bytes of the Java heap, which also bounds direct buffers
	 */
	TileNeed(Geometry geometry, Map<Character, Long> whole, long heap) {
		this.geometry = geometry;
		this.whole = Map.copyOf(whole);
		this.heap = heap;
	}

	@Override
	public long bytes(long[] tile) {
		Map<Character, Long> sizes = new HashMap<>(whole);
		for (int d = 0; d < tile.length; d++)
			sizes.put(geometry.tiled().get(d).letter(), tile[d]);
		Map<String, long[]> shapes = geometry.shapes(sizes);
		try {
			long inputs = 0;
			for (long[] shape : shapes.values())
				inputs += Tensor.elements(shape) * 4;
			return total(shapes, inputs);
		}
		catch (ArithmeticException tooLarge) {
			return Long.MAX_VALUE;
		}
	}

	private long total(Map<String, long[]> shapes, long inputs) {
		long outputs = inputs;
		long live = inputs / 4 * BYTES_PER_PIXEL;
		if (geometry.graph() != null)
			try {
				Shapes known = Shapes.of(geometry.graph(), shapes);
				live = known.liveBytes();
				outputs = 0;
				for (TensorInfo output : geometry.graph().outputs()) {
					long bytes = Math.multiplyExact(Tensor.elements(known.shape(output.name())), output.type().bytes());
					if (bytes > LARGEST_BUFFER)
						return Long.MAX_VALUE;
					outputs += bytes;
				}
			}
			catch (IllegalArgumentException unknown) {
				outputs = inputs;
			}
		if (inputs > LARGEST_BUFFER || 2 * (inputs + outputs) > heap || outputs * (geometry.exact() ? KEPT_EXACT : KEPT_BLENDED) > heap)
			return Long.MAX_VALUE;
		return (long) (ENGINE_EXTRA * live) + inputs + 3 * outputs;
	}
}
