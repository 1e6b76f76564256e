package io.github.hourglass.train;

import java.util.Locale;

/** What a network learns, and what follows from it for its data. */
enum Task {

	/** Pairs of poor and good images. */
	RESTORE,
	/** Pairs of noisy images. */
	NOISE2NOISE,
	/** Noisy images alone. */
	NOISE2VOID,
	/** Annotated classes. */
	CLASSES,
	/** Label images of objects. */
	INSTANCES,
	/** Noisy images, some of them with label images. */
	DENOISEG,
	/** Pairs of small and large images, or images to make such pairs of. */
	UPSCALE,
	/** Pairs of stacks and planes. */
	PROJECT;

	static Task of(TrainingOptions options) {
		return of(options.task());
	}

	/** @param name as the option has it */
	static Task of(String name) {
		return valueOf(name.toUpperCase(Locale.ROOT));
	}

	/** True if training makes its own targets of the noise in the images, by blind spots. */
	boolean isBlind() {
		return this == NOISE2VOID || this == DENOISEG;
	}

	/** True if target images hold the numbers of classes or objects. */
	boolean hasLabels() {
		return this == CLASSES || this == INSTANCES || this == DENOISEG;
	}

	/** True if there are targets at all. */
	boolean hasTargets() {
		return this != NOISE2VOID;
	}

	/** True if every image needs its target. */
	boolean needsEveryTarget() {
		return hasTargets() && this != DENOISEG;
	}

	/** True if the network gives an image of the kind it takes. */
	boolean givesImage() {
		return !hasLabels();
	}

	/** As the option has it. */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}
}
