package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * Objects from star-convex polygons (Schmidt, Weigert, Broaddus and Myers, MICCAI 2018), as StarDist makes them of the output of
 * its 2-D networks: every position whose object probability is above a threshold is a candidate, whose outline is its distances along
 * evenly spaced rays (the first along x, then turning towards y); from the most probable down, a candidate is an object unless its
 * polygon overlaps too much with that of an object before it; where objects overlap the more probable one is on top. Objects are
 * numbered from the most probable down. Planes of a stack and frames are worked on one by one. The result is that of the whole
 * plane, whatever the tiles; memory grows with the tiles and with the number of objects, not with the size of the image.
 *
 * @param probability a candidate's must be above this
 * @param overlap candidates are dropped whose area common with a better one, over the area of the smaller of the two, is above this
 * @param grid pixels of the image per position of the network's output, along x and y
 * @param border so many positions at the sides of the output are no candidates; 2 in StarDist
 */
public record StarPolygons(double probability, double overlap, int grid, int border) {

	private static final int BORDER = 2;
	private static final int CORE = 4;
	private static final int BLOCK = 512;
	private static final int MOST_RAYS = 4096;

	/** Refuses what cannot be meant, naming it. */
	public StarPolygons {
		if (!(probability >= 0 && probability <= 1))
			throw new IllegalArgumentException("The probability threshold of star-convex objects cannot be " + probability + "; it goes from 0 to 1.");
		if (!(overlap >= 0 && overlap <= 1))
			throw new IllegalArgumentException("The overlap threshold of star-convex objects cannot be " + overlap + "; it goes from 0 to 1.");
		if (grid < 1 || grid > 1 << 10 || Integer.bitCount(grid) != 1)
			throw new IllegalArgumentException("The grid of star-convex objects cannot be " + grid + "; it is 1, 2, 4 or another power of 2.");
		if (border < 0)
			throw new IllegalArgumentException("The border of star-convex objects cannot be " + border + "; use 0 to take candidates up to the sides.");
	}

	/** With StarDist's own border. */
	public static StarPolygons of(double probability, double overlap, int grid) {
		return new StarPolygons(probability, overlap, grid, BORDER);
	}

	/** As StarDist's model {@code 2D_versatile_fluo} sets them. */
	public static StarPolygons versatileFluo() {
		return of(0.479071, 0.3, 2);
	}

	/** As StarDist's model {@code 2D_versatile_he} sets them. */
	public static StarPolygons versatileHe() {
		return of(0.692478, 0.3, 2);
	}

	/** As StarDist's model {@code 2D_paper_dsb2018} sets them. */
	public static StarPolygons paperDsb2018() {
		return of(0.4178193636640508, 0.5, 1);
	}

	/**
	 * The objects of a network's output.
	 *
	 * @param prediction x, y and c, z and t as the image has them; the first channel is the probability, the others are the distances in
	 *          pixels of the image. Read several times: store it if computing it is dear
	 * @param image what the network was applied to; gives the size and calibration of the labels, its pixels are not read
	 * @throws IllegalArgumentException if the sizes do not fit
	 */
	public LabelImage of(Volume prediction, Volume image, LabelOptions options, Progress progress) {
		return of(prediction, image, CORE, BLOCK, options, progress);
	}

