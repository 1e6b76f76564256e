package io.github.hourglass.architecture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.architecture.WireReader.Numbers;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/** Reads the messages of {@code onnx.proto}: model, graph, node, value. Field numbers are those of that file. */
final class OnnxReader {

	private static final int LOWEST_IR = 3, HIGHEST_IR = 13;

	private final String file;
	private long irVersion;
	private long opset;
	private WireReader graphMessage;
	private String name = "";
	private final List<Node> nodes = new ArrayList<>();
	private final List<WireReader> inputMessages = new ArrayList<>(), outputMessages = new ArrayList<>();
	private final Map<String, Tensor> weights = new LinkedHashMap<>();

	private OnnxReader(String file) {
		this.file = file;
	}

	static Graph read(ByteBuffer bytes, String file) {
		OnnxReader reader = new OnnxReader(file);
		reader.model(new WireReader(bytes, file));
		return reader.graph();
	}

	private void model(WireReader in) {
		for (int field = in.next(); field != 0; field = in.next()) {
			switch (field) {
				case 1 -> irVersion = in.integer();
				case 7 -> graphMessage = in.message();
				case 8 -> operatorSet(in.message());
				case 25 -> function(in.message());
				default -> in.skip();
			}
		}
		if (graphMessage == null)
			throw in.damaged("there is no network in it");
		if (opset < OnnxFile.LOWEST_OPSET || opset > OnnxFile.HIGHEST_OPSET)
			throw new GraphException(file + " uses ONNX operator set " + opset + "; " + OnnxFile.LOWEST_OPSET + " to "
				+ OnnxFile.HIGHEST_OPSET + " can be read here. Export the network again with operator set 17.");
		if (irVersion < LOWEST_IR || irVersion > HIGHEST_IR)
			throw new GraphException(file + " has the ONNX file version " + irVersion + "; " + LOWEST_IR + " to " + HIGHEST_IR
				+ " can be read here.");
	}

	private void operatorSet(WireReader in) {
		String domain = "";
		long version = 0;
		for (int field = in.next(); field != 0; field = in.next()) {
			switch (field) {
				case 1 -> domain = in.text();
				case 2 -> version = in.integer();
				default -> in.skip();
			}
		}
		if (!isStandard(domain))
			return;
		if (opset != 0 && opset != version)
			throw in.damaged("it names two operator sets, " + opset + " and " + version);
		opset = version;
	}

	/** Functions of the file's own are kept as unknown operators; only none may hide behind a standard name. */
	private void function(WireReader in) {
		String function = "", domain = "";
		for (int field = in.next(); field != 0; field = in.next()) {
			switch (field) {
				case 1 -> function = in.text();
				case 10 -> domain = in.text();
				default -> in.skip();
			}
		}
		if (isStandard(domain) || domain.equals(OnnxFile.MICROSOFT))
			throw new GraphException(file + " defines the standard operator " + function + " anew; it cannot be analyzed.");
	}

	private static boolean isStandard(String domain) {
		return domain.isEmpty() || domain.equals("ai.onnx");
	}

	private Graph graph() {
		WireReader in = graphMessage;
		for (int field = in.next(); field != 0; field = in.next()) {
			switch (field) {
				case 1 -> node(in.message());
				case 2 -> name = in.text();
				case 5 -> weight(in, OnnxTensor.read(in.message(), file, "A weight"));
				case 11 -> inputMessages.add(in.message());
				case 12 -> outputMessages.add(in.message());
				case 15 -> throw new GraphException(file + " has sparse weights; it cannot be analyzed.");
				default -> in.skip();
			}
		}
		List<TensorInfo> inputs = inputs();
		List<TensorInfo> outputs = new ArrayList<>();
		for (WireReader message : outputMessages)
			outputs.add(info(message, valueName(message.copy())));
		return checked(inputs, outputs);
	}

	private void weight(WireReader in, OnnxTensor.Named weight) {
		if (weight.name().isEmpty())
			throw in.damaged("a weight has no name");
		if (weights.put(weight.name(), weight.tensor()) != null)
			throw in.damaged("two weights have the name '" + weight.name() + "'");
	}

	/** Inputs that have a weight of that name are only defaults (files before ONNX 1.4 list all weights): left out. */
	private List<TensorInfo> inputs() {
		List<TensorInfo> inputs = new ArrayList<>();
		Set<String> names = new LinkedHashSet<>();
		for (WireReader message : inputMessages) {
			String input = valueName(message.copy());
			if (input.isEmpty() || !names.add(input))
				throw message.damaged("two inputs have the name '" + input + "'");
			if (!weights.containsKey(input))
				inputs.add(info(message, input));
		}
		return inputs;
	}

