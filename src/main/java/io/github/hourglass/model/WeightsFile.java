package io.github.hourglass.model;

import java.nio.file.Path;

/**
 * One of the weights files of a package.
 *
 * @param format bioimage.io's name: {@code onnx}, {@code tensorflow_saved_model_bundle}, {@code torchscript}, …
 * @param path file (or folder) on disk, inside the package
 * @param sha256 lower-case hexadecimal as the package states it; empty where it does not
 */
public record WeightsFile(String format, Path path, String sha256) {}
