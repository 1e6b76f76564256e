/**
 * Opens a weights file and runs tensors through it. Knows nothing of images, packages or tiles.
 * {@code WorkerEngine} runs those of another engine in a process of its own, {@code Isolation} says which are kept apart like this.
 * May use {@code image} (for cancelling); each engine library is imported in one file.
 */
package io.github.hourglass.engine;
