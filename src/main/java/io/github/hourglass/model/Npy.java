package io.github.hourglass.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/**
 * NumPy's {@code .npy} files, as {@code numpy.lib.format} describes them: versions 1 to 3, either byte order, C and Fortran
 * order, booleans, integers and floating point numbers of 2, 4 and 8 bytes. One file holds one {@link Tensor}, so at most 2 GB.
 */
public final class Npy {

	private static final byte[] MAGIC = { (byte) 0x93, 'N', 'U', 'M', 'P', 'Y' };
	private static final int LONGEST_HEADER = 1 << 16;
	private static final int MOST_AXES = 32;
	private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
	private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
	private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\sL]*)\\)");

	private record Header(TensorType type, ByteOrder order, boolean fortran, long[] shape) {}

	private Npy() {}

	/** Reads a file into new direct memory, in C order and native byte order. */
	public static Tensor read(Path file) {
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
			Header header = readHeader(file, channel);
			long bytes = bytes(file, header);
			if (channel.size() - channel.position() < bytes)
				throw new ModelException("The file " + file + " is cut short: it should hold " + bytes + " bytes of values and has "
					+ (channel.size() - channel.position()) + ".");
			Tensor raw = Tensor.allocate(header.type, header.shape);
			fill(file, channel, raw.bytes());
			swap(raw, header.order);
			return header.fortran && header.shape.length > 1 ? fromFortran(raw) : raw;
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
		}
	}

	/** Writes version 1.0, C order, little endian; replaces the file only once it is complete. */
	public static void write(Path file, Tensor tensor) {
		Path target = file.toAbsolutePath();
		Path temporary = target.resolveSibling("." + UUID.randomUUID() + ".part");
		try {
			try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
				writeAll(channel, ByteBuffer.wrap(header(tensor)));
				writeAll(channel, littleEndian(tensor));
			}
			Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be written: " + e.getMessage() + ".", e);
		}
		finally {
			Folders.delete(temporary);
		}
	}

	private static Header readHeader(Path file, FileChannel channel) throws IOException {
		ByteBuffer start = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
		channel.read(start);
		start.flip();
		byte[] magic = new byte[MAGIC.length];
		if (start.remaining() == 12)
			start.get(magic);
		if (!Arrays.equals(magic, MAGIC))
			throw new ModelException("The file " + file + " is not a NumPy file (.npy).");
		int version = start.get();
		start.get();
		if (version < 1 || version > 3)
			throw new ModelException("The file " + file + " has .npy version " + version + "; versions 1 to 3 are read.");
		long length = version == 1 ? start.getShort() & 0xffff : start.getInt() & 0xffffffffL;
		if (length > LONGEST_HEADER || length > channel.size())
			throw new ModelException("The file " + file + " has a damaged .npy header (" + length + " bytes long).");
		channel.position(version == 1 ? 10 : 12);
		ByteBuffer text = ByteBuffer.allocate((int) length);
		fill(file, channel, text);
		return parse(file, new String(text.array(), version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
	}

	private static Header parse(Path file, String text) {
		Matcher descr = DESCR.matcher(text);
		Matcher fortran = FORTRAN.matcher(text);
		Matcher shape = SHAPE.matcher(text);
		if (!descr.find() || !fortran.find() || !shape.find())
			throw new ModelException("The file " + file + " holds no plain array of numbers: its .npy header is '" + text.strip() + "'.");
		String type = descr.group(1);
		return new Header(type(file, type), type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
			fortran.group(1).equals("True"), shape(file, shape.group(1)));
	}

	private static TensorType type(Path file, String descr) {
		String name = descr.replaceFirst("^[<>|=]", "");
		return switch (name) {
			case "f2" -> TensorType.FLOAT16;
			case "f4" -> TensorType.FLOAT32;
			case "f8" -> TensorType.FLOAT64;
			case "i1" -> TensorType.INT8;
			case "i2" -> TensorType.INT16;
			case "i4" -> TensorType.INT32;
			case "i8" -> TensorType.INT64;
			case "u1" -> TensorType.UINT8;
			case "u2" -> TensorType.UINT16;
			case "u4" -> TensorType.UINT32;
			case "u8" -> TensorType.UINT64;
			case "b1" -> TensorType.BOOL;
			default -> throw new ModelException("The file " + file + " holds values of NumPy type '" + descr
				+ "'; booleans, integers and floating point numbers of 2, 4 and 8 bytes are read.");
		};
	}

	private static long[] shape(Path file, String text) {
		List<Long> sizes = new ArrayList<>();
		try {
			for (String part : text.replace("L", "").split(","))
				if (!part.isBlank())
					sizes.add(Long.parseLong(part.strip()));
		}
		catch (NumberFormatException e) {
			throw new ModelException("The file " + file + " has a damaged shape '(" + text + ")'.", e);
		}
		if (sizes.size() > MOST_AXES)
			throw new ModelException("The file " + file + " has " + sizes.size() + " axes, more than NumPy allows.");
		return sizes.stream().mapToLong(Long::longValue).toArray();
	}

	private static long bytes(Path file, Header header) {
		try {
			long bytes = Math.multiplyExact(Tensor.elements(header.shape), header.type.bytes());
			if (bytes <= Integer.MAX_VALUE)
				return bytes;
		}
		catch (ArithmeticException e) {
			// reported below: too large in either case
		}
		throw new ModelException("The file " + file + " states the shape " + Arrays.toString(header.shape)
			+ ", more than one tensor holds (2 GB).");
	}

	private static void fill(Path file, FileChannel channel, ByteBuffer buffer) throws IOException {
		while (buffer.hasRemaining())
			if (channel.read(buffer) < 0)
				throw new ModelException("The file " + file + " is cut short.");
	}

	private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
		while (buffer.hasRemaining())
			channel.write(buffer);
	}

	private static void swap(Tensor tensor, ByteOrder order) {
		int bytes = tensor.type().bytes();
		if (order == ByteOrder.nativeOrder() || bytes == 1)
			return;
		ByteBuffer values = tensor.bytes();
		int n = values.remaining() / bytes;
		for (int i = 0; i < n; i++)
			for (int low = i * bytes, high = low + bytes - 1; low < high; low++, high--) {
				byte swapped = values.get(low);
				values.put(low, values.get(high));
				values.put(high, swapped);
			}
	}

	/** The same values in C order; {@code raw} has the first axis varying fastest. */
	private static Tensor fromFortran(Tensor raw) {
		long[] shape = raw.shape();
		int bytes = raw.type().bytes();
		Tensor result = Tensor.allocate(raw.type(), shape);
		ByteBuffer to = result.bytes();
		ByteBuffer from = raw.bytes();
		int[] strides = new int[shape.length];
		int stride = bytes;
		for (int d = 0; d < shape.length; d++) {
			strides[d] = stride;
			stride *= (int) Math.max(1, shape[d]);
		}
		long[] position = new long[shape.length];
		int offset = 0;
		for (long i = result.elements(); i > 0; i--) {
			for (int b = 0; b < bytes; b++)
				to.put(from.get(offset + b));
			for (int d = shape.length - 1; d >= 0; d--) {
				offset += strides[d];
				if (++position[d] < shape[d])
					break;
				offset -= (int) (strides[d] * shape[d]);
				position[d] = 0;
			}
		}
		return result;
	}

	private static byte[] header(Tensor tensor) {
		StringBuilder shape = new StringBuilder("(");
		long[] sizes = tensor.shape();
		for (int d = 0; d < sizes.length; d++)
			shape.append(d > 0 ? " " : "").append(sizes[d]).append(d < sizes.length - 1 || d == 0 ? "," : "");
		String text = "{'descr': '" + descr(tensor.type()) + "', 'fortran_order': False, 'shape': " + shape + "), }";
		int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
		ByteBuffer header = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
		header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
		header.put((text + " ".repeat(length - text.length() - 1) + "\n").getBytes(StandardCharsets.ISO_8859_1));
		return header.array();
	}

	private static String descr(TensorType type) {
		return switch (type) {
			case FLOAT16 -> "<f2";
			case FLOAT32 -> "<f4";
			case FLOAT64 -> "<f8";
			case INT8 -> "|i1";
			case INT16 -> "<i2";
			case INT32 -> "<i4";
			case INT64 -> "<i8";
			case UINT8 -> "|u1";
			case UINT16 -> "<u2";
			case UINT32 -> "<u4";
			case UINT64 -> "<u8";
			case BOOL -> "|b1";
			case BFLOAT16 -> throw new IllegalArgumentException("NumPy files cannot hold bfloat16; convert to float32 first.");
		};
	}

	private static ByteBuffer littleEndian(Tensor tensor) {
		if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN)
			return tensor.bytes();
		Tensor copy = Tensor.allocate(tensor.type(), tensor.shape());
		copy.bytes().put(tensor.bytes());
		swap(copy, ByteOrder.LITTLE_ENDIAN);
		return copy.bytes();
	}
}
