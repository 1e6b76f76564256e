package io.github.hourglass.predict;

import java.util.Arrays;

import io.github.hourglass.architecture.ConvertedGraph;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.ReceptiveField;
import io.github.hourglass.architecture.ReceptiveField.Axis;
import io.github.hourglass.architecture.ReceptiveField.Kind;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.model.SizeRule;

/** Which sizes a converted network takes, where that can be told from its graph. */
final class ConvertedSizes {

	private static final SizeRule ANY = new SizeRule.Stepped(1, 1);

	private ConvertedSizes() {}

	/** For each axis of an input, in the order of the SavedModel. */
	static SizeRule[] of(ConvertedGraph converted, String input) {
		int[] permutation = converted.permutations().get(input);
		SizeRule[] rules = new SizeRule[permutation.length];
		Arrays.fill(rules, ANY);
		Graph graph = converted.graph();
		ReceptiveField field = ReceptiveField.of(graph);
		for (TensorInfo output : graph.outputs())
			for (int i = 0; i < permutation.length; i++) {
				Axis seen = field.axis(input, i, output.name());
				if (seen.kind() == Kind.EXACT)
					rules[permutation[i]] = both(rules[permutation[i]], new SizeRule.Stepped(seen.leastSize(), seen.sizeStep()));
			}
		return rules;
	}

	/** The sizes that two rules allow; the first one itself where it is not of steps, or allows no others than the second. */
	static SizeRule both(SizeRule rule, SizeRule other) {
		if (!(rule instanceof SizeRule.Stepped a) || !(other instanceof SizeRule.Stepped b))
			return rule;
		long step = a.step() / gcd(a.step(), b.step()) * b.step(), first = Math.max(a.min(), b.min());
		for (long size = a.atLeast(first); size < first + step + a.step(); size += a.step())
			if (b.atLeast(size) == size)
				return new SizeRule.Stepped(size, step);
		return rule;
	}

	private static long gcd(long a, long b) {
		return b == 0 ? a : gcd(b, a % b);
	}
}
