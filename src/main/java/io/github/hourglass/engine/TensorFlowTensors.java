package io.github.hourglass.engine;

import java.nio.ByteBuffer;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;


/** Copies tensors into TensorFlow's memory and back. */
public final class TensorFlowTensors {

	private static final int CHUNK = 1 << 16;

	private TensorFlowTensors() {}

	/** A copy in TensorFlow's memory; the caller closes it. */
	public static org.tensorflow.Tensor of(Tensor tensor) {
		TType copy = org.tensorflow.Tensor.of(javaType(tensor.type()), Shape.of(tensor.shape()));
		inChunks(tensor.bytes(), copy.asRawTensor().data(), (bytes, chunk, data) -> {
			bytes.get(chunk, 0, chunk.length);
			data.write(chunk);
		});
		return copy;
	}

	public static TFloat32 of(float[] values, long... shape) {
		TFloat32 copy = TFloat32.tensorOf(Shape.of(shape));
		copy.asRawTensor().data().asFloats().write(values, 0, Math.toIntExact(copy.size()));
		return copy;
	}

	/** A copy in Java's memory. */
	public static Tensor copy(org.tensorflow.Tensor tensor) {
		return copyInto(tensor, Tensor.allocate(type(tensor.dataType()), tensor.shape().asArray()));
	}

	public static Tensor copyInto(org.tensorflow.Tensor tensor, Tensor to) {
		inChunks(to.bytes(), tensor.asRawTensor().data(), (bytes, chunk, data) -> {
			data.read(chunk);
			bytes.put(chunk);
		});
		return to;
	}

	private interface ChunkCopy {

		void copy(ByteBuffer bytes, byte[] chunk, ByteDataBuffer data);
	}

	/** By way of arrays, which both sides copy as a whole; between each other they would copy byte by byte. */
	private static void inChunks(ByteBuffer bytes, ByteDataBuffer data, ChunkCopy copy) {
		byte[] chunk = new byte[Math.min(CHUNK, bytes.remaining())];
		for (long at = 0; bytes.hasRemaining(); at += chunk.length) {
			if (bytes.remaining() < chunk.length)
				chunk = new byte[bytes.remaining()];
			copy.copy(bytes, chunk, data.slice(at, chunk.length));
		}
	}

	public static float[] floats(org.tensorflow.Tensor tensor) {
		float[] values = new float[Math.toIntExact(tensor.shape().size())];
		tensor.asRawTensor().data().asFloats().read(values);
		return values;
	}

	public static double scalar(org.tensorflow.Tensor tensor) {
		return tensor.dataType() == DataType.DT_DOUBLE ? tensor.asRawTensor().data().asDoubles().getDouble(0)
			: tensor.asRawTensor().data().asFloats().getFloat(0);
	}

	public static int[] inverse(int[] permutation) {
		int[] inverse = new int[permutation.length];
		for (int i = 0; i < permutation.length; i++)
			inverse[permutation[i]] = i;
		return inverse;
	}

	public static DataType dataType(TensorType type) {
		return switch (type) {
			case FLOAT32 -> DataType.DT_FLOAT;
			case FLOAT64 -> DataType.DT_DOUBLE;
			case FLOAT16 -> DataType.DT_HALF;
			case BFLOAT16 -> DataType.DT_BFLOAT16;
			case INT32 -> DataType.DT_INT32;
			case INT64 -> DataType.DT_INT64;
			case UINT8 -> DataType.DT_UINT8;
			case UINT16 -> DataType.DT_UINT16;
			case BOOL -> DataType.DT_BOOL;
			case INT8, INT16, UINT32, UINT64 -> throw new EngineException("TensorFlow's Java library has no tensors of type " + type + ".");
		};
	}

	public static TensorType type(DataType type) {
		for (TensorType candidate : TensorType.values())
			if (javaTypeOrNull(candidate) != null && dataType(candidate) == type)
				return candidate;
		throw new EngineException("Tensors of TensorFlow's type " + type + " are not supported.");
	}

	private static Class<? extends TType> javaType(TensorType type) {
		dataType(type);
		return javaTypeOrNull(type);
	}

	private static Class<? extends TType> javaTypeOrNull(TensorType type) {
		return switch (type) {
			case FLOAT32 -> TFloat32.class;
			case FLOAT64 -> TFloat64.class;
			case FLOAT16 -> TFloat16.class;
			case BFLOAT16 -> TBfloat16.class;
			case INT32 -> TInt32.class;
			case INT64 -> TInt64.class;
			case UINT8 -> TUint8.class;
			case UINT16 -> TUint16.class;
			case BOOL -> TBool.class;
			case INT8, INT16, UINT32, UINT64 -> null;
		};
	}
}
