package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.Table;

/**
 * Measures objects: a row for each, frame by frame and by id, under ImageJ's column names and by ImageJ's definitions where it
 * has them. All lengths are in the units of the axes, positions count from the image's origin, and a pixel's middle is half a
 * pixel after its edge. Memory grows with the number of objects, not with the size of the image.
 * <p>
 * {@code Object} is the id; {@code Frame}, from 1, is there for time lapses. {@code Area} (of planes) or {@code Volume}; {@code X Y Z}
 * is the centroid; {@code BX BY BZ Width Height Depth} the bounding box. {@code Perim.} is the length of the outer outline as
 * ImageJ's <em>Analyze Particles</em> has it, {@code Circ.} is 4π Area / Perim.², at most 1. {@code Surface} is estimated by Crofton's
 * formula in 13 directions (Lehmann and Legland 2012), {@code Spher.} is Wadell's sphericity π^(1/3) (6 Volume)^(2/3) / Surface, at
 * most 1. {@code Border} is 1 where the object touches a side of the image, the first and last slice included. Of each channel of
 * the image, {@code Mean Min Max}, {@code IntDen} (Mean times Area or Volume) and {@code RawIntDen} (the sum of the pixels); with
 * several channels, {@code Mean C1}, {@code Mean C2}, ...
 */
public final class Measure {

	private final Volume labels;
	private final Volume image;
	private final int channels;
	private final boolean solid;
	private final boolean frames;
	private final double[] spacing = new double[3];
	private final double[] origin = new double[3];
	private final Crofton crofton;

	private Measure(Volume labels, Volume image) {
		this.labels = labels;
		this.image = image;
		this.channels = image == null ? 0 : Math.toIntExact(image.size('c'));
		this.solid = labels.size('z') > 1;
		this.frames = labels.size('t') > 1;
		for (int d = 0; d < 3; d++) {
			Axis axis = labels.axes().find("xyz".charAt(d));
			spacing[d] = axis.scale() == 0 ? 1 : Math.abs(axis.scale());
			origin[d] = axis.origin();
		}
		this.crofton = new Crofton(spacing);
	}

	/** Sizes and shapes only. */
	public static Table of(LabelImage labels, Progress progress) {
		return new Measure(labels.volume().inOrder("xyzt"), null).table(progress);
	}

	/**
	 * Sizes, shapes and the values of an image.
	 *
	 * @param image of the labels' size, with any number of channels
	 */
	public static Table of(LabelImage labels, Volume image, Progress progress) {
		Volume ordered = labels.volume().inOrder("xyzt");
		SpaceTime.checkSame(ordered, "label image", image, "image to measure");
		if (image.size('b') > 1)
			throw new IllegalArgumentException("The image to measure has " + image.size('b') + " images of a batch; choose one first.");
		return new Measure(ordered, image.inOrder("xyztc")).table(progress);
	}

	private Table table(Progress progress) {
		Table table = new Table(columns());
		int count = Math.toIntExact(labels.size('t'));
		boolean nan = false;
		for (int t = 0; t < count; t++) {
			Volume frame = frame(labels, t);
			Progress part = progress.part(t, count);
			Map<Integer, ObjectSums> objects = FrameSums.of(frame, image == null ? null : frame(image, t), solid, part);
			if (!solid)
				Perimeters.measure(frame, objects, spacing[0], spacing[1], part);
			for (ObjectSums object : objects.values()) {
				table.add(row(object, t));
				for (double sum : object.sum)
					nan |= Double.isNaN(sum);
			}
		}
		if (nan)
			progress.note("The image contains NaN; what is measured of objects there is NaN.");
		return table;
	}

	private static Volume frame(Volume volume, int t) {
		long[] min = new long[volume.axes().count()];
		long[] size = volume.dimensions();
		min[3] = t;
		size[3] = 1;
		return volume.crop(min, size);
	}

	private List<String> columns() {
		List<String> columns = new ArrayList<>(List.of("Object"));
		if (frames)
			columns.add("Frame");
		columns.add(solid ? "Volume" : "Area");
		for (int c = 0; c < channels; c++)
			for (String name : List.of("Mean", "Min", "Max"))
				columns.add(ofChannel(name, c));
		columns.addAll(solid ? List.of("X", "Y", "Z", "Surface", "BX", "BY", "BZ", "Width", "Height", "Depth", "Spher.")
			: List.of("X", "Y", "Perim.", "BX", "BY", "Width", "Height", "Circ."));
		for (int c = 0; c < channels; c++)
			for (String name : List.of("IntDen", "RawIntDen"))
				columns.add(ofChannel(name, c));
		columns.add("Border");
		return columns;
	}

	private String ofChannel(String name, int c) {
		return channels == 1 ? name : name + " C" + (c + 1);
	}

	private List<Object> row(ObjectSums object, int t) {
		List<Object> row = new ArrayList<>(List.of(object.id));
		if (frames)
			row.add(t + 1);
		int dimensions = solid ? 3 : 2;
		double extent = object.voxels;
		for (int d = 0; d < dimensions; d++)
			extent *= spacing[d];
		row.add(extent);
		for (int c = 0; c < channels; c++)
			row.addAll(List.of(object.sum[c] / object.voxels, object.least[c], object.most[c]));
		for (int d = 0; d < dimensions; d++)
			row.add((object.position[d] / (double) object.voxels + 0.5) * spacing[d] + origin[d]);
		double outside = solid ? crofton.surface(object.voxels, object.pairs) : object.perimeter;
		row.add(outside);
		for (int d = 0; d < dimensions; d++)
			row.add(object.min[d] * spacing[d] + origin[d]);
		for (int d = 0; d < dimensions; d++)
			row.add((object.max[d] - object.min[d] + 1) * spacing[d]);
		double roundness = solid ? Math.cbrt(Math.PI) * Math.pow(6 * extent, 2 / 3.0) / outside : 4 * Math.PI * extent / (outside * outside);
		row.add(Math.min(1, roundness));
		for (int c = 0; c < channels; c++)
			row.addAll(List.of(extent * object.sum[c] / object.voxels, object.sum[c]));
		row.add(touches(object, dimensions) ? 1 : 0);
		return row;
	}

	private boolean touches(ObjectSums object, int dimensions) {
		for (int d = 0; d < dimensions; d++)
			if (object.min[d] == 0 || object.max[d] == labels.dimensions()[d] - 1)
				return true;
		return false;
	}
}
