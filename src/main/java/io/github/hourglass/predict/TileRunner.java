package io.github.hourglass.predict;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Span;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.predict.Port.Extent;

/**
 * Takes one tile through the network: reads, runs, crops. While one thread's tile is in the engine another's is read, in a
 * second set of buffers. A tile for which memory runs out is halved along its longest axis, again and again if need be.
 */
final class TileRunner {

	private static final int BUFFER_SETS = 2;

	private final Layout layout;
	private final Tiling[] tilings;
	private final Map<String, TensorInfo> infos = new HashMap<>();
	private final EngineTurn engine;
	private final Progress progress;
	private final BlockingQueue<Map<String, ByteBuffer>> buffers = new ArrayBlockingQueue<>(BUFFER_SETS);
	private final AtomicBoolean saidNaN = new AtomicBoolean();
	private volatile Map<String, long[]> shapes = Map.of();

	/** @param tilings as each output sees them, see {@link Layout#seenBy} */
	TileRunner(Network network, EngineTurn engine, Layout layout, Tiling[] tilings, Progress progress) {
		this.engine = engine;
		this.layout = layout;
		this.tilings = tilings;
		this.progress = progress;
		network.inputs().forEach(info -> infos.put("i:" + info.name(), info));
		network.outputs().forEach(info -> infos.put("o:" + info.name(), info));
		for (int i = 0; i < BUFFER_SETS; i++)
			buffers.add(new HashMap<>());
	}

	PixelType type(Port output) {
		return TensorPixels.pixelType(infos.get("o:" + output.tensor()).type());
	}

	/** Size that the network gives along an axis that is neither tiled nor known before a first run. */
	long wholeSize(Port output, char letter) {
		if (letter == 'b')
			return 1;
		int axis = output.letters().indexOf(letter);
		long[] run = shapes.get(output.tensor());
		long[] declared = infos.get("o:" + output.tensor()).shape();
		return run != null ? run[axis] : declared != null && declared.length == output.letters().length() ? declared[axis] : -1;
	}

	/**
	 * Computes a tile.
	 *
	 * @param spans per output, per tiled axis
	 * @param loop number of the loop position
	 */
	TilePart[] run(Span[][] spans, long loop) {
		try {
			return runWhole(spans, loop);
		}
		catch (EngineException.OutOfMemory | OutOfMemoryError tooLarge) {
			return runHalves(spans, loop, tooLarge);
		}
	}

	private TilePart[] runWhole(Span[][] spans, long loop) {
		Map<String, ByteBuffer> mine = takeBuffers();
		try {
			Map<String, Tensor> inputs = new LinkedHashMap<>();
			for (int i = 0; i < layout.inputs().size(); i++)
				inputs.put(layout.inputs().get(i).tensor(), read(i, spans[0], loop, mine));
			Map<String, Tensor> wanted = new LinkedHashMap<>();
			for (Port port : layout.outputs())
				wanted.put(port.tensor(), target(port, spans[0], mine));
			Map<String, Tensor> given = engine.run(inputs, wanted, progress);
			progress.check();
			TilePart[] parts = new TilePart[spans.length];
			for (int o = 0; o < parts.length; o++)
				parts[o] = crop(given.get(layout.outputs().get(o).tensor()), layout.outputs().get(o), spans[o], loop);
			return parts;
		}
		finally {
			buffers.add(mine);
		}
	}

	private Map<String, ByteBuffer> takeBuffers() {
		try {
			while (true) {
				progress.check();
				Map<String, ByteBuffer> free = buffers.poll(100, TimeUnit.MILLISECONDS);
				if (free != null)
					return free;
			}
		}
		catch (InterruptedException interrupted) {
			throw EngineTurn.cancelled();
		}
	}

