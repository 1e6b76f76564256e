package io.github.hourglass.architecture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/** Writes the messages of {@code onnx.proto}; see {@link OnnxReader}. Weights go straight to the file. */
final class OnnxWriter {

	private static final int IR_VERSION = 8;

	private final Graph graph;
	private final byte[] model;
	private final byte[] rest;

	OnnxWriter(Graph graph) {
		this.graph = graph;
		this.rest = rest();
		long length = rest.length;
		for (String weight : graph.weights().names()) {
			long tensor = weightHead(weight).length + graph.weights().get(weight).bytes().remaining();
			length += new WireWriter().head(5, tensor).size() + tensor;
		}
		this.model = modelHead(length);
		if (length + model.length > Integer.MAX_VALUE)
			throw new GraphException("The network '" + graph.name() + "' needs " + length + " bytes; an ONNX file has at most 2 GB.");
	}

	void write(FileChannel channel) throws IOException {
		put(channel, ByteBuffer.wrap(model));
		put(channel, ByteBuffer.wrap(rest));
		for (String weight : graph.weights().names()) {
			byte[] head = weightHead(weight);
			ByteBuffer values = graph.weights().get(weight).bytes();
			put(channel, ByteBuffer.wrap(new WireWriter().head(5, head.length + (long) values.remaining()).toBytes()));
			put(channel, ByteBuffer.wrap(head));
			put(channel, values);
		}
	}

	private static void put(FileChannel channel, ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining())
			channel.write(bytes);
	}

	/** All of the model but the graph, which follows. */
	private byte[] modelHead(long graphLength) {
		WireWriter out = new WireWriter().integer(1, IR_VERSION).text(2, "Hourglass");
		out.message(8, new WireWriter().text(1, "").integer(2, graph.opset()));
		if (graph.nodes().stream().anyMatch(node -> node.domain().equals(OnnxFile.MICROSOFT)))
			out.message(8, new WireWriter().text(1, OnnxFile.MICROSOFT).integer(2, 1));
		return out.head(7, graphLength).toBytes();
	}

	/** All of the graph but the weights. */
	private byte[] rest() {
		WireWriter out = new WireWriter().text(2, graph.name().isEmpty() ? "network" : graph.name());
		for (Node node : graph.nodes())
			out.message(1, node(node));
		for (TensorInfo input : graph.inputs())
			out.message(11, info(input));
		for (TensorInfo output : graph.outputs())
			out.message(12, info(output));
		return out.toBytes();
	}

	private static WireWriter node(Node node) {
		if (!node.domain().isEmpty() && !node.domain().equals(OnnxFile.MICROSOFT))
			throw new GraphException("Node " + node + " belongs to the operators '" + node.domain()
				+ "', of which the version is not known; the network cannot be written.");
		WireWriter out = new WireWriter();
		node.inputs().forEach(input -> out.text(1, input));
		node.outputs().forEach(output -> out.text(2, output));
		out.text(3, node.name()).text(4, node.operator());
		node.attributes().forEach((name, value) -> out.message(5, attribute(name, value)));
		return node.domain().isEmpty() ? out : out.text(7, node.domain());
	}

	private static WireWriter attribute(String name, Object value) {
		WireWriter out = new WireWriter().text(1, name);
		if (value instanceof Float real)
			return out.real(2, real).integer(20, OnnxAttribute.FLOAT);
		if (value instanceof Long integer)
			return out.integer(3, integer).integer(20, OnnxAttribute.INT);
		if (value instanceof String text)
			return out.text(4, text).integer(20, OnnxAttribute.STRING);
		if (value instanceof Tensor tensor)
			return out.message(5, tensor("", tensor)).integer(20, OnnxAttribute.TENSOR);
		if (value instanceof float[] reals) {
			for (float real : reals)
				out.real(7, real);
			return out.integer(20, OnnxAttribute.FLOATS);
		}
		if (value instanceof long[] integers) {
			for (long integer : integers)
				out.integer(8, integer);
			return out.integer(20, OnnxAttribute.INTS);
		}
		if (value instanceof List<?> texts) {
			texts.forEach(text -> out.text(9, text.toString()));
			return out.integer(20, OnnxAttribute.STRINGS);
		}
		throw new IllegalArgumentException("Attribute '" + name + "' is a " + value.getClass().getSimpleName() + ", which ONNX has not.");
	}

	private byte[] weightHead(String name) {
		Tensor tensor = graph.weights().get(name);
		return description(name, tensor).head(9, tensor.bytes().remaining()).toBytes();
	}

	private static WireWriter tensor(String name, Tensor tensor) {
		byte[] values = new byte[tensor.bytes().remaining()];
		tensor.bytes().get(values);
		return description(name, tensor).blob(9, values);
	}

	private static WireWriter description(String name, Tensor tensor) {
		WireWriter out = new WireWriter();
		for (long size : tensor.shape())
			out.integer(1, size);
		out.integer(2, tensor.type().onnxCode());
		return name.isEmpty() ? out : out.text(8, name);
	}

	private static WireWriter info(TensorInfo info) {
		WireWriter type = new WireWriter().integer(1, info.type().onnxCode());
		if (info.rank() >= 0) {
			WireWriter shape = new WireWriter();
			for (int i = 0; i < info.rank(); i++)
				shape.message(1, size(info.shape()[i], info.sizeNames().get(i)));
			type.message(2, shape);
		}
		return new WireWriter().text(1, info.name()).message(2, new WireWriter().message(1, type));
	}

	private static WireWriter size(long size, String name) {
		if (size >= 0)
			return new WireWriter().integer(1, size);
		return name.isEmpty() ? new WireWriter() : new WireWriter().text(2, name);
	}
}
