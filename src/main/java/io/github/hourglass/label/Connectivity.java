package io.github.hourglass.label;

/** Which voxels are neighbors. */
public enum Connectivity {
	/** Those that share a face: 4 in a plane, 6 in a volume. */
	FACES,
	/** Those that share a face, an edge or a corner: 8 in a plane, 26 in a volume. */
	FULL
}
