package io.github.hourglass.command;

import java.nio.file.Path;

import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import io.github.hourglass.image.Progress;
import io.github.hourglass.simulate.SimulationOptions;
import io.github.hourglass.simulate.Simulations;

/**
 * <em>Plugins &gt; Hourglass &gt; Hourglass Simulate...</em>: a folder of simulated images with their truth. The fields are those of
 * {@link SimulationOptions}, by name, label, default and choices (tested).
 */
@Plugin(type = Command.class, menuPath = "Plugins>Hourglass>Hourglass Simulate...", headless = true,
	description = "Makes images as a microscope would take them, together with what is true of them: the image without noise, the objects and the classes.")
public final class Simulate extends HostCommand {

	@Parameter(label = "Destination", persist = false, description = "The folder for the images, in its folders noisy, clean, labels and classes.")
	private String destination = "";

	@Parameter(label = "Kind", persist = false, choices = { "nuclei", "filaments", "membranes", "vesicles", "tissue", "mixed", "shapes", "empty" },
		description = "What is shown; mixed shows another of the first five in each image, shapes are no specimen in particular, empty has light and noise alone.")
	private String kind = "nuclei";

	@Parameter(label = "Size", persist = false, description = "Size in pixels, x,y for planes or x,y,z for volumes.")
	private String size = "256,256";

	@Parameter(label = "Count", persist = false, min = "1", max = "1000000", description = "How many images.")
	private int count = 10;

	@Parameter(label = "Peak", persist = false, description = "Expected photons at the brightest pixel, or a range.")
	private String peak = "10,300";

	@Parameter(label = "Microscope", persist = false, choices = { "mixed", "widefield", "confocal" },
		description = "Which microscope; a confocal one sees little of what is out of focus.")
	private String microscope = "mixed";

	@Parameter(label = "Seed", persist = false, description = "Decides every random choice.")
	private long seed = 1;

	@Parameter(visibility = ItemVisibility.MESSAGE, persist = false, required = false)
	private final String more = MORE;

	@Parameter(label = "Frames", persist = false, min = "1", max = "100000", description = "Time points of each image; what is shown moves.")
	private int frames = 1;

	@Parameter(label = "Density", persist = false, description = "How crowded the image is, from 0 to 1, or a range.")
	private String density = "0.1,0.9";

	@Parameter(label = "Noise", persist = false, description = "Read noise of the camera in electrons, or a range.")
	private String noise = "0.9,2.5";

	@Parameter(label = "Background", persist = false, description = "Light without structure as a share of the peak, or a range.")
	private String background = "0.01,0.15";

	@Parameter(label = "Psf", persist = false, choices = { "gibson_lanni", "gaussian" }, description = "The model of the point-spread function.")
	private String psf = "gibson_lanni";

	@Parameter(label = "Pixel", persist = false, description = "Pixel size in µm, or a range; auto fits the kind and the objective.")
	private String pixel = "auto";

	@Parameter(label = "Step", persist = false, description = "Distance of slices in µm, or a range; auto is 2 to 4 pixels.")
	private String step = "auto";

	@Parameter(label = "Isotropic", persist = false, min = "1", max = "16",
		description = "How many pixels the slices of a volume lie apart; if more than 1, the true images have as many slices for each noisy one and are as sharp along z as in the plane, and step stays auto.")
	private int isotropic = 1;

	@Parameter(label = "Scattering", persist = false, description = "Share of the light lost per 100 µm of depth, which also blurs, or a range.")
	private String scattering = "0,0.5";

	@Parameter(label = "Uneven", persist = false, description = "How much darker the illumination is in the corners, from 0 to 1, or a range.")
	private String uneven = "0,0.4";

	@Parameter(label = "Bleaching", persist = false, description = "Share of the light lost by the last slice or frame, or a range.")
	private String bleaching = "0,0.3";

	@Parameter(label = "Hot", persist = false, description = "Share of hot pixels, or a range.")
	private String hot = "0,0.0005";

	@Parameter(label = "Rows", persist = false, description = "Noise of whole rows in electrons, or a range.")
	private String rows = "0,0.3";

	@Parameter(label = "Smear", persist = false, description = "Share of a pixel's noise that the next one in its row gets too, or a range.")
	private String smear = "0,0.1";

	@Parameter(label = "Gain", persist = false, description = "Counts per electron, or a range; auto is 0.5 to 4, or for 8 bits what fills the range.")
	private String gain = "auto";

	@Parameter(label = "Offset", persist = false, description = "Counts without light, or a range; auto is 100, or 5 for 8 bits.")
	private String offset = "auto";

	@Parameter(label = "Bits", persist = false, choices = { "8", "16" }, description = "Bits of a pixel; brighter ones are cut off.")
	private String bits = "16";

	@Parameter(label = "Overwrite", persist = false, description = "Whether files that are there may be replaced.")
	private boolean overwrite;

	@Override
	void work(Progress progress) {
		if (destination.isBlank())
			throw new IllegalArgumentException("destination is empty; give a folder for the images.");
		Simulations.write(Options.read(SimulationOptions.class, Options.fieldsOf(this)), Path.of(destination.strip()), overwrite, progress);
	}
}
