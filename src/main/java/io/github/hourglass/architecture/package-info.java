/**
 * Networks as plain data: graphs of ONNX operators with their weights, the well-known architectures, ONNX files in and
 * out, and how far an output pixel sees. May use {@code image} and {@code engine} (for tensors).
 */
package io.github.hourglass.architecture;
