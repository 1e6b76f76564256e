package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.step.Sample;
import io.github.hourglass.step.Step;

/**
 * A network applied to an image, to its mirror images and to those turned by 90°, each result turned back exactly and all of
 * them averaged; their spread (population standard deviation) says how sure the network is. Planes have 8 such copies,
 * volumes 16 (turned in the plane, mirrored along z too); half as many where x and y must not be exchanged. Computed block by
 * block, on demand.
 */
final class Flips implements Step {

	/** One way to turn an image: exchange x and y, then mirror along these axes. Doing the same in reverse order undoes it. */
	record Turn(boolean exchanged, String mirrored) {

		Volume apply(Volume volume) {
			return mirror(exchanged ? exchange(volume) : volume, mirrored);
		}

		Volume undo(Volume volume) {
			Volume straight = mirror(volume, mirrored);
			return exchanged ? exchange(straight) : straight;
		}
	}

	private final TiledNetwork network;
	private final List<String> inputs;
	private final List<String> outputs;
	private final List<Turn> turns;
	private final boolean uncertainty;

	/**
	 * @param inputs names of the volumes to be turned
	 * @param outputs names of the volumes to be turned back and averaged; the spread is that of the first
	 * @param tiled letters of the network's axes in space
	 * @param exchangeable true if the network takes x for y
	 * @param uncertainty true to add the spread, under {@link Predictor#UNCERTAINTY}
	 */
	Flips(TiledNetwork network, List<String> inputs, List<String> outputs, String tiled, boolean exchangeable, boolean uncertainty) {
		this.network = network;
		this.inputs = inputs;
		this.outputs = outputs;
		this.uncertainty = uncertainty;
		turns = turns(tiled, exchangeable);
	}

	static List<Turn> turns(String tiled, boolean exchangeable) {
		List<Turn> turns = new ArrayList<>();
		for (int exchanged = 0; exchanged < (exchangeable ? 2 : 1); exchanged++)
			for (int subset = 0; subset < 1 << tiled.length(); subset++) {
				StringBuilder mirrored = new StringBuilder();
				for (int d = 0; d < tiled.length(); d++)
					if ((subset >> d & 1) == 1)
						mirrored.append(tiled.charAt(d));
				turns.add(new Turn(exchanged == 1, mirrored.toString()));
			}
		return turns;
	}

	@Override
	public Sample apply(Sample input, Progress progress) {
		Together together = new Together(progress, turns.size());
		List<Sample> results = new ArrayList<>();
		for (int i = 0; i < turns.size(); i++) {
			Sample turned = input;
			for (String name : inputs)
				turned = turned.with(name, turns.get(i).apply(input.get(name)));
			results.add(network.apply(turned, together.part(i), turns.size()));
		}
		Map<String, Volume> averaged = new LinkedHashMap<>(input.volumes());
		for (String name : outputs)
			averaged.put(name, statistic(name, results, false));
		if (uncertainty)
			averaged.put(Predictor.UNCERTAINTY, statistic(outputs.get(0), results, true));
		return Sample.of(averaged);
	}

	/** Mean or spread over the copies, pixel by pixel. */
	private Volume statistic(String name, List<Sample> results, boolean spread) {
		Volume first = results.get(0).get(name);
		List<Volume> copies = new ArrayList<>();
		for (int i = 0; i < results.size(); i++)
			copies.add(turns.get(i).undo(results.get(i).get(name)).inOrder(first.axes().letters()));
		return first.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] pixels = (float[]) dest;
			int count = Volume.pixels(size);
			double[] mean = new double[count];
			double[] squares = spread ? new double[count] : null;
			float[] values = new float[count];
			for (int copy = 0; copy < copies.size(); copy++) {
				copies.get(copy).copyFloats(min, size, values);
				for (int i = 0; i < count; i++) {
					double away = values[i] - mean[i];
					mean[i] += away / (copy + 1);
					if (spread)
						squares[i] += away * (values[i] - mean[i]);
				}
			}
			for (int i = 0; i < count; i++)
				pixels[i] = (float) (spread ? Math.sqrt(squares[i] / copies.size()) : mean[i]);
		});
	}

	/** The image with the names of x and y exchanged. */
	private static Volume exchange(Volume volume) {
		List<Axis> axes = new ArrayList<>();
		for (Axis axis : volume.axes()) {
			char letter = axis.letter() == 'x' ? 'y' : axis.letter() == 'y' ? 'x' : axis.letter();
			axes.add(new Axis(letter, axis.scale(), axis.origin(), axis.unit()));
		}
		return volume.withAxes(Axes.of(axes));
	}

	/** The image mirrored along some of its axes, as 32-bit. */
	private static Volume mirror(Volume volume, String letters) {
		if (letters.isEmpty())
			return volume;
		long[] dimensions = volume.dimensions();
		boolean[] mirrored = new boolean[dimensions.length];
		for (int d = 0; d < mirrored.length; d++)
			mirrored[d] = letters.indexOf(volume.axes().letter(d)) >= 0;
		return volume.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			long[] from = min.clone();
			for (int d = 0; d < from.length; d++)
				if (mirrored[d])
					from[d] = dimensions[d] - min[d] - size[d];
			float[] values = new float[Volume.pixels(size)];
			volume.copyFloats(from, size, values);
			reverse(values, size, mirrored, (float[]) dest);
		});
	}

	private static void reverse(float[] values, int[] size, boolean[] mirrored, float[] dest) {
		int row = size[0];
		int rows = Volume.pixels(size) / row;
		for (int r = 0; r < rows; r++) {
			int from = 0;
			for (int d = 1, rest = r, stride = row; d < size.length; rest /= size[d], stride *= size[d], d++)
				from += stride * (mirrored[d] ? size[d] - 1 - rest % size[d] : rest % size[d]);
			if (mirrored[0])
				for (int i = 0; i < row; i++)
					dest[r * row + i] = values[from + row - 1 - i];
			else
				System.arraycopy(values, from, dest, r * row, row);
		}
	}

	/** The progress of all copies as one; notes of the first one only. */
	private static final class Together {

		private final Progress progress;
		private final long[] done;

		Together(Progress progress, int parts) {
			this.progress = progress;
			this.done = new long[parts];
		}

		Progress part(int part) {
			return new Progress() {

				@Override
				public void report(String stage, long partDone, long total) {
					synchronized (done) {
						done[part] = partDone;
						progress.report(stage, java.util.Arrays.stream(done).sum(), total * done.length);
					}
				}

				@Override
				public void note(String sentence) {
					if (part == 0)
						progress.note(sentence);
				}

				@Override
				public boolean cancelled() {
					return progress.cancelled();
				}
			};
		}
	}
}
