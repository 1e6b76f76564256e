package io.github.hourglass.image;

/** Copies a block into the same block with its axes in another order. */
final class Transposition {

	private Transposition() {}

	/** True if elements keep their place: axes longer than 1 keep their order. */
	static boolean isIdentity(int[] size, int[] destStride) {
		int stride = 1;
		for (int d = 0; d < size.length; d++) {
			if (size[d] != 1 && destStride[d] != stride)
				return false;
			stride *= size[d];
		}
		return true;
	}

	/** @param destStride per source axis, the distance of neighbors in {@code dest} */
	static void copy(Object source, int[] size, Object dest, int[] destStride) {
		int rows = 1;
		for (int d = 1; d < size.length; d++)
			rows *= size[d];
		int[] position = new int[size.length];
		int target = 0;
		for (int row = 0; row < rows; row++) {
			copyRow(source, row * size[0], size[0], dest, target, destStride[0]);
			for (int d = 1; d < size.length; d++) {
				target += destStride[d];
				if (++position[d] < size[d])
					break;
				target -= destStride[d] * size[d];
				position[d] = 0;
			}
		}
	}

	private static void copyRow(Object source, int from, int count, Object dest, int to, int stride) {
		if (stride == 1)
			System.arraycopy(source, from, dest, to, count);
		else if (source instanceof float[] values)
			for (int i = 0; i < count; i++)
				((float[]) dest)[to + i * stride] = values[from + i];
		else if (source instanceof byte[] values)
			for (int i = 0; i < count; i++)
				((byte[]) dest)[to + i * stride] = values[from + i];
		else if (source instanceof short[] values)
			for (int i = 0; i < count; i++)
				((short[]) dest)[to + i * stride] = values[from + i];
		else if (source instanceof int[] values)
			for (int i = 0; i < count; i++)
				((int[]) dest)[to + i * stride] = values[from + i];
		else if (source instanceof long[] values)
			for (int i = 0; i < count; i++)
				((long[]) dest)[to + i * stride] = values[from + i];
		else
			for (int i = 0; i < count; i++)
				((double[]) dest)[to + i * stride] = ((double[]) source)[from + i];
	}
}
