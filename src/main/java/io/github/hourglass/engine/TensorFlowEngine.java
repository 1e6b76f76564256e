package io.github.hourglass.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Runs SavedModels of TensorFlow 1 and 2 (a folder with {@code saved_model.pb}, or one with such a folder in it) and frozen graphs
 * ({@code .pb}) with TensorFlow. Tensors have the names of the signature, else those of their nodes.
 */
public final class TensorFlowEngine implements Engine {

	@Override
	public String name() {
		return "tensorflow";
	}

	@Override
	public String version() {
		return "TensorFlow " + natively(TensorFlowSession::load);
	}

	@Override
	public boolean opens(Path weights) {
		if (Files.isDirectory(weights))
			return Files.isRegularFile(weights.resolve("saved_model.pb")) || hasSavedModel(weights);
		return weights.getFileName() != null && weights.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".pb");
	}

	private static boolean hasSavedModel(Path folder) {
		try (var folders = Files.list(folder)) {
			return folders.limit(1000).anyMatch(inner -> Files.isRegularFile(inner.resolve("saved_model.pb")));
		}
		catch (java.io.IOException e) {
			return false;
		}
	}

	@Override
	public List<Device> devices() {
		return natively(() -> {
			TensorFlowSession.load();
			List<Device> devices = new ArrayList<>(List.of(Device.CPU));
			Device next = new Device(Device.Kind.GPU, 0);
			while (TensorFlowSession.works(next)) {
				devices.add(next);
				next = new Device(Device.Kind.GPU, next.index() + 1);
			}
			return devices;
		});
	}

	@Override
	public Network open(Path weights, EngineOptions options) {
		if (!Files.exists(weights))
			throw new EngineException("There is no file or folder " + weights + ".");
		try {
			return TensorFlowSavedNetwork.open(weights, options);
		}
		catch (LinkageError e) {
			throw missing(e);
		}
	}

	private static <T> T natively(Supplier<T> question) {
		NetworkThread thread = new NetworkThread("tensorflow");
		try {
			return thread.run(call -> question.get());
		}
		catch (LinkageError e) {
			throw missing(e);
		}
		finally {
			thread.close(() -> {});
		}
	}

	/** TensorFlow's Java classes are not there, or are those of another version. */
	static EngineException missing(LinkageError error) {
		Throwable cause = error;
		while (cause.getCause() != null)
			cause = cause.getCause();
		return new EngineException("TensorFlow 1.1.0 for Java, which SavedModels need, is not installed here (" + String.valueOf(cause.getMessage()).lines().findFirst().orElse("")
			+ "); predict on the command line, or convert the model to ONNX there with 'hourglass models convert'.", error);
	}
}
