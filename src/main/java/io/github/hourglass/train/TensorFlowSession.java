package io.github.hourglass.train;

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

import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.EngineException;

/** How TensorFlow is started here. */
final class TensorFlowSession {

	private TensorFlowSession() {}

	/**
	 * Loads TensorFlow's library.
	 *
	 * @return its version
	 * @throws EngineException if it is not there
	 */
	static String load() {
		try {
			return TensorFlow.version();
		}
		catch (LinkageError e) {
			throw TensorFlowFailure.missing(e);
		}
	}

	/** A session that runs on a device. @param threads 0 for one per core */
	static Session open(Graph graph, Device device, int threads) {
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

	/** Squares a number there. The Java library's own setter of devices has no effect on graphs. */
	private static void requireGpu(Device device) {
		try (Graph plain = new Graph(); Graph graph = new Graph(); TFloat32 fed = TFloat32.scalarOf(1)) {
			TensorFlowOps ops = new TensorFlowOps(plain);
			Output<?> one = ops.placeholder(DataType.DT_FLOAT), square = ops.apply("Square", one);
			GraphDef.Builder definition = plain.toGraphDef().toBuilder();
			definition.getNodeBuilderList().stream().filter(node -> node.getOp().equals("Square")).forEach(node -> node.setDevice("/device:GPU:0"));
			graph.importGraphDef(definition.build());
			try (Session session = new Session(graph, config(device, 1).setAllowSoftPlacement(false).build());
				Result result = session.runner().feed(one.op().name(), fed).fetch(square.op().name()).run())
			{
				TensorFlowTensors.scalar(result.get(0));
			}
		}
		catch (TensorFlowException | IllegalArgumentException e) {
			throw new EngineException("TensorFlow cannot use the device " + device + " here; use the device cpu, or TensorFlow's library for NVIDIA graphics cards.", e);
		}
	}

	/** True if the processor multiplies in bfloat16 itself, so that it is faster than in 32 bits. */
	static boolean hasBfloat16() {
		Path processor = Path.of("/proc/cpuinfo");
		try {
			return Files.isReadable(processor) && Files.readString(processor).matches("(?s).*\\b(avx512_bf16|amx_bf16)\\b.*");
		}
		catch (IOException e) {
			return false;
		}
	}
}
