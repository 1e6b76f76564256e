package io.github.hourglass.command;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Denoise...</em>: an image in, the restored image out. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Denoise...", headless = true)
public final class Denoise extends Prediction {

	public Denoise() {
		super("denoised");
	}
}
