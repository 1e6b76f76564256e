package io.github.hourglass.engine;

import java.util.Arrays;
import java.util.List;

/**
 * What a network says of one of its inputs or outputs.
 *
 * @param name the tensor's name in the file
 * @param type element type
 * @param shape size per axis; -1 where any size is allowed; null where not even the rank is known
 * @param sizeNames the name of each free size (the same name means the same size), empty string where it has none; as long
 *          as the shape, empty where the rank is unknown
 */
public record TensorInfo(String name, TensorType type, long[] shape, List<String> sizeNames) {

	public TensorInfo {
		shape = shape == null ? null : shape.clone();
		sizeNames = List.copyOf(sizeNames);
	}

	/** With nameless free sizes. */
	public static TensorInfo of(String name, TensorType type, long... shape) {
		String[] names = new String[shape.length];
		Arrays.fill(names, "");
		return new TensorInfo(name, type, shape, List.of(names));
	}

	@Override
	public long[] shape() {
		return shape == null ? null : shape.clone();
	}

	/** Number of axes, or -1 where unknown. */
	public int rank() {
		return shape == null ? -1 : shape.length;
	}

	@Override
	public String toString() {
		return name + " " + type + (shape == null ? "[?]" : Arrays.toString(shape));
	}
}
