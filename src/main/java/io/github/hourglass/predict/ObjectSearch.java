package io.github.hourglass.predict;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Moments;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.StoredVolume;
import io.github.hourglass.image.Volume;
import io.github.hourglass.label.ConnectedComponents;
import io.github.hourglass.label.Connectivity;
import io.github.hourglass.label.DistanceMap;
import io.github.hourglass.label.Holes;
import io.github.hourglass.label.LabelImage;
import io.github.hourglass.label.LabelOptions;
import io.github.hourglass.label.ObjectFilter;
import io.github.hourglass.label.Otsu;
import io.github.hourglass.label.Prominence;
import io.github.hourglass.label.Seeds;
import io.github.hourglass.label.StarPolygons;
import io.github.hourglass.label.Watershed;
import io.github.hourglass.step.Affine;
import io.github.hourglass.step.Threshold;

/** One way from a network's output to objects; what it makes on the way is freed when it is closed. */
final class ObjectSearch implements AutoCloseable {

	private static final double THRESHOLD = 0.5;
	private static final double SEEDS = 0.5;
	/** StarDist's own where a model says nothing. */
	private static final double OVERLAP = 0.4;
	/** A map of distances that goes higher is one in pixels, unless the package says from which relative one on there are seeds. */
	private static final double MOST_RELATIVE = 2;
	/** Mean distance to the edge of a disk and of a ball, in radii: 1/3 and 1/4. */
	private static final int MEANS_IN_A_DISK = 3, MEANS_IN_A_BALL = 4;
	/** Of the typical radius of objects: what the map of distances is smoothed with, and how near two middles may be. */
	private static final double SMOOTHING = 0.1, SPACING = 0.75;
	/** Of the typical size of objects, what is a speck and no object where no network says otherwise. */
	private static final double SPECK = 0.1;
	private static final Connectivity CONNECTIVITY = Connectivity.FACES;

	private final Channels channels;
	private final Volume image;
	private final String way;
	private final OutputMeaning meaning;
	private final SegmentOptions options;
	private final boolean folded;
	private final LabelOptions labelling;
	private final Progress progress;
	private final Deque<AutoCloseable> made = new ArrayDeque<>();
	private double leastSize;
	private String description = "";
	private String finding = "";

	/**
	 * @param way one of the choices of {@code objects}: {@code components}, {@code watershed} or {@code star}
	 * @param image the one the network was applied to
	 */
	ObjectSearch(String way, Channels channels, Volume image, SegmentOptions options, Progress progress) {
		this.way = way;
		this.channels = channels;
		this.image = image;
		this.meaning = channels.meaning();
		this.options = options;
		this.folded = options.slices() && !way.equals("star") && channels.values(0).size('z') > 1;
		this.labelling = LabelOptions.of(Math.max(1 << 20, Math.min(MemoryBudget.of(options.memory()), Runtime.getRuntime().maxMemory()) / 4));
		this.progress = progress;
	}

	LabelImage find() {
		if (way.equals("components"))
			return only(components());
		if (way.equals("star"))
			return only(stars());
		if (meaning.distance() >= 0)
			return only(watershedOfDistances());
		return only(meaning.boundary() >= 0 && meaning.foreground() >= 0 ? watershedOfBoundaries() : watershedOfShapes());
	}

	/** The parts of the foreground that hang together. */
	private LabelImage components() {
		Volume foreground = foreground(false);
		double threshold = threshold(foreground);
		description = "connected components above " + text(threshold);
		return filtered(filled(components(Threshold.apply(foreground, threshold))));
	}

	/** Seeds inside boundaries, grown up to them. */
	private LabelImage watershedOfBoundaries() {
		Volume foreground = foreground(true);
		double threshold = threshold(foreground);
		double least = seeds();
		Volume boundary = folded(channels.probability(meaning.boundary()));
		Volume inside = folded(channels.probability(meaning.foreground()));
		Volume middle = meaning.exclusive() ? inside : product(inside, Affine.of(0, -1, 1).apply(boundary));
		description = "watershed of boundaries, foreground above " + text(threshold) + ", seeds above " + text(least);
		return flooded(boundary, Threshold.apply(middle, least), Threshold.apply(foreground, threshold));
	}

