package io.github.hourglass.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

/**
 * Small ONNX files for tests, written with the ONNX project's own protobuf classes:
 *
 * <pre>
 * new TinyModels().input("x", FLOAT32, 1, 1, "h", "w").node("Relu", "x", "y").output("y", FLOAT32, 1, 1, "h", "w").write(file);
 * </pre>
 */
public final class TinyModels {

	private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
	private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(8);
	private String domain = "";
	private long opset = 17;

	public TinyModels opset(long version) {
		opset = version;
		return this;
	}

	/** The domain of the nodes added from now on; the model imports its version 1. */
	public TinyModels domain(String name) {
		domain = name;
		model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(name).setVersion(1));
		return this;
	}

	public TinyModels irVersion(long version) {
		model.setIrVersion(version);
		return this;
	}

	/** Sizes are numbers, or texts for named free sizes. */
	public TinyModels input(String name, TensorType type, Object... sizes) {
		graph.addInput(valueInfo(name, type, sizes));
		return this;
	}

	/** Sizes are numbers, or texts for named free sizes. */
	public TinyModels output(String name, TensorType type, Object... sizes) {
		graph.addOutput(valueInfo(name, type, sizes));
		return this;
	}

	public TinyModels weights(String name, Tensor values) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(values.type().onnxCode()).setRawData(ByteString.copyFrom(values.bytes()));
		for (long size : values.shape())
			tensor.addDims(size);
		graph.addInitializer(tensor);
		return this;
	}

	/** Weights that lie in another file beside the model. */
	public TinyModels externalWeights(String name, TensorType type, String file, long... shape) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type.onnxCode()).setDataLocation(TensorProto.DataLocation.EXTERNAL);
		tensor.addExternalDataBuilder().setKey("location").setValue(file);
		for (long size : shape)
			tensor.addDims(size);
		graph.addInitializer(tensor);
		return this;
	}

	/** A node with one output and no attributes; the inputs are separated by commas. */
	public TinyModels node(String operator, String inputs, String output) {
		return node(operator, inputs, output, Map.of());
	}

	/** Attributes are long, float, long[] or text; inputs and outputs are separated by commas. */
	public TinyModels node(String operator, String inputs, String outputs, Map<String, Object> attributes) {
		NodeProto.Builder node = graph.addNodeBuilder().setOpType(operator).setDomain(domain).addAllInput(List.of(inputs.split(",")))
			.addAllOutput(List.of(outputs.split(",")));
		attributes.forEach((name, value) -> node.addAttribute(attribute(name, value)));
		return this;
	}

	public byte[] toBytes() {
		return model.clone().addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset)).setGraph(graph).build().toByteArray();
	}

	public Path write(Path file) {
		try {
			return Files.write(file, toBytes());
		}
		catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private static AttributeProto.Builder attribute(String name, Object value) {
		AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
		if (value instanceof long[] numbers)
			return attribute.setType(AttributeProto.AttributeType.INTS).addAllInts(Arrays.stream(numbers).boxed().toList());
		if (value instanceof Float number)
			return attribute.setType(AttributeProto.AttributeType.FLOAT).setF(number);
		if (value instanceof Number number)
			return attribute.setType(AttributeProto.AttributeType.INT).setI(number.longValue());
		return attribute.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(value.toString()));
	}

	private static ValueInfoProto valueInfo(String name, TensorType type, Object... sizes) {
		TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
		for (Object size : sizes)
			if (size instanceof Number number)
				shape.addDimBuilder().setDimValue(number.longValue());
			else
				shape.addDimBuilder().setDimParam(size.toString());
		return ValueInfoProto.newBuilder().setName(name)
			.setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(type.onnxCode()).setShape(shape))).build();
	}
}
