package io.github.hourglass.train;

/**
 * The patches of one training step, as arrays in C order, channels first.
 *
 * @param shape of {@code input}: {@code [n, c, y, x]} or {@code [n, c, z, y, x]}
 * @param input normalized network input
 * @param targetShape of {@code target}
 * @param target what the network should give, normalized alike
 * @param weight per target pixel, how much it counts (0: not at all), of the target's shape with one channel; null where all
 *          pixels count alike
 */
public record Batch(long[] shape, float[] input, long[] targetShape, float[] target, float[] weight) {}
