package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/** Collects nodes and weights, each under a name of its own, and gives the {@link Graph}. Nodes are added in order. */
final class GraphBuilder {

	private final String name;
	private final List<TensorInfo> inputs = new ArrayList<>(), outputs = new ArrayList<>();
	private final List<Node> nodes = new ArrayList<>();
	private final Map<String, Tensor> weights = new LinkedHashMap<>();
	private final Set<String> taken = new HashSet<>();

	GraphBuilder(String name) {
		this.name = name;
	}

	void input(TensorInfo input) {
		take(input.name());
		inputs.add(input);
	}

	void output(TensorInfo output) {
		outputs.add(output);
	}

	/** Keeps a name from being given to anything new. */
	void take(String value) {
		taken.add(value);
	}

	/** Adds a weight; gives its name, which is the wanted one with a number behind it if that is taken. */
	String weight(String wanted, Tensor tensor) {
		String free = free(wanted);
		weights.put(free, tensor);
		return free;
	}

	/** Adds a node with one output; gives the output's name, chosen as in {@link #weight}. */
	String node(String operator, String wanted, Map<String, Object> attributes, String... nodeInputs) {
		String free = free(wanted);
		nodes.add(new Node(operator, "", free, List.of(nodeInputs), List.of(free), attributes));
		return free;
	}

	/** Adds a node with several outputs; gives their names, chosen as in {@link #weight}. */
	List<String> node(String operator, String wanted, int outputCount, Map<String, Object> attributes, String... nodeInputs) {
		List<String> given = new ArrayList<>();
		for (int i = 0; i < outputCount; i++)
			given.add(free(i == 0 ? wanted : wanted + "_" + i));
		nodes.add(new Node(operator, "", given.get(0), List.of(nodeInputs), given, attributes));
		return given;
	}

	/** Adds a node as it is. */
	void node(Node node) {
		nodes.add(node);
	}

	/** Adds weights as they are. */
	void weights(Weights all) {
		for (String weight : all.names()) {
			take(weight);
			weights.put(weight, all.get(weight));
		}
	}

	private String free(String wanted) {
		String free = wanted;
		for (int i = 2; !taken.add(free); i++)
			free = wanted + "_" + i;
		return free;
	}

	/** The graph, in the meaning of operator set 17. */
	Graph build() {
		return new Graph(name, OnnxFile.WRITTEN_OPSET, inputs, outputs, nodes, Weights.of(weights));
	}
}
