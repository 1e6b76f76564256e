package io.github.hourglass.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;


/** Adds operators to a TensorFlow graph by the names in TensorFlow's operator registry, with element types known at run time only. */
public final class TensorFlowOps {

	private final Graph graph;
	private final Map<String, String> origins = new HashMap<>();
	private String origin = "";
	private int count;

	public TensorFlowOps(Graph graph) {
		this.graph = graph;
	}

	public Graph graph() {
		return graph;
	}

	/** Says which node of the network the operators added from now on stand for. */
	public void forNode(String node) {
		origin = node;
	}

	/** The first node of the network that needed an operator of that type; empty if none did. */
	public String origin(String type) {
		return origins.getOrDefault(type, "");
	}

	/** An operator to be added, with its first inputs. */
	public Call call(String type, Output<?>... inputs) {
		origins.putIfAbsent(type, origin);
		Call call = new Call(graph.opBuilder(type, type + "_" + count++, graph.baseScope()));
		for (Output<?> input : inputs)
			call.builder.addInput(input);
		return call;
	}

	/** The only output of an operator without attributes. */
	public Output<?> apply(String type, Output<?>... inputs) {
		return call(type, inputs).output();
	}

	public static final class Call {

		private final OperationBuilder builder;

		private Call(OperationBuilder builder) {
			this.builder = builder;
		}

		public Call list(List<? extends Output<?>> values) {
			builder.addInputList(values.toArray(Output<?>[]::new));
			return this;
		}

		public Call input(Output<?> input) {
			builder.addInput(input);
			return this;
		}

		public Call integers(String name, long... values) {
			builder.setAttr(name, values);
			return this;
		}

		public Call integer(String name, long value) {
			builder.setAttr(name, value);
			return this;
		}

		public Call real(String name, double value) {
			builder.setAttr(name, (float) value);
			return this;
		}

		public Call flag(String name, boolean value) {
			builder.setAttr(name, value);
			return this;
		}

		public Call text(String name, String value) {
			builder.setAttr(name, value);
			return this;
		}

		public Call type(String name, DataType value) {
			builder.setAttr(name, value);
			return this;
		}

		public Call shape(String name, long... sizes) {
			builder.setAttr(name, Shape.of(sizes));
			return this;
		}

		public Call after(Iterable<? extends Operation> before) {
			before.forEach(builder::addControlInput);
			return this;
		}

		public Operation operation() {
			return builder.build();
		}

		public Output<?> output() {
			return operation().output(0);
		}
	}

	public Output<?> placeholder(DataType type, long... shape) {
		return call("Placeholder").type("dtype", type).shape("shape", shape).output();
	}

	private Output<?> constant(org.tensorflow.Tensor tensor) {
		try (tensor) {
			Call call = call("Const").type("dtype", tensor.dataType());
			call.builder.setAttr("value", tensor);
			return call.output();
		}
	}

	public Output<?> constant(Tensor tensor) {
		return constant(TensorFlowTensors.of(tensor));
	}

	/** A vector of 32-bit integers, as shapes, axes and widths are. */
	public Output<?> ints(long... values) {
		int[] narrow = new int[values.length];
		for (int i = 0; i < values.length; i++)
			narrow[i] = Math.toIntExact(values[i]);
		return constant(TInt32.vectorOf(narrow));
	}

	public Output<?> ints(int... values) {
		return constant(TInt32.vectorOf(values));
	}

	public Output<?> integer(long value) {
		return constant(TInt32.scalarOf(Math.toIntExact(value)));
	}

	public Output<?> longs(long... values) {
		return constant(TInt64.vectorOf(values));
	}

	/** A scalar of the type of another value. */
	public Output<?> like(double value, Output<?> other) {
		return scalar(value, other.dataType());
	}

	public Output<?> scalar(double value, DataType type) {
		if (type == DataType.DT_FLOAT)
			return constant(Tensor.of(new float[] { (float) value }));
		Tensor exact = Tensor.allocate(TensorType.FLOAT64);
		exact.bytes().putDouble(0, value);
		return cast(constant(exact), type);
	}

	public Output<?> cast(Output<?> x, DataType type) {
		return x.dataType() == type ? x : call("Cast", x).type("DstT", type).output();
	}

	/** The sizes of a value, as 32-bit integers. */
	public Output<?> shape(Output<?> x) {
		return apply("Shape", x);
	}

	/** Elements {@code from} to {@code to - 1} of a vector. */
	public Output<?> part(Output<?> vector, int from, int to) {
		return apply("StridedSlice", vector, ints(from), ints(to), ints(1));
	}

	/** The size along one axis, as a scalar. */
	public Output<?> size(Output<?> x, int axis) {
		return call("StridedSlice", shape(x), ints(axis), ints(axis + 1), ints(1)).integer("shrink_axis_mask", 1).output();
	}

	public Output<?> transpose(Output<?> x, int... permutation) {
		for (int i = 0; i < permutation.length; i++)
			if (permutation[i] != i)
				return apply("Transpose", x, ints(permutation));
		return x;
	}

	public Output<?> reshape(Output<?> x, Output<?> shape) {
		return apply("Reshape", x, shape);
	}

	public Output<?> concat(int axis, Output<?>... parts) {
		return concat(axis, List.of(parts));
	}

	public Output<?> concat(int axis, List<? extends Output<?>> parts) {
		if (parts.size() == 1)
			return parts.get(0);
		return call("ConcatV2").list(parts).input(integer(axis)).output();
	}

	/** Equal parts along an axis. */
	public Output<?>[] split(Output<?> x, int axis, int parts) {
		Operation split = call("Split", integer(axis), x).integer("num_split", parts).operation();
		Output<?>[] outputs = new Output<?>[parts];
		for (int i = 0; i < parts; i++)
			outputs[i] = split.output(i);
		return outputs;
	}

	/** Some of the last axis. */
	public Output<?> channels(Output<?> x, int from, int count) {
		int[] begin = new int[x.shape().numDimensions()], size = new int[begin.length];
		java.util.Arrays.fill(size, -1);
		begin[begin.length - 1] = from;
		size[begin.length - 1] = count;
		return call("Slice", x, ints(begin), ints(size)).output();
	}

	/** Adds a border. @param widths for each axis how much before and behind */
	public Output<?> pad(Output<?> x, Output<?> widths, double value) {
		return value == 0 ? apply("Pad", x, widths) : apply("PadV2", x, widths, like(value, x));
	}

	public Output<?> add(Output<?> a, Output<?> b) {
		return apply("AddV2", a, b);
	}

	public Output<?> sub(Output<?> a, Output<?> b) {
		return apply("Sub", a, b);
	}

	public Output<?> mul(Output<?> a, Output<?> b) {
		return apply("Mul", a, b);
	}

	public Output<?> div(Output<?> a, Output<?> b) {
		return apply("RealDiv", a, b);
	}

	public Output<?> sum(Output<?> x, Output<?> axes, boolean keep) {
		return call("Sum", x, axes).flag("keep_dims", keep).output();
	}

	public Output<?> mean(Output<?> x, Output<?> axes, boolean keep) {
		return call("Mean", x, axes).flag("keep_dims", keep).output();
	}

	/** The sum over everything. */
	public Output<?> total(Output<?> x) {
		int[] axes = new int[x.shape().numDimensions()];
		for (int i = 0; i < axes.length; i++)
			axes[i] = i;
		return sum(x, ints(axes), false);
	}
}
