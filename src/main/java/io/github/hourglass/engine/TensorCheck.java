package io.github.hourglass.engine;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Refuses tensors that do not fit a network before the engine sees them, so that every engine says it in the same words. */
final class TensorCheck {

	private TensorCheck() {}

	/** Every input there, none unknown, each of the right type, rank and fixed sizes. */
	static void inputs(String network, List<TensorInfo> declared, Map<String, Tensor> given) {
		for (TensorInfo info : declared) {
			Tensor tensor = given.get(info.name());
			if (tensor == null)
				throw new EngineException("The network " + network + " needs the input '" + info.name() + "', " + describe(info) + ", which was not given.");
			fit(network, "input", info, tensor);
		}
		for (String name : given.keySet())
			find(network, "input", declared, name);
	}

	/** At least one output wanted, none unknown, each given tensor of the right type, rank and fixed sizes. */
	static void outputs(String network, List<TensorInfo> declared, Map<String, Tensor> wanted) {
		if (wanted.isEmpty())
			throw new EngineException("No output of the network " + network + " was asked for; it has " + names(declared) + ".");
		wanted.forEach((name, tensor) -> {
			TensorInfo info = find(network, "output", declared, name);
			if (tensor != null)
				fit(network, "output", info, tensor);
		});
	}

	private static TensorInfo find(String network, String kind, List<TensorInfo> declared, String name) {
		for (TensorInfo info : declared)
			if (info.name().equals(name))
				return info;
		throw new EngineException("The network " + network + " has no " + kind + " '" + name + "'; it has " + names(declared) + ".");
	}

	private static void fit(String network, String kind, TensorInfo info, Tensor tensor) {
		if (tensor.type() != info.type() || !fits(info.shape(), tensor.shape()))
			throw new EngineException("The " + kind + " '" + info.name() + "' of the network " + network + " is " + describe(info) + ", but the tensor given is "
				+ tensor + ".");
	}

	private static boolean fits(long[] declared, long[] given) {
		if (declared == null)
			return true;
		if (declared.length != given.length)
			return false;
		for (int d = 0; d < given.length; d++)
			if (declared[d] >= 0 && declared[d] != given[d])
				return false;
		return true;
	}

	private static String describe(TensorInfo info) {
		if (info.shape() == null)
			return info.type() + " of any shape";
		StringBuilder text = new StringBuilder();
		for (int d = 0; d < info.rank(); d++) {
			String name = info.sizeNames().get(d).isEmpty() ? "any" : info.sizeNames().get(d);
			text.append(d == 0 ? "" : ", ").append(info.shape()[d] < 0 ? name : info.shape()[d]);
		}
		return info.type() + "[" + text + "]";
	}

	private static String names(List<TensorInfo> infos) {
		return infos.stream().map(info -> "'" + info.name() + "'").collect(Collectors.joining(", "));
	}
}
