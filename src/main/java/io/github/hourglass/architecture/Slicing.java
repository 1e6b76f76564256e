package io.github.hourglass.architecture;

/**
 * What Slice does along one axis.
 *
 * @param start index of the first element taken, counted from the front
 * @param step distance between elements taken, negative if it runs backwards
 * @param size number of elements taken
 * @param fromEnd true if the start was given counting from the back, so that it moves with the size
 */
record Slicing(long start, long step, long size, boolean fromEnd) {

	/** One per axis of the input. */
	static Slicing[] of(Call call) {
		long[] shape = call.shape(0);
		long[] starts = call.integers("starts", 1);
		long[] ends = call.integers("ends", 2);
		call.require(starts != null && ends != null && starts.length == ends.length, "lacks starts or ends");
		long[] given = call.integers("axes", 3);
		long[] steps = call.integers("steps", 4);
		int[] axes = given == null ? java.util.stream.IntStream.range(0, starts.length).toArray() : call.axes(shape.length, given);
		call.require(axes.length == starts.length && (steps == null || steps.length == starts.length) && starts.length <= shape.length,
			"cuts another number of axes");
		Slicing[] cuts = new Slicing[shape.length];
		for (int i = 0; i < shape.length; i++)
			cuts[i] = new Slicing(0, 1, shape[i], false);
		for (int i = 0; i < axes.length; i++) {
			long step = steps == null ? 1 : steps[i];
			call.require(step != 0, "has a step of zero");
			cuts[axes[i]] = cut(shape[axes[i]], starts[i], ends[i], step);
		}
		return cuts;
	}

	private static Slicing cut(long size, long start, long end, long step) {
		long lowest = step > 0 ? 0 : -1;
		long highest = step > 0 ? size : size - 1;
		long first = Math.max(0, Math.min(highest, start < 0 ? start + size : start));
		long last = Math.max(lowest, Math.min(highest, end < 0 ? end + size : end));
		long count = step > 0 ? (last - first + step - 1) / step : (first - last - step - 1) / -step;
		return new Slicing(first, step, Math.max(count, 0), start < 0);
	}
}
