package io.github.hourglass.command;

import java.util.HashSet;
import java.util.Set;

/**
 * Which of several stages at work at once is shown: the one begun last. Writing an image computes it, so both report; a
 * display that followed each report would flicker between them.
 */
final class CurrentStage {

	private final Set<String> begun = new HashSet<>();
	private String current = "";

	/** True if this report is of the stage to be shown; a stage begins with its first report, or again with {@code done} 0. */
	synchronized boolean shows(String stage, long done) {
		if (begun.add(stage) || done == 0)
			current = stage;
		return stage.equals(current);
	}
}
