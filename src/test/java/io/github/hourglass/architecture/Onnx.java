package io.github.hourglass.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** Runs a graph in ONNX Runtime as it is, without the program's engine. */
final class Onnx {

	private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "hourglass");

	private Onnx() {}

	/** The first output for a single input. */
	static Tensor run(Graph graph, Tensor input) {
		try {
			Path file = Files.createTempFile("hourglass", ".onnx");
			try {
				OnnxFile.write(graph, file);
				return run(file, Map.of(graph.inputs().get(0).name(), input)).get(graph.outputs().get(0).name());
			}
			finally {
				Files.delete(file);
			}
		}
		catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	/** All outputs. */
	static Map<String, Tensor> run(Path file, Map<String, Tensor> inputs) {
		Map<String, OnnxTensorLike> fed = new LinkedHashMap<>();
		try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
			OrtSession session = ENVIRONMENT.createSession(file.toString(), options))
		{
			for (Map.Entry<String, Tensor> input : inputs.entrySet())
				fed.put(input.getKey(), tensor(input.getValue()));
			try (OrtSession.Result result = session.run(fed)) {
				Map<String, Tensor> outputs = new LinkedHashMap<>();
				for (Map.Entry<String, OnnxValue> output : result)
					outputs.put(output.getKey(), tensor((OnnxTensor) output.getValue()));
				return outputs;
			}
		}
		catch (OrtException e) {
			throw new IllegalStateException(file + ": " + e.getMessage(), e);
		}
		finally {
			fed.values().forEach(OnnxTensorLike::close);
		}
	}

	private static OnnxTensor tensor(Tensor tensor) throws OrtException {
		OnnxJavaType type = switch (tensor.type()) {
			case FLOAT32 -> OnnxJavaType.FLOAT;
			case FLOAT64 -> OnnxJavaType.DOUBLE;
			case FLOAT16 -> OnnxJavaType.FLOAT16;
			case INT64 -> OnnxJavaType.INT64;
			case INT32 -> OnnxJavaType.INT32;
			case UINT8 -> OnnxJavaType.UINT8;
			case INT8 -> OnnxJavaType.INT8;
			case BOOL -> OnnxJavaType.BOOL;
			default -> throw new IllegalArgumentException(tensor.toString());
		};
		return OnnxTensor.createTensor(ENVIRONMENT, tensor.bytes(), tensor.shape(), type);
	}

	private static Tensor tensor(OnnxTensor value) {
		TensorType type = switch (value.getInfo().type) {
			case FLOAT -> TensorType.FLOAT32;
			case DOUBLE -> TensorType.FLOAT64;
			default -> TensorType.valueOf(value.getInfo().type.name());
		};
		Tensor tensor = Tensor.allocate(type, value.getInfo().getShape());
		tensor.bytes().put(value.getByteBuffer());
		return tensor;
	}

	/** The elements of a column-major array, the first axis of which varies fastest, in C order. */
	private static Tensor rowMajor(Tensor columns) {
		long[] shape = columns.shape();
		int size = columns.type().bytes();
		Tensor rows = Tensor.allocate(columns.type(), shape);
		ByteBuffer out = rows.bytes();
		for (int i = 0; i < columns.elements(); i++) {
			long rest = i, index = 0, stride = columns.elements();
			for (int axis = shape.length - 1; axis >= 0; axis--) {
				stride /= shape[axis];
				index += rest % shape[axis] * stride;
				rest /= shape[axis];
			}
			out.put(i * size, columns.bytes(), (int) index * size, size);
		}
		return rows;
	}

	/** A .npy file of one of the types the reference files have. */
	static Tensor npy(Path file) {
		try {
			ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
			int start = bytes.get(6) == 1 ? 10 : 12;
			int length = bytes.get(6) == 1 ? bytes.getShort(8) : bytes.getInt(8);
			String header = new String(bytes.array(), start, length);
			String shapeText = header.substring(header.indexOf('(') + 1, header.indexOf(')'));
			long[] shape = shapeText.isBlank() ? new long[0]
				: java.util.Arrays.stream(shapeText.split(",")).map(String::trim).filter(s -> !s.isEmpty()).mapToLong(Long::parseLong).toArray();
			String kind = header.replaceAll("(?s).*'descr': '.(..)'.*", "$1");
			TensorType type = switch (kind) {
				case "f4" -> TensorType.FLOAT32;
				case "f8" -> TensorType.FLOAT64;
				case "f2" -> TensorType.FLOAT16;
				case "i8" -> TensorType.INT64;
				case "i4" -> TensorType.INT32;
				case "u1" -> TensorType.UINT8;
				case "b1" -> TensorType.BOOL;
				default -> throw new IllegalArgumentException(header);
			};
			Tensor tensor = Tensor.allocate(type, shape);
			tensor.bytes().put(bytes.array(), start + length, tensor.bytes().remaining());
			return header.contains("'fortran_order': True") ? rowMajor(tensor) : tensor;
		}
		catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}
}
