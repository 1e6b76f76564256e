package io.github.hourglass.io;

import ij.ImageStack;

/** The arrays of a stack in memory; they live on when the image's window is closed. */
final class OpenPlanes implements Planes {

	private final Object[] planes;

	OpenPlanes(ImageStack stack) {
		planes = new Object[stack.getSize()];
		System.arraycopy(stack.getImageArray(), 0, planes, 0, planes.length);
	}

	@Override
	public Object get(int number) {
		return planes[number];
	}
}
