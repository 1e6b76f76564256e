package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.NetworkOptions.LastActivation;
import io.github.hourglass.architecture.NetworkOptions.Normalization;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/**
 * The layers that the architectures are made of. Images are [n, channels, (z,) y, x] with free sizes; zero padding keeps
 * sizes.
 */
final class Layers {

	static final String INPUT = "input", OUTPUT = "output";

	/** A gigabyte. */
	private static final long MOST_WEIGHTS = 1 << 28;
	/** PyTorch's and nnU-Net's. */
	private static final float LEAK = 0.01f;
	/** Keras's, which CARE networks are trained with. */
	private static final float BATCH_EPSILON = 1e-3f, BATCH_MOMENTUM = 0.99f;
	private static final float INSTANCE_EPSILON = 1e-5f;

	/** A value of the graph and how many channels it has. */
	record Image(String value, int channels) {}

	private final GraphBuilder graph;
	private final NetworkOptions options;
	private final Initializer initializer;
	private final int dimensions;

	Layers(String name, NetworkOptions options, long seed) {
		this.graph = new GraphBuilder(name);
		this.options = options;
		this.initializer = new Initializer(seed);
		this.dimensions = options.dimensions();
	}

	/** Where the layers are collected, for what they do not offer. */
	GraphBuilder graph() {
		return graph;
	}

	Image input() {
		graph.input(info(INPUT, options.inputChannels(), dimensions));
		graph.take(OUTPUT);
		return new Image(INPUT, options.inputChannels());
	}

	/** An image tensor of any batch and size. */
	static TensorInfo info(String name, int channels, int dimensions) {
		long[] shape = new long[dimensions + 2];
		Arrays.fill(shape, -1);
		shape[1] = channels;
		List<String> sizeNames = dimensions == 2 ? List.of("n", "", "y", "x") : List.of("n", "", "z", "y", "x");
		return new TensorInfo(name, TensorType.FLOAT32, shape, sizeNames);
	}

	/** Convolution, normalization, activation, dropout. */
	Image block(String name, Image image, int channels) {
		return activate(name, linearBlock(name, image, channels));
	}

	/** Convolution and normalization. */
	Image linearBlock(String name, Image image, int channels) {
		return normalize(name, convolution(name, image, channels));
	}

	/** Convolution of the usual kernel that a normalization may follow. */
	Image convolution(String name, Image image, int channels) {
		return convolve(name, image, channels, options.kernel(), 1, 2, false);
	}

	/** Convolution of kernel 1 with a bias and nothing behind it. */
	Image project(String name, Image image, int channels) {
		return convolve(name, image, channels, 1, 1, 1, true);
	}

	/** Convolution of the usual kernel with a bias and no normalization; the gain is that of {@link Initializer#normal}. */
	Image plain(String name, Image image, int channels, double gain) {
		return convolve(name, image, channels, options.kernel(), 1, gain, true);
	}

	private Image convolve(String name, Image image, int channels, int kernel, int stride, double gain, boolean biased) {
		long[] shape = shape(channels, image.channels(), kernel);
		long elements = Tensor.elements(shape);
		if (elements > MOST_WEIGHTS)
			throw new IllegalArgumentException("The convolution '" + name + "' would have " + elements
				+ " weights; choose fewer base filters or less depth.");
		double fanIn = elements / (double) channels;
		List<String> inputs = new ArrayList<>(List.of(image.value()));
		inputs.add(graph.weight(name + ".weight", initializer.normal(name + ".weight", gain, fanIn, shape)));
		if (biased || options.normalization() == Normalization.NONE)
			inputs.add(graph.weight(name + ".bias", Initializer.constant(0, channels)));
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("kernel_shape", each(kernel));
		attributes.put("pads", pads(kernel / 2));
		attributes.put("strides", each(stride));
		return new Image(graph.node("Conv", name, attributes, inputs.toArray(String[]::new)), channels);
	}

	/** The normalization of the options, if any. */
	Image normalize(String name, Image image) {
		if (options.normalization() == Normalization.NONE)
			return image;
		List<String> inputs = new ArrayList<>(List.of(image.value()));
		inputs.add(graph.weight(name + ".norm.scale", Initializer.constant(1, image.channels())));
		inputs.add(graph.weight(name + ".norm.shift", Initializer.constant(0, image.channels())));
		if (options.normalization() == Normalization.INSTANCE)
			return new Image(graph.node("InstanceNormalization", name + ".norm", Map.of("epsilon", INSTANCE_EPSILON),
				inputs.toArray(String[]::new)), image.channels());
		inputs.add(graph.weight(name + ".norm.mean", Initializer.constant(0, image.channels())));
		inputs.add(graph.weight(name + ".norm.variance", Initializer.constant(1, image.channels())));
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("epsilon", BATCH_EPSILON);
		attributes.put("momentum", BATCH_MOMENTUM);
		return new Image(graph.node("BatchNormalization", name + ".norm", attributes, inputs.toArray(String[]::new)), image.channels());
	}

