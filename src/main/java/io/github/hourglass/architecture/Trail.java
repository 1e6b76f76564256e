package io.github.hourglass.architecture;

import java.util.Set;

import io.github.hourglass.architecture.ReceptiveField.Kind;

/** What one value has to do with the axis that is being followed from the inputs. */
sealed interface Trail {

	/** Nothing: neither its numbers nor its shape. */
	record Constant() implements Trail {}

	/** Its numbers or its shape are worked out from the size of the axis, not from what lies along it. */
	record Sized() implements Trail {}

	/**
	 * One of its axes is the axis.
	 *
	 * @param ratio its size divided by the free size, offsets aside
	 * @param inputs the graph inputs it is made from
	 */
	record Follows(int axis, Ratio ratio, Set<String> inputs) implements Trail {}

	/** The axis lies in one of its axes together with slower ones, since that node. */
	record Flat(int axis, Node since) implements Trail {}

	/**
	 * The axis cannot be followed to here.
	 *
	 * @param misfit true if only these sizes did not fit, so that others may
	 */
	record Broken(Kind kind, String node, String why, boolean misfit) implements Trail {}
}
