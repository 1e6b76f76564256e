package io.github.hourglass.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.SavedTranslation.Placed;
import io.github.hourglass.engine.SavedNode;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** One node of TensorFlow's that is being converted: its inputs, and where its outputs go. */
final class SavedCall {

	private final SavedTranslation translation;
	private final SavedNode node;

	SavedCall(SavedTranslation translation, SavedNode node) {
		this.translation = translation;
		this.node = node;
	}

	SavedNode node() {
		return node;
	}

	/** Refuses the node unless the condition holds. */
	void require(boolean condition, String complaint) {
		if (!condition)
			throw refusal(complaint);
	}

	GraphException refusal(String why) {
		return translation.refusal(node, why);
	}

	int inputs() {
		return node.inputs().size();
	}

	/** True if its images have their channels last. */
	boolean channelsLast() {
		return !node.text("data_format", "N_C").startsWith("NC");
	}

	int trials() {
		return translation.source().trials().size();
	}

	int rank(int i) {
		return translation.rank(node.inputs().get(i));
	}

	/** The shape of an input for one of the images sent through. */
	long[] shape(int i, int trial) {
		return translation.shape(node.inputs().get(i), trial).clone();
	}

	/** The shape of the first output for one of the images sent through. */
	long[] given(int trial) {
		return translation.source().trials().get(trial).shapes().get(node.name()).clone();
	}

	boolean isFirst(int i) {
		return translation.isFirst(node.inputs().get(i));
	}

	String plain(int i) {
		return translation.plain(node.inputs().get(i));
	}

	String first(int i) {
		return translation.first(node.inputs().get(i));
	}

	/** An input in the order of axes that the node's data format says, channels on axis 1. */
	String image(int i) {
		return channelsLast() ? first(i) : plain(i);
	}

	/** An input that depends on nothing, or null. */
	Tensor constant(int i) {
		return translation.constant(node.inputs().get(i));
	}

	/** An input that must depend on nothing. */
	Tensor weights(int i) {
		Tensor weights = constant(i);
		require(weights != null, "its input '" + node.inputs().get(i) + "' depends on the image");
		return weights;
	}

	/** The numbers of an input of integers that are the same for images of all sizes. */
	long[] integers(int i) {
		long[] first = integers(i, 0);
		for (int trial = 1; trial < trials(); trial++)
			require(Arrays.equals(first, integers(i, trial)), "its input '" + node.inputs().get(i) + "' depends on the size of the image");
		return first;
	}

	/** The numbers of an input of integers for one of the images sent through. */
	long[] integers(int i, int trial) {
		Tensor constant = constant(i);
		if (constant != null)
			return integers(constant);
		long[] seen = translation.source().trials().get(trial).integers().get(translation.resolved(node.inputs().get(i)));
		require(seen != null, "its input '" + node.inputs().get(i) + "' depends on the image");
		return seen.clone();
	}

	private long[] integers(Tensor tensor) {
		long[] values = new long[Math.toIntExact(tensor.elements())];
		for (int i = 0; i < values.length; i++)
			values[i] = switch (tensor.type()) {
				case INT64 -> tensor.bytes().getLong(8 * i);
				case INT32 -> tensor.bytes().getInt(4 * i);
				case UINT8, BOOL -> tensor.bytes().get(i);
				default -> throw refusal("an input of sizes has the type " + tensor.type());
			};
		return values;
	}

	/** Axes of an input that may count from the back, counted from the front, in the file's order. */
	int[] axes(int i, long... axes) {
		int rank = rank(i);
		for (long axis : axes)
			require(axis >= -rank && axis < rank, "it has no axis " + axis);
		return Arrays.stream(axes).mapToInt(axis -> (int) (axis < 0 ? axis + rank : axis)).toArray();
	}

	/** Where an axis of the file's order is once the channels are on axis 1. */
	static int moved(int axis, int rank) {
		return axis == 0 ? 0 : axis == rank - 1 ? 1 : axis + 1;
	}

	/** A number for each axis, in the file's order, brought into that with the channels on axis 1. */
	static long[] moved(long[] values) {
		int[] order = SavedTranslation.toFirst(values.length);
		return Arrays.stream(order).mapToLong(axis -> values[axis]).toArray();
	}

	String weight(String what, Tensor tensor) {
		return translation.target().weight(node.name() + "." + what, tensor);
	}

	String integers(String what, long... values) {
		return weight(what, Tensor.of(values, values.length));
	}

	/** A number of the type of an input. */
	String number(double value, int like) {
		Tensor number = Tensor.allocate(type(like));
		switch (number.type()) {
			case FLOAT32 -> number.bytes().putFloat(0, (float) value);
			case FLOAT64 -> number.bytes().putDouble(0, value);
			case INT32 -> number.bytes().putInt(0, (int) value);
			case INT64 -> number.bytes().putLong(0, (long) value);
			default -> throw refusal("it computes with numbers of the type " + number.type());
		}
		return weight("number", number);
	}

	private TensorType type(int i) {
		Tensor constant = constant(i);
		return constant != null ? constant.type() : node.attributes().get("T") instanceof TensorType type ? type : TensorType.FLOAT32;
	}

	/** Adds a node on the way to the result. */
	String add(String operator, Map<String, Object> attributes, String... inputs) {
		return translation.target().node(operator, node.name() + "." + operator, attributes, inputs);
	}

	/** Adds the node that gives the first output. @param first true if its channels, last in the file, are on axis 1 */
	void give(boolean first, String operator, Map<String, Object> attributes, String... inputs) {
		give(translation.target().node(operator, node.name(), attributes, inputs), first);
	}

	/** Sets the first output. */
	void give(String value, boolean first) {
		translation.put(node.name(), new Placed(value, first));
	}

	/** Adds the node that gives several outputs. */
	void giveAll(boolean first, String operator, Map<String, Object> attributes, int outputs, String... inputs) {
		List<String> names = translation.target().node(operator, node.name(), outputs, attributes, inputs);
		for (int i = 0; i < outputs; i++)
			translation.put(i == 0 ? node.name() : node.name() + ":" + i, new Placed(names.get(i), first));
	}
}
