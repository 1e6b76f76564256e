package io.github.hourglass.predict;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** The slices of a volume as frames of a time lapse, so that objects are sought in each by itself; and back. */
final class SliceFrames {

	private SliceFrames() {}

	/** Axes x y t: slice z of frame t becomes frame z + slices × t. Channels, if there are several, stay apart. */
	static Volume fold(Volume volume) {
		long slices = volume.size('z');
		boolean channels = volume.size('c') > 1;
		Volume ordered = volume.inOrder(channels ? "xyczt" : "xyzt");
		int z = channels ? 3 : 2;
		long[] sizes = ordered.dimensions();
		long[] dimensions = java.util.Arrays.copyOf(sizes, z + 1);
		dimensions[z] = slices * sizes[z + 1];
		int[] block = java.util.Arrays.copyOf(ordered.blockSize(), z + 1);
		block[z] = 1;
		Axes axes = Axes.of(channels ? "xyct" : "xyt").with(volume.axes().find('x')).with(volume.axes().find('y'));
		PixelType type = ordered.type();
		return Volume.of(type, dimensions, axes, block, (min, size, dest) -> {
			int plane = Volume.pixels(size) / size[z];
			Object one = size[z] == 1 ? dest : type.newArray(plane);
			long[] from = java.util.Arrays.copyOf(min, z + 2);
			int[] count = java.util.Arrays.copyOf(size, z + 2);
			count[z] = count[z + 1] = 1;
			for (int f = 0; f < size[z]; f++) {
				from[z] = (min[z] + f) % slices;
				from[z + 1] = (min[z] + f) / slices;
				ordered.copy(from, count, one);
				if (one != dest)
					System.arraycopy(one, 0, dest, f * plane, plane);
			}
		}).withMetadata(volume.metadata().withSliceLabels(java.util.List.of()));
	}

	/** Undoes {@link #fold} for an image without channels. */
	static Volume unfold(Volume folded, Volume like) {
		Volume ordered = folded.inOrder("xyt");
		long slices = like.size('z');
		long[] dimensions = { ordered.size('x'), ordered.size('y'), slices, like.size('t') };
		int[] block = { ordered.blockSize()[0], ordered.blockSize()[1], 1, 1 };
		Axes axes = Axes.of("xyzt");
		for (Axis axis : like.axes())
			if (axes.has(axis.letter()))
				axes = axes.with(axis);
		PixelType type = ordered.type();
		Volume unfolded = Volume.of(type, dimensions, axes, block, (min, size, dest) -> {
			int plane = size[0] * size[1];
			Object one = size[2] * size[3] == 1 ? dest : type.newArray(plane);
			for (int i = 0; i < size[2] * size[3]; i++) {
				long frame = min[2] + i % size[2] + slices * (min[3] + i / size[2]);
				ordered.copy(new long[] { min[0], min[1], frame }, new int[] { size[0], size[1], 1 }, one);
				if (one != dest)
					System.arraycopy(one, 0, dest, i * plane, plane);
			}
		}).withMetadata(folded.metadata());
		return unfolded.inOrder("xy" + (like.axes().has('z') ? "z" : "") + (like.axes().has('t') ? "t" : ""));
	}
}