	/** Seeds far from the edge, as the network sees it, grown down to it. */
	private LabelImage watershedOfDistances() {
		Volume distance = folded(channels.values(meaning.distance()));
		Volume foreground = meaning.foreground() >= 0 || meaning.background() >= 0 ? foreground(true) : distance;
		double threshold = threshold(foreground);
		Volume mask = Threshold.apply(foreground, threshold);
		if (Double.isNaN(meaning.seeds()) && Moments.of(distance, "", progress).joint().max() > MOST_RELATIVE) {
			description = "watershed of distances, foreground above " + text(threshold);
			return split(distance, keep(components(mask)));
		}
		if (!Double.isNaN(meaning.prominence()) && SegmentOptions.isAuto(options.seeds())) {
			description = "watershed of distances, foreground above " + text(threshold) + ", middles that rise by " + text(meaning.prominence());
			return parted(middles(distance), mask);
		}
		double least = seeds();
		description = "watershed of distances, foreground above " + text(threshold) + ", seeds above " + text(least);
		return flooded(Affine.of(0, -1, 0).apply(distance), Threshold.apply(distance, least), mask);
	}

	/** The foreground, split where its shape has a neck. */
	private LabelImage watershedOfShapes() {
		Volume foreground = foreground(true);
		double threshold = threshold(foreground);
		description = (meaning.image() && SegmentOptions.isAuto(options.threshold()) ? "Otsu's threshold, " : "foreground above ") + text(threshold) + ", split by a watershed of its shape";
		LabelImage components = keep(filled(components(Threshold.apply(foreground, threshold))));
		if (components.count() == 0)
			return filtered(components);
		StoredVolume distances = DistanceMap.of(components.volume(), labelling, progress);
		made.push(distances);
		return split(distances.volume(), components);
	}

	/** Star-convex polygons, plane by plane. */
	private LabelImage stars() {
		if (meaning.rays() != meaning.foreground() + 1)
			throw new IllegalArgumentException("The rays of star-convex polygons follow their probability, but '" + meaning + "' says otherwise.");
		double asked = SegmentOptions.number("overlap", options.overlap(), 1);
		double overlap = !Double.isNaN(asked) ? asked : !Double.isNaN(meaning.overlap()) ? meaning.overlap() : OVERLAP;
		double threshold = threshold(foreground(false));
		description = "star-convex polygons above " + text(threshold) + " that overlap by " + text(overlap) + " at most";
		return filtered(StarPolygons.of(threshold, overlap, meaning.grid()).of(channels.from(meaning.foreground()), enlarged(), labelling, progress));
	}

	/** The image, or where only the network's output is known one of the size it must have had. */
	private Volume enlarged() {
		Volume one = channels.values(0);
		int grid = meaning.grid();
		if (grid == 1 || image.size('x') != one.size('x') || image.size('y') != one.size('y'))
			return image;
		long[] dimensions = one.dimensions();
		Axes axes = one.axes();
		for (char letter : "xy".toCharArray()) {
			dimensions[axes.indexOf(letter)] *= grid;
			Axis axis = axes.find(letter);
			axes = axes.with(new Axis(letter, axis.scale() / grid, axis.origin(), axis.unit()));
		}
		return Volume.of(one.type(), dimensions, axes, one.blockSize(), (min, size, dest) -> {
			throw new IllegalStateException("The image itself is not known.");
		}).withMetadata(one.metadata());
	}

