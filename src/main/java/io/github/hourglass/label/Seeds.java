package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/** Seeds of a {@link Watershed} from a map that is high in the middle of objects: a distance map or a probability. */
public final class Seeds {

	private static final double MOST_REACH = 64;

	private final Volume map;
	private final Volume parts;
	private final Gaussian gaussian;
	private final List<int[]> around;
	private final int[] halo = new int[3];
	private final Progress progress;

	private Seeds(Volume map, Volume parts, double sigma, double distance, Progress progress) {
		this.map = map;
		this.parts = parts;
		this.progress = progress;
		double[] spacing = spacing(parts);
		double[] sigmas = new double[3];
		for (int d = 0; d < 3; d++)
			sigmas[d] = parts.dimensions()[d] > 1 ? sigma / spacing[d] : 0;
		gaussian = new Gaussian(sigmas);
		around = ball(distance, spacing, parts.dimensions());
		for (int[] step : around)
			for (int d = 0; d < 3; d++)
				halo[d] = Math.max(halo[d], Math.abs(step[d]));
	}

	/**
	 * Those voxels at which the smoothed map is larger than at all others of the same component within a distance; of equal ones
	 * the one that comes first (x fastest, then y, z). Every component has at least one.
	 *
	 * @param map is read more than once: keep it where computing it is dear. NaN counts as 0
	 * @param components where to seek; frame by frame
	 * @param sigma standard deviation of the Gaussian that smooths the map, in pixels along x (other axes by their calibration),
	 *          cut off at four times that; 0 for none
	 * @param distance how far a seed is from the next one of the same component at least, in pixels along x; at least the
	 *          neighbors by face, edge and corner are compared
	 * @return one voxel per seed; ids in the order of these voxels
	 */
	public static LabelImage maxima(Volume map, LabelImage components, double sigma, double distance, LabelOptions options, Progress progress) {
		if (!(sigma >= 0 && sigma <= MOST_REACH / 4) || !(distance >= 0 && distance <= MOST_REACH))
			throw new IllegalArgumentException("Seeds are sought with a smoothing of 0 to 16 and a distance of 0 to 64 pixels, not " + sigma + " and " + distance + ".");
		Volume parts = SpaceTime.of(components.volume(), "label image");
		Volume ordered = SpaceTime.of(map, "map");
		SpaceTime.checkSame(ordered, "map", parts, "label image");
		Blocks blocks = Cubes.of(parts.dimensions());
		LabelStore store = new LabelStore(blocks, options, options.memory() / 4);
		try (Cubes.Readable readable = Cubes.readable(ordered, options.memory() / 2, options.scratch(), progress, "Reading the map")) {
			int count = new Seeds(readable.volume(), parts, sigma, distance, progress).run(blocks, store);
			return LabelImage.stored(components.volume(), store, count, List.of());
		} catch (RuntimeException | Error failure) {
			store.close();
			throw failure;
		}
	}

	private int run(Blocks blocks, LabelStore store) {
		Unions unions = new Unions();
		int[] offsets = new int[Math.toIntExact(blocks.count())];
		Workers.run(blocks.count(), LabelOptions.THREADS, progress, "Seeking seeds", () -> {
			Runs runs = new Runs();
			return number -> offsets[(int) number] = unions.add(seek(blocks.min(number), blocks.size(number), runs, number, store));
		});
		int[] ids = unions.ids(progress);
		store.rename(offsets, ids);
		return ids.length - 1;
	}

	/** Seeds of one block: written to the store as 1, 2, ...; their linear indices are given back. */
	private long[] seek(long[] min, int[] size, Runs runs, long number, LabelStore store) {
		Box near = Box.around(min, size, halo, parts.dimensions());
		int[] ids = new int[near.pixels()];
		parts.copy(near.min(), near.size(), ids);
		List<Long> firsts = new ArrayList<>();
		if (near.hasAny(ids)) {
			float[] values = smoothed(near);
			int[] jumps = around.stream().mapToInt(step -> (step[2] * near.size()[1] + step[1]) * near.size()[0] + step[0]).toArray();
			runs.clear(size[1] * size[2]);
			for (int z = 0; z < size[2]; z++)
				for (int y = 0; y < size[1]; y++) {
					if (y % 16 == 0)
						progress.check();
					for (int x = 0; x < size[0]; x++) {
						int at = near.index(min[0] + x, min[1] + y, min[2] + z);
						if (ids[at] != 0 && isLargest(near, ids, values, at, jumps)) {
							firsts.add((((min[3] * parts.size('z') + min[2] + z) * parts.size('y')) + min[1] + y) * parts.size('x') + min[0] + x);
							runs.add(x, x, firsts.size());
						}
					}
					runs.endLine();
				}
			store.put(number, runs.encode(size[0]));
		}
		return firsts.stream().mapToLong(Long::longValue).toArray();
	}