	private Graph checked(List<TensorInfo> inputs, List<TensorInfo> outputs) {
		if (outputs.isEmpty())
			throw graphMessage.damaged("the network has no output");
		Set<String> known = new LinkedHashSet<>(weights.keySet());
		inputs.forEach(input -> known.add(input.name()));
		List<Node> sorted;
		try {
			sorted = Topology.sort(nodes, known);
		}
		catch (IllegalArgumentException e) {
			throw graphMessage.damaged(e.getMessage());
		}
		sorted.forEach(node -> known.addAll(node.outputs()));
		Set<String> given = new LinkedHashSet<>();
		for (TensorInfo output : outputs)
			if (output.name().isEmpty() || !known.contains(output.name()) || !given.add(output.name()))
				throw graphMessage.damaged("nothing gives the output '" + output.name() + "', or two outputs have that name");
		return new Graph(name, (int) opset, inputs, outputs, sorted, Weights.of(weights));
	}

	private void node(WireReader in) {
		List<String> inputs = new ArrayList<>(), outputs = new ArrayList<>();
		String operator = "", domain = "", label = "";
		List<WireReader> attributeMessages = new ArrayList<>();
		for (int field = in.next(); field != 0; field = in.next()) {
			switch (field) {
				case 1 -> inputs.add(in.text());
				case 2 -> outputs.add(in.text());
				case 3 -> label = in.text();
				case 4 -> operator = in.text();
				case 5 -> attributeMessages.add(in.message());
				case 7 -> domain = in.text();
				default -> in.skip();
			}
		}
		if (operator.isEmpty())
			throw in.damaged("a node has no operator");
		domain = isStandard(domain) ? "" : domain;
		Node bare = new Node(operator, domain, label, inputs, outputs, Map.of());
		Map<String, Object> attributes = new LinkedHashMap<>();
		for (WireReader message : attributeMessages)
			new OnnxAttribute(message, file, bare).into(attributes);
		if (operator.equals("Constant") && domain.isEmpty())
			constant(in, bare, attributes);
		else
			nodes.add(new Node(operator, domain, label, inputs, outputs, attributes));
	}

	/** A constant is a weight. */
	private void constant(WireReader in, Node bare, Map<String, Object> attributes) {
		if (attributes.size() != 1 || bare.outputs().size() != 1)
			throw in.damaged("node " + bare + " has not one value");
		Object value = attributes.values().iterator().next();
		Tensor tensor;
		if (value instanceof Tensor t)
			tensor = t;
		else if (value instanceof Float f)
			tensor = Tensor.of(new float[] { f });
		else if (value instanceof float[] f)
			tensor = Tensor.of(f, f.length);
		else if (value instanceof Long l)
			tensor = Tensor.of(new long[] { l });
		else if (value instanceof long[] l)
			tensor = Tensor.of(l, l.length);
		else
			throw new GraphException("Node " + bare + " of " + file + " holds text; networks with text cannot be analyzed.");
		weight(in, new OnnxTensor.Named(bare.outputs().get(0), tensor));
	}

	private static String valueName(WireReader in) {
		String value = "";
		for (int field = in.next(); field != 0; field = in.next()) {
			if (field == 1)
				value = in.text();
			else
				in.skip();
		}
		return value;
	}

	private TensorInfo info(WireReader in, String value) {
		WireReader tensorType = null;
		for (int field = in.next(); field != 0; field = in.next()) {
			if (field == 2)
				tensorType = tensorType(in.message(), value);
			else
				in.skip();
		}
		long code = 0;
		WireReader shape = null;
		while (tensorType != null && tensorType.next() != 0) {
			switch (tensorType.field()) {
				case 1 -> code = tensorType.integer();
				case 2 -> shape = tensorType.message();
				default -> tensorType.skip();
			}
		}
		var type = OnnxTensor.type(code, "The value '" + value + "' of " + file);
		return shape == null ? new TensorInfo(value, type, null, List.of()) : sized(shape, value, type);
	}

	private WireReader tensorType(WireReader in, String value) {
		WireReader tensorType = null;
		for (int field = in.next(); field != 0; field = in.next()) {
			switch (field) {
				case 1 -> tensorType = in.message();
				case 4, 5, 7, 8, 9 -> throw new GraphException("The value '" + value + "' of " + file
					+ " is not a tensor; the network cannot be analyzed.");
				default -> in.skip();
			}
		}
		return tensorType;
	}

	private static TensorInfo sized(WireReader shape, String value, io.github.hourglass.engine.TensorType type) {
		Numbers sizes = new Numbers();
		List<String> sizeNames = new ArrayList<>();
		for (int field = shape.next(); field != 0; field = shape.next()) {
			if (field != 1) {
				shape.skip();
				continue;
			}
			long size = -1;
			String sizeName = "";
			WireReader dimension = shape.message();
			for (int part = dimension.next(); part != 0; part = dimension.next()) {
				switch (part) {
					case 1 -> size = Math.max(-1, dimension.integer());
					case 2 -> sizeName = dimension.text();
					default -> dimension.skip();
				}
			}
			sizes.add(size);
			sizeNames.add(size >= 0 || sizeName.equals("None") || sizeName.equals("?") ? "" : sizeName);
		}
		return new TensorInfo(value, type, sizes.toLongs(), sizeNames);
	}
}
