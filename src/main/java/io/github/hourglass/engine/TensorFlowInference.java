package io.github.hourglass.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The part of a file's graph that its outputs need, ready to be imported: without the training graph, without what training or an
 * older TensorFlow left in the attributes, and with places that stop a run.
 *
 * @param inputs the names to the user, and the placeholder that each is fed at
 * @param outputs the names to the user, and what is fetched, such as {@code conv/BiasAdd:0}
 * @param assignments nodes that give the variables their values
 * @param values the placeholder for the name of the variables' file; empty where there is none
 */
record TensorFlowInference(GraphDef graph, Map<String, String> inputs, Map<String, String> outputs, List<String> assignments, String values, List<String> findings) {

	/** Operators that reach beyond the tensors they are given: files, databases, programs, other computers. */
	private static final Pattern REFUSED = Pattern.compile("(?i).*(readfile|writefile|matchingfiles|filesystem|filename|pyfunc|dataset|iterator|reader|save|"
		+ "checkpoint|sql|bigtable|remote|rpc|collective|debug|print|summary|_send|_recv|hostsend|hostrecv).*|RestoreSlice|Restore|LoadAndRemapMatrix|InitializeTableFromTextFile.*");
	private static final Set<String> ASSIGNMENTS = Set.of("Assign", "AssignVariableOp"), DIVISIONS = Set.of("RealDiv", "Div"), VARIABLES = Set.of("VarHandleOp", "VariableV2", "Variable");
	/** Names of placeholders for dropout, as networks of TensorFlow 1 have them. */
	private static final Pattern KEEPING = Pattern.compile("(?i)(.*/)?(dropout_?)?keep_?(prob|rate|ratio|probability)?(_\\d+)?"), DROPPING = Pattern.compile("(?i)(.*/)?(drop_?out|drop)(_?(prob|rate|ratio))?(_\\d+)?");
	/** What ends a graph without being a result. */
	private static final Pattern NO_RESULT = Pattern.compile("Const|NoOp|Assign.*|Placeholder.*|VarHandleOp|Variable.*|.*Save.*|.*Restore.*|VarIsInitializedOp|Assert|.*Summary.*|Apply.*|ResourceApply.*");

	/** @throws EngineException if the graph cannot be run here */
	static TensorFlowInference of(TensorFlowBundle bundle) {
		return new Preparation(bundle).result();
	}

	private static final class Preparation {

		private final TensorFlowBundle bundle;
		private final Map<String, OpDef> operators = TensorFlowNodes.operators();
		private final List<String> findings;
		private final Map<String, String> inputs = new LinkedHashMap<>(), outputs = new LinkedHashMap<>();
		private final List<String> assignments = new ArrayList<>();
		private Map<String, NodeDef> nodes;
		private Set<String> needed;
		private String values = "";

		Preparation(TensorFlowBundle bundle) {
			this.bundle = bundle;
			findings = new ArrayList<>(bundle.findings());
		}

		TensorFlowInference result() {
			boolean saved = bundle.saver() != null && !bundle.saver().getRestoreOpName().isEmpty() && bundle.variables() != null;
			findOutputs();
			List<String> wanted = new ArrayList<>(outputs.values());
			if (saved)
				wanted.add("^" + TensorFlowNodes.node(bundle.saver().getRestoreOpName()));
			nodes = flattened(wanted);
			int i = 0;
			for (Map.Entry<String, String> output : outputs.entrySet())
				output.setValue(wanted.get(i++));
			findInputs();
			check(needed, true);
			if (saved)
				findAssignments();
			else if (needed.stream().anyMatch(name -> VARIABLES.contains(nodes.get(name).getOp())))
				throw refusal("the values of its variables are missing; the folder 'variables' belongs beside it.");
			GraphDef.Builder graph = GraphDef.newBuilder().setVersions(bundle.graph().getVersions());
			new TensorFlowGuards(nodes, needed, findings).nodes().forEach(node -> graph.addNode(cleaned(node)));
			if (needed.stream().anyMatch(name -> nodes.get(name).getAttrMap().values().stream().anyMatch(Preparation::holdsFunction)))
				addFunctions(graph);
			return new TensorFlowInference(graph.build(), inputs, outputs, assignments, values, findings);
		}

		private EngineException refusal(String why) {
			return new EngineException(bundle.file() + " cannot be used: " + why);
		}

		/** Where the file names no outputs, what nothing else takes. */
		private void findOutputs() {
			outputs.putAll(bundle.outputs());
			if (!outputs.isEmpty())
				return;
			Map<String, NodeDef> all = TensorFlowNodes.byName(bundle.graph().getNodeList());
			Set<String> used = new LinkedHashSet<>();
			all.values().forEach(node -> node.getInputList().forEach(input -> used.add(TensorFlowNodes.node(input))));
			for (NodeDef node : all.values())
				if (!used.contains(node.getName()) && !NO_RESULT.matcher(node.getOp()).matches()
					&& TensorFlowNodes.needed(all, List.of(node.getName())).stream().anyMatch(name -> all.get(name).getOp().equals("Placeholder")))
					outputs.put(node.getName(), node.getName());
			if (outputs.isEmpty())
				throw refusal("it has no signature, and no node gives a result that depends on an input; name them with the option tensors, or in a file " + TensorNames.FILE_NAME + " beside it.");
			findings.add("The file names no outputs; nothing else takes " + String.join(", ", outputs.keySet()) + ".");
		}