	/** @param jumps the steps around as distances in the arrays */
	private boolean isLargest(Box box, int[] ids, float[] values, int at, int[] jumps) {
		int[] size = box.size();
		int x = at % size[0];
		int y = at / size[0] % size[1];
		int z = at / size[0] / size[1];
		if (x >= halo[0] && y >= halo[1] && z >= halo[2] && x < size[0] - halo[0] && y < size[1] - halo[1] && z < size[2] - halo[2]) {
			for (int jump : jumps) {
				int other = at + jump;
				if (ids[other] == ids[at] && (values[other] > values[at] || values[other] == values[at] && jump < 0))
					return false;
			}
			return true;
		}
		for (int[] step : around) {
			int nx = x + step[0];
			int ny = y + step[1];
			int nz = z + step[2];
			if (nx < 0 || ny < 0 || nz < 0 || nx >= size[0] || ny >= size[1] || nz >= size[2])
				continue;
			int other = (nz * size[1] + ny) * size[0] + nx;
			if (ids[other] == ids[at] && (values[other] > values[at] || values[other] == values[at] && other < at))
				return false;
		}
		return true;
	}

	/** The map in a box, smoothed with what lies around it. */
	private float[] smoothed(Box near) {
		int[] reach = { gaussian.reach(0), gaussian.reach(1), gaussian.reach(2) };
		Box wide = Box.around(near.min(), near.size(), reach, parts.dimensions());
		float[] values = new float[wide.pixels()];
		map.copyFloats(wide.min(), wide.size(), values);
		for (int i = 0; i < values.length; i++)
			if (Float.isNaN(values[i]))
				values[i] = 0;
		gaussian.apply(values, wide.size());
		float[] cut = new float[near.pixels()];
		int[] size = near.size();
		for (int line = 0; line < size[1] * size[2]; line++)
			System.arraycopy(values, wide.index(near.min()[0], near.min()[1] + line % size[1], near.min()[2] + line / size[1]), cut, line * size[0], size[0]);
		return cut;
	}

	/** Pixel size relative to x. */
	private static double[] spacing(Volume volume) {
		double[] spacing = new double[3];
		for (int d = 0; d < 3; d++) {
			Axis axis = volume.axes().get(d);
			spacing[d] = axis.scale() != 0 && Double.isFinite(axis.scale()) ? Math.abs(axis.scale()) : 1;
		}
		return new double[] { 1, spacing[1] / spacing[0], spacing[2] / spacing[0] };
	}

	/** Steps to all voxels within a distance and to the immediate neighbors, the nearest first. */
	private static List<int[]> ball(double distance, double[] spacing, long[] dimensions) {
		int[] reach = new int[3];
		for (int d = 0; d < 3; d++)
			reach[d] = dimensions[d] == 1 ? 0 : (int) Math.min(MOST_REACH, Math.max(1, distance / spacing[d]));
		List<int[]> steps = new ArrayList<>();
		for (int z = -reach[2]; z <= reach[2]; z++)
			for (int y = -reach[1]; y <= reach[1]; y++)
				for (int x = -reach[0]; x <= reach[0]; x++) {
					boolean next = Math.max(Math.abs(x), Math.max(Math.abs(y), Math.abs(z))) == 1;
					if (next || (x != 0 || y != 0 || z != 0) && length(new int[] { x, y, z }, spacing) <= distance)
						steps.add(new int[] { x, y, z });
				}
		steps.sort(Comparator.comparingDouble(step -> length(step, spacing)));
		return steps;
	}

	private static double length(int[] step, double[] spacing) {
		return Math.sqrt(step[0] * spacing[0] * step[0] * spacing[0] + step[1] * spacing[1] * step[1] * spacing[1]
			+ step[2] * spacing[2] * step[2] * spacing[2]);
	}
}
