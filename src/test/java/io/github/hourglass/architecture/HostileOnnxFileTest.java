package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.junit.jupiter.api.Test;

import io.github.hourglass.architecture.NetworkOptions.Normalization;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/** Whatever is in a file, reading it gives a graph or the one exception. */
class HostileOnnxFileTest {

	private static final List<byte[]> FILES = List.of(network(), oldNetwork());

	private static byte[] network() {
		return bytes(UNet.of(NetworkOptions.of(2).depth(1).baseFilters(1).normalization(Normalization.BATCH).dropout(0.1f), 1));
	}

	/** Operators that the conversion to operator set 17 changes. */
	private static byte[] oldNetwork() {
		List<Node> nodes = List.of(new Node("Pad", "", "", List.of("x"), List.of("a"), Map.of("pads", new long[8], "mode", "edge")),
			new Node("Upsample", "", "", List.of("a"), List.of("b"), Map.of("scales", new float[] { 1, 1, 2, 2 })),
			new Node("Clip", "", "", List.of("b"), List.of("c"), Map.of("min", 0f)),
			new Node("Softmax", "", "", List.of("c"), List.of("d"), Map.of("axis", 1L)),
			new Node("Add", "", "", List.of("d", "w"), List.of("y"), Map.of()));
		Weights weights = Weights.of(Map.of("w", Tensor.of(new float[] { 1 }, 1)));
		return bytes(new Graph("old", 8, List.of(TensorInfo.of("x", TensorType.FLOAT32, -1, 1, -1, -1)),
			List.of(TensorInfo.of("y", TensorType.FLOAT32, -1, 1, -1, -1)), nodes, weights));
	}

	private static byte[] bytes(Graph graph) {
		try {
			Path file = Files.createTempFile("hourglass", ".onnx");
			try (FileChannel channel = FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
				new OnnxWriter(graph).write(channel);
			}
			byte[] bytes = Files.readAllBytes(file);
			Files.delete(file);
			return bytes;
		}
		catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}

	@Property(tries = 1000)
	void filesCutShortAreRefused(@ForAll @IntRange(max = 1) int which, @ForAll @IntRange(max = 100_000) int cut) {
		byte[] bytes = FILES.get(which);
		byte[] part = Arrays.copyOf(bytes, cut % bytes.length);
		String message = assertThrows(GraphException.class, () -> read(part)).getMessage();
		assertTrue(message.startsWith("net.onnx "), message);
		assertFalse(message.contains("\n"), message);
	}

	@Property(tries = 5000)
	void filesWithChangedBytesGiveAGraphOrTheOneException(@ForAll @IntRange(max = 1) int which, @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int changes) {
		byte[] bytes = FILES.get(which).clone();
		Random random = new Random(seed);
		for (int i = 0; i < changes; i++)
			bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(32));
		try {
			Opset17.of(read(bytes));
		}
		catch (GraphException e) {
			assertFalse(e.getMessage().isEmpty());
		}
	}

	@Property(tries = 2000)
	void randomBytesAreRefused(@ForAll byte[] bytes) {
		assertThrows(GraphException.class, () -> read(bytes));
	}

	@Test
	void manyEmptyPartsDoNotFillTheMemory() {
		ByteArrayOutputStream inputs = new ByteArrayOutputStream();
		inputs.writeBytes(new byte[] { 0x22, 1, 'A' });
		for (int i = 0; i < 6_000_000; i++)
			inputs.writeBytes(new byte[] { 0x0a, 0 });
		WireWriter graph = new WireWriter().blob(1, inputs.toByteArray());
		WireWriter model = new WireWriter().integer(1, 8).message(8, new WireWriter().integer(2, 17)).message(7, graph);
		String message = assertThrows(GraphException.class, () -> read(model.toBytes())).getMessage();
		assertTrue(message.contains("parts"), message);
	}

	private static Graph read(byte[] bytes) {
		return OnnxReader.read(ByteBuffer.wrap(bytes), "net.onnx");
	}
}
