package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Line;
import io.github.hourglass.image.Volume;
import io.github.hourglass.predict.Port.Extent;
import io.github.hourglass.step.Sample;

/**
 * Which axes of the images at hand the network takes whole, which it sees in tiles and which are looped over. Volumes are
 * brought into the order of their tensors, followed by those looped axes that the tensor lacks, so that a block read from
 * them is a tensor in C order.
 */
final class Layout {

	private final List<Port> inputs;
	private final List<Port> outputs;
	private final String tiled;
	private final StringBuilder loops = new StringBuilder();
	private final List<Long> loopSizes = new ArrayList<>();
	private final List<Volume> volumes = new ArrayList<>();

	/**
	 * @param tiled letters of the tiled axes, fastest first
	 * @param looped letters of axes that the tensors have with size 1 and that are looped over
	 */
	Layout(List<Port> inputs, List<Port> outputs, String tiled, String looped, Sample sample) {
		this.inputs = inputs;
		this.outputs = outputs;
		this.tiled = tiled;
		for (Port port : inputs)
			for (Axis axis : sample.get(port.id()).axes()) {
				char letter = axis.letter();
				if (port.letters().indexOf(letter) < 0 || looped.indexOf(letter) >= 0)
					addLoop(letter, sample.get(port.id()).size(letter), port);
			}
		for (Port port : inputs)
			volumes.add(sample.get(port.id()).inOrder(port.order() + loopsBeyond(port)));
		for (int i = 1; i < inputs.size(); i++)
			checkSize(inputs.get(i), volumes.get(i));
	}

	private void addLoop(char letter, long size, Port port) {
		int known = loops.indexOf(String.valueOf(letter));
		if (known < 0) {
			loops.append(letter);
			loopSizes.add(size);
		}
		else if (loopSizes.get(known) == 1)
			loopSizes.set(known, size);
		else if (size != 1 && size != loopSizes.get(known))
			throw new IllegalArgumentException("The image '" + port.id() + "' has " + size + " positions along " + letter + ", another input has "
				+ loopSizes.get(known) + "; give images of one length.");
	}

	private void checkSize(Port port, Volume volume) {
		for (char letter : tiled.toCharArray())
			if (port.letters().indexOf(letter) >= 0) {
				Extent extent = port.extent(letter);
				long wanted = -Math.floorDiv(-volumes.get(0).size(letter) * extent.up(), extent.down()) - extent.lossLow() - extent.lossHigh();
				if (volume.size(letter) != wanted)
					throw new IllegalArgumentException("The image '" + port.id() + "' has the size " + volume.size(letter) + " along " + letter + "; beside '"
						+ inputs.get(0).id() + "' it must be " + wanted + ".");
			}
	}

	List<Port> inputs() {
		return inputs;
	}

	List<Port> outputs() {
		return outputs;
	}

	String tiled() {
		return tiled;
	}

	/** Size of the first input along the tiled axes. */
	long[] tiledSize() {
		return tiled.chars().mapToLong(letter -> volumes.get(0).size((char) letter)).toArray();
	}

	/** An input in the order of its tensor. */
	Volume volume(int input) {
		return volumes.get(input);
	}

	/** Number of positions looped over. */
	long loopCount() {
		return loopSizes.stream().reduce(1L, Math::multiplyExact);
	}

	/** Size of a looped axis, 1 for others. */
	long loopSize(char letter) {
		int loop = loops.indexOf(String.valueOf(letter));
		return loop < 0 ? 1 : loopSizes.get(loop);
	}

	boolean isLoop(char letter) {
		return loops.indexOf(String.valueOf(letter)) >= 0;
	}

	/** Where along a looped axis the loop with this number is. */
	long loopPosition(long number, char letter) {
		for (int loop = 0; loops.charAt(loop) != letter; loop++)
			number /= loopSizes.get(loop);
		return number % loopSizes.get(loops.indexOf(String.valueOf(letter)));
	}

	/** The loop number of these positions, given per looped letter. */
	long loopNumber(java.util.function.ToLongFunction<Character> position) {
		long number = 0;
		for (int loop = loops.length() - 1; loop >= 0; loop--)
			number = number * loopSizes.get(loop) + position.applyAsLong(loops.charAt(loop));
		return number;
	}

	/** The looped letters in the order in which loops are counted, fastest first. */
	String loops() {
		return loops.toString();
	}

	/** The axes of the volume that belongs to a tensor, fastest first. */
	String order(Port port) {
		return port.order() + loopsBeyond(port);
	}

	private String loopsBeyond(Port port) {
		StringBuilder beyond = new StringBuilder();
		loops.chars().filter(letter -> port.letters().indexOf(letter) < 0).forEach(letter -> beyond.append((char) letter));
		return beyond.toString();
	}

	/** The tiling as one output sees it: the same reads, its own blocks. */
	Tiling seenBy(Port output, Tiling tiling) {
		List<Line> lines = new ArrayList<>();
		for (int d = 0; d < tiled.length(); d++) {
			Line line = tiling.lines().get(d);
			if (output.letters().indexOf(tiled.charAt(d)) < 0) {
				if (line.count() > 1)
					throw new IllegalArgumentException("The output '" + output.id() + "' has no axis " + tiled.charAt(d)
						+ ", so the network must see the image in one piece along it; the memory does not suffice.");
				lines.add(line);
			}
			else {
				Extent extent = output.extent(tiled.charAt(d));
				lines.add(line.rule().withOutput(extent.up(), extent.down(), extent.lossLow(), extent.lossHigh()).over(line.size(), line.tileSize()));
			}
		}
		return Tiling.of(lines);
	}

	/** The calibrated axes of an output: those of the first input, pixels smaller by the scale; where one becomes several, these lie evenly around it. */
	Axes axes(Port output, boolean mirrored) {
		Axes axes = volumes.get(0).axes().inOrder(order(output));
		for (char letter : tiled.toCharArray())
			if (axes.has(letter)) {
				Extent extent = output.extent(letter);
				Axis axis = axes.find(letter);
				double scale = axis.scale() * extent.down() / extent.up();
				double around = extent.up() > extent.down() ? (scale - axis.scale()) / 2 : 0;
				axes = axes.with(new Axis(letter, scale, axis.origin() + around + (mirrored ? 0 : extent.lossLow() * scale), axis.unit()));
			}
		return axes;
	}

	@Override
	public String toString() {
		return inputs.get(0).letters() + ", tiled " + tiled + ", looped " + loops + Arrays.toString(loopSizes.toArray());
	}
}