		private Map<String, NodeDef> flattened(List<String> wanted) {
			try {
				return TensorFlowChannels.last(TensorFlowFunctions.inlined(bundle.graph(), operators, wanted));
			}
			catch (IndexOutOfBoundsException | NullPointerException | NumberFormatException e) {
				throw refusal("its functions contradict themselves.");
			}
		}

		private void findInputs() {
			bundle.inputs().forEach((name, tensor) -> {
				NodeDef node = nodes.get(TensorFlowNodes.node(tensor));
				if (node == null)
					throw refusal("its input '" + name + "' is the node " + tensor + ", which does not exist.");
				inputs.put(name, place(node, TensorFlowNodes.output(tensor)));
			});
			needed = TensorFlowNodes.needed(nodes, outputs.values().stream().map(TensorFlowNodes::node).toList());
			for (Map.Entry<String, String> output : outputs.entrySet())
				if (!nodes.containsKey(TensorFlowNodes.node(output.getValue())))
					throw refusal("its output '" + output.getKey() + "' is the node " + output.getValue() + ", which does not exist.");
			for (String name : List.copyOf(needed))
				if (nodes.get(name).getOp().equals("Placeholder"))
					fed(nodes.get(name));
			if (inputs.isEmpty())
				throw refusal("its outputs depend on no input.");
			needed.addAll(inputs.values());
		}

		/** The placeholder that stands for an output of a node; the node itself becomes one if that is its first output. */
		private String place(NodeDef node, int output) {
			if (node.getOp().equals("Placeholder"))
				return node.getName();
			Map<String, AttrValue> attributes = node.getAttrMap();
			AttrValue type = attributes.containsKey("dtype") ? attributes.get("dtype") : attributes.get("T");
			if (type == null && attributes.containsKey("output_types") && output < attributes.get("output_types").getList().getTypeCount())
				type = TensorFlowNodes.type(attributes.get("output_types").getList().getType(output));
			Map<String, AttrValue> placed = new LinkedHashMap<>();
			placed.put("dtype", type == null ? TensorFlowNodes.type(DataType.DT_FLOAT) : type);
			if (attributes.containsKey("shape") && node.getOp().equals("PlaceholderWithDefault"))
				placed.put("shape", attributes.get("shape"));
			String name = output == 0 ? node.getName() : node.getName() + "_output_" + output;
			String from = TensorFlowNodes.input(node.getName(), output);
			nodes.put(name, TensorFlowNodes.of("Placeholder", name, placed));
			if (output > 0)
				nodes.replaceAll((key, user) -> {
					NodeDef.Builder copy = user.toBuilder();
					for (int i = 0; i < copy.getInputCount(); i++)
						if (copy.getInput(i).equals(from))
							copy.setInput(i, name);
					return copy.build();
				});
			return name;
		}

		/** A placeholder on the way to the outputs: whether it trains is answered with no, others are inputs. */
		private void fed(NodeDef placeholder) {
			String name = placeholder.getName();
			if (isDropout(placeholder)) {
				inputs.values().remove(name);
				nodes.put(name, constant(name, KEEPING.matcher(name).matches() || divides(name) ? 1 : 0));
				findings.add("Dropout, which " + name + " sets, is off.");
				return;
			}
			AttrValue shape = placeholder.getAttrMap().get("shape");
			boolean single = shape == null || shape.getShape().getDimCount() == 0;
			if (placeholder.getAttrMap().getOrDefault("dtype", AttrValue.getDefaultInstance()).getType() == DataType.DT_BOOL && single) {
				inputs.values().remove(name);
				nodes.put(name, constant(name));
				findings.add("The switch " + name + " between training and use is off.");
			}
			else if (!inputs.containsValue(name)) {
				inputs.put(name, name);
				if (!bundle.inputs().isEmpty())
					findings.add("The signature leaves out the input " + name + ".");
			}
		}

		/** A single number that, by its name, says how much is kept or dropped while training. */
		private static boolean isDropout(NodeDef placeholder) {
			TensorShapeProto shape = placeholder.getAttrMap().getOrDefault("shape", AttrValue.getDefaultInstance()).getShape();
			return shape.getDimCount() == 0 && placeholder.getAttrMap().getOrDefault("dtype", AttrValue.getDefaultInstance()).getType() == DataType.DT_FLOAT
				&& (KEEPING.matcher(placeholder.getName()).matches() || DROPPING.matcher(placeholder.getName()).matches());
		}

