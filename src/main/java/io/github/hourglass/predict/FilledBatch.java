package io.github.hourglass.predict;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.model.Model;

/** A network that takes a fixed number of images at a time, given one: the others are empty. */
final class FilledBatch implements Network {

	private final Network network;
	private final long images;

	private FilledBatch(Network network, long images) {
		this.network = network;
		this.images = images;
	}

	/** The network itself where it takes one image. */
	static Network of(Model model, Network network) {
		List<TensorInfo> inputs = network.inputs();
		long images = inputs.isEmpty() || inputs.get(0).rank() < 1 ? -1 : inputs.get(0).shape()[0];
		boolean all = model.inputs().stream().allMatch(input -> input.letters().startsWith("b")) && model.outputs().stream().allMatch(output -> output.letters().startsWith("b"))
			&& inputs.stream().allMatch(input -> input.rank() > 0 && input.shape()[0] == images);
		return all && images > 1 ? new FilledBatch(network, images) : network;
	}

	private static TensorInfo one(TensorInfo info) {
		if (info.rank() < 1)
			return info;
		long[] shape = info.shape();
		shape[0] = 1;
		return TensorInfo.of(info.name(), info.type(), shape);
	}

	@Override
	public List<TensorInfo> inputs() {
		return network.inputs().stream().map(FilledBatch::one).toList();
	}

	@Override
	public List<TensorInfo> outputs() {
		return network.outputs().stream().map(FilledBatch::one).toList();
	}

	@Override
	public List<String> findings() {
		return network.findings();
	}

	@Override
	public Map<String, Tensor> run(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
		Map<String, Tensor> filled = new LinkedHashMap<>(), wanted = new LinkedHashMap<>(), given = new LinkedHashMap<>();
		inputs.forEach((name, tensor) -> {
			Tensor more = Tensor.allocate(tensor.type(), images(tensor, images));
			more.bytes().put(tensor.bytes());
			filled.put(name, more);
		});
		outputs.keySet().forEach(name -> wanted.put(name, null));
		network.run(filled, wanted).forEach((name, tensor) -> given.put(name, first(tensor, outputs.get(name))));
		return given;
	}

	/** The first image, in the memory given if there is some. */
	private static Tensor first(Tensor tensor, Tensor into) {
		long[] shape = images(tensor, 1);
		ByteBuffer first = tensor.bytes().slice(0, Math.toIntExact(Tensor.elements(shape) * tensor.type().bytes()));
		if (into == null)
			return Tensor.over(first, tensor.type(), shape);
		into.bytes().put(first);
		return into;
	}

	private static long[] images(Tensor tensor, long images) {
		long[] shape = tensor.shape();
		shape[0] = images;
		return shape;
	}

	@Override
	public void cancel() {
		network.cancel();
	}

	@Override
	public void close() {
		network.close();
	}
}
