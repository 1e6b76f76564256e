package io.github.hourglass.image;

import java.util.HashMap;
import java.util.Map;

/**
 * Mean, standard deviation, least and largest value of an image of any size, in one pass. Only finite pixels count; NaN and
 * infinities are left out and counted. Numerically stable: blocks are measured around their own mean and merged by the rule
 * of Chan, Golub and LeVeque (1979), in the order of their numbers, so that the result does not depend on the threads.
 */
public final class Moments {

	/**
	 * The statistics of one group.
	 *
	 * @param count finite pixels
	 * @param mean NaN where there are none, as are the next three
	 * @param deviation population standard deviation (divided by {@code count}, as {@code numpy.std})
	 * @param nans pixels that are NaN
	 * @param infinities pixels that are infinite
	 */
	public record Statistics(long count, double mean, double deviation, double min, double max, long nans, long infinities) {}

	private static final String STAGE = "Measuring";

	private final Groups groups;
	private final Spread[] spreads;

	private Moments(Groups groups) {
		this.groups = groups;
		this.spreads = new Spread[groups.count()];
		for (int group = 0; group < spreads.length; group++)
			spreads[group] = new Spread();
	}

	/**
	 * @param apart letters of the axes whose positions are measured each by themselves: {@code "t"} per frame, {@code "c"} per
	 *          channel, {@code "ct"}, or {@code ""} for the whole image
	 */
	public static Moments of(Volume volume, String apart, Progress progress) {
		Moments moments = new Moments(Groups.of(volume, apart));
		GroupedBlocks blocks = GroupedBlocks.of(volume, moments.groups, Integer.MAX_VALUE).get(0);
		InOrder order = moments.new InOrder();
		PixelType type = volume.type();
		blocks.forEach(progress, STAGE, () -> {
			double[] chunk = new double[Spread.CHUNK];
			return (number, pixels, length, inBlock) -> {
				Spread[] measured = new Spread[inBlock.length];
				for (int i = 0; i < inBlock.length; i++) {
					measured[i] = new Spread();
					measured[i].add(type, pixels, i * length, length, chunk);
				}
				order.take(number, inBlock, measured);
			};
		});
		return moments;
	}

	/** The groups measured; one if nothing was kept apart. */
	public Groups groups() {
		return groups;
	}

	/** @param position along the axes kept apart, see {@link Groups#index} */
	public Statistics get(long... position) {
		return at(groups.index(position));
	}

	/** The statistics of the group of that number. */
	public Statistics at(int group) {
		return spreads[group].statistics();
	}

	/** All groups as one. */
	public Statistics joint() {
		Spread all = new Spread();
		for (Spread spread : spreads)
			all.merge(spread);
		return all.statistics();
	}

	/** Merges blocks in the order of their numbers, whichever is measured first. */
	private final class InOrder {

		private record Block(int[] groups, Spread[] measured) {}

		private final Map<Long, Block> early = new HashMap<>();
		private long next;

		synchronized void take(long number, int[] inBlock, Spread[] measured) {
			early.put(number, new Block(inBlock, measured));
			for (Block block = early.remove(next); block != null; block = early.remove(++next))
				for (int i = 0; i < block.groups.length; i++)
					spreads[block.groups[i]].merge(block.measured[i]);
		}
	}
}
