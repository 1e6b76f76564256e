package io.github.hourglass.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.Engine;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.image.Progress;

/**
 * A TensorFlow SavedModel or frozen graph without a description as a model. Its tensors are those of the signature; channels are the
 * last axis, or the second where only that has a fixed size; what sizes it takes and gives is found by trying. Beside a
 * file of CSBDeep's or StarDist's, that says divisors and overlap, and images are normalized as these do it.
 */
final class SavedModelPackage {

	static final String FORMAT = "tensorflow_saved_model_bundle";
	private static final Map<Character, String> IDS = Map.of('b', "batch", 'i', "index", 'c', "channel", 'x', "x", 'y', "y", 'z', "z");
	private static final long MOST_FEW = 4;

	private final Path weights, source;
	private final Network network;
	private final SavedModelNotes notes;
	private final List<String> told = new ArrayList<>();
	private TensorTrial trial;
	private String letters;
	private TensorInfo input;

	private SavedModelPackage(Path weights, Path folder, Path source, Network network) {
		this.weights = weights;
		this.source = source;
		this.network = network;
		this.notes = SavedModelNotes.of(weights, folder, source);
	}

	/**
	 * Opens the network to see what it is.
	 *
	 * @param weights folder with {@code saved_model.pb}, or {@code .pb} file
	 * @throws ModelException if no engine here opens it, or it is no network for images
	 */
	static Model read(Path weights, Path source) {
		return read(weights, null, source);
	}

	/** As {@link #read(Path, Path)}, of one in a zip, beside which there may be files about it. */
	static Model zipped(Path zip, Path source, Progress progress) {
		Path unpacked = new WeightsFile(FORMAT, zip, "").opened(progress);
		Model model = read(unpacked, zip.getParent(), source);
		return new Model(model.name(), model.description(), model.format(), zip.getParent(), source, model.inputs(), model.outputs(), List.of(new WeightsFile(FORMAT, zip, "")), model.facts());
	}

	private static Model read(Path weights, Path folder, Path source) {
		Engine engine = Engines.all().stream().filter(one -> one.opens(weights)).findFirst()
			.orElseThrow(() -> new ModelException(source + " is a TensorFlow SavedModel, for which there is no engine here; use the command line."));
		try (Network network = engine.open(weights, EngineOptions.cpu())) {
			return new SavedModelPackage(weights, folder, source, network).model();
		}
		catch (EngineException e) {
			throw new ModelException(e.getMessage(), e);
		}
	}

	private Model model() {
		if (network.inputs().size() != 1)
			throw refusal("has " + network.inputs().size() + " inputs");
		input = network.inputs().get(0);
		letters = letters(input, true);
		boolean[] free = new boolean[letters.length()];
		for (int a = 0; a < free.length; a++)
			free[a] = "xyz".indexOf(letters.charAt(a)) >= 0 && input.shape()[a] < 0 && size(letters.charAt(a)) == 0;
		trial = TensorTrial.of(network, sizes(), free);
		List<TensorSpec> outputs = new ArrayList<>();
		for (TensorInfo output : network.outputs())
			outputs.add(output(output));
		Path file = weights.toAbsolutePath().normalize();
		Path folder = Files.isDirectory(file) ? file : file.getParent();
		String name = source.getFileName().toString().replaceFirst("(?i)\\.(zip|pb)$", "");
		if (notes != null && !notes.name().isEmpty())
			name = notes.name();
		TensorSpec described = input();
		Map<String, Object> facts = DeepImageJMacros.withNotes(notes == null ? Map.of() : notes.facts(), told);
		return new Model(name, String.join(" ", network.findings()), notes != null ? notes.format() : "tensorflow", folder, source, List.of(described), outputs,
			List.of(new WeightsFile(FORMAT, file, "")), facts);
	}

	private ModelException refusal(String why) {
		return new ModelException("The network " + source + " " + why + "; write an rdf.yaml that describes it.");
	}

