package io.github.hourglass.step;

import io.github.hourglass.image.Volume;

/** One rule of a package with its arguments read. */
interface Rule {

	/** The image with the rule applied, computed on demand; statistics come from {@code measurement}. */
	Volume apply(Volume volume, Measurement measurement);
}