	private Tensor read(int input, Span[] spans, long loop, Map<String, ByteBuffer> mine) {
		Port port = layout.inputs().get(input);
		String order = layout.order(port);
		long[] min = new long[order.length()];
		int[] size = new int[order.length()];
		for (int d = 0; d < size.length; d++) {
			char letter = order.charAt(d);
			int t = layout.tiled().indexOf(letter);
			Extent extent = port.extent(letter);
			if (layout.isLoop(letter)) {
				size[d] = 1;
				min[d] = Math.min(layout.loopPosition(loop, letter), layout.volume(input).size(letter) - 1);
			}
			else {
				min[d] = t < 0 ? 0 : spans[t].readMin() * extent.up() / extent.down();
				size[d] = Math.toIntExact(t < 0 ? layout.volume(input).size(letter) : sizeOf(extent, spans[t]));
			}
		}
		long[] shape = new long[port.letters().length()];
		for (int axis = 0; axis < shape.length; axis++)
			shape[axis] = size[shape.length - 1 - axis];
		Tensor tensor = tensor("i:" + port.tensor(), infos.get("i:" + port.tensor()).type(), shape, mine);
		if (Feed.fill(layout.volume(input), min, size, tensor, progress) && !saidNaN.getAndSet(true))
			progress.note("The image contains NaN, which is passed through the network and spreads to all that sees it.");
		return tensor;
	}

	/** The buffer to write an output into, or null as long as its shape is not known from a run. */
	private Tensor target(Port port, Span[] spans, Map<String, ByteBuffer> mine) {
		long[] known = shapes.get(port.tensor());
		if (known == null)
			return null;
		long[] shape = known.clone();
		for (int axis = 0; axis < shape.length; axis++) {
			int t = layout.tiled().indexOf(port.letters().charAt(axis));
			if (t >= 0)
				shape[axis] = sizeOf(port.extent(port.letters().charAt(axis)), spans[t]);
		}
		return tensor("o:" + port.tensor(), infos.get("o:" + port.tensor()).type(), shape, mine);
	}

	private static long sizeOf(Extent extent, Span span) {
		return -Math.floorDiv(-span.readSize() * extent.up(), extent.down()) - extent.lossLow() - extent.lossHigh();
	}

	private static Tensor tensor(String name, TensorType type, long[] shape, Map<String, ByteBuffer> mine) {
		long bytes = Tensor.elements(shape) * type.bytes();
		ByteBuffer buffer = mine.get(name);
		if (buffer != null && buffer.capacity() >= bytes)
			return Tensor.over(buffer, type, shape);
		mine.remove(name);
		mine.put(name, Tensor.allocate(type, shape).bytes());
		return Tensor.over(mine.get(name), type, shape);
	}

	private TilePart crop(Tensor tensor, Port port, Span[] spans, long loop) {
		long[] shape = tensor.shape();
		learn(port, shape, spans);
		String order = layout.order(port);
		long[] min = new long[order.length()];
		int[] size = new int[order.length()];
		int[] from = new int[order.length()];
		for (int d = 0; d < size.length; d++) {
			char letter = order.charAt(d);
			int t = layout.tiled().indexOf(letter);
			size[d] = Math.toIntExact(t >= 0 ? spans[t].outSize() : d < shape.length ? shape[shape.length - 1 - d] : 1);
			if (t >= 0) {
				min[d] = spans[t].outMin();
				from[d] = Math.toIntExact(spans[t].crop());
			}
			else if (layout.isLoop(letter))
				min[d] = layout.loopPosition(loop, letter) * size[d];
		}
		TilePart part = TilePart.empty(type(port), min, size);
		copyRows(tensor, from, part);
		return part;
	}

	private static void copyRows(Tensor tensor, int[] from, TilePart part) {
		long[] shape = tensor.shape();
		int[] size = part.size();
		int row = size.length == 0 ? 1 : size[0];
		int rows = Volume.pixels(size) / row;
		for (int r = 0; r < rows; r++) {
			int rest = r;
			long at = from[0];
			long stride = shape[shape.length - 1];
			for (int d = 1; d < shape.length; d++) {
				at += (from[d] + rest % size[d]) * stride;
				rest /= size[d];
				stride *= shape[shape.length - 1 - d];
			}
			TensorPixels.get(tensor, (int) at, part.pixels(), r * row, row);
		}
	}

