package io.github.hourglass.io;

import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.Map;

import ij.ImageStack;
import ij.process.ImageProcessor;

/** The planes of a virtual stack, read one at a time, the recently used ones kept. */
final class VirtualPlanes implements Planes {

	private final ImageStack stack;
	private final Map<Integer, Object> recent = new LinkedHashMap<>(16, 0.75f, true);
	private final long capacity = Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8);

	VirtualPlanes(ImageStack stack) {
		this.stack = stack;
	}

	@Override
	public Object get(int number) {
		synchronized (recent) {
			Object pixels = recent.get(number);
			if (pixels != null)
				return pixels;
			pixels = read(number);
			recent.put(number, pixels);
			long most = Math.max(2, capacity / (4L * Array.getLength(pixels)));
			if (recent.size() > most)
				recent.remove(recent.keySet().iterator().next());
			return pixels;
		}
	}

	/** A copy, since some virtual stacks use one array for all planes. */
	private Object read(int number) {
		ImageProcessor processor = stack.getProcessor(number + 1);
		if (processor == null)
			throw new IllegalArgumentException("Plane " + (number + 1) + " of the virtual stack cannot be read; check that its files are still there.");
		Object pixels = processor.getPixels();
		int length = stack.getWidth() * stack.getHeight();
		if (Array.getLength(pixels) != length)
			throw new IllegalArgumentException("Plane " + (number + 1) + " of the virtual stack has another size than the first one.");
		Object copy = Array.newInstance(pixels.getClass().getComponentType(), length);
		System.arraycopy(pixels, 0, copy, 0, length);
		return copy;
	}
}
