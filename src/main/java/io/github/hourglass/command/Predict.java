package io.github.hourglass.command;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Predict...</em>: any image through any model. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Predict...", headless = true)
public final class Predict extends Prediction {

	public Predict() {
		super("predicted");
	}
}
