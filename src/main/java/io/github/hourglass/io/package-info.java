/**
 * Reads and writes images, labels, tables and ROIs, by block; {@code ImagePlus} to and from {@code Volume} without copying.
 * May use {@code image} and ImageJ.
 */
package io.github.hourglass.io;