	private LabelImage split(Volume distances, LabelImage components) {
		double radius = radius(distances, components);
		if (!(radius > 0))
			return filtered(components);
		if (meaning.image())
			leastSize = SPECK * size(radius, distances);
		double asked = SegmentOptions.number("spacing", options.spacing(), Double.MAX_VALUE);
		double spacing = Double.isNaN(asked) ? Math.max(1, SPACING * radius) : asked;
		description += ", middles " + text(spacing) + " pixels apart or more";
		LabelImage seeds = keep(Seeds.maxima(distances, components, SMOOTHING * radius, spacing, labelling, progress));
		return filtered(Watershed.flood(Affine.of(0, -1, 0).apply(distances), seeds, components, CONNECTIVITY, labelling, progress));
	}

	/** The typical radius of objects in pixels along x: touching ones do not change the mean distance to the edge much. NaN where all is foreground. */
	private double radius(Volume distances, LabelImage components) {
		Volume mask = components.volume();
		Volume ordered = distances.inOrder(mask.axes().letters());
		Volume inside = ordered.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] values = (float[]) dest;
			ordered.copyFloats(min, size, values);
			int[] ids = new int[Volume.pixels(size)];
			mask.copy(min, size, ids);
			for (int i = 0; i < ids.length; i++)
				if (ids[i] == 0)
					values[i] = Float.NaN;
		});
		double scale = Math.abs(distances.axes().find('x').scale());
		double mean = Moments.of(inside, "", progress).joint().mean() / (scale > 0 ? scale : 1);
		return mean * (distances.size('z') > 1 ? MEANS_IN_A_BALL : MEANS_IN_A_DISK);
	}

	private LabelImage flooded(Volume landscape, Volume seeds, Volume mask) {
		LabelImage components = keep(filled(components(mask)));
		LabelImage middles = keep(components(seeds));
		return filtered(Watershed.flood(landscape, middles, components, CONNECTIVITY, labelling, progress));
	}

	/** Low where the network sees a boundary, even where its distances do not fall far enough. */
	private Volume middles(Volume distance) {
		return meaning.boundary() < 0 ? distance : product(distance, Affine.of(0, -1, 1).apply(folded(channels.probability(meaning.boundary()))));
	}

	/** The foreground, parted where the map falls far enough between two of its tops. */
	private LabelImage parted(Volume map, Volume mask) {
		LabelImage components = keep(filled(components(mask)));
		LabelImage tops = keep(Seeds.maxima(map, components, 1, 2, labelling, progress));
		LabelImage regions = keep(Watershed.flood(Affine.of(0, -1, 0).apply(map), tops, components, CONNECTIVITY, labelling, progress));
		return filtered(Prominence.merge(regions, map, meaning.prominence(), labelling, progress));
	}

	private LabelImage components(Volume mask) {
		return keep(ConnectedComponents.of(mask, CONNECTIVITY, labelling, progress));
	}

	private LabelImage filled(LabelImage labels) {
		return options.fill() && labels.count() > 0 ? keep(Holes.fill(labels, false, labelling, progress)) : labels;
	}

	/** Pixels of a disk or a ball; {@code radius} in pixels along x. */
	private static double size(double radius, Volume like) {
		double size = like.size('z') > 1 ? Math.PI * 4 / 3 * radius * radius * radius : Math.PI * radius * radius;
		double x = like.axes().find('x').scale();
		for (char letter : "yz".toCharArray())
			if (like.size(letter) > 1 && like.axes().find(letter).scale() != 0)
				size *= Math.abs(x / like.axes().find(letter).scale());
		return size;
	}

	/** The last step: objects of other sizes than asked for, and cut ones, are left out. */
	private LabelImage filtered(LabelImage found) {
		LabelImage labels = keep(found);
		boolean volume = labels.volume().size('z') > 1;
		double asked = SegmentOptions.number("smallest", options.smallest(), Double.MAX_VALUE);
		double least = !Double.isNaN(asked) ? asked : !Double.isNaN(meaning.smallest()) ? meaning.smallest() : leastSize;
		if (Double.isNaN(asked) && least > 0)
			description += ", specks below " + text(least) + " pixels left out";
		if (least > 0 || options.largest() > 0 || options.inside())
			labels = keep(new ObjectFilter(least, options.largest() > 0 ? options.largest() : Double.POSITIVE_INFINITY, false,
				!options.inside() ? "" : volume ? "xyz" : "xy").apply(labels, progress));
		return labels;
	}

	/**
	 * How probable it is that a pixel belongs to an object; for an image, its brightness.
	 *
	 * @param whole with the boundary of the object, where that is a class of its own
	 */
	private Volume foreground(boolean whole) {
		if (meaning.image())
			return folded(channels.values(0));
		if (meaning.background() >= 0 && (whole || meaning.foreground() < 0 || meaning.boundary() < 0))
			return folded(Affine.of(0, -1, 1).apply(channels.probability(meaning.background())));
		return folded(meaning.foreground() >= 0 ? channels.probability(meaning.foreground()) : channels.values(meaning.distance()));
	}

	/** The threshold of the options, else of the package, else the usual one; notes where it finds nothing or everything. */
	private double threshold(Volume foreground) {
		double asked = SegmentOptions.number("threshold", options.threshold(), Double.MAX_VALUE);
		boolean probability = !meaning.image() && !(meaning.foreground() < 0 && meaning.background() < 0);
		if (probability && (asked < 0 || asked > 1))
			throw new IllegalArgumentException("threshold is " + options.threshold() + ", but the network gives probabilities: use auto or a number from 0 to 1.");
		Moments.Statistics range = Moments.of(foreground, "", progress).joint();
		double threshold = !Double.isNaN(asked) ? asked : !Double.isNaN(meaning.threshold()) ? meaning.threshold()
			: meaning.image() && range.count() > 0 ? Otsu.threshold(foreground, progress) : THRESHOLD;
		if (range.count() == 0 || range.max() <= threshold)
			finding = range.count() == 0 ? "The network's output has no numbers, so there are no objects."
				: range.max() == range.min() && meaning.image() ? "The image has the same value everywhere, so there are no objects."
					: "No pixel is above the threshold " + text(threshold) + " (the largest value is " + text(range.max()) + "), so there are no objects.";
		else if (range.min() > threshold)
			finding = "Every pixel is above the threshold " + text(threshold) + " (the least value is " + text(range.min()) + "), so there is no background.";
		return threshold;
	}

	/** As {@link #threshold}, for the middles of objects. */
	private double seeds() {
		double asked = SegmentOptions.number("seeds", options.seeds(), 1);
		return !Double.isNaN(asked) ? asked : !Double.isNaN(meaning.seeds()) ? meaning.seeds() : SEEDS;
	}

	private Volume folded(Volume volume) {
		return folded ? SliceFrames.fold(volume) : volume;
	}

	private static Volume product(Volume a, Volume b) {
		return a.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] values = (float[]) dest;
			float[] others = new float[Volume.pixels(size)];
			a.copyFloats(min, size, values);
			b.copyFloats(min, size, others);
			for (int i = 0; i < others.length; i++)
				values[i] *= others[i];
		});
	}

	private <T extends AutoCloseable> T keep(T resource) {
		if (!made.contains(resource))
			made.push(resource);
		return resource;
	}

	/** True if the slices of the volume are frames in what was found. */
	boolean isFolded() {
		return folded;
	}

	/** How the objects were found, in one phrase. */
	String description() {
		return description;
	}

	/** Why there is nothing or everything, in one sentence; empty in the usual case. */
	String finding() {
		return finding;
	}

	/** Four digits; what is next to nothing is 0. */
	static String text(double value) {
		return Math.abs(value) < 1e-6 ? "0" : String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%.0f" : "%.4g", value).replaceAll("(\\.\\d*?)0+$", "$1").replaceAll("\\.$", "");
	}

	/** Frees everything but what was found. */
	private LabelImage only(LabelImage found) {
		made.remove(found);
		close();
		return keep(found);
	}

	@Override
	public void close() {
		while (!made.isEmpty())
			try {
				made.pop().close();
			}
			catch (RuntimeException failed) {
				throw failed;
			}
			catch (Exception failed) {
				throw new IllegalStateException(failed);
			}
	}
}