		/** True if images are divided by it, as by the share that is kept. */
		private boolean divides(String name) {
			return nodes.values().stream().anyMatch(node -> DIVISIONS.contains(node.getOp()) && node.getInputCount() > 1 && TensorFlowNodes.node(node.getInput(1)).equals(name));
		}

		private static NodeDef constant(String name, float value) {
			TensorProto tensor = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(TensorShapeProto.getDefaultInstance()).addFloatVal(value).build();
			return TensorFlowNodes.of("Const", name, Map.of("dtype", TensorFlowNodes.type(DataType.DT_FLOAT), "value", AttrValue.newBuilder().setTensor(tensor).build()));
		}

		private static NodeDef constant(String name) {
			TensorProto no = TensorProto.newBuilder().setDtype(DataType.DT_BOOL).setTensorShape(TensorShapeProto.getDefaultInstance()).addBoolVal(false).build();
			return TensorFlowNodes.of("Const", name, Map.of("dtype", TensorFlowNodes.type(DataType.DT_BOOL), "value", AttrValue.newBuilder().setTensor(no).build()));
		}

		private void check(Set<String> names, boolean network) {
			for (String name : names) {
				String operator = nodes.get(name).getOp();
				if (!operators.containsKey(operator) && bundle.graph().getLibrary().getFunctionList().stream().noneMatch(function -> function.getSignature().getName().equals(operator)))
					throw refusal("it needs the operator " + operator + " (node " + name + "), which TensorFlow " + TensorFlow.version() + " does not have.");
				if (REFUSED.matcher(operator).matches() && !(operator.equals("RestoreV2") && !network))
					throw refusal("its node " + name + " is a " + operator + ", which reaches beyond the network and is not run here.");
				if (network && operator.equals("RestoreV2"))
					throw refusal("its node " + name + " reads a file while the network runs, which is not done here.");
			}
		}

		/** Keeps, of what reads the variables, the part for those that the outputs need. */
		private void findAssignments() {
			String file = TensorFlowNodes.node(bundle.saver().getFilenameTensorName());
			if (!nodes.containsKey(file))
				throw refusal("the name of its variables' file is the node " + file + ", which does not exist.");
			values = file;
			nodes.put(file, TensorFlowNodes.of("Placeholder", file, Map.of("dtype", TensorFlowNodes.type(DataType.DT_STRING))));
			Set<String> variables = new LinkedHashSet<>();
			needed.stream().filter(name -> VARIABLES.contains(nodes.get(name).getOp())).forEach(variables::add);
			for (NodeDef node : List.copyOf(nodes.values()))
				if (ASSIGNMENTS.contains(node.getOp()) && node.getInputCount() >= 2 && variables.contains(variable(node))) {
					Set<String> before = TensorFlowNodes.needed(nodes, List.of(node.getName()));
					if (!before.contains(file))
						continue;
					check(before, false);
					assignments.add(node.getName());
					needed.addAll(before);
				}
			variables.removeIf(variable -> assignments.stream().anyMatch(assignment -> variable(nodes.get(assignment)).equals(variable)));
			if (!variables.isEmpty())
				throw refusal("nothing in it reads the values of its variable " + variables.iterator().next() + (variables.size() == 1 ? "." : " and " + (variables.size() - 1) + " others."));
		}

		/** The variable that a node assigns to. */
		private String variable(NodeDef assignment) {
			NodeDef node = nodes.get(TensorFlowNodes.node(assignment.getInput(0)));
			for (int i = 0; i < 100 && node != null && node.getOp().equals("Identity"); i++)
				node = nodes.get(TensorFlowNodes.node(node.getInput(0)));
			return node == null ? "" : node.getName();
		}

		private static boolean holdsFunction(AttrValue value) {
			return value.hasFunc() || value.getList().getFuncCount() > 0;
		}

		private void addFunctions(GraphDef.Builder graph) {
			for (FunctionDef function : bundle.graph().getLibrary().getFunctionList()) {
				FunctionDef.Builder copy = function.toBuilder().clearNodeDef();
				for (NodeDef node : function.getNodeDefList()) {
					if (REFUSED.matcher(node.getOp()).matches() || node.getOp().equals("RestoreV2"))
						break;
					copy.addNodeDef(cleaned(node));
				}
				if (copy.getNodeDefCount() == function.getNodeDefCount())
					graph.getLibraryBuilder().addFunction(copy);
			}
		}

		/** Without device, and without attributes that this TensorFlow does not know or that only helped the one that wrote it. */
		private NodeDef cleaned(NodeDef node) {
			NodeDef.Builder copy = node.toBuilder().clearDevice().clearExperimentalDebugInfo().clearAttr();
			OpDef operator = operators.get(node.getOp());
			node.getAttrMap().forEach((name, value) -> {
				if (!name.startsWith("_") && (operator == null || operator.getAttrList().stream().anyMatch(attribute -> attribute.getName().equals(name))))
					copy.putAttr(name, value);
			});
			return copy.build();
		}
	}
}