	/** Remembers what the network gives, and refuses what contradicts the package. */
	private void learn(Port port, long[] shape, Span[] spans) {
		if (shape.length != port.letters().length())
			throw new ModelException("The network's output '" + port.tensor() + "' has " + shape.length + " axes, the model package names " + port.letters().length()
				+ " (" + port.letters() + ").");
		for (int axis = 0; axis < shape.length; axis++) {
			int t = layout.tiled().indexOf(port.letters().charAt(axis));
			if (t >= 0 && shape[axis] != sizeOf(port.extent(port.letters().charAt(axis)), spans[t]))
				throw new ModelException("The network made " + shape[axis] + " pixels along " + port.letters().charAt(axis) + " of '" + port.tensor() + "' from "
					+ spans[t].readSize() + ", expected were " + sizeOf(port.extent(port.letters().charAt(axis)), spans[t]) + "; the model package describes it wrongly.");
		}
		if (!shapes.containsKey(port.tensor())) {
			Map<String, long[]> more = new HashMap<>(shapes);
			more.put(port.tensor(), shape);
			shapes = more;
		}
	}

	private TilePart[] runHalves(Span[][] spans, long loop, Throwable tooLarge) {
		int axis = axisToHalve(spans[0]);
		if (axis < 0)
			throw new EngineException.OutOfMemory("The memory does not even suffice for a tile of " + describe(spans[0])
				+ " pixels; close other images and programs, or use a smaller network.", tooLarge);
		TilePart[] whole = new TilePart[spans.length];
		Span span = spans[0][axis];
		long middle = middle(span, tilings[0].lines().get(axis).rule().stride());
		for (int half = 0; half < 2; half++) {
			Span[][] part = new Span[spans.length][];
			for (int o = 0; o < spans.length; o++) {
				part[o] = spans[o].clone();
				part[o][axis] = tilings[o].lines().get(axis).cover(half == 0 ? span.from() : middle, half == 0 ? middle : span.to());
			}
			TilePart[] computed = run(part, loop);
			for (int o = 0; o < spans.length; o++) {
				if (whole[o] == null)
					whole[o] = room(computed[o], layout.outputs().get(o), spans[o]);
				computed[o].copyTo(whole[o]);
			}
		}
		return whole;
	}

	private TilePart room(TilePart half, Port port, Span[] spans) {
		int[] size = half.size().clone();
		long[] min = half.min().clone();
		String order = layout.order(port);
		for (int d = 0; d < size.length; d++) {
			int t = layout.tiled().indexOf(order.charAt(d));
			if (t >= 0) {
				size[d] = Math.toIntExact(spans[t].outSize());
				min[d] = spans[t].outMin();
			}
		}
		return TilePart.empty(half.type(), min, size);
	}

	/** The longest axis of which both halves are smaller than the whole, or -1. */
	private int axisToHalve(Span[] spans) {
		int longest = -1;
		for (int axis = 0; axis < spans.length; axis++) {
			Span span = spans[axis];
			Tiling.Line line = tilings[0].lines().get(axis);
			long middle = middle(span, line.rule().stride());
			if (middle > span.from() && middle < span.to() && line.cover(span.from(), middle).readSize() < span.readSize()
				&& line.cover(middle, span.to()).readSize() < span.readSize() && line.cover(middle, span.to()).outSize() > 0 && (longest < 0 || span.readSize() > spans[longest].readSize()))
				longest = axis;
		}
		return longest;
	}

	private static long middle(Span span, long stride) {
		return (span.from() + span.to()) / 2 / stride * stride;
	}

	private static String describe(Span[] spans) {
		StringBuilder text = new StringBuilder();
		for (Span span : spans)
			text.append(text.isEmpty() ? "" : " x ").append(span.readSize());
		return text.toString();
	}
}
