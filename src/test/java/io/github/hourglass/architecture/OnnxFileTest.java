package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.protobuf.ByteString;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/** The official parser (tribuo-util-onnx, in tests only) is the second opinion. */
class OnnxFileTest {

	@TempDir
	Path folder;

	@Test
	void everyRealModelIsReadAsTheOfficialParserReadsIt() throws IOException {
		List<Path> files = RealModels.onnx();
		assertTrue(files.size() >= 110, files.size() + " files");
		for (Path file : files)
			assertSame(ModelProto.parseFrom(Files.readAllBytes(file)), OnnxFile.read(file), file.toString());
	}

	@Test
	void weightsOfRealModelsAreCountedAsPublished() {
		assertEquals(555_137, OnnxFile.read(RealModels.file("dncnn_sigma25/dncnn_25.onnx")).weights().parameters());
		assertEquals(146_913, OnnxFile.read(RealModels.file("meshnet3d/model30_3class.onnx")).weights().parameters());
		assertEquals(5_598, OnnxFile.read(RealModels.file("meshnet3d/model5_gw_ae.onnx")).weights().parameters());
		assertEquals(59_657, OnnxFile.read(RealModels.file("super_resolution_x3/pytorch_super_resolution.onnx")).weights().parameters());
	}

	@Test
	void batchNamedNoneIsFree() {
		TensorInfo input = OnnxFile.read(RealModels.file("prisma_portrait/prisma_nchw.onnx")).inputs().get(0);
		assertArrayEquals(new long[] { -1, 3, 256, 256 }, input.shape());
		assertEquals(List.of("", "", "", ""), input.sizeNames());
	}

	@Test
	void operatorSetsOutOfRangeAreRefusedByNumber() {
		Path tooNew = RealModels.file("unsupported/too_new_opset.onnx");
		String message = assertThrows(GraphException.class, () -> OnnxFile.read(tooNew)).getMessage();
		assertTrue(message.contains("operator set 28"), message);
		assertEquals(6, OnnxFile.read(RealModels.file("unsupported/very_old_opset_averagepool.onnx")).opset());
	}

	@Test
	void eachKindOfNumberIsReadFromItsTypedField() throws IOException {
		GraphProto.Builder graph = identity();
		graph.addInitializer(weight("f", TensorType.FLOAT32).addFloatData(1.5f).addFloatData(-2));
		graph.addInitializer(weight("d", TensorType.FLOAT64).addDoubleData(1e300).addDoubleData(-2));
		graph.addInitializer(weight("i8", TensorType.INT8).addInt32Data(-128).addInt32Data(127));
		graph.addInitializer(weight("u8", TensorType.UINT8).addInt32Data(255).addInt32Data(1));
		graph.addInitializer(weight("b", TensorType.BOOL).addInt32Data(1).addInt32Data(0));
		graph.addInitializer(weight("h", TensorType.FLOAT16).addInt32Data(0x3c00).addInt32Data(0xc000));
		graph.addInitializer(weight("i32", TensorType.INT32).addInt32Data(-70000).addInt32Data(2));
		graph.addInitializer(weight("i64", TensorType.INT64).addInt64Data(Long.MIN_VALUE).addInt64Data(2));
		graph.addInitializer(weight("u64", TensorType.UINT64).addUint64Data(-1).addUint64Data(2));
		Weights weights = read(graph).weights();
		assertArrayEquals(new float[] { 1.5f, -2 }, weights.get("f").toFloats());
		assertEquals(1e300, weights.get("d").bytes().getDouble());
		assertEquals(-128, weights.get("i8").bytes().get());
		assertEquals((byte) 255, weights.get("u8").bytes().get());
		assertEquals(1, weights.get("b").bytes().get());
		assertEquals(0x3c00, weights.get("h").bytes().getShort());
		assertEquals((short) 0xc000, weights.get("h").bytes().getShort(2));
		assertEquals(-70000, weights.get("i32").bytes().getInt());
		assertEquals(Long.MIN_VALUE, weights.get("i64").longs().get());
		assertEquals(-1, weights.get("u64").bytes().getLong());
	}

	@Test
	void weightsThatAreListedAsInputsAreNotInputs() throws IOException {
		GraphProto.Builder graph = identity().addInput(value("w")).addInitializer(weight("w", TensorType.FLOAT32).addFloatData(1).addFloatData(2));
		assertEquals(List.of("x"), read(graph).inputs().stream().map(TensorInfo::name).toList());
	}

