package io.github.hourglass.engine;

/** The element types of tensors, with ONNX's meaning. The order and {@link #onnxCode()} follow {@code TensorProto.DataType}. */
public enum TensorType {

	FLOAT32(1, 4), UINT8(2, 1), INT8(3, 1), UINT16(4, 2), INT16(5, 2), INT32(6, 4), INT64(7, 8), BOOL(9, 1), FLOAT16(10, 2),
	FLOAT64(11, 8), UINT32(12, 4), UINT64(13, 8), BFLOAT16(16, 2);

	private final int onnxCode;
	private final int bytes;

	TensorType(int onnxCode, int bytes) {
		this.onnxCode = onnxCode;
		this.bytes = bytes;
	}

	/** The number of this type in ONNX's {@code TensorProto.DataType}. */
	public int onnxCode() {
		return onnxCode;
	}

	/** Bytes per element. */
	public int bytes() {
		return bytes;
	}

	/** The type with that ONNX number; others (strings, complex numbers, 4-bit types) are refused. */
	public static TensorType ofOnnxCode(int code) {
		for (TensorType type : values())
			if (type.onnxCode == code)
				return type;
		throw new IllegalArgumentException("Tensors of ONNX type " + code + " are not supported.");
	}
}
