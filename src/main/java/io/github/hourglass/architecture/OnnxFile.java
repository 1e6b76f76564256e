package io.github.hourglass.architecture;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * ONNX files in and out: the wire format and the messages of {@code onnx.proto} (ONNX specification, IR versions 3 to 13),
 * without protobuf's classes. Files are untrusted: whatever is in them, reading ends with a graph or a
 * {@link GraphException}, and takes memory in proportion to the file.
 */
public final class OnnxFile {

	/** The operator sets of the standard operators that are read. */
	public static final int LOWEST_OPSET = 6, HIGHEST_OPSET = 25;

	/** The operator set that is written, and that networks built here have. */
	public static final int WRITTEN_OPSET = 17;

	/** The one other domain that has had a single version only. */
	static final String MICROSOFT = "com.microsoft";

	/** Smaller files are read, not mapped: a mapped file cannot be replaced or deleted on Windows. */
	private static final long MAPPED_FROM = 16 << 20;

	private OnnxFile() {}

	/**
	 * Reads a network as the file has it: operators keep the meaning of the file's operator set ({@link Graph#opset()}),
	 * unknown operators and domains stay as nodes. Weights that are listed as inputs too are weights only; {@code Constant}
	 * nodes become weights; free sizes named {@code None} lose that name; the nodes are sorted. Weights of large files are
	 * memory-mapped, so the file must not change while the graph is in use.
	 *
	 * @throws GraphException if the file is valid but has what a graph cannot hold: another operator set, weights in a second
	 *           file, nested graphs, text, values that are not tensors
	 * @throws GraphException.Damaged if it is not an ONNX file or is broken
	 * @throws UncheckedIOException if it cannot be read at all
	 */
	public static Graph read(Path path) {
		String file = path.getFileName().toString();
		return OnnxReader.read(bytes(path, file), file);
	}

	/**
	 * Writes a network with operator set {@value #WRITTEN_OPSET} (IR version 8), to which one of another operator set is
	 * converted. The file appears under its name when it is complete.
	 *
	 * @throws GraphException if the network needs more than 2 GB, cannot be converted, or has operators of an unknown domain
	 * @throws UncheckedIOException if it cannot be written
	 */
	public static void write(Graph graph, Path path) {
		OnnxWriter writer = new OnnxWriter(Opset17.of(graph));
		String file = path.getFileName().toString();
		Path unfinished = path.resolveSibling("." + file + "." + ProcessHandle.current().pid() + ".part");
		try {
			try (FileChannel channel = FileChannel.open(unfinished, CREATE, TRUNCATE_EXISTING, WRITE)) {
				writer.write(channel);
			}
			Files.move(unfinished, path, REPLACE_EXISTING);
		}
		catch (IOException e) {
			throw new UncheckedIOException(file + " cannot be written: " + e.getMessage() + ".", e);
		}
		finally {
			delete(unfinished);
		}
	}

	private static void delete(Path unfinished) {
		try {
			Files.deleteIfExists(unfinished);
		}
		catch (IOException e) {
			unfinished.toFile().deleteOnExit();
		}
	}

	private static ByteBuffer bytes(Path path, String file) {
		try {
			if (!Files.isRegularFile(path))
				throw new NoSuchFileException(path.toString(), null, "there is no such file");
			try (FileChannel channel = FileChannel.open(path)) {
				long size = channel.size();
				if (size == 0)
					throw new GraphException.Damaged(file + " is empty; download or export it again.");
				if (size > Integer.MAX_VALUE)
					throw new GraphException.Damaged(file + " has " + size + " bytes; an ONNX file has at most 2 GB.");
				if (size >= MAPPED_FROM)
					return channel.map(MapMode.READ_ONLY, 0, size);
				ByteBuffer bytes = ByteBuffer.allocateDirect((int) size);
				while (bytes.hasRemaining() && channel.read(bytes) >= 0)
					continue;
				return bytes.flip();
			}
		}
		catch (IOException e) {
			throw new UncheckedIOException(file + " cannot be read: " + e.getMessage() + ".", e);
		}
	}
}
