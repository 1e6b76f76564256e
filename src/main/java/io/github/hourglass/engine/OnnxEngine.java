package io.github.hourglass.engine;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;

/**
 * Runs ONNX files with ONNX Runtime. Its own messages stay off the console unless the system property
 * {@code hourglass.onnxruntime.log} is {@code error}, {@code warning}, {@code info} or {@code verbose}.
 */
public final class OnnxEngine implements Engine {

	@Override
	public String name() {
		return "onnx";
	}

	@Override
	public String version() {
		return "ONNX Runtime " + natively(OnnxLibrary::version);
	}

	@Override
	public boolean opens(Path weights) {
		return weights.getFileName() != null && weights.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
	}

	@Override
	public List<Device> devices() {
		List<Device> devices = new ArrayList<>(List.of(Device.CPU));
		Device next = new Device(Device.Kind.GPU, 0);
		while (works(next)) {
			devices.add(next);
			next = new Device(Device.Kind.GPU, next.index() + 1);
		}
		return devices;
	}

	/** True if a convolution of one number by one number runs there. */
	boolean works(Device device) {
		return natively(() -> OnnxLibrary.works(device));
	}

	@Override
	public Network open(Path weights, EngineOptions options) {
		if (!Files.isRegularFile(weights))
			throw new EngineException(Files.isDirectory(weights) ? weights + " is a folder, not an ONNX file." : "There is no file " + weights + ".");
		try {
			return OnnxNetwork.open(weights, options);
		}
		catch (LinkageError e) {
			throw OnnxFailure.missing(e);
		}
	}

	private static <T> T natively(Supplier<T> question) {
		NetworkThread thread = new NetworkThread("onnx");
		try {
			return thread.run(call -> question.get());
		}
		catch (LinkageError e) {
			throw OnnxFailure.missing(e);
		}
		finally {
			thread.close(() -> {});
		}
	}

	/** The library as a whole; only touched on a {@link NetworkThread}. Its environment is shared and lives as long as the JVM. */
	private static final class OnnxLibrary {

		static final OrtLoggingLevel LOG = level(System.getProperty("hourglass.onnxruntime.log", ""));
		static final OrtEnvironment ENVIRONMENT = environment();

		/** An ONNX file with one node, {@code y = Conv(x, x)}, on one float: needs all that networks need of a device, cuDNN included. */
		private static final byte[] PROBE = { 8, 8, 58, 78, 10, 15, 10, 1, 'x', 10, 1, 'x', 18, 1, 'y', 34, 4, 'C', 'o', 'n', 'v', 18, 1, 'g', 90, 27,
			10, 1, 'x', 18, 22, 10, 20, 8, 1, 18, 16, 10, 2, 8, 1, 10, 2, 8, 1, 10, 2, 8, 1, 10, 2, 8, 1, 98, 27, 10, 1, 'y', 18, 22, 10, 20, 8, 1,
			18, 16, 10, 2, 8, 1, 10, 2, 8, 1, 10, 2, 8, 1, 10, 2, 8, 1, 66, 2, 16, 13 };

		private static OrtEnvironment environment() {
			OrtEnvironment environment = OrtEnvironment.getEnvironment(LOG, "hourglass");
			try {
				environment.setTelemetry(false);
			}
			catch (OrtException e) {
				throw new EngineException("ONNX Runtime's telemetry cannot be switched off (" + OnnxFailure.sentence(e) + ").", e);
			}
			return environment;
		}

		static String version() {
			return ENVIRONMENT.getVersion();
		}

		static boolean works(Device device) {
			if (device.kind() == Device.Kind.GPU && !hasCuda())
				return false;
			try (OrtSession.SessionOptions options = options(new EngineOptions(device, 1)); OrtSession session = ENVIRONMENT.createSession(PROBE, options);
				OnnxTensor three = OnnxTensor.createTensor(ENVIRONMENT, new float[][][][] { { { { 3 } } } }); OrtSession.Result result = session.run(Map.of("x", three))) {
				return ((OnnxTensor) result.get(0)).getFloatBuffer().get(0) == 9;
			}
			catch (OrtException e) {
				return false;
			}
		}

		private static boolean hasCuda() {
			return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
		}

		/**
		 * Chosen by measuring a 2-D U-Net on two cores. Threads that sleep when idle, instead of spinning, leave the cores to reading and
		 * writing and cost a run nothing. The arena keeps its memory until the network is closed: a run is a third faster than with fresh
		 * memory each time, and takes up to 1.5 times the memory; it stops growing after a few shapes (232 MB after 20, 50 and 100
		 * different ones). Memory patterns, which are kept per shape, are off: they bring nothing there and add 15 %.
		 */
		static OrtSession.SessionOptions options(EngineOptions wanted) throws OrtException {
			if (wanted.device().kind() == Device.Kind.GPU && !hasCuda())
				throw OnnxFailure.noGpu(ENVIRONMENT.getVersion());
			OrtSession.SessionOptions options = new OrtSession.SessionOptions();
			try {
				options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
				options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
				options.setIntraOpNumThreads(wanted.threads() > 0 ? wanted.threads() : Runtime.getRuntime().availableProcessors());
				options.setInterOpNumThreads(1);
				options.addConfigEntry("session.intra_op.allow_spinning", "0");
				options.setCPUArenaAllocator(true);
				options.setMemoryPatternOptimization(false);
				options.setSessionLogLevel(LOG);
				if (wanted.device().kind() == Device.Kind.GPU)
					options.addCUDA(wanted.device().index());
				return options;
			}
			catch (OrtException e) {
				options.close();
				throw e;
			}
		}

