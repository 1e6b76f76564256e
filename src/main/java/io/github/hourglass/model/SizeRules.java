package io.github.hourglass.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sizes of a model's tensors: which input a given image needs, and what comes out of it. Sizes are arrays in the order of the
 * tensor's axes, by tensor id.
 * <p>
 * Example: an axis with {@code min: 32, step: 16} needs 112 for 100 pixels; an output axis that follows it with scale 0.5 and
 * offset -8 then has 216.
 */
public final class SizeRules {

	/** Where a size is not known before the network has run. */
	public static final long UNKNOWN = -1;

	private final Model model;

	private SizeRules(Model model) {
		this.model = model;
	}

	public static SizeRules of(Model model) {
		return new SizeRules(model);
	}

	/**
	 * The least allowed input sizes that hold these images. A fixed size stays as it is, even if the image is larger. An input
	 * left out of {@code images} gets its least sizes.
	 *
	 * @param images the wanted sizes of each input
	 * @throws ModelException if axes that follow others cannot be made large enough
	 */
	public Map<String, long[]> inputs(Map<String, long[]> images) {
		Map<String, long[]> wanted = new LinkedHashMap<>();
		for (TensorSpec input : model.inputs()) {
			long[] image = images.get(input.id());
			if (image != null && image.length != input.axes().size())
				throw new IllegalArgumentException("The input '" + input.id() + "' has " + input.axes().size() + " axes (" + input.letters()
					+ "), the image " + image.length + ".");
			wanted.put(input.id(), image == null ? new long[input.axes().size()] : image.clone());
		}
		raiseReferences(wanted);
		Map<String, long[]> sizes = new LinkedHashMap<>();
		for (TensorSpec input : model.inputs())
			sizes.put(input.id(), independent(input, wanted.get(input.id())));
		for (TensorSpec input : model.inputs())
			resolve(input, sizes, sizes);
		return sizes;
	}

	/** As {@link #inputs}, for one input; the other inputs get their least sizes. */
	public long[] input(TensorSpec input, long... image) {
		return inputs(Map.of(input.id(), image)).get(input.id());
	}

	/**
	 * The output sizes for these input sizes; {@link #UNKNOWN} where they depend on the data. A free batch is as large as the
	 * inputs'.
	 *
	 * @param inputs the sizes of every input
	 */
	public Map<String, long[]> outputs(Map<String, long[]> inputs) {
		Map<String, long[]> sizes = new LinkedHashMap<>();
		for (TensorSpec output : model.outputs()) {
			long[] size = new long[output.axes().size()];
			for (int a = 0; a < size.length; a++)
				size[a] = outputSize(output.axes().get(a), inputs);
			sizes.put(output.id(), size);
		}
		Map<String, long[]> known = new LinkedHashMap<>(inputs);
		known.putAll(sizes);
		for (TensorSpec output : model.outputs())
			resolve(output, sizes, known);
		return sizes;
	}

	/** The halo per axis, in pixels of the output. */
	public static long[] halo(TensorSpec output) {
		return output.axes().stream().mapToLong(AxisSpec::halo).toArray();
	}

	/** Whether these sizes are allowed for all inputs together. */
	public boolean allows(Map<String, long[]> inputs) {
		Map<String, long[]> least = inputs(inputs);
		return inputs.keySet().stream().allMatch(id -> Arrays.equals(inputs.get(id), least.get(id)));
	}

	/** {@code size * scale / ownScale + offset}, rounded down as the specification says, but not for a rounding error. */
	static long follow(long size, double scale, double ownScale, long offset) {
		double exact = size * scale / ownScale + offset;
		double nearest = Math.rint(exact);
		return (long) (Math.abs(exact - nearest) <= 1e-9 * Math.max(1, Math.abs(exact)) ? nearest : Math.floor(exact));
	}

	/** Makes the axes that others follow large enough for their followers. */
	private void raiseReferences(Map<String, long[]> wanted) {
		for (TensorSpec input : model.inputs())
			for (int a = 0; a < input.axes().size(); a++)
				if (input.axes().get(a).size() instanceof SizeRule.Reference reference)
					raise(input, a, reference, wanted);
	}

	private void raise(TensorSpec input, int a, SizeRule.Reference reference, Map<String, long[]> wanted) {
		AxisSpec axis = input.axes().get(a);
		TensorSpec target = model.tensor(reference.tensor());
		int at = target.indexOf(reference.axis());
		AxisSpec other = target.axes().get(at);
		long[] sizes = wanted.get(target.id());
		if (!(other.size() instanceof SizeRule.Stepped stepped))
			return;
		long need = Math.max(1, wanted.get(input.id())[a]);
		long size = stepped.atLeast(Math.max(sizes[at], (long) Math.floor((need - reference.offset()) * axis.scale() / other.scale())));
		while (follow(size, other.scale(), axis.scale(), reference.offset()) < need)
			size = Math.addExact(size, stepped.step());
		sizes[at] = size;
	}

	private static long[] independent(TensorSpec input, long[] wanted) {
		long[] sizes = new long[wanted.length];
		for (int a = 0; a < sizes.length; a++)
			sizes[a] = leastSize(input.axes().get(a).size(), wanted[a]);
		return sizes;
	}

	private static long leastSize(SizeRule rule, long wanted) {
		if (rule instanceof SizeRule.Fixed fixed)
			return fixed.size();
		if (rule instanceof SizeRule.Stepped stepped)
			return stepped.atLeast(wanted);
		return rule instanceof SizeRule.DataDependent data ? Math.max(data.min(), wanted) : UNKNOWN;
	}

	private long outputSize(AxisSpec axis, Map<String, long[]> inputs) {
		if (axis.size() instanceof SizeRule.Fixed fixed)
			return fixed.size();
		return axis.letter() == 'b' ? batch(inputs) : UNKNOWN;
	}

	private long batch(Map<String, long[]> inputs) {
		for (TensorSpec input : model.inputs())
			for (int a = 0; a < input.axes().size(); a++)
				if (input.axes().get(a).letter() == 'b')
					return inputs.get(input.id())[a];
		return 1;
	}

	/** Fills in the axes of one tensor that follow others; {@code known} holds what they may follow. */
	private void resolve(TensorSpec tensor, Map<String, long[]> sizes, Map<String, long[]> known) {
		List<AxisSpec> axes = tensor.axes();
		for (int a = 0; a < axes.size(); a++) {
			if (!(axes.get(a).size() instanceof SizeRule.Reference reference))
				continue;
			TensorSpec target = model.tensor(reference.tensor());
			int at = target.indexOf(reference.axis());
			long size = follow(known.get(target.id())[at], target.axes().get(at).scale(), axes.get(a).scale(), reference.offset());
			if (size < 1)
				throw new ModelException("The axis '" + axes.get(a).id() + "' of the tensor '" + tensor.id() + "' would have " + size
					+ " pixels; the image is too small for this model.");
			sizes.get(tensor.id())[a] = size;
		}
	}
}
