/**
 * How good a result is, by published definitions. May use every layer from {@code image} to {@code label}.
 */
package io.github.hourglass.score;
