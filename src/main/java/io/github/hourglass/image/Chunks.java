package io.github.hourglass.image;

import java.util.ArrayList;
import java.util.List;

import net.imglib2.blocks.SubArrayCopy;

/** Takes the blocks of a volume as they come and gives it back in others: in memory, or piece by piece in a file. */
final class Chunks {

	private final PixelType type;
	private final Blocks blocks;
	private final TemporaryFile file;
	private final Object[] arrays;
	private final List<List<Piece>> pieces = new ArrayList<>();

	/** Part of a chunk in the file. */
	private record Piece(int[] at, int[] size, long position) {}

	/** @param file where the pieces go; null for memory */
	Chunks(PixelType type, Blocks blocks, TemporaryFile file) {
		this.type = type;
		this.blocks = blocks;
		this.file = file;
		int count = Math.toIntExact(blocks.count());
		this.arrays = file == null ? new Object[count] : null;
		for (int number = 0; number < count; number++) {
			if (file == null)
				arrays[number] = type.newArray(Volume.pixels(blocks.size(number)));
			else
				pieces.add(new ArrayList<>(1));
		}
	}

	void put(long[] min, int[] size, Object pixels) {
		int n = min.length;
		long[] first = new long[n];
		long[] last = new long[n];
		for (int d = 0; d < n; d++) {
			first[d] = blocks.at(d, min[d]);
			last[d] = blocks.at(d, min[d] + size[d] - 1);
		}
		long[] place = first.clone();
		for (int d = 0; d < n;) {
			put((int) blocks.number(place), min, size, pixels);
			for (d = 0; d < n; d++) {
				if (++place[d] <= last[d])
					break;
				place[d] = first[d];
			}
		}
	}

	private void put(int number, long[] min, int[] size, Object pixels) {
		int n = min.length;
		long[] chunkMin = blocks.min(number);
		int[] chunkSize = blocks.size(number);
		int[] from = new int[n];
		int[] to = new int[n];
		int[] count = new int[n];
		for (int d = 0; d < n; d++) {
			from[d] = (int) Math.max(0, chunkMin[d] - min[d]);
			to[d] = (int) Math.max(0, min[d] - chunkMin[d]);
			count[d] = Math.min(size[d] - from[d], chunkSize[d] - to[d]);
		}
		if (file == null) {
			SubArrayCopy.copy(pixels, size, from, arrays[number], chunkSize, to, count);
			return;
		}
		Object piece = type.newArray(Volume.pixels(count));
		SubArrayCopy.copy(pixels, size, from, piece, count, new int[n], count);
		Piece stored = new Piece(to, count, file.append(piece));
		synchronized (pieces) {
			pieces.get(number).add(stored);
		}
	}

	Object get(long number) {
		if (file == null)
			return arrays[(int) number];
		int[] size = blocks.size(number);
		Object chunk = type.newArray(Volume.pixels(size));
		for (Piece piece : pieces.get((int) number)) {
			Object pixels = file.read(piece.position, type.newArray(Volume.pixels(piece.size)));
			SubArrayCopy.copy(pixels, piece.size, new int[size.length], chunk, size, piece.at, piece.size);
		}
		return chunk;
	}
}
