package io.github.hourglass.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;


/** How TensorFlow is started here. */
public final class TensorFlowSession {

	/** An environment variable of TensorFlow's. */
	private static final String DETERMINISM = "TF_DETERMINISTIC_OPS";

	private TensorFlowSession() {}

	/**
	 * Loads TensorFlow's library.
	 *
	 * @return its version
	 * @throws EngineException if it is not there
	 */
	public static String load() {
		try {
			return TensorFlow.version();
		}
		catch (LinkageError e) {
			throw TensorFlowFailure.missing(e);
		}
	}

	/** A session that runs on a device. @param threads 0 for one per core */
	public static Session open(Graph graph, Device device, int threads) {
		if (device.kind() == Device.Kind.GPU)
			requireGpu(device);
		return new Session(graph, config(device, threads).build());
	}

	/**
	 * The remapper is off: its fused layer normalization forgets the epsilon (wrong by 1e-3 in TensorFlow 2.18), it fails with a
	 * message on the console for some graphs, and it makes neither prediction nor training of U-Nets faster.
	 */
	private static ConfigProto.Builder config(Device device, int threads) {
		int used = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
		ConfigProto.Builder config = ConfigProto.newBuilder().setIntraOpParallelismThreads(used).setInterOpParallelismThreads(1).setUsePerSessionThreads(true)
			.setAllowSoftPlacement(true);
		config.setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(RewriterConfig.newBuilder().setRemapping(RewriterConfig.Toggle.OFF)));
		if (device.kind() == Device.Kind.CPU)
			config.putDeviceCount("GPU", 0);
		else
			config.setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true).setVisibleDeviceList(String.valueOf(device.index())));
		return config;
	}

	/** True if TensorFlow can use the device. */
	static boolean works(Device device) {
		try {
			if (device.kind() == Device.Kind.GPU)
				requireGpu(device);
			return true;
		}
		catch (EngineException e) {
			return false;
		}
	}

	/** Convolves a little there, for which cuDNN is needed too. The Java library's own setter of devices has no effect on graphs. */
	private static void requireGpu(Device device) {
		try (Graph plain = new Graph(); Graph graph = new Graph(); TFloat32 fed = TensorFlowTensors.of(new float[16], 1, 4, 4, 1)) {
			TensorFlowOps ops = new TensorFlowOps(plain);
			Output<?> image = ops.placeholder(DataType.DT_FLOAT, 1, 4, 4, 1), filter = ops.constant(Tensor.of(new float[4], 2, 2, 1, 1));
			Output<?> convolved = ops.call("Conv2D", image, filter).integers("strides", 1, 1, 1, 1).text("padding", "SAME").output();
			GraphDef.Builder definition = plain.toGraphDef().toBuilder();
			definition.getNodeBuilderList().stream().filter(node -> node.getOp().equals("Conv2D")).forEach(node -> node.setDevice("/device:GPU:0"));
			graph.importGraphDef(definition.build());
			try (Session session = new Session(graph, config(device, 1).setAllowSoftPlacement(false).build());
				Result result = session.runner().feed(image.op().name(), fed).fetch(convolved.op().name()).run())
			{
				TensorFlowTensors.floats(result.get(0));
			}
		}
		catch (TensorFlowException | IllegalArgumentException e) {
			throw TensorFlowFailure.noGpu(device, e);
		}
	}

	/**
	 * On a graphics card operators repeat bit for bit only where the environment said so before the process started.
	 *
	 * @throws EngineException where it did not
	 */
	public static void requireDeterminism(Device device) {
		if (device.kind() == Device.Kind.GPU && !"1".equals(System.getenv(DETERMINISM)))
			throw new EngineException("On the device " + device + " deterministic=true needs the environment variable " + DETERMINISM
				+ "=1; set it and start again, or use the device cpu.");
	}

	/** True if the processor multiplies in bfloat16 itself, so that it is faster than in 32 bits. */
	public static boolean hasBfloat16() {
		Path processor = Path.of("/proc/cpuinfo");
		try {
			return Files.isReadable(processor) && Files.readString(processor).matches("(?s).*\\b(avx512_bf16|amx_bf16)\\b.*");
		}
		catch (IOException e) {
			return false;
		}
	}
}
