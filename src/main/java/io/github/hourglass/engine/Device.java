package io.github.hourglass.engine;

/**
 * Where a network runs.
 *
 * @param kind processor or graphics card
 * @param index which graphics card, from 0; 0 for the processor
 */
public record Device(Kind kind, int index) {

	public enum Kind { CPU, GPU }

	public static final Device CPU = new Device(Kind.CPU, 0);

	/** Reads {@code cpu}, {@code gpu} (the first one) or {@code gpu:N}. */
	public static Device parse(String text) {
		String name = text.strip().toLowerCase(java.util.Locale.ROOT);
		if (name.equals("cpu"))
			return CPU;
		if (name.equals("gpu"))
			return new Device(Kind.GPU, 0);
		if (name.matches("gpu:\\d{1,3}"))
			return new Device(Kind.GPU, Integer.parseInt(name.substring(4)));
		throw new IllegalArgumentException("There is no device '" + text + "'; use cpu, gpu or gpu:0.");
	}

	@Override
	public String toString() {
		return kind == Kind.CPU ? "cpu" : "gpu:" + index;
	}
}
