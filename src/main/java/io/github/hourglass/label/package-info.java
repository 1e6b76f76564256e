/**
 * From probabilities, distances and boundaries to labelled objects. May use {@code image}, {@code io}, {@code engine},
 * {@code architecture}, {@code model} and {@code step}.
 */
package io.github.hourglass.label;
