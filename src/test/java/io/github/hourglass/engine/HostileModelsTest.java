package io.github.hourglass.engine;

import static io.github.hourglass.engine.TensorType.FLOAT32;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32C;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

import ai.onnx.proto.OnnxMl.ModelProto;

/** Files that mean harm, in a worker: each is refused with a sentence, and the same worker goes on to the next. */
@Timeout(240)
class HostileModelsTest {

	private static final IdleWorkers WORKERS = new IdleWorkers(5000);
	private static final Engine ONNX = new WorkerEngine(new OnnxEngine(), WORKERS), TENSORFLOW = new WorkerEngine(new TensorFlowEngine(), WORKERS);
	private static final long HUGE = 1L << 40;

	@TempDir
	Path folder;

	private static void assertRefused(Engine engine, Path weights, String... parts) {
		EngineException refusal = assertThrows(EngineException.class, () -> {
			try (Network network = engine.open(weights, EngineOptions.cpu())) {
				TensorInfo input = network.inputs().get(0);
				long[] ones = new long[input.rank()];
				Arrays.fill(ones, 1);
				network.run(Map.of(input.name(), Tensor.allocate(input.type(), ones)), EngineContract.wanting(network.outputs().get(0).name()));
			}
		}, weights::toString);
		String message = refusal.getMessage();
		assertFalse(refusal instanceof WorkerProcess.Ended || message.contains("\n") || message.contains("please report"), message);
		for (String part : parts)
			assertTrue(message.contains(part), () -> part + " is not in: " + message);
	}

	private TinyModels onnx() {
		return new TinyModels().input("x", FLOAT32, "n");
	}

	private Path write(TinyModels model) {
		return model.output("y", FLOAT32, "m").write(folder.resolve("net.onnx"));
	}

	private SavedModels saved() {
		return new SavedModels().placeholder("in", DataType.DT_FLOAT, -1);
	}

	@Test
	void weightsOutsideTheModelsFolderAreNotRead() throws IOException {
		Files.write(folder.resolve("secret"), new byte[4]);
		Files.createDirectories(folder.resolve("model"));
		for (String place : new String[] { "../secret", folder.resolve("secret").toString(), "/dev/zero", "model/../../secret" }) {
			Path file = onnx().externalWeights("w", FLOAT32, place, 1).node("Add", "x,w", "y").output("y", FLOAT32, "n").write(folder.resolve("model/net.onnx"));
			assertRefused(ONNX, file, "net.onnx");
		}
	}

	@Test
	void giganticTensorsAreRefused() throws IOException {
		ModelProto.Builder weights = ModelProto.parseFrom(onnx().weights("w", Tensor.of(new float[1], 1)).node("Add", "x,w", "y").output("y", FLOAT32, "n").toBytes()).toBuilder();
		weights.getGraphBuilder().getInitializerBuilder(0).clearDims().addDims(HUGE).addDims(HUGE);
		assertRefused(ONNX, Files.write(folder.resolve("weights.onnx"), weights.build().toByteArray()), "weights.onnx");
		assertRefused(ONNX, write(onnx().weights("sizes", Tensor.of(new long[] { HUGE, HUGE }, 2)).node("ConstantOfShape", "sizes", "large").node("Size", "large", "y")), "net.onnx");
		assertRefused(ONNX, write(onnx().weights("sizes", Tensor.of(new long[] { HUGE }, 1)).node("Expand", "x,sizes", "y")), "net.onnx");
		assertRefused(ONNX, write(onnx().weights("often", Tensor.of(new long[] { HUGE }, 1)).node("Tile", "x,often", "y")), "net.onnx");

		SavedModels constant = saved().floats("w", new long[] { HUGE, HUGE }, 1).node("Mul", "out", "in", "w").signature("in:0", "out:0");
		assertRefused(TENSORFLOW, constant.save(folder.resolve("constant")), "constant");
		assertRefused(TENSORFLOW, new SavedModels().placeholder("in", DataType.DT_FLOAT, HUGE, HUGE, HUGE).node("Neg", "out", "in").signature("in:0", "out:0").save(folder.resolve("input")), "input");
	}

	/** With a constant of more elements than can be counted. */
	static Path killer(Path folder) {
		return new SavedModels().placeholder("in", DataType.DT_FLOAT, -1).ints("sizes", Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE).floats("one", new long[0], 1)
			.node("Fill", "large", Map.of("T", SavedModels.type(DataType.DT_FLOAT), "index_type", SavedModels.type(DataType.DT_INT32)), "sizes", "one").node("Mul", "out", "in", "large")
			.signature("in:0", "out:0").save(folder);
	}

	@Test
	void aTensorSoLargeThatTensorFlowEndsItsProcessIsASentence() {
		Path weights = killer(folder.resolve("filled"));
		String message = assertThrows(WorkerProcess.Ended.class, () -> {
			try (Network network = TENSORFLOW.open(weights, EngineOptions.cpu())) {
				network.run(Map.of("x", Tensor.allocate(FLOAT32, 1)), EngineContract.wanting("y"));
			}
		}).getMessage();
		assertTrue(message.matches("The process that runs the network filled has crashed \\(exit code \\d+, Check failed: .*\\); the model may be damaged, .*\\."), message);
	}

