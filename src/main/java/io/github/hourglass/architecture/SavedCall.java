package io.github.hourglass.architecture;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.SavedTranslation.Placed;
import io.github.hourglass.engine.SavedNode;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** One node of TensorFlow's that is being converted: its inputs, and where its outputs go. */
final class SavedCall {

	/** How far-fetched it is that a size follows from another axis, and that it is not a multiple of another but so much more. */
	private static final long FOREIGN = 4, SHIFTED = 1L << 20;

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

	/**
	 * The sizes of the first output, as a vector of the new graph: those that are not the same for all images are worked out of the size of
	 * the first input if there is one of images, or of the network's inputs.
	 */
	String sizes(boolean ofFirstInput) {
		List<String> sources = new ArrayList<>();
		if (ofFirstInput)
			sources.add(node.inputs().get(0));
		sources.addAll(translation.source().fed().values());
		String[] parts = new String[given(0).length];
		for (int axis = 0; axis < parts.length; axis++)
			parts[axis] = size(axis, sources);
		return parts.length == 0 ? integers("none") : parts.length == 1 ? parts[0] : add("Concat", Map.of("axis", 0L), parts);
	}

	/** Sizes of images sent through may be multiples of each other by chance: the simplest explanation counts, that from the same axis first. */
	private String size(int axis, List<String> sources) {
		long[] wanted = new long[trials()];
		Arrays.setAll(wanted, trial -> given(trial)[axis]);
		if (Arrays.stream(wanted).allMatch(size -> size == wanted[0]))
			return integers("size", wanted[0]);
		String from = null;
		int at = 0;
		long simplest = Long.MAX_VALUE;
		for (String source : sources)
			for (int i = Math.min(axis, 1); i < translation.rank(source); i++) {
				long strangeness = strangeness(wanted, source, i);
				if (strangeness < Long.MAX_VALUE)
					strangeness += i == axis ? 0 : FOREIGN;
				if (strangeness < simplest) {
					simplest = strangeness;
					from = source;
					at = i;
				}
			}
		require(from != null, "the size that it gives along axis " + axis + " follows from no input of the network in a way that is known here");
		long own = translation.shape(from, 0)[at];
		return simplest >= SHIFTED ? add("Add", Map.of(), size(from, at), integers("more", wanted[0] - own)) : scaled(size(from, at), own, wanted[0]);
	}

	/** How far-fetched it is that sizes are worked out of those of a value along an axis; the largest number if they cannot be. */
	private long strangeness(long[] wanted, String source, int axis) {
		long[] own = new long[wanted.length];
		Arrays.setAll(own, trial -> translation.shape(source, trial)[axis]);
		boolean times = true, more = true;
		for (int trial = 1; trial < own.length; trial++) {
			times &= own[trial] * wanted[0] == own[0] * wanted[trial];
			more &= wanted[trial] - own[trial] == wanted[0] - own[0];
		}
		if (own[0] == own[own.length - 1] || !times && !more)
			return Long.MAX_VALUE;
		return times ? Math.max(own[0], wanted[0]) / BigInteger.valueOf(own[0]).gcd(BigInteger.valueOf(wanted[0])).longValue() : SHIFTED + Math.abs(wanted[0] - own[0]);
	}

	private String scaled(String size, long from, long to) {
		long common = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).longValue();
		String more = to == common ? size : add("Mul", Map.of(), size, integers("times", to / common));
		return from == common ? more : add("Div", Map.of(), more, integers("by", from / common));
	}

	/** The size of a value along an axis as a vector of one element. */
	private String size(String value, int axis) {
		boolean first = translation.isFirst(value);
		String shape = add("Shape", Map.of(), first ? translation.first(value) : translation.plain(value));
		return add("Gather", Map.of("axis", 0L), shape, integers("place", first ? moved(axis, translation.rank(value)) : axis));
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

	TensorType type(int i) {
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

	/** Sets one of several outputs, in the file's order of axes. */
	void give(int output, String value) {
		translation.put(output == 0 ? node.name() : node.name() + ":" + output, new Placed(value, false));
	}

	/** Adds the node that gives several outputs. */
	void giveAll(boolean first, String operator, Map<String, Object> attributes, int outputs, String... inputs) {
		List<String> names = translation.target().node(operator, node.name(), outputs, attributes, inputs);
		for (int i = 0; i < outputs; i++)
			translation.put(i == 0 ? node.name() : node.name() + ":" + i, new Placed(names.get(i), first));
	}
}
