package io.github.hourglass.command;

import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** <em>Plugins &gt; Hourglass &gt; Hourglass Denoise...</em>: an image in, the restored image out. */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Denoise...", headless = true,
	description = "Takes the noise out of the image in front, by the bundled network for planes or for stacks, or by your own. The result is a "
		+ "new image; the original stays as it is." + CommandHelp.COLORS
		+ ", each of which is denoised; the result has 32 bits for each and shows the same colors, and with type=input it is an RGB image again."
		+ CommandHelp.ESCAPE)
public final class Denoise extends Prediction {

	public Denoise() {
		super("denoised");
	}
}
