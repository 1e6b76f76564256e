package io.github.hourglass.train;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.github.hourglass.architecture.DenseUNet;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.architecture.ResidualUNet;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.image.Progress;

/**
 * The network a run starts from: a new one with the architecture the options name, or that of a model.
 *
 * @param graph with images of any size
 * @param rules of the package it comes from; null for a new network and a bare ONNX file
 * @param changes what was done to the model's layers, in sentences
 */
record TrainedNetwork(Graph graph, ModelRules rules, List<String> changes) {

	/** @param notes told what of the options could not be followed, and what of the model was kept and changed */
	static TrainedNetwork of(TrainingOptions options, ImageSet images, Consumer<String> notes, Progress progress) {
		int dimensions = images.dimensions(options.patch()), inputs = images.inputChannels();
		int targets = images.outputChannels(options.task(), progress);
		if (options.from().isBlank())
			return new TrainedNetwork(built(options, dimensions, inputs, Losses.outputChannels(Losses.of(options), targets), notes), null, List.of());
		return new GivenNetwork(options, notes).fitted(dimensions, inputs, targets);
	}

	private static Graph built(TrainingOptions options, int dimensions, int inputs, int outputs, Consumer<String> notes) {
		boolean image = Task.of(options).givesImage();
		if (options.residual() && image && inputs != outputs)
			notes.accept("residual=true needs as many channels out (" + outputs + ") as in (" + inputs + "), so the network gives the image itself.");
		NetworkOptions network = NetworkOptions.of(dimensions).channels(inputs, outputs).depth(options.depth()).baseFilters(options.filters())
			.kernel(options.kernel()).dropout((float) options.dropout()).residual(options.residual() && image && inputs == outputs)
			.normalization(options.normalization().equals("batch") ? NetworkOptions.Normalization.BATCH : NetworkOptions.Normalization.NONE)
			.activation(NetworkOptions.Activation.valueOf(options.activation().replace("_", "").toUpperCase(Locale.ROOT)));
		return switch (options.network()) {
			case "residual" -> ResidualUNet.of(network, options.seed());
			case "dense" -> DenseUNet.of(network, options.seed());
			case "plain" -> PlainFcn.of(network, options.seed());
			default -> UNet.of(network, options.seed());
		};
	}
}
