package io.github.hourglass.io;

import java.util.BitSet;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * A label image that somebody has painted or corrected, as labels a network can be trained on: looked through once, with the smallest
 * pixels that hold its numbers, and for a sparse annotation of classes with 255 in place of 0.
 */
public final class LabelAnnotation {

	private static final int LARGEST = 1 << 24;

	private final BitSet used = new BitSet();
	private final Volume given;
	private final boolean classes;
	private final boolean sparse;

	/**
	 * @param image whose size the labels must have; its channels do not matter
	 * @throws IllegalArgumentException if they have another size, several channels, or what is no number of a class or an object
	 */
	public LabelAnnotation(Volume image, Volume labels, AnnotationOptions options, Progress progress) {
		given = labels;
		classes = options.areClasses();
		sparse = options.unpainted().equals("ignore");
		if (labels.size('c') != 1)
			throw new IllegalArgumentException("labels has " + labels.size('c') + " channels; a label image has one, with a number for each object or class.");
		for (char letter : new char[] { 'x', 'y', 'z', 't' })
			if (image.size(letter) != labels.size(letter))
				throw new IllegalArgumentException("labels has " + Axis.counted(letter, labels.size(letter)) + ", the image has " + image.size(letter) + "; both must have the same size.");
		Blocks.forEach(labels, Blocks.THREADS, progress, "Reading the labels", (min, size, pixels) -> look(pixels, Volume.pixels(size)));
		if (used.isEmpty())
			throw new IllegalArgumentException("labels is 0 everywhere, so nothing is labeled; paint something first.");
	}

	private void look(Object pixels, int count) {
		PixelType type = given.type();
		BitSet here = new BitSet();
		double last = 0;
		for (int i = 0; i < count; i++) {
			double value = type.get(pixels, i);
			if (value == last)
				continue;
			last = value;
			if (value != Math.rint(value) || value < 0 || value > (classes ? AnnotationOptions.IGNORED : LARGEST))
				throw new IllegalArgumentException("labels has the value " + value + "; " + (classes ? "classes are whole numbers from 0 to 254, and 255 for what is to be ignored."
					: "objects are whole numbers from 1, and 0 for the background."));
			here.set((int) value);
		}
		here.clear(0);
		synchronized (used) {
			used.or(here);
		}
	}

	/** The largest number in it. */
	public int largest() {
		return sparse ? AnnotationOptions.IGNORED : used.length() - 1;
	}

	/** What the numbers mean. */
	public String meaning() {
		if (!classes)
			return used.cardinality() == 1 ? "1 object" : used.cardinality() + " objects";
		BitSet numbers = (BitSet) used.clone();
		numbers.clear(AnnotationOptions.IGNORED);
		numbers.set(0, true);
		return "classes " + numbers.toString().replaceAll("[{}]", "") + (sparse ? "; 0 counted as not painted" : "");
	}

	/** The labels, converted when they are asked for. */
	public Volume labels() {
		PixelType type = PixelType.ofLabels(largest());
		return given.withPixels(type, (min, size, dest) -> {
			int count = Volume.pixels(size);
			Object pixels = given.type().newArray(count);
			given.copy(min, size, pixels);
			for (int i = 0; i < count; i++) {
				double value = given.type().get(pixels, i);
				type.set(dest, i, sparse && value == 0 ? AnnotationOptions.IGNORED : value);
			}
		}).withMetadata(given.metadata().withProvenance("annotation", meaning()));
	}
}