	/** Activation and dropout. */
	Image activate(String name, Image image) {
		String value = switch (options.activation()) {
			case RELU -> graph.node("Relu", name + ".relu", Map.of(), image.value());
			case LEAKYRELU -> graph.node("LeakyRelu", name + ".relu", Map.of("alpha", LEAK), image.value());
			case ELU -> graph.node("Elu", name + ".elu", Map.of("alpha", 1f), image.value());
		};
		if (options.dropout() > 0) {
			String ratio = graph.weight(name + ".dropout.ratio", Initializer.constant(options.dropout()));
			value = graph.node("Dropout", name + ".dropout", Map.of(), value, ratio);
		}
		return new Image(value, image.channels());
	}

	/** Halves the image. */
	Image halve(String name, Image image) {
		Map<String, Object> window = new LinkedHashMap<>();
		window.put("kernel_shape", each(2));
		window.put("strides", each(2));
		return switch (options.pooling()) {
			case MAX -> new Image(graph.node("MaxPool", name, window, image.value()), image.channels());
			case AVERAGE -> new Image(graph.node("AveragePool", name, window, image.value()), image.channels());
			case STRIDED -> activate(name, normalize(name, convolve(name, image, image.channels(), options.kernel(), 2, 2, false)));
		};
	}

	/** Doubles the image. */
	Image twice(String name, Image image) {
		return switch (options.upsampling()) {
			case NEAREST -> nearest(name, image);
			case TRANSPOSED -> transposed(name, image);
		};
	}

	private Image nearest(String name, Image image) {
		float[] factors = new float[dimensions + 2];
		Arrays.fill(factors, 2);
		factors[0] = factors[1] = 1;
		String scales = graph.weight(name + ".scales", Tensor.of(factors, factors.length));
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("mode", "nearest");
		attributes.put("coordinate_transformation_mode", "asymmetric");
		attributes.put("nearest_mode", "floor");
		return new Image(graph.node("Resize", name, attributes, image.value(), "", scales), image.channels());
	}

	private Image transposed(String name, Image image) {
		long[] shape = shape(image.channels(), image.channels(), 2);
		String weight = graph.weight(name + ".weight", initializer.normal(name + ".weight", 1, image.channels(), shape));
		String bias = graph.weight(name + ".bias", Initializer.constant(0, image.channels()));
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("kernel_shape", each(2));
		attributes.put("strides", each(2));
		return new Image(graph.node("ConvTranspose", name, attributes, image.value(), weight, bias), image.channels());
	}

	Image concatenate(String name, Image first, Image second) {
		String value = graph.node("Concat", name, Map.of("axis", 1L), first.value(), second.value());
		return new Image(value, first.channels() + second.channels());
	}

	Image add(String name, Image first, Image second) {
		return new Image(graph.node("Add", name, Map.of(), first.value(), second.value()), first.channels());
	}

	Image subtract(String name, Image first, Image second) {
		return new Image(graph.node("Sub", name, Map.of(), first.value(), second.value()), first.channels());
	}

	/** The graph whose output is this image after the last activation. */
	Graph finish(Image image) {
		Map<String, Object> attributes = options.lastActivation() == LastActivation.SOFTMAX ? Map.of("axis", 1L) : Map.of();
		String operator = switch (options.lastActivation()) {
			case LINEAR -> "Identity";
			case SIGMOID -> "Sigmoid";
			case SOFTMAX -> "Softmax";
		};
		graph.node(new Node(operator, "", OUTPUT, List.of(image.value()), List.of(OUTPUT), attributes));
		graph.output(info(OUTPUT, options.outputChannels(), dimensions));
		return graph.build();
	}

	private long[] each(long value) {
		long[] values = new long[dimensions];
		Arrays.fill(values, value);
		return values;
	}

	private long[] pads(long pad) {
		long[] pads = new long[2 * dimensions];
		Arrays.fill(pads, pad);
		return pads;
	}

	private long[] shape(long first, long second, long kernel) {
		List<Long> shape = new ArrayList<>(List.of(first, second));
		shape.addAll(Collections.nCopies(dimensions, kernel));
		return shape.stream().mapToLong(Long::longValue).toArray();
	}
}
