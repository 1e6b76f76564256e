package io.github.hourglass.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold among the tensors of a description: ids, references of sizes and of steps, room for the halo. */
final class TensorChecks {

	private final Fields fields;
	private final List<TensorSpec> inputs;
	private final List<TensorSpec> outputs;
	private final boolean old;

	/** @param old format 0.4, whose sizes are the field {@code shape} */
	TensorChecks(Fields fields, List<TensorSpec> inputs, List<TensorSpec> outputs, boolean old) {
		this.fields = fields;
		this.inputs = inputs;
		this.outputs = outputs;
		this.old = old;
	}

	void check() {
		if (inputs.isEmpty())
			throw fields.mustBe("inputs", "a list of at least one tensor");
		if (outputs.isEmpty())
			throw fields.mustBe("outputs", "a list of at least one tensor");
		Set<String> ids = new HashSet<>();
		for (boolean input : new boolean[] { true, false })
			for (int t = 0; t < tensors(input).size(); t++) {
				TensorSpec tensor = tensors(input).get(t);
				String place = (input ? "inputs[" : "outputs[") + t + "]";
				if (!ids.add(tensor.id()))
					throw fields.refuse(place + (old ? ".name" : ".id"), "is '" + tensor.id() + "' a second time; each tensor has its own");
				checkSteps(tensor, place, input);
				for (int a = 0; a < tensor.axes().size(); a++)
					checkSize(tensor, tensor.axes().get(a), place + (old ? ".shape" : ".axes[" + a + "].size"), input);
			}
	}

	private List<TensorSpec> tensors(boolean input) {
		return input ? inputs : outputs;
	}

	private void checkSteps(TensorSpec tensor, String place, boolean input) {
		for (StepSpec step : tensor.steps()) {
			if (input && step.name().equals("scale_mean_variance"))
				throw fields.refuse(place + ".preprocessing", "holds scale_mean_variance, which only outputs may have");
			if (step.arguments().get("reference_tensor") instanceof String id && find(id, input) == null)
				throw fields.refuse(place + (input ? ".preprocessing" : ".postprocessing"), "refers to the tensor '" + id + "', which "
					+ (input ? "is no input" : "does not exist"));
		}
	}

	private TensorSpec find(String id, boolean onlyInputs) {
		for (TensorSpec tensor : inputs)
			if (tensor.id().equals(id))
				return tensor;
		for (TensorSpec tensor : outputs)
			if (!onlyInputs && tensor.id().equals(id))
				return tensor;
		return null;
	}

	private void checkSize(TensorSpec tensor, AxisSpec axis, String place, boolean input) {
		if (!(axis.size() instanceof SizeRule.Reference reference)) {
			if (axis.size() instanceof SizeRule.Fixed fixed && fixed.size() - 2 * axis.halo() < 1)
				throw fields.refuse(place, "leaves nothing of " + fixed.size() + " pixels between two halos of " + axis.halo());
			return;
		}
		TensorSpec target = find(reference.tensor(), input);
		int at = target == null ? -1 : target.indexOf(reference.axis());
		if (at < 0)
			throw fields.refuse(place, "refers to the axis '" + reference.tensor() + "." + reference.axis() + "', which "
				+ (input ? "is not an input's" : "does not exist"));
		AxisSpec other = target.axes().get(at);
		if (target == tensor && other == axis)
			throw fields.refuse(place, "refers to itself");
		if (other.letter() == 'b' || other.size() instanceof SizeRule.Reference || other.size() instanceof SizeRule.DataDependent)
			throw fields.refuse(place, "refers to the axis '" + reference.tensor() + "." + reference.axis()
				+ "', whose own size is neither fixed nor min + step");
		if (!axis.unit().equals(other.unit()))
			throw fields.refuse(place, "refers to the axis '" + reference.tensor() + "." + reference.axis() + "' of another unit ('"
				+ other.unit() + "' instead of '" + axis.unit() + "')");
		checkRoom(axis, other, reference, place);
	}

	private void checkRoom(AxisSpec axis, AxisSpec other, SizeRule.Reference reference, String place) {
		double ratio = other.scale() / axis.scale();
		if (!(ratio > 1e-9 && ratio < 1e9) || Math.abs((double) reference.offset()) > 1e15)
			throw fields.refuse(place, "gives no usable size (scale " + ratio + ", offset " + reference.offset() + ")");
		long least = SizeRules.follow(other.size() instanceof SizeRule.Fixed fixed ? fixed.size() : ((SizeRule.Stepped) other.size()).min(),
			other.scale(), axis.scale(), reference.offset());
		if (other.size() instanceof SizeRule.Fixed && least - 2 * axis.halo() < 1)
			throw fields.refuse(place, "leaves " + least + " pixels, too few for two halos of " + axis.halo());
	}
}