	/** The only size the description allows; 0 where it allows others. */
	private long size(char letter) {
		return notes == null ? 0 : notes.size(letter);
	}

	/** The declared sizes, those in their place that are not declared but described. */
	private long[] sizes() {
		long[] sizes = input.shape();
		for (int a = 0; a < sizes.length; a++)
			sizes[a] = sizes[a] < 0 && size(letters.charAt(a)) > 0 ? size(letters.charAt(a)) : sizes[a];
		return sizes;
	}

	private String letters(TensorInfo info, boolean asInput) {
		long[] shape = info.shape();
		if (shape == null)
			throw refusal("does not say how many axes '" + info.name() + "' has");
		String said = notes == null ? null : notes.letters(info.name(), shape.length, asInput);
		if (said != null)
			return said;
		int n = shape.length;
		boolean first = n > 3 && shape[1] > 0 && (shape[n - 1] < 0 || shape[1] <= MOST_FEW && shape[n - 1] > MOST_FEW);
		return switch (n) {
			case 2 -> "yx";
			case 3 -> shape[2] > 0 && shape[2] <= MOST_FEW ? "yxc" : "byx";
			case 4 -> first ? "bcyx" : "byxc";
			case 5 -> first ? "bczyx" : "bzyxc";
			default -> throw refusal("takes or gives '" + info.name() + "' with " + n + " axes, but images have 2 to 5");
		};
	}

	private TensorSpec input() {
		List<AxisSpec> axes = new ArrayList<>();
		for (int a = 0; a < letters.length(); a++) {
			char letter = letters.charAt(a);
			long size = sizes()[a];
			long step = notes != null && notes.divisor(letter) > 0 ? notes.divisor(letter) : trial.step();
			SizeRule rule = size > 0 ? new SizeRule.Fixed(size) : letter == 'b' ? new SizeRule.Stepped(1, 1) : letter == 'c' ? new SizeRule.Fixed(1) : new SizeRule.Stepped(step, step);
			axes.add(new AxisSpec(letter, IDS.get(letter), rule, 1, "", 0, OnnxPackage.channelNames(letter, letter == 'c' ? Math.max(1, size) : size)));
		}
		List<StepSpec> steps = notes == null ? List.of() : notes.steps(axes, true, told);
		return new TensorSpec(input.name(), "", axes, input.type(), steps, false, null, null);
	}

	private TensorSpec output(TensorInfo info) {
		long[] shape = trial.shapes().get(info.name()), grown = trial.grown().get(info.name());
		long[] declared = info.shape() == null ? shape : info.shape();
		String own = shape.length < 2 ? "bi".substring(0, shape.length) : letters(TensorInfo.of(info.name(), info.type(), declared), false);
		List<AxisSpec> axes = new ArrayList<>();
		for (int a = 0; a < own.length(); a++) {
			char letter = own.charAt(a);
			int at = letters.indexOf(letter);
			boolean follows = at >= 0 && "xyz".indexOf(letter) >= 0 && grown[a] > shape[a];
			double ratio = follows ? (double) (grown[a] - shape[a]) / trial.step() : at >= 0 && letter != 'c' && sizes()[at] > 0 ? (double) shape[a] / sizes()[at] : 1;
			SizeRule rule = letter == 'b' ? new SizeRule.Stepped(1, 1)
				: follows ? new SizeRule.Reference(input.name(), IDS.get(letter), shape[a] - Math.round(trial.size() * ratio)) : new SizeRule.Fixed(shape[a]);
			long halo = notes != null && follows ? notes.overlap(letter) : 0;
			axes.add(new AxisSpec(letter, IDS.get(letter), rule, 1 / ratio, "", halo, OnnxPackage.channelNames(letter, shape[a])));
		}
		boolean first = info.name().equals(network.outputs().get(0).name());
		return new TensorSpec(info.name(), "", axes, info.type(), notes == null || !first ? List.of() : notes.steps(axes, false, told), false, null, null);
	}
}