		private static OrtLoggingLevel level(String name) {
			return switch (name) {
				case "verbose" -> OrtLoggingLevel.ORT_LOGGING_LEVEL_VERBOSE;
				case "info" -> OrtLoggingLevel.ORT_LOGGING_LEVEL_INFO;
				case "warning" -> OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
				case "error" -> OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
				default -> OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
			};
		}
	}

	/** One session. Its fields are written while it is loaded and freed on {@link #close}, both on its thread. */
	private static final class OnnxNetwork implements Network {

		private final Path file;
		private final String name;
		private final NetworkThread thread;
		private OrtSession session;
		private List<TensorInfo> inputs = List.of();
		private List<TensorInfo> outputs = List.of();

		private OnnxNetwork(Path file) {
			this.file = file;
			name = file.getFileName().toString();
			thread = new NetworkThread(name);
		}

		static Network open(Path file, EngineOptions options) {
			OnnxNetwork network = new OnnxNetwork(file);
			try {
				network.load(options);
				return network;
			}
			catch (RuntimeException | Error e) {
				network.close();
				throw e;
			}
		}

		private void load(EngineOptions wanted) {
			thread.run(call -> {
				try (OrtSession.SessionOptions options = OnnxLibrary.options(wanted)) {
					session = OnnxLibrary.ENVIRONMENT.createSession(file.toString(), options);
					inputs = describe("input", session.getInputInfo().values());
					outputs = describe("output", session.getOutputInfo().values());
					return null;
				}
				catch (OrtException e) {
					throw OnnxFailure.opening(file, wanted.device(), e);
				}
			});
			for (TensorInfo input : inputs)
				if (javaType(input.type()) == null)
					throw new EngineException("The network " + name + " cannot be run: ONNX Runtime's Java library has no tensors of type " + input.type()
						+ ", which its input '" + input.name() + "' needs.");
		}

		@Override
		public List<TensorInfo> inputs() {
			return inputs;
		}

		@Override
		public List<TensorInfo> outputs() {
			return outputs;
		}

		@Override
		public Map<String, Tensor> run(Map<String, Tensor> given, Map<String, Tensor> wanted) {
			return thread.run(this, given, wanted, (call, from, to) -> {
				try {
					return compute(call, from, to);
				}
				catch (OrtException | IllegalStateException | OutOfMemoryError e) {
					throw OnnxFailure.running(name, from, e);
				}
			});
		}

		@Override
		public void cancel() {
			thread.cancel();
		}

		@Override
		public void close() {
			thread.close(() -> {
				try {
					if (session != null)
						session.close();
				}
				catch (OrtException e) {
					throw new EngineException("The network " + name + " could not be closed (" + OnnxFailure.sentence(e) + ").", e);
				}
			});
		}

		/**
		 * Direct tensors of a type that Java may wrap are fed and filled in place; the others by way of a copy, and so is an output that is
		 * an input at the same time, because ONNX Runtime does not fill it.
		 */
		private Map<String, Tensor> compute(NetworkThread.Call<?> call, Map<String, Tensor> from, Map<String, Tensor> to) throws OrtException {
			Map<String, OnnxTensor> fed = new LinkedHashMap<>();
			Map<String, OnnxTensor> filled = new LinkedHashMap<>();
			Set<String> fresh = new LinkedHashSet<>();
			try {
				for (Map.Entry<String, Tensor> input : from.entrySet())
					fed.put(input.getKey(), wrap(input.getValue()));
				for (Map.Entry<String, Tensor> output : to.entrySet()) {
					Tensor tensor = output.getValue();
					if (tensor != null && tensor.bytes().isDirect() && javaType(tensor.type()) != null && !from.containsKey(output.getKey()))
						filled.put(output.getKey(), wrap(tensor));
					else
						fresh.add(output.getKey());
				}
				return compute(call, fed, fresh, filled, to);
			}
			finally {
				fed.values().forEach(OnnxTensor::close);
				filled.values().forEach(OnnxTensor::close);
			}
		}

