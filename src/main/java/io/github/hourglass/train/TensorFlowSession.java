package io.github.hourglass.train;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

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
		int used = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
		ConfigProto.Builder config = ConfigProto.newBuilder().setIntraOpParallelismThreads(used).setInterOpParallelismThreads(1).setUsePerSessionThreads(true)
			.setAllowSoftPlacement(true);
		if (device.kind() == Device.Kind.CPU)
			config.putDeviceCount("GPU", 0);
		else
			config.setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true).setVisibleDeviceList(String.valueOf(device.index())));
		return new Session(graph, config.build());
	}
}
