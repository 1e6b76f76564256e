package io.github.hourglass.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import io.github.hourglass.architecture.DenseUNet;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.architecture.ResidualUNet;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.Models;
import io.github.hourglass.model.WeightsFile;

/** The network a run starts from: a new one with the architecture the options name, or that of a model. */
final class TrainedNetwork {

	private TrainedNetwork() {}

	/** @param notes told what of the options could not be followed */
	static Graph of(TrainingOptions options, ImageSet images, Consumer<String> notes, Progress progress) {
		int dimensions = images.dimensions(options.patch()), inputs = images.inputChannels();
		int outputs = Losses.outputChannels(Losses.of(options), images.outputChannels(options.task(), progress));
		return options.from().isBlank() ? built(options, dimensions, inputs, outputs, notes) : given(options.from().strip(), dimensions, inputs, outputs, notes);
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

	private static Graph given(String from, int dimensions, int inputs, int outputs, Consumer<String> notes) {
		Graph graph = read(from, notes);
		if (graph.inputs().size() != 1)
			throw new IllegalArgumentException("The model '" + from + "' takes " + graph.inputs().size() + " images at once; only models that take one can be trained.");
		TensorInfo input = graph.inputs().get(0), output = graph.outputs().get(0);
		if (input.rank() != dimensions + 2 || output.rank() != dimensions + 2)
			throw new IllegalArgumentException("The model '" + from + "' is " + (input.rank() - 2) + "-D, but the images are to be trained on in "
				+ dimensions + "-D; set patch to " + (input.rank() == 5 ? "x,y,z" : "x,y") + " or use another model.");
		requireChannels(from, "takes", input.shape()[1], inputs);
		requireChannels(from, "gives", output.shape()[1], outputs);
		return new Graph(graph.name(), graph.opset(), List.of(freed(input, inputs)), List.of(freed(output, outputs)), graph.nodes(), graph.weights());
	}

	private static Graph read(String from, Consumer<String> notes) {
		if (from.toLowerCase(Locale.ROOT).endsWith(".onnx") && Files.isRegularFile(Path.of(from)))
			return OnnxFile.read(Path.of(from));
		Model model = Models.find(from);
		WeightsFile weights = model.weights("onnx");
		if (weights == null)
			throw new IllegalArgumentException("The model '" + model.name() + "' has no ONNX weights, which training starts from; choose another one.");
		model.verify(weights);
		String rules = String.join(", ", model.inputs().get(0).steps().stream().map(step -> step.name()).filter(name -> !name.equals("ensure_dtype")).toList());
		if (!rules.isEmpty())
			notes.accept("Images are normalized as for a new network; the rules of the model '" + model.name() + "' (" + rules + ") are not used.");
		return OnnxFile.read(weights.path());
	}

	private static void requireChannels(String from, String does, long channels, int wanted) {
		if (channels > 0 && channels != wanted)
			throw new IllegalArgumentException("The model '" + from + "' " + does + " " + channels + " channel(s), but the images and the loss ask for " + wanted
				+ "; choose a model with as many, or train a new network.");
	}

	/** With any batch and size, as training has them. */
	private static TensorInfo freed(TensorInfo tensor, int channels) {
		long[] shape = tensor.shape();
		Arrays.fill(shape, -1);
		shape[1] = channels;
		return TensorInfo.of(tensor.name(), tensor.type(), shape);
	}
}
