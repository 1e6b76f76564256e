package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.Opset17;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowFailure;
import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowSession;
import io.github.hourglass.engine.TensorFlowTensors;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.train.TensorFlowTranslation.Statistic;
import io.github.hourglass.train.TensorFlowVariables.Kind;
import io.github.hourglass.train.TensorFlowVariables.Variable;

/** A network trained by TensorFlow: the network twice over the same variables, once as it trains and once as it is used. */
public final class TensorFlowTraining implements Trainable {

	/** Name in {@link #state} of the number of steps the optimizer has taken. */
	private static final String STEPS = "optimizer/steps";

	private final Graph network;
	private final TrainingSettings settings;
	private final org.tensorflow.Graph graph = new org.tensorflow.Graph();
	private final TensorFlowOps ops = new TensorFlowOps(graph);
	private final TensorFlowVariables variables;
	private Session session;
	private final TensorFlowSizes sizes;
	private final boolean mixed;
	private long steps;

	private Output<?> input, target, weight, key, share, output, trainingLoss, evaluationLoss;
	private TensorFlowOptimizer optimizer;
	private List<Operation> directChanges, clearing, collecting, collectedChanges;

	private TensorFlowTraining(Graph network, TrainingSettings settings, Device device) {
		this.network = network;
		this.settings = settings;
		this.mixed = settings.precision() == TrainingSettings.Precision.MIXED
			|| settings.precision() == TrainingSettings.Precision.AUTO && device.kind() == Device.Kind.CPU && TensorFlowSession.hasBfloat16();
		this.sizes = new TensorFlowSizes(network);
		this.variables = new TensorFlowVariables(ops, network.weights());
	}

	/**
	 * Starts from the weights that a network has.
	 *
	 * @param network with one input and one output in 32-bit floats; of several outputs the first is trained
	 * @throws GraphException if an operator cannot be translated or trained; its node is named
	 * @throws EngineException if TensorFlow or the device is not there
	 */
	public static Trainable of(Graph network, Loss loss, Optimizer optimizer, TrainingSettings settings, Device device) {
		TensorFlowSession.load();
		if (settings.deterministic())
			TensorFlowSession.requireDeterminism(device);
		TensorFlowTraining training = new TensorFlowTraining(Opset17.of(network), settings, device);
		try {
			training.build(loss, optimizer);
			training.session = TensorFlowSession.open(training.graph, device, settings.deterministic() ? 1 : settings.threads());
			training.variables.initialize(training.session);
			return training;
		}
		catch (RuntimeException | Error e) {
			training.close();
			throw e;
		}
	}

	private void build(Loss loss, Optimizer rule) {
		if (network.inputs().size() != 1 || network.outputs().isEmpty())
			throw new GraphException("The network '" + network.name() + "' has " + network.inputs().size() + " inputs; only networks with one can be trained.");
		String name = network.outputs().get(0).name();
		Map<String, Output<?>> inputs = TensorFlowTranslation.placeholders(network, true, ops);
		input = inputs.values().iterator().next();
		key = ops.placeholder(DataType.DT_INT64, 2);
		TensorFlowTranslation used = TensorFlowTranslation.of(network, inputs, variables, ops, null, null);
		TensorFlowTranslation trained = TensorFlowTranslation.of(network, inputs, variables, ops, new TensorFlowTranslation.Training(key, settings.frozen(), mixed), null);
		output = ops.apply("Identity", used.value(name).first());
		int rank = output.shape().numDimensions();
		if (rank < 3)
			throw new GraphException("The network '" + network.name() + "' gives no image and cannot be trained here.");
		long[] free = TensorFlowNode.filled(rank, -1);
		target = ops.placeholder(output.dataType(), free);
		weight = ops.placeholder(output.dataType(), free);
		Output<?> wanted = ops.transpose(target, TensorFlowValue.toLast(rank)), counted = ops.transpose(weight, TensorFlowValue.toLast(rank));
		evaluationLoss = new TensorFlowLoss(used, name, wanted, counted).of(loss);
		trainingLoss = new TensorFlowLoss(trained, name, wanted, counted).of(loss);
		buildSteps(rule, trained.statistics());
	}

