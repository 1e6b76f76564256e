package io.github.hourglass.architecture;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.github.hourglass.architecture.WireReader.Numbers;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/**
 * Reads ONNX's {@code TensorProto}: values as raw bytes, which are not copied, or in one of the typed lists. ONNX is little
 * endian, and so is every processor the engines exist for.
 */
final class OnnxTensor {

	private static final int EXTERNAL = 1;
	private static final int STRING = 8;

	private final WireReader in;
	private final String file;
	private String name = "";
	private final Numbers shape = new Numbers();
	private long typeCode;
	private ByteBuffer raw;
	private boolean external;
	private String location = "?";
	/** The typed lists by field number: float, int32, int64, double, uint64. */
	private final Numbers floats = new Numbers(), ints = new Numbers(), longs = new Numbers(), doubles = new Numbers(),
			unsigned = new Numbers();

	private OnnxTensor(WireReader in, String file) {
		this.in = in;
		this.file = file;
	}

	/** A tensor and the name it has in the file. */
	record Named(String name, Tensor tensor) {}

	/** @param owner for messages, where the tensor itself has no name */
	static Named read(WireReader in, String file, String owner) {
		OnnxTensor tensor = new OnnxTensor(in, file);
		tensor.fields();
		return new Named(tensor.name, tensor.value(tensor.name.isEmpty() ? owner : "Weight '" + tensor.name + "'"));
	}

	private void fields() {
		for (int field = in.next(); field != 0; field = in.next()) {
			switch (field) {
				case 1 -> in.integers(shape);
				case 2 -> typeCode = in.integer();
				case 3 -> throw in.damaged("a weight is stored in segments");
				case 4 -> in.fixed32(floats);
				case 5 -> in.integers(ints);
				case 7 -> in.integers(longs);
				case 8 -> name = in.text();
				case 9 -> raw = in.blob();
				case 10 -> in.fixed64(doubles);
				case 11 -> in.integers(unsigned);
				case 13 -> externalData(in.message());
				case 14 -> external = in.integer() == EXTERNAL;
				default -> in.skip();
			}
		}
	}

	private void externalData(WireReader entry) {
		String key = "", value = "";
		for (int field = entry.next(); field != 0; field = entry.next()) {
			switch (field) {
				case 1 -> key = entry.text();
				case 2 -> value = entry.text();
				default -> entry.skip();
			}
		}
		if (key.equals("location"))
			location = value;
	}

	private Tensor value(String subject) {
		if (external)
			throw new GraphException(subject + " of " + file + " is kept in a second file, '" + location
				+ "', which is not read here; save the network again as one file (in Python: onnx.save(onnx.load(path), new_path)).");
		if (typeCode == STRING)
			throw new GraphException(subject + " of " + file + " holds text; networks with text cannot be analyzed.");
		TensorType type = type(typeCode, subject + " of " + file);
		long[] sizes = shape.toLongs();
		long elements = elements(sizes, type, subject);
		if (raw != null) {
			if (raw.remaining() != elements * type.bytes())
				throw in.damaged(subject + " of shape " + Arrays.toString(sizes) + " has " + raw.remaining() + " bytes");
			return Tensor.over(raw, type, sizes);
		}
		Numbers values = values(type);
		if (values.size() != elements)
			throw in.damaged(subject + " of shape " + Arrays.toString(sizes) + " has " + values.size() + " values");
		return tensor(type, sizes, values);
	}

	/** The element type with that number, or a refusal that begins with the subject. */
	static TensorType type(long code, String subject) {
		for (TensorType type : TensorType.values())
			if (type.onnxCode() == code)
				return type;
		throw new GraphException(subject + " has the ONNX element type " + code + ", which cannot be analyzed.");
	}

	/** Number of elements, at most what one buffer holds; nothing is allocated before this was checked against the file. */
	private long elements(long[] sizes, TensorType type, String subject) {
		long elements = 1;
		boolean empty = false;
		for (long size : sizes) {
			if (size < 0 || size > Integer.MAX_VALUE || elements * Math.max(1, size) > Integer.MAX_VALUE / type.bytes())
				throw in.damaged(subject + " has the shape " + Arrays.toString(sizes));
			elements *= Math.max(1, size);
			empty |= size == 0;
		}
		return empty ? 0 : elements;
	}

	private Numbers values(TensorType type) {
		return switch (type) {
			case FLOAT32 -> floats;
			case FLOAT64 -> doubles;
			case INT64 -> longs;
			case UINT32, UINT64 -> unsigned;
			default -> ints;
		};
	}

	private static Tensor tensor(TensorType type, long[] sizes, Numbers values) {
		Tensor tensor = Tensor.allocate(type, sizes);
		ByteBuffer bytes = tensor.bytes();
		for (int i = 0; i < values.size(); i++) {
			long value = values.get(i);
			switch (type.bytes()) {
				case 1 -> bytes.put((byte) value);
				case 2 -> bytes.putShort((short) value);
				case 4 -> bytes.putInt((int) value);
				default -> bytes.putLong(value);
			}
		}
		return tensor;
	}
}
