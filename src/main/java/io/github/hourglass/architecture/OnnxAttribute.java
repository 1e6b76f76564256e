package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.WireReader.Numbers;
import io.github.hourglass.engine.Tensor;

/** Reads ONNX's {@code AttributeProto}. */
final class OnnxAttribute {

	/** Numbers of {@code AttributeProto.AttributeType}. */
	static final int FLOAT = 1, INT = 2, STRING = 3, TENSOR = 4, GRAPH = 5, FLOATS = 6, INTS = 7, STRINGS = 8, GRAPHS = 10;

	private final WireReader in;
	private final String file;
	private final Node node;
	private String name = "";
	private int type;
	/** What the fields at hand suggest; files before ONNX 1.1 do not state the type. */
	private int seen;
	private float real;
	private long integer;
	private String text = "";
	private Tensor tensor;
	private final Numbers reals = new Numbers(), integers = new Numbers();
	private final List<String> texts = new ArrayList<>();

	/** @param node for messages */
	OnnxAttribute(WireReader in, String file, Node node) {
		this.in = in;
		this.file = file;
		this.node = node;
	}

	/** Reads the attribute and puts it there. */
	void into(Map<String, Object> attributes) {
		for (int field = in.next(); field != 0; field = in.next())
			field(field);
		if (name.isEmpty() || attributes.put(name, value()) != null)
			throw in.damaged("node " + node + " has two attributes '" + name + "'");
	}

	private void field(int field) {
		switch (field) {
			case 1 -> name = in.text();
			case 2 -> {
				real = in.real();
				seen = FLOAT;
			}
			case 3 -> {
				integer = in.integer();
				seen = INT;
			}
			case 4 -> {
				text = in.text();
				seen = STRING;
			}
			case 5 -> {
				tensor = OnnxTensor.read(in.message(), file, "The constant of node " + node).tensor();
				seen = TENSOR;
			}
			case 6, 11 -> throw nested();
			case 7 -> {
				in.fixed32(reals);
				seen = FLOATS;
			}
			case 8 -> {
				in.integers(integers);
				seen = INTS;
			}
			case 9 -> {
				texts.add(in.text());
				seen = STRINGS;
			}
			case 20 -> type = (int) in.integer();
			case 21 -> {
				if (!in.text().isEmpty())
					throw in.damaged("node " + node + " refers to an attribute of a function");
			}
			default -> in.skip();
		}
	}

	private Object value() {
		return switch (type == 0 ? seen : type) {
			case FLOAT -> real;
			case INT -> integer;
			case STRING -> text;
			case TENSOR -> {
				if (tensor == null)
					throw in.damaged("attribute '" + name + "' of node " + node + " is missing");
				yield tensor;
			}
			case FLOATS -> reals.toFloats();
			case INTS -> integers.toLongs();
			case STRINGS -> List.copyOf(texts);
			case GRAPH, GRAPHS -> throw nested();
			default -> throw new GraphException("Node " + node + " of " + file + " has the attribute '" + name
				+ "' of a kind that cannot be analyzed; the network may still run.");
		};
	}

	private GraphException nested() {
		return new GraphException("Node " + node + " of " + file
			+ " holds a network of its own (a branch or a loop); it may still run, but it cannot be analyzed or trained.");
	}
}
