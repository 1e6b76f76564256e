/**
 * A model made runnable: any image through a network, block by block, larger than memory. May use every layer from
 * {@code image} to {@code score}.
 */
package io.github.hourglass.predict;
