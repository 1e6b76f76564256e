/**
 * Opens a weights file and runs tensors through it. Knows nothing of images, packages or tiles.
 * May use {@code image} (for cancelling); each engine library is imported in one file.
 */
package io.github.hourglass.engine;