	@Test
	void constantsBecomeWeights() throws IOException {
		GraphProto.Builder graph = identity();
		graph.addNode(constant("scalar", AttributeProto.newBuilder().setName("value_float").setType(AttributeType.FLOAT).setF(3)));
		graph.addNode(constant("list", AttributeProto.newBuilder().setName("value_ints").setType(AttributeType.INTS).addInts(-1).addInts(7)));
		Graph read = read(graph);
		assertEquals(1, read.nodes().size());
		assertArrayEquals(new float[] { 3 }, read.weights().get("scalar").toFloats());
		assertEquals(0, read.weights().get("scalar").shape().length);
		assertEquals(7, read.weights().get("list").longs().get(1));
	}

	@Test
	void nodesAreSortedAndCyclesRefused() throws IOException {
		GraphProto.Builder unsorted = identity();
		unsorted.setNode(0, node("Relu", "a", "y")).addNode(node("Neg", "x", "a"));
		assertEquals(List.of("Neg", "Relu"), read(unsorted).nodes().stream().map(Node::operator).toList());
		GraphProto.Builder cyclic = identity();
		cyclic.setNode(0, node("Relu", "a", "y")).addNode(node("Neg", "y", "a"));
		assertTrue(damage(cyclic).contains("waits for its own result"));
	}

	@Test
	void contradictionsAreDamage() {
		assertTrue(damage(identity().addNode(node("Relu", "nowhere", "z"))).contains("'nowhere', which nothing gives"));
		assertTrue(damage(identity().addNode(node("Relu", "x", "y"))).contains("two values have the name 'y'"));
		assertTrue(damage(identity().addOutput(value("z"))).contains("nothing gives the output 'z'"));
		assertTrue(damage(identity().addInitializer(weight("w", TensorType.FLOAT32).addFloatData(1))).contains("'w' of shape [2] has 1 values"));
		assertTrue(damage(identity().addInitializer(weight("w", TensorType.FLOAT32).addDims(1L << 60))).contains("has the shape"));
		assertTrue(damage(identity().addInitializer(weight("w", TensorType.INT8).addDims(0).addDims(1L << 62).addDims(1L << 62))).contains("has the shape"));
	}

