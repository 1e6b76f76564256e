package io.github.hourglass.simulate;

import io.github.hourglass.image.Setting;

/**
 * Everything a user may choose when images are simulated. Where a range is given, each image draws its own number from it. The
 * defaults cover what is published of common instruments: read noise of 0.9 to 2.5 electrons and an offset of 100 counts at 0.5 to
 * 4 counts per electron are those of scientific CMOS cameras (data sheets of the Hamamatsu ORCA-Flash4.0, Andor Zyla 4.2 and
 * Photometrics Prime 95B; Huang et al., Nature Methods 10, 2013, also for hot pixels and rows), 10 to 300 photons at the brightest
 * pixel those of live-cell fluorescence (Weigert et al., Nature Methods 15, 2018; Zhang et al., CVPR 2019, for confocal and
 * two-photon images), pixels of 65 nm to 0.65 µm those of cameras with pixels of 6.5 µm behind objectives of 10× to 100×.
 */
public record SimulationOptions(
	@Setting(label = "Kind", byDefault = "nuclei", choices = { "nuclei", "filaments", "membranes", "vesicles", "tissue", "mixed", "shapes", "empty" }, text = "What is shown; mixed shows another of the first five in each image, shapes are no specimen in particular, empty has light and noise alone.")
	String kind,
	@Setting(label = "Size", byDefault = "256,256", text = "Size in pixels, x,y for planes or x,y,z for volumes.")
	String size,
	@Setting(label = "Count", byDefault = "10", min = 1, max = 1000000, text = "How many images.")
	int count,
	@Setting(label = "Peak", byDefault = "10,300", text = "Expected photons at the brightest pixel, or a range.")
	String peak,
	@Setting(label = "Microscope", byDefault = "mixed", choices = { "mixed", "widefield", "confocal" }, text = "Which microscope; a confocal one sees little of what is out of focus.")
	String microscope,
	@Setting(label = "Seed", byDefault = "1", text = "Decides every random choice.")
	long seed,
	@Setting(label = "Frames", byDefault = "1", min = 1, max = 100000, text = "Time points of each image; what is shown moves.")
	int frames,
	@Setting(label = "Density", byDefault = "0.1,0.9", text = "How crowded the image is, from 0 to 1, or a range.")
	String density,
	@Setting(label = "Noise", byDefault = "0.9,2.5", text = "Read noise of the camera in electrons, or a range.")
	String noise,
	@Setting(label = "Background", byDefault = "0.01,0.15", text = "Light without structure as a share of the peak, or a range.")
	String background,
	@Setting(label = "Psf", byDefault = "gibson_lanni", choices = { "gibson_lanni", "gaussian" }, text = "The model of the point-spread function.")
	String psf,
	@Setting(label = "Pixel", byDefault = "auto", text = "Pixel size in µm, or a range; auto fits the kind and the objective.")
	String pixel,
	@Setting(label = "Step", byDefault = "auto", text = "Distance of slices in µm, or a range; auto is 2 to 4 pixels.")
	String step,
	@Setting(label = "Isotropic", byDefault = "1", min = 1, max = 16, text = "How many pixels the slices of a volume lie apart; if more than 1, the true images have as many slices for each noisy one and are as sharp along z as in the plane, and step stays auto.")
	int isotropic,
	@Setting(label = "Scattering", byDefault = "0,0.5", text = "Share of the light lost per 100 µm of depth, which also blurs, or a range.")
	String scattering,
	@Setting(label = "Uneven", byDefault = "0,0.4", text = "How much darker the illumination is in the corners, from 0 to 1, or a range.")
	String uneven,
	@Setting(label = "Bleaching", byDefault = "0,0.3", text = "Share of the light lost by the last slice or frame, or a range.")
	String bleaching,
	@Setting(label = "Hot", byDefault = "0,0.0005", text = "Share of hot pixels, or a range.")
	String hot,
	@Setting(label = "Rows", byDefault = "0,0.3", text = "Noise of whole rows in electrons, or a range.")
	String rows,
	@Setting(label = "Smear", byDefault = "0,0.1", text = "Share of a pixel's noise that the next one in its row gets too, or a range.")
	String smear,
	@Setting(label = "Gain", byDefault = "auto", text = "Counts per electron, or a range; auto is 0.5 to 4, or for 8 bits what fills the range.")
	String gain,
	@Setting(label = "Offset", byDefault = "auto", text = "Counts without light, or a range; auto is 100, or 5 for 8 bits.")
	String offset,
	@Setting(label = "Bits", byDefault = "16", choices = { "8", "16" }, text = "Bits of a pixel; brighter ones are cut off.")
	String bits)
{}
