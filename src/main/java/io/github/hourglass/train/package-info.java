/**
 * From images to a model package: data, loss, optimizer, the run folder and the export. {@code org.tensorflow} is imported only
 * in the files named {@code TensorFlow…}. May use every layer from {@code image} to {@code simulate}.
 */
package io.github.hourglass.train;