	@Test
	void whatAGraphCannotHoldIsNamed() {
		String external = refusal(identity().addInitializer(TensorProto.newBuilder().setName("w").setDataType(1).addDims(2)
			.setDataLocation(TensorProto.DataLocation.EXTERNAL)
			.addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue("net.data"))));
		assertTrue(external.contains("'net.data'") && external.contains("as one file"), external);
		String nested = refusal(identity().addNode(node("If", "x", "z").toBuilder().setName("fork").addAttribute(
			AttributeProto.newBuilder().setName("then_branch").setType(AttributeType.GRAPH).setG(identity()))));
		assertTrue(nested.contains("If 'fork'") && nested.contains("may still run"), nested);
		String text = refusal(identity().addInitializer(TensorProto.newBuilder().setName("w").setDataType(8).addDims(1)
			.addStringData(ByteString.copyFromUtf8("a"))));
		assertTrue(text.contains("holds text"), text);
	}

	@Test
	void unknownOperatorsAndDomainsStay() throws IOException {
		Node node = read(identity().addNode(node("Foo", "x", "z").toBuilder().setDomain("my.domain"))).nodes().get(1);
		assertEquals("Foo", node.operator());
		assertEquals("my.domain", node.domain());
	}

	@Test
	void otherFilesAreRefusedInOneSentence() throws IOException {
		for (String content : List.of("", "II*\0hello", "<html>404</html>", "PK\3\4")) {
			Path file = Files.writeString(folder.resolve("fake.onnx"), content);
			String message = assertThrows(GraphException.Damaged.class, () -> OnnxFile.read(file)).getMessage();
			assertTrue(message.startsWith("fake.onnx "), message);
			assertFalse(message.contains("\n"), message);
		}
		String missing = assertThrows(UncheckedIOException.class, () -> OnnxFile.read(folder.resolve("none.onnx"))).getMessage();
		assertTrue(missing.startsWith("none.onnx cannot be read"), missing);
	}

	@Test
	void largeFilesAreMapped() throws IOException {
		long values = 5 << 20;
		ByteBuffer raw = ByteBuffer.allocate((int) values * 4).order(ByteOrder.LITTLE_ENDIAN);
		raw.putFloat(4 * 123_456, 7);
		GraphProto.Builder graph = identity().addInitializer(TensorProto.newBuilder().setName("w").setDataType(1).addDims(values)
			.setRawData(ByteString.copyFrom(raw)));
		Tensor weight = read(graph).weights().get("w");
		assertTrue(weight.bytes().isReadOnly());
		assertEquals(7, weight.floats().get(123_456));
	}

	@Test
	void theOfficialParserReadsWhatIsWritten() throws IOException {
		Graph graph = UNet.of(NetworkOptions.of(3).depth(1).baseFilters(2).dropout(0.5f), 1);
		Path file = folder.resolve("written.onnx");
		OnnxFile.write(graph, file);
		ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
		assertEquals(8, model.getIrVersion());
		assertSame(model, graph, "written.onnx");
		assertEquals(List.of("n", "", "z", "y", "x"), OnnxFile.read(file).inputs().get(0).sizeNames());
	}

	@Test
	void whatCannotBeWrittenLeavesNothingBehind() throws IOException {
		Tensor large = Tensor.allocate(TensorType.UINT8, 64 << 20);
		Map<String, Tensor> weights = new HashMap<>();
		for (int i = 0; i < 32; i++)
			weights.put("w" + i, large);
		Graph graph = read(identity());
		Path file = folder.resolve("large.onnx");
		String message = assertThrows(GraphException.class, () -> OnnxFile.write(graph.withWeights(Weights.of(weights)), file)).getMessage();
		assertTrue(message.contains("at most 2 GB"), message);
		assertThrows(GraphException.class, () -> OnnxFile.write(read(identity().setNode(0, node("Foo", "x", "y").toBuilder().setDomain("my.domain"))), file));
		assertThrows(UncheckedIOException.class, () -> OnnxFile.write(graph, folder.resolve("no/such/folder.onnx")));
		assertFalse(Files.exists(file));
		Path old = Files.writeString(folder.resolve("old.onnx"), "old");
		OnnxFile.write(graph, old);
		assertEquals(1, OnnxFile.read(old).nodes().size());
		try (var left = Files.list(folder)) {
			assertEquals(List.of("net.onnx", "old.onnx"), left.map(f -> f.getFileName().toString()).sorted().toList());
		}
	}

	private static void assertSame(ModelProto model, Graph graph, String file) {
		GraphProto proto = model.getGraph();
		assertEquals(model.getOpsetImportList().stream().filter(o -> o.getDomain().isEmpty()).findFirst().orElseThrow().getVersion(), graph.opset(), file);
		List<NodeProto> nodes = new ArrayList<>();
		Map<String, TensorProto> tensors = new HashMap<>();
		proto.getInitializerList().forEach(t -> tensors.put(t.getName(), t));
		for (NodeProto node : proto.getNodeList()) {
			if (node.getOpType().equals("Constant"))
				tensors.put(node.getOutput(0), node.getAttribute(0).getT());
			else
				nodes.add(node);
		}
		assertEquals(nodes.size(), graph.nodes().size(), file);
		for (int i = 0; i < nodes.size(); i++)
			assertSame(nodes.get(i), graph.nodes().get(i), file);
		assertEquals(tensors.keySet(), graph.weights().names(), file);
		tensors.forEach((name, tensor) -> assertSame(tensor, graph.weights().get(name), file + " " + name));
		assertEquals(proto.getInputList().stream().map(ValueInfoProto::getName).filter(n -> !tensors.containsKey(n)).toList(),
			graph.inputs().stream().map(TensorInfo::name).toList(), file);
		for (TensorInfo info : graph.inputs())
			assertSame(proto.getInputList().stream().filter(v -> v.getName().equals(info.name())).findFirst().orElseThrow(), info, file);
		assertEquals(proto.getOutputCount(), graph.outputs().size(), file);
		for (int i = 0; i < proto.getOutputCount(); i++)
			assertSame(proto.getOutput(i), graph.outputs().get(i), file);
	}

	private static void assertSame(ValueInfoProto value, TensorInfo info, String file) {
		TypeProto.Tensor type = value.getType().getTensorType();
		assertEquals(value.getName(), info.name(), file);
		assertEquals(type.getElemType(), info.type().onnxCode(), file);
		if (!type.hasShape()) {
			assertEquals(-1, info.rank(), file);
			return;
		}
		assertEquals(type.getShape().getDimCount(), info.rank(), file);
		for (int i = 0; i < info.rank(); i++) {
			TensorShapeProto.Dimension size = type.getShape().getDim(i);
			assertEquals(size.hasDimValue() ? size.getDimValue() : -1, info.shape()[i], file);
		}
	}

	private static void assertSame(NodeProto proto, Node node, String file) {
		assertEquals(proto.getOpType(), node.operator(), file);
		assertEquals(proto.getName(), node.name(), file);
		assertEquals(List.copyOf(proto.getInputList()), node.inputs(), file);
		assertEquals(List.copyOf(proto.getOutputList()), node.outputs(), file);
		assertEquals(proto.getAttributeCount(), node.attributes().size(), file);
		for (AttributeProto attribute : proto.getAttributeList()) {
			Object value = node.attributes().get(attribute.getName());
			switch (attribute.getType()) {
				case FLOAT -> assertEquals(attribute.getF(), value, file);
				case INT -> assertEquals(attribute.getI(), value, file);
				case STRING -> assertEquals(attribute.getS().toStringUtf8(), value, file);
				case INTS -> assertArrayEquals(attribute.getIntsList().stream().mapToLong(Long::longValue).toArray(), (long[]) value, file);
				case FLOATS -> assertEquals(attribute.getFloatsList(), boxed((float[]) value), file);
				case TENSOR -> assertSame(attribute.getT(), (Tensor) value, file);
				default -> throw new AssertionError(attribute.getType() + " in " + file);
			}
		}
	}

	private static List<Float> boxed(float[] values) {
		List<Float> boxed = new ArrayList<>();
		for (float value : values)
			boxed.add(value);
		return boxed;
	}

	private static void assertSame(TensorProto proto, Tensor tensor, String file) {
		assertEquals(proto.getDataType(), tensor.type().onnxCode(), file);
		assertArrayEquals(proto.getDimsList().stream().mapToLong(Long::longValue).toArray(), tensor.shape(), file);
		if (proto.hasRawData())
			assertEquals(ByteBuffer.wrap(proto.getRawData().toByteArray()), tensor.bytes(), file);
		else if (tensor.type() == TensorType.FLOAT32)
			assertEquals(proto.getFloatDataList(), boxed(tensor.toFloats()), file);
		else if (tensor.type() == TensorType.INT64)
			for (int i = 0; i < tensor.elements(); i++)
				assertEquals(proto.getInt64Data(i), tensor.longs().get(i), file);
		else
			throw new AssertionError(tensor + " in " + file);
	}

	private static GraphProto.Builder identity() {
		return GraphProto.newBuilder().setName("g").addInput(value("x")).addOutput(value("y")).addNode(node("Relu", "x", "y"));
	}

	private static NodeProto node(String operator, String input, String output) {
		return NodeProto.newBuilder().setOpType(operator).addInput(input).addOutput(output).build();
	}

	private static NodeProto constant(String name, AttributeProto.Builder attribute) {
		return NodeProto.newBuilder().setOpType("Constant").addOutput(name).addAttribute(attribute).build();
	}

	private static TensorProto.Builder weight(String name, TensorType type) {
		return TensorProto.newBuilder().setName(name).setDataType(type.onnxCode()).addDims(2);
	}

	private static ValueInfoProto value(String name) {
		return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(1)
			.setShape(TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))))).build();
	}

	private Graph read(GraphProto.Builder graph) throws IOException {
		ModelProto model = ModelProto.newBuilder().setIrVersion(8).addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
			.setGraph(graph).build();
		return OnnxFile.read(Files.write(folder.resolve("net.onnx"), model.toByteArray()));
	}

	private String damage(GraphProto.Builder graph) {
		return assertThrows(GraphException.Damaged.class, () -> read(graph)).getMessage();
	}

	private String refusal(GraphProto.Builder graph) {
		GraphException refusal = assertThrows(GraphException.class, () -> read(graph));
		assertFalse(refusal instanceof GraphException.Damaged, refusal.getMessage());
		return refusal.getMessage();
	}
}
