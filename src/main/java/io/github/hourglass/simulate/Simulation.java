package io.github.hourglass.simulate;

import java.util.ArrayList;
import java.util.List;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.LazyVolume;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.Moments;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.LabelColors;

/**
 * One simulated image of a fluorescence microscope: noisy, clean, and what is in it. All volumes have the axes
 * {@code xy}, {@code xyz}, {@code xyt} or {@code xyzt}, calibrated in µm, and are computed by block on demand; every pixel is a
 * function of the options and the number of the image alone. They have the same size, unless the truth is to be isotropic: then it has
 * several slices for each of the noisy image, evenly around it, and clean is the same light as in focus
 * everywhere, with mean and deviation of what the camera sees.
 */
public final class Simulation {

	private static final int DEEP = 16;
	private static final long KEPT = 64 << 20;

	private final Setup setup;
	private final Scene scene;
	/** What the camera sees, and what would be seen of the truth: the same unless that is isotropic. */
	private final View seen;
	private final View truth;
	private double brightest = 1;
	/** The truth's light gets mean and deviation of what the camera sees, part of which no focus can tell from where it comes. */
	private double gain = 1;
	private double added;

	private Simulation(Setup setup) {
		this.setup = setup;
		this.scene = new Scene(setup.bodies());
		this.seen = new View(new Blurring(scene, setup, false), setup.step(), setup.size()[2]);
		this.truth = setup.finer() == 1 ? seen : new View(new Blurring(scene, setup, true), setup.layer(), setup.finer() * setup.size()[2]);
	}

	private Simulation(Simulation scene, Setup setup) {
		this.setup = setup;
		this.scene = scene.scene;
		this.seen = scene.seen;
		this.truth = scene.truth;
		this.brightest = scene.brightest;
		this.gain = scene.gain;
		this.added = scene.added;
	}

	/** How the specimen is sampled. */
	private final class View {

		final Blurring blurring;
		final Axes axes;
		final long[] dimensions;
		final Volume light;

		/** @param step distance of slices in µm */
		View(Blurring blurring, double step, long slices) {
			this.blurring = blurring;
			List<Axis> all = new ArrayList<>(List.of(new Axis('x', setup.pixel(), 0, "µm"), new Axis('y', setup.pixel(), 0, "µm")));
			if (!setup.isFlat())
				all.add(new Axis('z', step, blurring.place(0) * setup.layer(), "µm"));
			if (setup.frames() > 1)
				all.add(Axis.of('t'));
			this.axes = Axes.of(all);
			this.dimensions = new long[axes.count()];
			for (int d = 0; d < dimensions.length; d++)
				dimensions[d] = axes.letter(d) == 't' ? setup.frames() : axes.letter(d) == 'z' ? slices : setup.size()["xy".indexOf(axes.letter(d))];
			this.light = LazyVolume.cached(volume(PixelType.FLOAT32, (min, size, dest) -> light(this, min, size, dest)), KEPT);
		}

		Volume volume(PixelType type, io.github.hourglass.image.BlockSource source) {
			return Volume.of(type, dimensions, axes, blocks(), source);
		}

		int[] blocks() {
			int[] blocks = new int[dimensions.length];
			for (int d = 0; d < blocks.length; d++)
				blocks[d] = switch (axes.letter(d)) {
					case 'z' -> DEEP;
					case 't' -> 1;
					default -> blurring.tile();
				};
			return blocks;
		}

		/** Depth of a slice in µm. */
		double depth(long z) {
			return blurring.place(z) * setup.layer();
		}
	}

	/**
	 * Makes an image; looks at all of it once to find its brightest pixel.
	 *
	 * @param index number of the image among those of the same options, from 0
	 * @throws IllegalArgumentException naming the option that cannot be used
	 */
	public static Simulation of(SimulationOptions options, long index, Progress progress) {
		Simulation simulation = new Simulation(Setup.of(options, index));
		simulation.measure(progress);
		return simulation;
	}

	private void measure(Progress progress) {
		Moments.Statistics light = Moments.of(seen.light, "", progress).joint();
		if (light.max() > 0)
			brightest = light.max();
		if (truth == seen)
			return;
		Moments.Statistics sharp = Moments.of(truth.light, "", progress).joint();
		gain = sharp.deviation() > 0 ? light.deviation() / sharp.deviation() : 1;
		added = light.mean() - gain * sharp.mean();
	}

	/**
	 * The same specimen, seen by the same microscope, with light and camera drawn anew.
	 *
	 * @param number of the draw; 0 is this image
	 */
	public Simulation drawn(int number) {
		return number == 0 ? this : new Simulation(this, setup.drawn(number));
	}

	/** What the camera gives: whole counts of 8 or 16 bits. */
	public Volume noisy() {
		Camera camera = setup.camera();
		PixelType type = setup.bits() == 8 ? PixelType.UINT8 : PixelType.UINT16;
		return titled("noisy", seen.volume(type, (min, size, dest) -> {
			float[] counts = new float[size[0]];
			rows(min, size, (x, y, z, frame, at) -> {
				camera.read(expectedBefore(min, size, y, z, frame), (frame * setup.size()[2] + z) * setup.size()[1] + y, x, y, counts);
				type.fromFloats(counts, 0, dest, at, counts.length);
			});
		}).withBlockSize(seen.blocks()));
	}

	/** What the camera gives on the average of many exposures, hot pixels apart: counts, not rounded, 32-bit. */
	public Volume clean() {
		MeanCounts mean = new MeanCounts(setup.camera(), setup.peak());
		return titled("clean", truth.volume(PixelType.FLOAT32, (min, size, dest) -> {
			float[] counts = (float[]) dest;
			truth.light.copy(min, size, counts);
			rows(min, size, (x, y, z, frame, at) -> {
				for (int i = 0; i < size[0]; i++)
					counts[at + i] = (float) mean.of(electrons(gain * counts[at + i] + added, x + i, y));
			});
		}));
	}

