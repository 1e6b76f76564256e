package io.github.hourglass.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/**
 * What sizes a network takes and gives, found by letting small images of zeros through it.
 *
 * @param shapes of all outputs for the smallest of the images
 * @param size of that image along its free axes; 0 where none is free
 * @param step least power of two by whose multiples images may be larger
 * @param grown shapes of all outputs for an image larger by {@code step}
 */
record TensorTrial(Map<String, long[]> shapes, long size, long step, Map<String, long[]> grown) {

	private static final long[] PLANES = { 64, 128, 256 }, STACKS = { 32, 64 };
	private static final long LARGEST_STEP = 64;

	/**
	 * Tries a network with one input.
	 *
	 * @param sizes of the input, -1 where any is allowed
	 * @param free which axes of the input are along space and of any size
	 * @throws ModelException if nothing goes through
	 */
	static TensorTrial of(Network network, long[] sizes, boolean[] free) {
		int axes = 0;
		for (boolean one : free)
			axes += one ? 1 : 0;
		if (axes == 0) {
			Map<String, long[]> shapes = run(network, sizes, free, 0);
			return new TensorTrial(shapes, 0, 1, shapes);
		}
		EngineException refusal = null;
		for (long size : axes > 2 ? STACKS : PLANES)
			try {
				return grow(network, sizes, free, size, run(network, sizes, free, size));
			}
			catch (EngineException e) {
				refusal = e;
			}
		throw new ModelException("No small image goes through the network: " + refusal.getMessage(), refusal);
	}

	private static TensorTrial grow(Network network, long[] sizes, boolean[] free, long size, Map<String, long[]> shapes) {
		for (long step = 1; step <= LARGEST_STEP; step *= 2)
			try {
				Map<String, long[]> once = run(network, sizes, free, size + step), twice = run(network, sizes, free, size + 2 * step);
				if (isLinear(shapes, once, twice))
					return new TensorTrial(shapes, size, step, once);
			}
			catch (EngineException notThisStep) {
				continue;
			}
		throw new EngineException("images of " + size + " pixels go through, but none that are larger by a power of two up to " + LARGEST_STEP + ".");
	}

	private static boolean isLinear(Map<String, long[]> a, Map<String, long[]> b, Map<String, long[]> c) {
		boolean linear = true;
		for (String output : a.keySet()) {
			long[] first = a.get(output), second = b.get(output), third = c.get(output);
			linear &= first.length == second.length && first.length == third.length;
			for (int axis = 0; linear && axis < first.length; axis++)
				linear = third[axis] - second[axis] == second[axis] - first[axis];
		}
		return linear && a.keySet().stream().anyMatch(output -> grows(a.get(output), b.get(output)));
	}

	private static boolean grows(long[] a, long[] b) {
		for (int axis = 0; axis < a.length; axis++)
			if (b[axis] > a[axis])
				return true;
		return false;
	}

	private static Map<String, long[]> run(Network network, long[] sizes, boolean[] free, long size) {
		TensorInfo input = network.inputs().get(0);
		long[] shape = sizes.clone();
		for (int axis = 0; axis < shape.length; axis++)
			if (shape[axis] < 0)
				shape[axis] = free[axis] ? size : 1;
		Map<String, Tensor> wanted = new LinkedHashMap<>();
		List<String> names = new ArrayList<>(network.outputs().stream().map(TensorInfo::name).toList());
		names.forEach(name -> wanted.put(name, null));
		Map<String, long[]> shapes = new HashMap<>();
		network.run(Map.of(input.name(), Tensor.allocate(input.type(), shape)), wanted).forEach((name, tensor) -> shapes.put(name, tensor.shape()));
		return shapes;
	}
}
