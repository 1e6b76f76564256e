package io.github.hourglass.architecture;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.Tensor;

/** The constants and trained parameters of a {@link Graph}, by value name. Immutable; tensors may be memory-mapped. */
public final class Weights {

	private final Map<String, Tensor> tensors;

	private Weights(Map<String, Tensor> tensors) {
		this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
	}

	public static Weights of(Map<String, Tensor> tensors) {
		return new Weights(tensors);
	}

	public boolean has(String name) {
		return tensors.containsKey(name);
	}

	/** The tensor of that name, or null. */
	public Tensor get(String name) {
		return tensors.get(name);
	}

	public Set<String> names() {
		return tensors.keySet();
	}

	/** Number of elements of all floating-point tensors: what is usually called the number of parameters. */
	public long parameters() {
		return tensors.values().stream().filter(t -> switch (t.type()) {
			case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> true;
			default -> false;
		}).mapToLong(Tensor::elements).sum();
	}

	/** These weights with some replaced or added. */
	public Weights with(Map<String, Tensor> changed) {
		Map<String, Tensor> all = new LinkedHashMap<>(tensors);
		all.putAll(changed);
		return new Weights(all);
	}
}
