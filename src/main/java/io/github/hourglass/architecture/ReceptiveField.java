package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.TensorInfo;

/**
 * How far each output of a network sees into each input, axis by axis: what a tile must bring along so that its result
 * equals that of the whole image.
 * <p>
 * Only the structure counts, never the weights; sizes that a file declares as fixed are analyzed as if they were free.
 * Where an axis is {@link Kind#EXACT}, cut it into tiles that start on multiples of {@code stride} and whose size the
 * network accepts ({@link Axis#allows}). Let the block of output that a tile is kept for begin at input position
 * {@code a} and end at {@code b}, both multiples of {@code stride} (in output pixels: {@code scale * a} and
 * {@code scale * b}). Then the tile must begin at or before {@code a - haloLow} and end at or after
 * {@code b + haloHigh}, except at a side of the image, where tile and image end together and the network's own padding
 * acts as it does in one piece. These halos are the smallest that are right for all weights. Output element {@code o} of
 * a tile that begins at {@code t} is element {@code o + scale * t} of the whole output. Example: two 3×3 convolutions with padding, a 2×2
 * pooling between them and an upsampling by 2 at the end have stride 2 and a halo of 3 (rounded up to the stride: 4).
 * <p>
 * A network of valid convolutions has no low halo; its output is shorter ({@code offset} is negative) and all that it
 * sees lies on the high side.
 */
public final class ReceptiveField {

	/** What can be said of an axis. */
	public enum Kind {
		/** The result at a place depends on a bounded surrounding only, in the same way everywhere. */
		EXACT,
		/** Statistics over the whole axis enter: any size works, but only in one piece. */
		GLOBAL,
		/** The result depends on the place or on the size of the axis, or nothing is known. */
		POSITIONAL
	}

	/**
	 * One axis of an input, as one output sees it. All but {@code kind}, {@code node} and {@code why} have a meaning only
	 * where the kind is EXACT.
	 *
	 * @param kind what can be said
	 * @param outputAxis the axis of the output that runs along it; -1 if the output has no such axis or is not EXACT
	 * @param haloLow least halo before a block, in pixels of this input; round it up to the stride
	 * @param haloHigh least halo after a block, in pixels of this input; round the tile's size up to one allowed
	 * @param stride tiles and blocks start on multiples of this, in pixels of this input
	 * @param remainder a tile's size is a multiple of the stride plus this; 0 for all but some valid networks
	 * @param leastSize smallest size of a tile
	 * @param sizeStep in one piece the network accepts the sizes {@code leastSize + i * sizeStep}; 1 or a divisor of the stride
	 * @param scale output size divided by input size, offset aside
	 * @param offset output size = {@code scale * (size - remainder) + offset}
	 * @param node the node to blame if the axis is not EXACT, else empty
	 * @param why one sentence if the axis is not EXACT, else empty
	 */
	public record Axis(Kind kind, int outputAxis, long haloLow, long haloHigh, long stride, long remainder, long leastSize, long sizeStep,
		Ratio scale, long offset, String node, String why)
	{

		static Axis notExact(Kind kind, String node, String why) {
			return new Axis(kind, -1, 0, 0, 1, 0, 1, 1, Ratio.ONE, 0, node, why);
		}

		/** True if a tile may have this size. */
		public boolean allows(long size) {
			return size >= leastSize && (size - remainder) % stride == 0;
		}

		/** The smallest size of a tile that is not below {@code size}. */
		public long allowed(long size) {
			long least = Math.max(size, leastSize);
			return remainder - Math.floorDiv(remainder - least, stride) * stride;
		}

		/** The size of the output for an allowed size of the input. */
		public long outputSize(long size) {
			return scale.of(size - remainder) + offset;
		}
	}

	private final Map<String, List<Axis>> axes = new LinkedHashMap<>();

	private ReceptiveField() {}

	/** Analyzes a graph; takes well under a second even for large ones. */
	public static ReceptiveField of(Graph graph) {
		ReceptiveField field = new ReceptiveField();
		for (TensorInfo input : graph.inputs()) {
			for (TensorInfo output : graph.outputs())
				field.axes.put(key(input.name(), output.name()), new ArrayList<>());
			for (int axis = 0; axis < Math.max(input.rank(), 0); axis++) {
				AxisAnalysis analysis = AxisAnalysis.of(graph, input, axis);
				for (TensorInfo output : graph.outputs())
					field.axes.get(key(input.name(), output.name())).add(analysis.axis(output.name()));
			}
		}
		return field;
	}

	private static String key(String input, String output) {
		return input + "\n" + output;
	}

	/**
	 * The axes of an input, in its own order, as that output sees them; batch and channels included. Empty if the rank of
	 * the input is not known.
	 */
	public List<Axis> axes(String input, String output) {
		List<Axis> found = axes.get(key(input, output));
		if (found == null)
			throw new IllegalArgumentException("The network has no input '" + input + "' with an output '" + output + "'.");
		return List.copyOf(found);
	}

	/** One axis of an input as that output sees it. */
	public Axis axis(String input, int axis, String output) {
		List<Axis> all = axes(input, output);
		if (axis < 0 || axis >= all.size())
			throw new IllegalArgumentException("The input '" + input + "' has no axis " + axis + ".");
		return all.get(axis);
	}
}