	/**
	 * @param core tiles decided at a time, per side
	 * @param block pixels painted at a time, per side
	 */
	LabelImage of(Volume prediction, Volume image, int core, int block, LabelOptions options, Progress progress) {
		check(prediction, image);
		Volume like = firstChannel(image);
		Volume ordered = prediction.inOrder("xyczt");
		int slices = Math.toIntExact(image.size('z'));
		int planes = Math.toIntExact(Math.multiplyExact(slices, image.size('t')));
		List<List<StarPolygon>> objects = new ArrayList<>();
		List<String> notes = new ArrayList<>();
		int[] first = new int[planes];
		int count = 0;
		for (int i = 0; i < planes; i++) {
			StarPrediction plane = new StarPrediction(plane(ordered, i % slices, i / slices), this, progress.part(2 * i, 3 * planes));
			if (notes.isEmpty() && (plane.lowest() < -1e-3 || plane.highest() > 1 + 1e-3))
				notes.add(String.format(Locale.ROOT, "The probabilities of star-convex objects go from %.3g to %.3g instead of from 0 to 1.", plane.lowest(), plane.highest()));
			first[i] = count;
			objects.add(StarSuppression.of(plane, overlap, core, progress.part(2 * i + 1, 3 * planes)));
			count = Math.addExact(count, objects.get(i).size());
		}
		LabelImage labels = paint(objects, first, count, like, block, options, notes, progress.part(2, 3));
		notes.forEach(progress::note);
		return labels;
	}

	private LabelImage paint(List<List<StarPolygon>> objects, int[] first, int count, Volume like, int block, LabelOptions options, List<String> notes,
		Progress progress)
	{
		Volume ordered = SpaceTime.of(like, "image");
		Blocks blocks = Blocks.equal(ordered.dimensions(), new int[] { block, block, 1, 1 });
		int slices = (int) ordered.size('z');
		LabelStore store = new LabelStore(blocks, options, options.memory() / 2);
		try {
			AtomicIntegerArray seen = new AtomicIntegerArray(count + 1);
			StarPainting[] paintings = new StarPainting[objects.size()];
			for (int i = 0; i < paintings.length; i++)
				paintings[i] = new StarPainting(objects.get(i), first[i], ordered.size('x'), ordered.size('y'), block);
			Workers.run(blocks.count(), LabelOptions.THREADS, progress, "Painting objects", () -> {
				Runs runs = new Runs();
				return number -> {
					long[] min = blocks.min(number);
					int[] size = blocks.size(number);
					int[] pixels = paintings[(int) (min[3] * slices + min[2])].block(min[0], min[1], size[0], size[1]);
					runs.read(pixels, size[0], size[1]);
					for (int run = 0; run < runs.count; run++)
						seen.set(runs.label[run], 1);
					store.put(number, runs.encode(size[0]));
				};
			});
			int[] ids = new int[count + 1];
			int last = 0;
			for (int label = 1; label <= count; label++)
				if (seen.get(label) != 0)
					ids[label] = ++last;
			store.rename(new int[Math.toIntExact(blocks.count())], ids);
			return LabelImage.stored(like, store, last, notes);
		}
		catch (RuntimeException | Error failure) {
			store.close();
			throw failure;
		}
	}

	private void check(Volume prediction, Volume image) {
		long rays = prediction.size('c') - 1;
		if (rays < 3 || rays > MOST_RAYS)
			throw new IllegalArgumentException("Star-convex objects need a probability and at least 3 distances in as many channels, but the network's output has "
				+ prediction.size('c') + ".");
		for (char letter : "xyztb".toCharArray()) {
			long expected = letter == 'x' || letter == 'y' ? (image.size(letter) - 1) / grid + 1 : letter == 'b' ? 1 : image.size(letter);
			if (prediction.size(letter) != expected)
				throw new IllegalArgumentException("The network's output has " + prediction.size(letter) + " along " + letter + ", but an image of "
					+ image.size(letter) + " with a grid of " + grid + " gives " + expected + ".");
		}
		if (image.size('x') > 1 << 30 || image.size('y') > 1 << 30)
			throw new IllegalArgumentException("Star-convex objects cannot be sought in an image of " + Arrays.toString(image.dimensions()) + "; take a part of it.");
	}

	private static Volume firstChannel(Volume image) {
		long[] size = image.dimensions();
		int c = image.axes().indexOf('c');
		if (c >= 0)
			size[c] = 1;
		return image.crop(new long[size.length], size);
	}

	private static Volume plane(Volume ordered, long z, long t) {
		long[] size = ordered.dimensions();
		size[3] = 1;
		size[4] = 1;
		return ordered.crop(new long[] { 0, 0, 0, z, t }, size).inOrder("xyc");
	}
}