		private Map<String, Tensor> compute(NetworkThread.Call<?> call, Map<String, OnnxTensor> fed, Set<String> fresh, Map<String, OnnxTensor> filled,
			Map<String, Tensor> to) throws OrtException {
			try (OrtSession.RunOptions options = new OrtSession.RunOptions()) {
				options.setLogLevel(OnnxLibrary.LOG);
				call.stopBy(() -> terminate(options));
				try (OrtSession.Result result = session.run(fed, fresh, filled, options)) {
					for (String name : fresh)
						to.put(name, copy(name, (OnnxTensor) result.get(name).orElseThrow(), to.get(name)));
				}
				finally {
					call.stopBy(() -> {});
				}
			}
			return to;
		}

		private static void terminate(OrtSession.RunOptions options) {
			try {
				options.setTerminate(true);
			}
			catch (OrtException e) {
				throw new EngineException("The run could not be stopped (" + OnnxFailure.sentence(e) + ").", e);
			}
		}

		private Tensor copy(String output, OnnxTensor value, Tensor to) {
			TensorInfo info = outputs.stream().filter(candidate -> candidate.name().equals(output)).findFirst().orElseThrow();
			long[] shape = value.getInfo().getShape();
			if (Tensor.elements(shape) > Integer.MAX_VALUE / info.type().bytes())
				throw OnnxFailure.tooLarge(name, info, shape);
			ByteBuffer bytes = value.getByteBuffer();
			if (to == null)
				return Tensor.over(bytes, info.type(), shape);
			if (to.elements() * to.type().bytes() != bytes.remaining())
				throw OnnxFailure.otherShape(name, output, shape, to);
			to.bytes().put(bytes);
			return to;
		}

		private static OnnxTensor wrap(Tensor tensor) throws OrtException {
			OnnxJavaType type = javaType(tensor.type());
			ByteBuffer bytes = tensor.bytes();
			OrtEnvironment environment = OnnxLibrary.ENVIRONMENT;
			return switch (type) {
				case FLOAT -> OnnxTensor.createTensor(environment, bytes.asFloatBuffer(), tensor.shape());
				case DOUBLE -> OnnxTensor.createTensor(environment, bytes.asDoubleBuffer(), tensor.shape());
				case INT64 -> OnnxTensor.createTensor(environment, bytes.asLongBuffer(), tensor.shape());
				case INT32 -> OnnxTensor.createTensor(environment, bytes.asIntBuffer(), tensor.shape());
				case INT16, FLOAT16, BFLOAT16 -> OnnxTensor.createTensor(environment, bytes.asShortBuffer(), tensor.shape(), type);
				default -> OnnxTensor.createTensor(environment, bytes, tensor.shape(), type);
			};
		}

		private static OnnxJavaType javaType(TensorType type) {
			return switch (type) {
				case FLOAT32 -> OnnxJavaType.FLOAT;
				case FLOAT64 -> OnnxJavaType.DOUBLE;
				case FLOAT16 -> OnnxJavaType.FLOAT16;
				case BFLOAT16 -> OnnxJavaType.BFLOAT16;
				case INT8 -> OnnxJavaType.INT8;
				case INT16 -> OnnxJavaType.INT16;
				case INT32 -> OnnxJavaType.INT32;
				case INT64 -> OnnxJavaType.INT64;
				case UINT8 -> OnnxJavaType.UINT8;
				case BOOL -> OnnxJavaType.BOOL;
				case UINT16, UINT32, UINT64 -> null;
			};
		}

		private List<TensorInfo> describe(String kind, Iterable<NodeInfo> nodes) {
			List<TensorInfo> infos = new ArrayList<>();
			for (NodeInfo node : nodes) {
				if (!(node.getInfo() instanceof ai.onnxruntime.TensorInfo info))
					throw new EngineException("The network " + name + " cannot be run: its " + kind + " '" + node.getName() + "' is not a tensor but a sequence, map or optional value.");
				infos.add(new TensorInfo(node.getName(), type(kind, node.getName(), info), shape(info), sizeNames(info)));
			}
			return List.copyOf(infos);
		}

		/** ONNX Runtime gives a scalar and a tensor of unknown rank alike, without axes; it checks neither, so both are of any shape. */
		private static long[] shape(ai.onnxruntime.TensorInfo info) {
			return info.getShape().length == 0 ? null : info.getShape();
		}

		private static List<String> sizeNames(ai.onnxruntime.TensorInfo info) {
			return info.getShape().length == 0 ? List.of() : List.of(info.getDimensionNames());
		}

		private TensorType type(String kind, String tensor, ai.onnxruntime.TensorInfo info) {
			return switch (info.onnxType) {
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> TensorType.FLOAT32;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> TensorType.FLOAT64;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> TensorType.FLOAT16;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> TensorType.BFLOAT16;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> TensorType.INT8;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> TensorType.INT16;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> TensorType.INT32;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> TensorType.INT64;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> TensorType.UINT8;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> TensorType.UINT16;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> TensorType.UINT32;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> TensorType.UINT64;
				case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> TensorType.BOOL;
				default -> throw new EngineException("The network " + name + " cannot be run: its " + kind + " '" + tensor + "' has the element type "
					+ info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "") + ", which is not supported.");
			};
		}
	}
}
