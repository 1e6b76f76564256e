package io.github.hourglass.io;

import java.awt.Color;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import ij.gui.Overlay;
import ij.gui.Roi;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Region;
import io.github.hourglass.image.Volume;

/**
 * The outlines of the objects of a label image as ImageJ selections: one for each object in each plane, with its holes and all its
 * parts, along the edges of its pixels. The image is gone through once by block to find where each object lies; after that only the
 * pixels around one object are read at a time.
 */
public final class Outlines {

	/** Objects in a larger box get no outline. */
	private static final long MOST_PIXELS = 1L << 28;
	private static final String STAGE = "Tracing outlines";

	private final Volume labels;
	private final long[] planes;
	private final boolean hyperstack;
	private final Region part;

	private Outlines(Volume labels, Region part, long[] planes, boolean hyperstack) {
		this.labels = labels;
		this.part = part;
		this.planes = planes;
		this.hyperstack = hyperstack;
	}

	/**
	 * @param labels whole numbers, 0 for background; their axes without channels, or with the channels of the image
	 * @param image the image the selections are for: their positions are those of its slices, frames and channels
	 */
	public static Outlines of(Volume labels, Volume image) {
		return of(labels, image, Region.parse("whole"));
	}

	/**
	 * @param image the whole image the selections are for
	 * @param part what of it the label image shows
	 */
	public static Outlines of(Volume labels, Volume image, Region part) {
		Volume arranged = TiffWriter.arranged(labels);
		long[] sizes = TiffWriter.arranged(image).dimensions();
		boolean rgb = image.metadata().rgb();
		long[] planes = { rgb ? 1 : sizes[2], sizes[3], sizes[4] };
		return new Outlines(arranged, part, planes, Arrays.stream(planes).filter(size -> size > 1).count() > 1);
	}

	/**
	 * Gives every selection to {@code consumer}, plane by plane and in each from the top. Their names are the object's number and,
	 * where an image has several planes, the plane: {@code 0017}, {@code 0017_z03_t002}.
	 */
	public void forEach(Progress progress, Consumer<Roi> consumer) {
		List<Box> boxes = boxes(progress);
		long most = boxes.stream().mapToLong(box -> box.label).max().orElse(0);
		for (int i = 0; i < boxes.size(); i++) {
			if (i % 64 == 0) {
				progress.check();
				progress.report(STAGE, i, boxes.size());
			}
			Box box = boxes.get(i);
			if (box.pixels() > MOST_PIXELS) {
				progress.note("Object " + box.label + " is too large for an outline and has none.");
				continue;
			}
			Roi roi = trace(box);
			roi.setName(name(box, most));
			place(roi, box);
			Color color = new Color(LabelColors.of(box.label));
			roi.setStrokeColor(color);
			consumer.accept(roi);
		}
		progress.report(STAGE, boxes.size(), boxes.size());
	}

	/** All selections as an overlay. */
	public Overlay overlay(Progress progress) {
		Overlay overlay = new Overlay();
		forEach(progress, overlay::add);
		return overlay;
	}

	private List<Box> boxes(Progress progress) {
		Map<Key, Box> boxes = new ConcurrentHashMap<>();
		Blocks.forEach(labels, Blocks.THREADS, progress, "Finding objects", (min, size, pixels) -> {
			int i = 0;
			for (int plane = 0; plane < size[2] * size[3] * size[4]; plane++) {
				long c = min[2] + plane % size[2];
				long z = min[3] + plane / size[2] % size[3];
				long t = min[4] + plane / size[2] / size[3];
				for (int y = 0; y < size[1]; y++)
					for (int x = 0; x < size[0];) {
						int from = x;
						double label = labels.type().get(pixels, i);
						for (x++, i++; x < size[0] && labels.type().get(pixels, i) == label; x++)
							i++;
						if (label != Math.rint(label))
							throw new IllegalArgumentException("The label image holds " + label + ", which is no number of an object; labels are whole numbers.");
						if (label > 0)
							boxes.computeIfAbsent(new Key((long) label, c, z, t), Box::new).add(min[0] + from, min[0] + x - 1, min[1] + y);
					}
			}
		});
		return boxes.values().stream().sorted(Comparator.<Box> comparingLong(box -> box.t).thenComparingLong(box -> box.z)
			.thenComparingLong(box -> box.c).thenComparingLong(box -> box.top).thenComparingLong(box -> box.left).thenComparingLong(box -> box.label))
			.toList();
	}

	private Roi trace(Box box) {
		int width = (int) (box.right - box.left + 1);
		int height = (int) (box.bottom - box.top + 1);
		byte[] mask = new byte[width * height];
		int rows = Math.max(1, (1 << 20) / width);
		Object pixels = labels.type().newArray(Math.min(rows, height) * width);
		for (int row = 0; row < height; row += rows) {
			int count = Math.min(rows, height - row) * width;
			labels.copy(new long[] { box.left, box.top + row, box.c, box.z, box.t }, new int[] { width, count / width, 1, 1, 1 }, pixels);
			for (int i = 0; i < count; i++)
				if (labels.type().get(pixels, i) == box.label)
					mask[row * width + i] = (byte) 255;
		}
		ByteProcessor processor = new ByteProcessor(width, height, mask);
		processor.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
		Roi roi = new ThresholdToSelection().convert(processor);
		roi.setLocation(roi.getXBase() + box.left + part.min('x'), roi.getYBase() + box.top + part.min('y'));
		return roi;
	}

	/** An image with one stack axis knows slices by their number, others by channel, slice and frame. */
	private void place(Roi roi, Box box) {
		long[] position = { box.c, box.z, box.t };
		int[] of = new int[3];
		for (int d = 0; d < 3; d++)
			of[d] = planes[d] > 1 && isOne("czt".charAt(d)) ? (int) (position[d] + part.min("czt".charAt(d))) + 1 : 0;
		if (hyperstack)
			roi.setPosition(of[0], of[1], of[2]);
		else
			roi.setPosition(of[0] + of[1] + of[2]);
	}

	/** True if an outline is for one position along that axis, not for all. */
	private boolean isOne(char letter) {
		return labels.size(letter) > 1 || part.limits(letter) && letter != 'c';
	}

	private String name(Box box, long most) {
		StringBuilder name = new StringBuilder(padded(box.label, Math.max(1000, most)));
		long[] position = { box.c, box.z, box.t };
		for (int d = 0; d < 3; d++) {
			char letter = "czt".charAt(d);
			if (labels.size(letter) > 1)
				name.append('_').append(letter).append(padded(position[d] + part.min(letter) + 1, part.min(letter) + labels.size(letter)));
		}
		return name.toString();
	}

	private static String padded(long number, long most) {
		return String.format(Locale.ROOT, "%0" + Long.toString(most).length() + "d", number);
	}

	private record Key(long label, long c, long z, long t) {}

	/** Where an object lies in a plane; filled from several threads. */
	private static final class Box {

		private final long label;
		private final long c;
		private final long z;
		private final long t;
		private long left = Long.MAX_VALUE;
		private long right;
		private long top = Long.MAX_VALUE;
		private long bottom;

		Box(Key key) {
			label = key.label;
			c = key.c;
			z = key.z;
			t = key.t;
		}

		synchronized void add(long from, long to, long y) {
			left = Math.min(left, from);
			right = Math.max(right, to);
			top = Math.min(top, y);
			bottom = Math.max(bottom, y);
		}

		long pixels() {
			return (right - left + 1) * (bottom - top + 1);
		}
	}
}
