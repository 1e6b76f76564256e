package io.github.hourglass.train;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.model.StepSpec;

/** Which loss a run has, and what follows from it for what its network gives. */
final class Losses {

	private Losses() {}

	/** The loss that the options name; {@code auto} is L1 for images, the uncertainty's in no case, and cross-entropy for classes. */
	static Loss of(TrainingOptions options) {
		Task task = Task.of(options);
		if (task == Task.DENOISEG && !options.loss().equals("auto"))
			throw new IllegalArgumentException("loss is '" + options.loss() + "', but denoiseg has a loss of its own; leave loss at auto, and use alpha to weigh its two parts.");
		if (!options.loss().equals("auto"))
			return new Loss(Loss.Kind.valueOf(options.loss().toUpperCase(Locale.ROOT)), 0);
		return switch (task) {
			case CLASSES -> Loss.CROSS_ENTROPY_DICE;
			case NOISE2NOISE, NOISE2VOID -> Loss.L2;
			case DENOISEG -> Loss.denoiseg(options.alpha());
			default -> Loss.L1;
		};
	}

	/** The rules after a new network: classes become probabilities; what learned probabilities and distances as they are is cut off at 0 and 1. */
	static List<StepSpec> after(TrainingOptions options, Graph graph) {
		if (Task.of(options) == Task.INSTANCES)
			return List.of(new StepSpec("clip", Map.of("min", 0.0, "max", 1.0)));
		String activation = Task.of(options) == Task.CLASSES ? OutputRules.activation(graph, graph.outputs().get(0).shape()[1]) : "";
		return activation.isEmpty() ? List.of() : List.of(OutputRules.activation(activation));
	}

	/** Channels the network has to give for targets of so many channels. */
	static int outputChannels(Loss loss, int targetChannels) {
		return loss.kind() == Loss.Kind.LAPLACE ? 2 * targetChannels : targetChannels;
	}
}
