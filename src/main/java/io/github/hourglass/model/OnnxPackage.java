package io.github.hourglass.model;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.engine.Engine;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.TensorInfo;

/**
 * A bare {@code .onnx} file as a model: the tensors have the network's own names and no rules before or after. What the file
 * does not say is guessed from rank and sizes:
 * <ul>
 * <li>rank 4 is {@code bcyx}, rank 5 {@code bczyx}, rank 2 {@code yx}, rank 3 {@code cyx} if the first size is 1 to 4, else {@code byx};
 * <li>if the last size is 1 to 4 and the second is not, or is the only known one, or is smaller than the others, channels are last: {@code byxc},
 * {@code bzyxc}, {@code yxc};
 * <li>an output of the first input's rank has the same axes, unless only its second or only its last size is 1 to 4; one of a rank less has lost its channels; others are guessed as above,
 * those of rank 1 and 2 being {@code i} and {@code bi}.
 * </ul>
 */
final class OnnxPackage {

	private static final Map<Character, String> IDS = Map.of('b', "batch", 'i', "index", 'c', "channel", 'x', "x", 'y', "y", 'z', "z");

	private OnnxPackage() {}

	/** Reads the file, or where it is valid but more than a graph holds, asks an engine. */
	static Model read(Path file, Path source) {
		try {
			return of(file, source, OnnxFile.read(file));
		}
		catch (GraphException.Damaged | UncheckedIOException e) {
			throw new ModelException(e.getMessage(), e);
		}
		catch (GraphException e) {
			return ask(file, source, e);
		}
	}

	private static Model ask(Path file, Path source, GraphException reason) {
		for (Engine engine : Engines.all())
			if (engine.opens(file))
				try (Network network = engine.open(file, EngineOptions.cpu())) {
					return of(file, source, network.inputs(), network.outputs());
				}
				catch (EngineException e) {
					throw new ModelException(e.getMessage(), e);
				}
		throw new ModelException(reason.getMessage(), reason);
	}

	private static Model of(Path file, Path source, Graph graph) {
		List<TensorSpec> inputs = graph.inputs().stream().map(info -> tensor(info, letters(file, info), null, null)).toList();
		OnnxSizes sizes = OnnxSizes.of(graph, inputs);
		if (sizes == null)
			return of(file, source, graph.inputs(), graph.outputs());
		Model model = of(file, source, graph.inputs(), sizes.outputs());
		return new Model(model.name(), "", model.format(), model.folder(), source, model.inputs(), model.outputs().stream().map(sizes::refine)
			.toList(), model.weights(), Map.of());
	}

	static Model of(Path file, Path source, List<TensorInfo> inputs, List<TensorInfo> outputs) {
		if (inputs.isEmpty() || outputs.isEmpty())
			throw new ModelException("The network " + file + " has no " + (inputs.isEmpty() ? "input" : "output") + ".");
		List<TensorSpec> in = new ArrayList<>();
		for (TensorInfo info : inputs)
			in.add(tensor(info, letters(file, info), null, null));
		List<TensorSpec> out = new ArrayList<>();
		for (TensorInfo info : outputs)
			out.add(tensor(info, outputLetters(file, info, in.get(0).letters()), in.get(0), inputs.get(0)));
		String name = file.getFileName().toString().replaceFirst("(?i)\\.onnx$", "");
		return new Model(name, "", "onnx", file.toAbsolutePath().getParent(), source, in, out, List.of(new WeightsFile("onnx", file, "")),
			Map.of());
	}

	private static String letters(Path file, TensorInfo info) {
		long[] shape = info.shape();
		if (shape == null)
			throw new ModelException("The network " + file + " does not say how many axes '" + info.name()
				+ "' has; write an rdf.yaml that describes it.");
		int n = shape.length;
		if (n < 2)
			throw new ModelException("The network " + file + " takes '" + info.name() + "', which is " + (n == 0 ? "a number" : "a list of numbers")
				+ " and no image; export it again with that as a constant.");
		boolean channelsLast = n >= 3 && (isFew(shape[n - 1]) && !isFew(shape[n == 3 ? 0 : 1]) || n > 3 && isSmaller(shape));
		return switch (n) {
			case 2 -> "yx";
			case 3 -> channelsLast ? "yxc" : isFew(shape[0]) ? "cyx" : "byx";
			case 4 -> channelsLast ? "byxc" : "bcyx";
			case 5 -> channelsLast ? "bzyxc" : "bczyx";
			default -> throw new ModelException("The network " + file + " takes '" + info.name() + "' with " + n
				+ " axes; images have 2 to 5; write an rdf.yaml that describes it.");
		};
	}

	/** True if, of the axes behind the first, the last alone has a size or a smaller one than each of the others. */
	private static boolean isSmaller(long[] shape) {
		long last = shape[shape.length - 1];
		return last > 0 && !isFew(shape[1]) && Arrays.stream(shape, 1, shape.length - 1).allMatch(size -> size > last || size < 0 && shape[1] < 0);
	}

	private static boolean isFew(long size) {
		return size >= 1 && size <= 4;
	}

	private static String outputLetters(Path file, TensorInfo info, String input) {
		int rank = info.rank();
		if (rank == input.length() && rank > 3 && isFew(info.shape()[1]) != isFew(info.shape()[rank - 1]))
			return isFew(info.shape()[1]) ? rank == 4 ? "bcyx" : "bczyx" : rank == 4 ? "byxc" : "bzyxc";
		if (rank == input.length())
			return input;
		if (rank == input.length() - 1 && input.indexOf('c') >= 0)
			return input.replace("c", "");
		return rank == 0 ? "" : rank == 1 ? "i" : rank == 2 ? "bi" : letters(file, info);
	}

	/** @param input the first input's axes, or null if this is an input */
	private static TensorSpec tensor(TensorInfo info, String letters, TensorSpec input, TensorInfo inputInfo) {
		List<AxisSpec> axes = new ArrayList<>();
		for (int a = 0; a < letters.length(); a++) {
			char letter = letters.charAt(a);
			int at = input == null ? -1 : input.letters().indexOf(letter);
			long size = info.shape()[a];
			long inputSize = at < 0 ? -1 : inputInfo.shape()[at];
			boolean spatial = "xyz".indexOf(letter) >= 0;
			double scale = spatial && size > 0 && inputSize > 0 ? (double) inputSize / size : 1;
			axes.add(new AxisSpec(letter, IDS.get(letter), rule(input, letter, size, at), scale, "", 0, channelNames(letter, size)));
		}
		return new TensorSpec(info.name(), "", axes, info.type(), List.of(), false, null, null);
	}

	private static SizeRule rule(TensorSpec input, char letter, long size, int at) {
		if (size > 0)
			return new SizeRule.Fixed(size);
		if (input == null || letter == 'b')
			return new SizeRule.Stepped(1, 1);
		boolean follows = at >= 0 && letter != 'c';
		return follows ? new SizeRule.Reference(input.id(), IDS.get(letter), 0) : new SizeRule.DataDependent(1, Long.MAX_VALUE);
	}

	static List<String> channelNames(char letter, long size) {
		return letter == 'c' && size > 0 && size <= 100_000 ? Stream.iterate(0, i -> i + 1).limit(size).map(i -> "channel" + i).toList()
			: List.of();
	}
}