	@Test
	void circlesAreRefused() {
		assertRefused(ONNX, write(onnx().node("Add", "x,b", "a").node("Neg", "a", "b").node("Abs", "b", "y")), "net.onnx");
		assertRefused(TENSORFLOW, saved().node("Add", "a", "in", "b").node("Neg", "b", "a").signature("in:0", "b:0").save(folder.resolve("circle")), "circle");
	}

	@Test
	void operatorsWithTheNameOfAFileAreOnlyNames() throws IOException {
		String name = "../../" + folder.getFileName() + "/made";
		assertRefused(ONNX, write(onnx().node(name, "x", "y")), "'" + name + "'");
		assertRefused(TENSORFLOW, saved().node(name, "out", "in").signature("in:0", "out:0").save(folder.resolve("path")), name);
		assertFalse(Files.exists(folder.resolve("made")));
		assertRefused(ONNX, write(onnx().domain("/usr/lib/libc.so.6").node("Neg", "x", "y")), "not part of ONNX");
	}

	@Test
	void textsAreNoImages() {
		Path file = onnx().node("Neg", "x", "y").output("y", FLOAT32, "n").write(folder.resolve("text.onnx"));
		assertRefused(ONNX, text(file), "text.onnx", "STRING");
		assertRefused(TENSORFLOW, new SavedModels().placeholder("in", DataType.DT_STRING, -1).node("Identity", "out", Map.of("T", SavedModels.type(DataType.DT_STRING)), "in")
			.signature("in:0", "out:0").save(folder.resolve("text")), "DT_STRING");
	}

	/** The same file with texts in place of floats. */
	private static Path text(Path file) {
		try {
			ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
			model.getGraphBuilder().getNodeBuilder(0).setOpType("Identity");
			model.getGraphBuilder().getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(8);
			model.getGraphBuilder().getOutputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(8);
			return Files.write(file, model.build().toByteArray());
		}
		catch (IOException e) {
			throw new IllegalStateException(e);
		}
	}

	private Path withVariables() {
		return saved().variable("w", 3).node("Mul", "out", "in", "w/read").signature("in:0", "out:0").save(folder.resolve("saved"));
	}

	@Test
	void variablesAreReadFromTheirFiles() {
		variablesAreRead(withVariables());
	}

	private static void variablesAreRead(Path saved) {
		try (Network network = TENSORFLOW.open(saved, EngineOptions.cpu())) {
			Tensor y = network.run(Map.of("x", Tensor.of(new float[] { 5, 5, 5 }, 3)), EngineContract.wanting("y")).get("y");
			assertArrayEquals(new float[] { 5, 10, 15 }, y.toFloats());
		}
	}

	@Test
	void variablesThatAreCutShortAreRefused() throws IOException {
		Path data = withVariables().resolve("variables/variables.data-00000-of-00001"), index = data.resolveSibling("variables.index");
		byte[] values = Files.readAllBytes(data), table = Files.readAllBytes(index);
		Files.write(data, Arrays.copyOf(values, values.length - 1));
		assertRefused(TENSORFLOW, folder.resolve("saved"), "variables", "damaged");
		Files.write(data, new byte[0]);
		assertRefused(TENSORFLOW, folder.resolve("saved"), "variables", "damaged");
		Files.write(data, values);
		Files.write(index, Arrays.copyOf(table, table.length / 2));
		assertRefused(TENSORFLOW, folder.resolve("saved"), "variables", "damaged");
		Files.delete(index);
		assertRefused(TENSORFLOW, folder.resolve("saved"), "variables");
	}

	@Test
	void variablesOfAComputerWithTheOtherByteOrderAreTurned() throws IOException {
		Path data = withVariables().resolve("variables/variables.data-00000-of-00001"), index = data.resolveSibling("variables.index");
		byte[] values = Files.readAllBytes(data), turned = new byte[values.length];
		for (int i = 0; i < values.length; i++)
			turned[i] = values[i ^ 3];
		Files.write(data, turned);
		Files.write(index, bigEndian(Files.readAllBytes(index), checksum(values, values.length), checksum(turned, turned.length)));
		variablesAreRead(folder.resolve("saved"));
		Files.write(data, values);
		assertRefused(TENSORFLOW, folder.resolve("saved"), "variables", "damaged");
	}

	/**
	 * The header of the table, {@code num_shards: 1, version {producer: 1}}, becomes {@code num_shards: 1, endianness: BIG, version {}}, the checksum of the values is
	 * replaced, and that of the table made right.
	 */
	private static byte[] bigEndian(byte[] table, int oldChecksum, int newChecksum) {
		ByteBuffer bytes = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
		int length = 0;
		while (bytes.getInt(length + 1) != checksum(table, length + 1))
			length++;
		bytes.putInt(find(bytes, 0x01_08_02_1a), 0x00_1a_01_10);
		bytes.putInt(find(bytes, oldChecksum), newChecksum);
		bytes.putInt(length + 1, checksum(table, length + 1));
		return table;
	}

	private static int find(ByteBuffer bytes, int value) {
		int at = 0;
		while (bytes.getInt(at) != value)
			at++;
		return at;
	}

	/** Of LevelDB's tables: a CRC that is turned and shifted. */
	private static int checksum(byte[] bytes, int length) {
		CRC32C crc = new CRC32C();
		crc.update(bytes, 0, length);
		int value = (int) crc.getValue();
		return (value >>> 15 | value << 17) + 0xa282ead8;
	}
}
