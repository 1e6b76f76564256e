/**
 * What a model package on disk says; reads and writes it. Knows nothing of how a model is run.
 * May use {@code image}, {@code io}, {@code engine} and {@code architecture}.
 */
package io.github.hourglass.model;
