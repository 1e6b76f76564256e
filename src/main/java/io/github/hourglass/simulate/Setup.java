package io.github.hourglass.simulate;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import io.github.hourglass.image.Randomness;

/**
 * What was drawn for one image: the kind, the instrument and its numbers.
 *
 * @param options from which it was drawn
 * @param size x, y, z; z is 1 for a plane
 * @param pixel size in µm
 * @param step distance of slices in µm; for a plane that of the layers of the specimen
 */
record Setup(SimulationOptions options, String kind, long[] size, int frames, double density, Microscope microscope, double pixel, double step, double peak, double background,
	double uneven, double bleaching, Camera camera, int bits, long seed)
{

	private static final List<String> KINDS = List.of("nuclei", "filaments", "membranes", "vesicles", "tissue");
	/** Microns of a camera's pixel. */
	private static final double CAMERA_PIXEL = 6.5;
	private static final double WATER = 1.33, CELL = 1.38, OIL = 1.515;
	private static final double[][] OBJECTIVES = { { 10, 0.3, 1 }, { 10, 0.45, 1 }, { 20, 0.5, 1 }, { 20, 0.75, 1 }, { 40, 0.95, 1 }, { 40, 1.15, WATER },
		{ 60, 1.2, WATER }, { 63, 1.4, OIL }, { 100, 1.45, OIL } };
	private static final double[] WAVELENGTHS = { 0.461, 0.509, 0.525, 0.565, 0.61, 0.67 };
	private static final int LAYERS = 5, LAYERS_3D = 8;

	static Setup of(SimulationOptions options, long index) {
		long seed = Randomness.of(options.seed(), "image", index).nextLong();
		SplittableRandom random = Randomness.of(seed, "setup");
		String kind = options.kind().equals("mixed") ? KINDS.get((int) Math.floorMod(index, KINDS.size())) : options.kind();
		long[] size = size(options.size());
		double density = Range.parse("density", options.density(), 0, 1).even(random);
		boolean confocal = options.microscope().equals("mixed") ? random.nextBoolean() : options.microscope().equals("confocal");
		double[] objective = objective(kind, confocal, random);
		double wavelength = WAVELENGTHS[random.nextInt(WAVELENGTHS.length)];
		Microscope microscope = new Microscope(confocal, Microscope.Psf.valueOf(options.psf().toUpperCase(Locale.ROOT)), objective[1], wavelength, objective[2],
			CELL - 0.04 * random.nextDouble(), Range.parse("scattering", options.scattering(), 0, 1).even(random));
		double auto = confocal ? wavelength / objective[1] * (0.2 + 0.3 * random.nextDouble()) : CAMERA_PIXEL / objective[0];
		double pixel = options.pixel().strip().equals("auto") ? auto : Range.parse("pixel", options.pixel(), 0.01, 10).logarithmic(random);
		double slices = options.isotropic() > 1 ? apart(options, size) * pixel
			: options.step().strip().equals("auto") ? pixel * (2 + 2 * random.nextDouble()) : Range.parse("step", options.step(), 0.01, 20).logarithmic(random);
		double step = size[2] > 1 ? slices : Math.max(pixel, half(kind, microscope) / LAYERS);
		double peak = Range.parse("peak", options.peak(), 0.1, 1e6).logarithmic(random);
		double background = Range.parse("background", options.background(), 0, 0.95).even(random);
		double uneven = Range.parse("uneven", options.uneven(), 0, 1).even(random);
		double bleaching = Range.parse("bleaching", options.bleaching(), 0, 1).even(random);
		return new Setup(options, kind, size, options.frames(), density, microscope, pixel, step, peak, background, uneven, bleaching, camera(options, peak, seed, random),
			Integer.parseInt(options.bits()), seed);
	}

	/** The same with another light and camera; bleaching stays. */
	Setup drawn(int number) {
		SplittableRandom random = Randomness.of(seed, "draw", number);
		double newPeak = Range.parse("peak", options.peak(), 0.1, 1e6).logarithmic(random);
		double newBackground = Range.parse("background", options.background(), 0, 0.95).even(random);
		double newUneven = Range.parse("uneven", options.uneven(), 0, 1).even(random);
		Camera newCamera = camera(options, newPeak, random.nextLong(), random);
		return new Setup(options, kind, size, frames, density, microscope, pixel, step, newPeak, newBackground, newUneven, bleaching, newCamera, bits, seed);
	}

	/** @throws IllegalArgumentException if slices cannot lie so many pixels apart */
	private static int apart(SimulationOptions options, long[] size) {
		if (size[2] == 1)
			throw new IllegalArgumentException("isotropic is " + options.isotropic() + ", but size is '" + options.size() + "', a plane; give size as x,y,z.");
		if (!options.step().strip().equals("auto"))
			throw new IllegalArgumentException("isotropic is " + options.isotropic() + ", which decides the distance of slices; leave step at auto.");
		return options.isotropic();
	}

	private static Camera camera(SimulationOptions options, double peak, long seed, SplittableRandom random) {
		boolean small = options.bits().equals("8");
		double noise = Range.parse("noise", options.noise(), 0, 1000).even(random);
		double rows = Range.parse("rows", options.rows(), 0, 1000).even(random);
		double smear = Range.parse("smear", options.smear(), 0, 1).even(random);
		double hot = Range.parse("hot", options.hot(), 0, 1).even(random);
		double full = (small ? 200 : 40000) / (peak + 4 * Math.sqrt(peak) + 4 * noise);
		Range usual = small ? new Range(0.6 * full, 1.2 * full) : new Range(0.5, 4);
		double gain = options.gain().strip().equals("auto") ? usual.logarithmic(random) : Range.parse("gain", options.gain(), 0.001, 10000).logarithmic(random);
		double offset = options.offset().strip().equals("auto") ? small ? 5 : 100 : Range.parse("offset", options.offset(), 0, 60000).even(random);
		return new Camera(noise, rows, smear, hot, gain, offset, small ? 255 : 65535, seed);
	}

	/** Magnification, numerical aperture and refractive index of the immersion. */
	private static double[] objective(String kind, boolean confocal, SplittableRandom random) {
		int first = switch (kind) {
			case "nuclei" -> confocal ? 3 : 0;
			case "tissue" -> 2;
			case "membranes" -> 3;
			default -> 4;
		};
		int last = switch (kind) {
			case "nuclei" -> confocal ? 7 : 5;
			case "tissue", "membranes" -> 7;
			default -> OBJECTIVES.length;
		};
		return OBJECTIVES[first + random.nextInt(last - first)];
	}

	/** How far above and below the focus there is something to see in a plane, in µm. */
	private static double half(String kind, Microscope microscope) {
		double most = switch (kind) {
			case "nuclei" -> 4;
			case "tissue" -> 8;
			case "membranes" -> 4;
			case "shapes", "empty" -> 0;
			default -> 2;
		};
		return microscope.confocal() ? Math.min(most, Math.max(0.6, 3 * microscope.depthOfField())) : most;
	}

	/** @throws IllegalArgumentException if it is not two or three whole numbers */
	static long[] size(String text) {
		String[] parts = text.strip().split("\\s*,\\s*");
		long[] size = { 0, 0, 1 };
		try {
			for (int d = 0; d < parts.length && parts.length <= 3; d++)
				size[d] = Long.parseLong(parts[d]);
		}
		catch (NumberFormatException e) {
			size[0] = 0;
		}
		if (parts.length < 2 || parts.length > 3 || size[0] < 1 || size[1] < 1 || size[2] < 1 || Math.max(size[0], Math.max(size[1], size[2])) > 1_000_000)
			throw new IllegalArgumentException("size cannot be '" + text + "'; it is x,y or x,y,z in pixels, such as 256,256 or 256,256,32.");
		return size;
	}

	boolean isFlat() {
		return size[2] == 1;
	}

	/** How many slices the truth has for each of the image; more than 1 if it is isotropic. */
	int finer() {
		return options.isotropic();
	}

	/** Distance of the planes of the specimen in µm. */
	double layer() {
		return step / finer();
	}

	/** Planes of the specimen above and below one that light it. */
	int near() {
		if (isFlat())
			return Math.min(LAYERS, (int) Math.ceil(half(kind, microscope) / step));
		double far = microscope.confocal() ? Math.max(0.6, 3 * microscope.depthOfField()) : 5;
		return Math.max(1, Math.min(LAYERS_3D * finer(), (int) Math.ceil(far / layer())));
	}

	Extent extent() {
		double margin = 48 * pixel;
		double deep = near() * layer();
		return new Extent(new double[] { -margin, -margin, -deep }, new double[] { size[0] * pixel + margin, size[1] * pixel + margin, (size[2] - 1) * step + deep }, isFlat());
	}

	List<Body> bodies() {
		return switch (kind) {
			case "nuclei" -> Nuclei.of(extent(), density, seed);
			case "filaments" -> Filaments.of(extent(), density, pixel, layer(), 1, seed);
			case "membranes" -> Membranes.of(extent(), density, pixel, layer(), seed);
			case "vesicles" -> Vesicles.of(extent(), density, pixel, layer(), seed);
			case "shapes" -> Shapes.of(extent(), density, pixel, layer(), seed);
			case "empty" -> List.of();
			default -> Tissue.of(extent(), density, pixel, layer(), seed);
		};
	}

	/** In words. */
	String text() {
		return String.format(Locale.ROOT, "%s, %s %.2f NA, pixel %.3f µm%s, peak %.1f photons, background %.1f %%, read noise %.2f e-, gain %.2f, offset %.0f", kind,
			microscope.confocal() ? "confocal" : "widefield", microscope.aperture(), pixel, isFlat() ? "" : String.format(Locale.ROOT, ", slices %.3f µm", step), peak,
			100 * background, camera.readNoise(), camera.gain(), camera.offset());
	}
}