	private void buildSteps(Optimizer rule, List<Statistic> statistics) {
		List<Variable> trained = variables.all().stream()
			.filter(v -> (v.kind() == Kind.FILTER || v.kind() == Kind.SHIFT) && !settings.frozen().test(v.name())).toList();
		List<Output<?>> gradients = TensorFlowGradients.of(trainingLoss, trained.stream().<Output<?>>map(Variable::read).toList(), ops, network.name());
		optimizer = new TensorFlowOptimizer(rule, trained, variables, ops);
		List<Output<?>> batch = statistics.stream().<Output<?>>map(Statistic::ofBatch).toList();
		directChanges = changes(gradients, statistics, batch);

		share = ops.placeholder(DataType.DT_DOUBLE);
		clearing = new ArrayList<>();
		collecting = new ArrayList<>();
		List<Output<?>> collected = new ArrayList<>(), collectedStatistics = new ArrayList<>();
		for (int i = 0; i < trained.size(); i++)
			collected.add(collector(trained.get(i), gradients.get(i)));
		for (Statistic statistic : statistics)
			collectedStatistics.add(collector(statistic.running(), statistic.ofBatch()));
		collectedChanges = changes(collected, statistics, collectedStatistics);
	}

	/** Optimizer step and running statistics. */
	private List<Operation> changes(List<Output<?>> gradients, List<Statistic> statistics, List<Output<?>> ofBatch) {
		List<Operation> known = ofBatch.stream().map(Output::op).toList();
		List<Operation> changes = new ArrayList<>(optimizer.apply(gradients, settings.clip(), known));
		List<Operation> before = new ArrayList<>(known);
		gradients.forEach(gradient -> before.add(gradient.op()));
		for (int i = 0; i < statistics.size(); i++) {
			Statistic statistic = statistics.get(i);
			Output<?> running = statistic.running().read(), difference = ops.sub(running, ops.cast(ofBatch.get(i), running.dataType()));
			Output<?> less = ops.mul(difference, ops.like(1 - statistic.momentum(), running));
			changes.add(ops.call("AssignSubVariableOp", statistic.running().handle(), less).after(before).operation());
		}
		return changes;
	}

	/** A place where a value is summed over several batches; gives the sum times the share of each batch. */
	private Output<?> collector(Variable like, Output<?> value) {
		Output<?> handle = ops.call("VarHandleOp").type("dtype", like.type()).shape("shape", like.shape()).text("shared_name", "collected_" + clearing.size()).output();
		clearing.add(ops.call("AssignVariableOp", handle, ops.apply("ZerosLike", like.read())).operation());
		collecting.add(ops.call("AssignAddVariableOp", handle, ops.cast(value, like.type())).operation());
		return ops.mul(ops.call("ReadVariableOp", handle).type("dtype", like.type()).output(), ops.cast(share, like.type()));
	}

	@Override
	public double step(List<Batch> batches, double learningRate, long step) {
		double loss = batches.size() == 1 ? stepAtOnce(batches.get(0), learningRate, step) : stepInParts(batches, learningRate, step);
		steps++;
		return loss;
	}

	private double stepAtOnce(Batch batch, double learningRate, long step) {
		try (Run run = new Run()) {
			run.feed(batch).feed(key, key(step, 0)).changing(learningRate).targets(directChanges);
			return TensorFlowTensors.scalar(run.fetch(trainingLoss));
		}
	}

	private double stepInParts(List<Batch> batches, double learningRate, long step) {
		try (Run run = new Run()) {
			run.targets(clearing).run();
		}
		double loss = 0;
		for (int i = 0; i < batches.size(); i++)
			try (Run run = new Run()) {
				run.feed(batches.get(i)).feed(key, key(step, i)).targets(collecting);
				loss += TensorFlowTensors.scalar(run.fetch(trainingLoss)) / batches.size();
			}
		try (Run run = new Run()) {
			run.feed(share, org.tensorflow.types.TFloat64.scalarOf(1.0 / batches.size())).changing(learningRate).targets(collectedChanges).run();
		}
		return loss;
	}

