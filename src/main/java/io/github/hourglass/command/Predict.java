package io.github.hourglass.command;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Predict...</em>: any image through any model. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Predict...", headless = true,
	description = "Takes the image in front through any network and shows what it gives." + CommandHelp.COLORS
		+ ", which enter together where the network takes three, else one at a time." + CommandHelp.ESCAPE)
public final class Predict extends Prediction {

	public Predict() {
		super("predicted");
	}
}
