package io.github.hourglass.train;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.github.hourglass.architecture.DenseUNet;
import io.github.hourglass.architecture.Front;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.architecture.Ratio;
import io.github.hourglass.architecture.ReceptiveField;
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
		int dimensions = images.dimensions(options), inputs = images.inputChannels();
		int targets = images.outputChannels(options.task(), progress);
		if (options.from().isBlank())
			return new TrainedNetwork(built(options, dimensions, inputs, Losses.outputChannels(Losses.of(options), targets), notes), null, List.of());
		TrainedNetwork given = new GivenNetwork(options, notes, progress).fitted(dimensions, inputs, targets);
		return new TrainedNetwork(enlarging(given.graph, Magnification.of(options).along(dimensions), options), given.rules, given.changes);
	}

	/** The network itself if it enlarges as wanted, or after an interpolation if it enlarges nothing. */
	private static Graph enlarging(Graph graph, int[] factors, TrainingOptions options) {
		ReceptiveField field = ReceptiveField.of(graph);
		boolean same = true, none = true;
		for (int d = 0; d < factors.length; d++) {
			ReceptiveField.Axis axis = field.axis(graph.inputs().get(0).name(), factors.length + 1 - d, graph.outputs().get(0).name());
			same &= factors[d] == 0 || axis.scale().equals(new Ratio(factors[d], 1));
			none &= axis.scale().equals(Ratio.ONE);
		}
		if (!same && !none)
			throw new IllegalArgumentException("The model '" + options.from() + "' gives images of another size than " + (Task.of(options) == Task.UPSCALE ? "scale asks for; change scale"
				: "it takes; use the task upscale") + " or choose another model.");
		return same ? graph : Front.enlarging(graph, factors);
	}

	private static Graph built(TrainingOptions options, int dimensions, int inputs, int outputs, Consumer<String> notes) {
		boolean image = Task.of(options).givesImage();
		if (options.residual() && image && inputs != outputs)
			notes.accept("residual=true needs as many channels out (" + outputs + ") as in (" + inputs + "), so the network gives the image itself.");
		boolean projects = Task.of(options) == Task.PROJECT;
		boolean residual = options.residual() && image && inputs == outputs, last = Task.of(options) == Task.UPSCALE && options.enlarge().equals("last");
		int[] factors = Magnification.of(options).along(dimensions);
		int given = last ? outputs * java.util.Arrays.stream(factors).reduce(1, Math::multiplyExact) : outputs;
		NetworkOptions network = NetworkOptions.of(projects ? 2 : dimensions).channels(inputs, given).depth(options.depth()).baseFilters(options.filters())
			.kernel(options.kernel()).dropout((float) options.dropout()).residual(residual && !last)
			.normalization(options.normalization().equals("batch") ? NetworkOptions.Normalization.BATCH : NetworkOptions.Normalization.NONE)
			.activation(NetworkOptions.Activation.valueOf(options.activation().replace("_", "").toUpperCase(Locale.ROOT)));
		Graph built = switch (options.network()) {
			case "residual" -> ResidualUNet.of(network, options.seed());
			case "dense" -> DenseUNet.of(network, options.seed());
			case "plain" -> PlainFcn.of(network, options.seed());
			default -> UNet.of(network, options.seed());
		};
		if (last)
			return Front.expanding(built, residual, factors);
		return projects ? Front.projecting(built, network, options.seed()) : enlarging(built, factors, options);
	}
}