	/** Decides the random choices of one batch. */
	private org.tensorflow.Tensor key(long step, int batch) {
		return TInt64.vectorOf(settings.seed() * 0xBF58476D1CE4E5B9L + step, batch);
	}

	@Override
	public double evaluate(Batch batch) {
		try (Run run = new Run()) {
			return TensorFlowTensors.scalar(run.feed(batch).fetch(evaluationLoss));
		}
	}

	@Override
	public float[] predict(long[] shape, float[] values) {
		try (Run run = new Run()) {
			return TensorFlowTensors.floats(run.feedInput(shape, values).fetch(output));
		}
	}

	@Override
	public Graph graph() {
		return network.withWeights(network.weights().with(variables.weights(session)));
	}

	@Override
	public Map<String, Tensor> state() {
		Map<String, Tensor> state = new LinkedHashMap<>(variables.values(session));
		state.put(STEPS, Tensor.of(new long[] { steps }));
		return state;
	}

	@Override
	public void restore(Map<String, Tensor> state) {
		Map<String, Tensor> values = new LinkedHashMap<>();
		for (Variable variable : variables.all()) {
			Tensor tensor = state.get(variable.name());
			if (tensor == null || tensor.type() != TensorFlowTensors.type(variable.type()) || !java.util.Arrays.equals(tensor.shape(), variable.shape()))
				throw new IllegalArgumentException("The saved state does not belong to this network and optimizer: '" + variable.name() + "' is "
					+ (tensor == null ? "missing" : tensor) + ".");
			values.put(variable.name(), tensor);
		}
		if (!state.containsKey(STEPS) || state.get(STEPS).type() != TensorType.INT64)
			throw new IllegalArgumentException("The saved state does not say how many steps were taken.");
		variables.assign(session, values);
		steps = state.get(STEPS).longs().get(0);
	}

	@Override
	public void close() {
		if (session != null)
			session.close();
		graph.close();
	}

	/** One run of the session with what is fed to it. */
	private final class Run implements AutoCloseable {

		private final Session.Runner runner = session.runner();
		private final List<AutoCloseable> open = new ArrayList<>();

		Run feed(Output<?> place, org.tensorflow.Tensor value) {
			open.add(value);
			runner.feed(place, value);
			return this;
		}

		Run feedInput(long[] shape, float[] values) {
			sizes.checkShapes(Map.of(network.inputs().get(0).name(), shape));
			return feed(input, TensorFlowTensors.of(values, shape));
		}

		Run feed(Batch batch) {
			feedInput(batch.shape(), batch.input());
			feed(target, TensorFlowTensors.of(batch.target(), batch.targetShape()));
			long[] shape = batch.targetShape().clone();
			if (batch.weight() == null)
				return feed(weight, TensorFlowTensors.of(new float[] { 1 }, TensorFlowNode.filled(shape.length, 1)));
			shape[1] = 1;
			return feed(weight, TensorFlowTensors.of(batch.weight(), shape));
		}

		Run changing(double learningRate) {
			open.addAll(optimizer.feed(runner, learningRate, steps + 1));
			return this;
		}

		Run targets(List<Operation> operations) {
			operations.forEach(runner::addTarget);
			return this;
		}

		void run() {
			try {
				open.add(runner.run());
			}
			catch (TensorFlowException | IllegalArgumentException e) {
				throw TensorFlowFailure.running(network.name(), e);
			}
		}

		org.tensorflow.Tensor fetch(Output<?> value) {
			runner.fetch(value);
			run();
			return ((Result) open.get(open.size() - 1)).get(0);
		}

		@Override
		public void close() {
			for (AutoCloseable resource : open) {
				try {
					resource.close();
				}
				catch (Exception e) {
					throw new EngineException("TensorFlow could not free its memory (" + TensorFlowFailure.sentence(e) + ").", e);
				}
			}
		}
	}
}
