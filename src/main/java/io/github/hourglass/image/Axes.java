package io.github.hourglass.image;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * The axes of an image in ImageJ's order: the first one varies fastest in memory. {@code Axes.of("xyzct")} is what NumPy
 * users write as {@code tczyx}. Immutable; no letter occurs twice.
 */
public final class Axes implements Iterable<Axis> {

	private final List<Axis> axes;

	private Axes(List<Axis> axes) {
		this.axes = List.copyOf(axes);
		if (letters().chars().distinct().count() != axes.size())
			throw new IllegalArgumentException("The axes '" + letters() + "' name one axis twice.");
	}

	/** Uncalibrated axes, fastest first. */
	public static Axes of(String letters) {
		return new Axes(letters.chars().mapToObj(letter -> Axis.of((char) letter)).toList());
	}

	public static Axes of(List<Axis> axes) {
		return new Axes(axes);
	}

	public int count() {
		return axes.size();
	}

	public Axis get(int dimension) {
		return axes.get(dimension);
	}

	public char letter(int dimension) {
		return axes.get(dimension).letter();
	}

	/** The dimension with this letter, or -1. */
	public int indexOf(char letter) {
		for (int d = 0; d < axes.size(); d++)
			if (axes.get(d).letter() == letter)
				return d;
		return -1;
	}

	public boolean has(char letter) {
		return indexOf(letter) >= 0;
	}

	/** The letters, fastest axis first, such as {@code xyc}. */
	public String letters() {
		StringBuilder letters = new StringBuilder();
		axes.forEach(axis -> letters.append(axis.letter()));
		return letters.toString();
	}

	/** The axis of that letter with its calibration, or an uncalibrated one where there is none. */
	public Axis find(char letter) {
		int d = indexOf(letter);
		return d < 0 ? Axis.of(letter) : axes.get(d);
	}

	/** These axes with the one of the same letter replaced. */
	public Axes with(Axis replacement) {
		List<Axis> changed = new ArrayList<>(axes);
		int d = indexOf(replacement.letter());
		if (d < 0)
			throw new IllegalArgumentException("The axes '" + letters() + "' have no '" + replacement.letter() + "'.");
		changed.set(d, replacement);
		return new Axes(changed);
	}

	/** The same axes in another order; letters that are new come uncalibrated, letters left out are dropped. */
	public Axes inOrder(String letters) {
		return new Axes(letters.chars().mapToObj(letter -> find((char) letter)).toList());
	}

	@Override
	public Iterator<Axis> iterator() {
		return axes.iterator();
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Axes that && axes.equals(that.axes);
	}

	@Override
	public int hashCode() {
		return Objects.hash(axes);
	}

	@Override
	public String toString() {
		return letters();
	}
}
