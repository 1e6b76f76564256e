/**
 * The small image-to-image rules before and after a network. May use {@code image}, {@code io}, {@code engine},
 * {@code architecture} and {@code model}.
 */
package io.github.hourglass.step;
