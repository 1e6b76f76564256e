package io.github.hourglass.step;

import java.util.HashSet;
import java.util.Set;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;

/** The statistics that the rules of one tensor ask for, measured on the images as they were before any rule. */
final class Measurement {

	private final Sample raw;
	private final TensorSpec tensor;
	private final Scope scope;
	private final Progress progress;
	private final Set<String> said = new HashSet<>();

	Measurement(Sample raw, TensorSpec tensor, Scope scope, Progress progress) {
		this.raw = raw;
		this.tensor = tensor;
		this.scope = scope;
		this.progress = progress;
	}

	Progress progress() {
		return progress;
	}

	/**
	 * Mean and standard deviation.
	 *
	 * @param id of the tensor to measure
	 * @param jointly letters of the axes that the rule measures jointly
	 */
	Moments moments(String id, String jointly) {
		Volume volume = raw.get(id);
		Moments moments = Moments.of(volume, Positions.of(volume, kept(jointly)), progress);
		if (moments.nans() > 0)
			sayNaN(id);
		return moments;
	}

	/** The positions at which this tensor has its own statistics. */
	Positions positions(String jointly) {
		return Positions.of(raw.get(tensor.id()), kept(jointly));
	}

	private String kept(String jointly) {
		return Frames.kept(raw.get(tensor.id()), this::isLooped, jointly, scope);
	}

	/** True if the network does not take that axis, or only one position of it. */
	private boolean isLooped(char letter) {
		AxisSpec axis = tensor.axis(letter);
		return axis == null || axis.size() instanceof SizeRule.Fixed fixed && fixed.size() == 1;
	}

	private void sayNaN(String id) {
		if (said.add(id))
			progress.note("The image '" + id + "' contains NaN, which is left out of its statistics and passed through.");
	}
}
