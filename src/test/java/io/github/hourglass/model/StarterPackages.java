package io.github.hourglass.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.PlainImage;
import io.github.hourglass.architecture.StarterNetwork;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** Writes the packages {@code models/starter-2d} and {@code models/starter-3d}. Their test outputs come from plain loops. */
public final class StarterPackages {

	private StarterPackages() {}

	/** Run this after a change of {@link StarterNetwork}. */
	public static void main(String[] arguments) throws IOException {
		write(2, Path.of("models", "starter-2d"));
		write(3, Path.of("models", "starter-3d"));
	}

	/** A picture like a camera's: nuclei on a dark level of 100, a thousand for the brightest. */
	static PlainImage picture(int dimensions) {
		int[] size = dimensions == 2 ? new int[] { 64, 96 } : new int[] { 12, 32, 40 };
		return PlainImage.noisyBlobs(size, 50, 0.02, 11)[1].map(value -> 100 + 1000 * value);
	}

	static Model write(int dimensions, Path target) throws IOException {
		Path folder = Files.createTempDirectory("hourglass");
		try {
			PlainImage picture = picture(dimensions);
			OnnxFile.write(StarterNetwork.of(dimensions), folder.resolve("weights.onnx"));
			Npy.write(folder.resolve("input_test.npy"), tensor(picture));
			Npy.write(folder.resolve("output_test.npy"), tensor(picture.denoised()));
			Files.writeString(folder.resolve("README.md"), card(dimensions));
			TensorSpec input = new TensorSpec("input", "One channel in any unit", axes(dimensions, false), TensorType.FLOAT32, List.of(), false,
				folder.resolve("input_test.npy"), null);
			TensorSpec output = new TensorSpec("output", "The image without its noise, in the same unit", axes(dimensions, true), TensorType.FLOAT32,
				List.of(), false, folder.resolve("output_test.npy"), null);
			Model model = new Model("Starter denoiser " + dimensions + "-D", "Removes noise from any " + (dimensions == 2 ? "image" : "volume")
				+ " by a formula, without training: a Laplacian pyramid whose cosine blocks are shrunk by the noise found nearby.", "", folder,
				folder, List.of(input), List.of(output), List.of(new WeightsFile("onnx", folder.resolve("weights.onnx"), "")), facts());
			return ModelWriter.write(model, Map.of("README.md", folder.resolve("README.md")), target, true);
		}
		finally {
			Folders.delete(folder);
		}
	}

	static Tensor tensor(PlainImage image) {
		long[] size = image.size(), shape = new long[size.length + 2];
		shape[0] = shape[1] = 1;
		System.arraycopy(size, 0, shape, 2, size.length);
		return Tensor.of(image.values(), shape);
	}

	private static List<AxisSpec> axes(int dimensions, boolean output) {
		List<AxisSpec> axes = new ArrayList<>();
		axes.add(new AxisSpec('b', "batch", new SizeRule.Stepped(1, 1), 1, "", 0, List.of()));
		axes.add(new AxisSpec('c', "channel", new SizeRule.Fixed(1), 1, "", 0, List.of("intensity")));
		for (char letter : (dimensions == 2 ? "yx" : "zyx").toCharArray()) {
			String id = String.valueOf(letter);
			SizeRule rule = output ? new SizeRule.Reference("input", id, 0) : new SizeRule.Stepped(4, 4);
			axes.add(new AxisSpec(letter, id, rule, 1, "", 0, List.of()));
		}
		return axes;
	}

	private static Map<String, Object> facts() {
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("authors", List.of(Map.of("name", "The Hourglass developers")));
		Map<String, Object> pyramid = new LinkedHashMap<>();
		pyramid.put("text", "Burt and Adelson, The Laplacian pyramid as a compact image code, IEEE Transactions on Communications 1983");
		pyramid.put("doi", "10.1109/TCOM.1983.1095851");
		Map<String, Object> noise = new LinkedHashMap<>();
		noise.put("text", "Immerkær, Fast noise variance estimation, Computer Vision and Image Understanding 1996");
		noise.put("doi", "10.1006/cviu.1996.0060");
		facts.put("cite", List.of(pyramid, noise));
		facts.put("license", "BSD-2-Clause");
		facts.put("documentation", "README.md");
		facts.put("tags", List.of("denoising", "fluorescence-light-microscopy", "electron-microscopy"));
		facts.put("timestamp", "2026-11-23T00:00:00Z");
		return facts;
	}

	private static String card(int dimensions) {
		return """
			# Starter denoiser %d-D

			Removes noise without having been trained: all weights follow from a formula. Use it to try the program on your own
			images, as a baseline for a trained network, and as a first network to fine-tune.

			An encoder-decoder with skip connections. The encoder halves the image twice with the binomial filter (1 3 3 1)/8, the
			decoder doubles it by linear interpolation. What each level loses is taken apart into cosine blocks of 3 pixels, whose
			coefficients are shrunk by the noise found nearby and put together again. Brightness, contrast and unit of the image do not
			matter: the result is in the unit of the input.

			Limits: noise must be independent from pixel to pixel. Noise that was smoothed (interpolated, compressed or averaged
			images) is taken for structure; texture as fine as the noise is taken for noise.

			A result depends on at most 16 pixels around it. Hourglass works that out by itself; other programs should leave that much
			around a tile. The package states no halo, because the format wants images to be larger than two of them.

			## Validation

			The test output was computed from the formula by plain loops, not by this network. On your own images, compare a denoised
			image with the mean of many recordings of the same field.
			""".formatted(dimensions);
	}
}
