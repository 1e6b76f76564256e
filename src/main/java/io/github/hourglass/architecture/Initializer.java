package io.github.hourglass.architecture;

import java.nio.FloatBuffer;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/**
 * First values of weights: normally distributed with the variance of He et al. ("Delving deep into rectifiers", ICCV 2015),
 * gain / fan-in. Each tensor is a function of the seed and its name alone, whatever else the network has; the numbers come
 * from SplitMix64 and the Box-Muller transform in {@code StrictMath}, so they are the same everywhere.
 *
 * @param seed any number
 */
public record Initializer(long seed) {

	/**
	 * Random weights.
	 *
	 * @param name of the weight
	 * @param gain 2 before a rectifier, 1 before nothing
	 * @param fanIn how many values are summed for one output
	 */
	public Tensor normal(String name, double gain, double fanIn, long... shape) {
		Tensor tensor = Tensor.allocate(TensorType.FLOAT32, shape);
		FloatBuffer values = tensor.floats();
		double deviation = Math.sqrt(gain / fanIn);
		long state = mix(seed) ^ hash(name);
		while (values.hasRemaining()) {
			double radius = deviation * StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(state += GOLDEN)));
			double angle = 2 * Math.PI * uniform(state += GOLDEN);
			values.put((float) (radius * StrictMath.cos(angle)));
			if (values.hasRemaining())
				values.put((float) (radius * StrictMath.sin(angle)));
		}
		return tensor;
	}

	/** The same value everywhere. */
	public static Tensor constant(float value, long... shape) {
		Tensor tensor = Tensor.allocate(TensorType.FLOAT32, shape);
		FloatBuffer values = tensor.floats();
		while (values.hasRemaining())
			values.put(value);
		return tensor;
	}

	private static final long GOLDEN = 0x9e3779b97f4a7c15L;

	/** From 0 to below 1. */
	private static double uniform(long state) {
		return (mix(state) >>> 11) * 0x1p-53;
	}

	/** The output function of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
	private static long mix(long state) {
		long mixed = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
		mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
		return mixed ^ mixed >>> 31;
	}

	/** FNV-1a over the characters. */
	private static long hash(String name) {
		long hash = 0xcbf29ce484222325L;
		for (int i = 0; i < name.length(); i++)
			hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
		return hash;
	}
}