	/** The instance each pixel belongs to, 0 for none; what reaches the focus of a plane within its depth of field is labelled. */
	public Volume labels() {
		PixelType type = scene.labels() > 65535 ? PixelType.FLOAT32 : PixelType.UINT16;
		return LabelColors.colored(titled("labels", truth.volume(type, (min, size, dest) -> planes(min, size, (plane, at) -> {
			for (int i = 0; i < plane.labels.length; i++)
				type.set(dest, at + i, plane.labels[i]);
		}))), scene.labels());
	}

	/** The class of each pixel, 0 for background; the classes are those of the kind of image. */
	public Volume classes() {
		return LabelColors.colored(titled("classes",
			truth.volume(PixelType.UINT8, (min, size, dest) -> planes(min, size, (plane, at) -> System.arraycopy(plane.types, 0, dest, at, plane.types.length)))), 0);
	}

	/** What was drawn for this image, in words. */
	public String description() {
		return setup.text();
	}

	private Volume titled(String title, Volume volume) {
		return volume.withMetadata(Metadata.titled(title).withProvenance("simulation", description()));
	}

	/** Blurred light, with bleaching, before it is scaled to the peak. */
	private void light(View view, long[] min, int[] size, Object dest) {
		int frames = along('t', size);
		int depth = along('z', size);
		int pixels = size[0] * size[1];
		for (int frame = 0; frame < frames; frame++) {
			float[] block = view.blurring.block(min[0], min[1], first('z', min), size[0], size[1], depth, (int) first('t', min) + frame);
			for (int z = 0; z < depth; z++) {
				double left = left(view.blurring.place(first('z', min) + z) / setup.finer(), first('t', min) + frame);
				for (int i = z * pixels; i < (z + 1) * pixels; i++)
					((float[]) dest)[frame * depth * pixels + i] = (float) (block[i] * left);
			}
		}
	}

	/** Share of the light that is not bleached yet. @param slice of the image */
	private double left(double slice, long frame) {
		double done = setup.frames() > 1 ? (double) frame / setup.frames() : setup.isFlat() ? 0 : slice / setup.size()[2];
		return Math.pow(1 - 0.999 * setup.bleaching(), done);
	}

	private double electrons(double value, long x, long y) {
		double dx = (2.0 * x + 1) / setup.size()[0] - 1;
		double dy = (2.0 * y + 1) / setup.size()[1] - 1;
		double lit = 1 - setup.uneven() * (dx * dx + dy * dy) / 2;
		return setup.peak() * lit * ((1 - setup.background()) * value / brightest + setup.background());
	}

	/** A row's expected electrons, with one pixel more to the left, which at the border is the first again. */
	private float[] expectedBefore(long[] min, int[] size, long y, long z, long frame) {
		boolean border = min[0] == 0;
		long[] from = min.clone();
		int[] count = new int[size.length];
		java.util.Arrays.fill(count, 1);
		from[0] = border ? 0 : min[0] - 1;
		count[0] = size[0] + (border ? 0 : 1);
		for (int d = 1; d < from.length; d++)
			from[d] = seen.axes.letter(d) == 'y' ? y : seen.axes.letter(d) == 'z' ? z : frame;
		float[] values = new float[count[0]];
		seen.light.copy(from, count, values);
		float[] row = new float[size[0] + 1];
		for (int i = 0; i < row.length; i++)
			row[i] = (float) electrons(values[border ? Math.max(0, i - 1) : i], Math.max(0, min[0] - 1 + i), y);
		return row;
	}

	@FunctionalInterface
	private interface Row {

		void at(long x, long y, long z, long frame, int index);
	}

	private void rows(long[] min, int[] size, Row row) {
		int at = 0;
		for (int frame = 0; frame < along('t', size); frame++)
			for (int z = 0; z < along('z', size); z++)
				for (int y = 0; y < size[1]; y++, at += size[0])
					row.at(min[0], min[1] + y, first('z', min) + z, first('t', min) + frame, at);
	}

	@FunctionalInterface
	private interface Painted {

		void take(Scene.Plane plane, int index);
	}

	private void planes(long[] min, int[] size, Painted painted) {
		int pixels = size[0] * size[1];
		int around = setup.isFlat() ? (int) Math.min(setup.near(), Math.ceil(1.5 * setup.microscope().depthOfField() / setup.step())) : 0;
		double pixel = setup.pixel();
		int at = 0;
		for (long frame = first('t', min); frame < first('t', min) + along('t', size); frame++)
			for (long z = first('z', min); z < first('z', min) + along('z', size); z++, at += pixels) {
				Scene.Plane plane = new Scene.Plane(pixels);
				double[] low = { min[0] * pixel, min[1] * pixel, truth.depth(z) - around * setup.step() };
				double[] high = { (min[0] + size[0]) * pixel, (min[1] + size[1]) * pixel, truth.depth(z) + around * setup.step() };
				Scene here = scene.within(low, high, (int) frame);
				for (int k = -around; k <= around; k++)
					here.labels(new Scene.Grid(min[0], min[1], size[0], size[1], pixel), truth.depth(z) + k * setup.step(), (int) frame, plane);
				painted.take(plane, at);
			}
	}

	private int along(char letter, int[] size) {
		int d = seen.axes.indexOf(letter);
		return d < 0 ? 1 : size[d];
	}

	private long first(char letter, long[] min) {
		int d = seen.axes.indexOf(letter);
		return d < 0 ? 0 : min[d];
	}
}
