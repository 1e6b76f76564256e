package io.github.hourglass.demo;

import java.nio.file.Path;
import java.util.Random;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import net.imglib2.img.array.ArrayImgs;

/**
 * Makes the images in {@code test-images/}: cell nuclei with chromatin texture and thin filaments between them, blurred as a
 * microscope would, then seen by a camera with few photons. {@code test-images/README.md} gives the numbers. The same seed
 * gives the same files.
 */
public final class TestImagesDemo {

	private static final double GAIN = 8;
	private static final double OFFSET = 100;
	private static final double READ_NOISE_ELECTRONS = 2;

	private TestImagesDemo() {}

	public static void main(String[] args) {
		Path folder = Path.of(args.length > 0 ? args[0] : "test-images");
		write(folder, "cells-2d", new int[] { 512, 512, 1 }, 30, 3, 1.3, 11);
		write(folder, "cells-3d", new int[] { 160, 128, 32 }, 14, 40, 1.3, 12);
	}

	private static void write(Path folder, String name, int[] size, int nuclei, double photons, double blur, long seed) {
		Random random = new Random(seed);
		float[] scene = new float[size[0] * size[1] * size[2]];
		for (int i = 0; i < nuclei; i++)
			addNucleus(scene, size, random);
		for (int i = 0; i < nuclei / 2; i++)
			addFilament(scene, size, random);
		for (int d = 0; d < 3; d++)
			scene = blur(scene, size, d, d == 2 ? blur * 1.5 : blur);
		float peak = 0;
		for (float value : scene)
			peak = Math.max(peak, value);
		short[] clean = new short[scene.length];
		short[] noisy = new short[scene.length];
		double background = 0.05;
		double expected = size[2] == 1 ? photons * 10 : photons;
		for (int i = 0; i < scene.length; i++) {
			double mean = expected * (background + scene[i] / peak);
			double electrons = poisson(mean, random) + READ_NOISE_ELECTRONS * random.nextGaussian();
			clean[i] = (short) Math.round(OFFSET + GAIN * mean);
			noisy[i] = (short) Math.max(0, Math.round(OFFSET + GAIN * electrons));
		}
		save(folder.resolve(name + "-noisy.tif"), noisy, size);
		save(folder.resolve(name + "-clean.tif"), clean, size);
	}

	/** An ellipsoid with a smooth rim, brighter and darker grains of chromatin and a dark nucleolus. */
	private static void addNucleus(float[] scene, int[] size, Random random) {
		double radius = 14 + 8 * random.nextDouble();
		double stretch = 0.75 + 0.5 * random.nextDouble();
		double angle = Math.PI * random.nextDouble();
		double[] center = { random.nextDouble() * size[0], random.nextDouble() * size[1], random.nextDouble() * size[2] };
		double brightness = 0.4 + 0.6 * random.nextDouble();
		double[][] grains = new double[40][];
		for (int i = 0; i < grains.length; i++)
			grains[i] = new double[] { 1.6 * random.nextDouble() - 0.8, 1.6 * random.nextDouble() - 0.8,
				1.6 * random.nextDouble() - 0.8, 0.5 * random.nextGaussian(), 0.06 + 0.12 * random.nextDouble() };
		double depth = size[2] == 1 ? 1 : 3;
		double cos = Math.cos(angle);
		double sin = Math.sin(angle);
		for (int z = 0, i = 0; z < size[2]; z++)
			for (int y = 0; y < size[1]; y++)
				for (int x = 0; x < size[0]; x++, i++) {
					double u = (cos * (x - center[0]) + sin * (y - center[1])) / (radius * stretch);
					double v = (-sin * (x - center[0]) + cos * (y - center[1])) / (radius / stretch);
					double w = size[2] == 1 ? 0 : (z - center[2]) * depth / radius;
					double r = Math.sqrt(u * u + v * v + w * w);
					if (r > 1.1)
						continue;
					double texture = 1;
					for (double[] grain : grains) {
						double dw = size[2] == 1 ? 0 : w - grain[2];
						double distance = ((u - grain[0]) * (u - grain[0]) + (v - grain[1]) * (v - grain[1]) + dw * dw) / (grain[4] * grain[4]);
						if (distance < 9)
							texture += grain[3] * Math.exp(-distance / 2);
					}
					double rim = 1 / (1 + Math.exp((r - 1) * 40));
					scene[i] += (float) (brightness * rim * Math.max(0.1, texture));
				}
	}

	/** A smooth random walk of thin bright points. */
	private static void addFilament(float[] scene, int[] size, Random random) {
		double[] at = { random.nextDouble() * size[0], random.nextDouble() * size[1], random.nextDouble() * size[2] };
		double heading = 2 * Math.PI * random.nextDouble();
		double climb = size[2] == 1 ? 0 : 0.15 * random.nextGaussian();
		double brightness = 0.5 + 0.5 * random.nextDouble();
		for (int step = 0; step < 600; step++) {
			heading += 0.03 * random.nextGaussian();
			at[0] += 0.5 * Math.cos(heading);
			at[1] += 0.5 * Math.sin(heading);
			at[2] += 0.5 * climb;
			int x = (int) at[0];
			int y = (int) at[1];
			int z = (int) at[2];
			if (x < 0 || y < 0 || z < 0 || x >= size[0] || y >= size[1] || z >= size[2])
				return;
			scene[(z * size[1] + y) * size[0] + x] += (float) brightness;
		}
	}

	private static float[] blur(float[] image, int[] size, int axis, double sigma) {
		if (size[axis] == 1)
			return image;
		int radius = (int) Math.ceil(4 * sigma);
		double[] kernel = new double[2 * radius + 1];
		double sum = 0;
		for (int k = -radius; k <= radius; k++)
			sum += kernel[k + radius] = Math.exp(-k * k / (2 * sigma * sigma));
		int stride = axis == 0 ? 1 : axis == 1 ? size[0] : size[0] * size[1];
		float[] result = new float[image.length];
		for (int i = 0; i < image.length; i++) {
			int position = i / stride % size[axis];
			double value = 0;
			for (int k = -radius; k <= radius; k++)
				value += kernel[k + radius] * image[i + (Math.min(size[axis] - 1, Math.max(0, position + k)) - position) * stride];
			result[i] = (float) (value / sum);
		}
		return result;
	}

	/** Knuth's method; the means here stay small. */
	private static int poisson(double mean, Random random) {
		double limit = Math.exp(-mean);
		int count = 0;
		for (double product = random.nextDouble(); product > limit; product *= random.nextDouble())
			count++;
		return count;
	}

	private static void save(Path file, short[] pixels, int[] size) {
		boolean flat = size[2] == 1;
		long[] dimensions = flat ? new long[] { size[0], size[1] } : new long[] { size[0], size[1], size[2] };
		Axes axes = Axes.of(flat ? "xy" : "xyz").with(new Axis('x', 0.2, 0, "µm")).with(new Axis('y', 0.2, 0, "µm"));
		if (!flat)
			axes = axes.with(new Axis('z', 0.6, 0, "µm"));
		Volume volume = Volume.of(ArrayImgs.unsignedShorts(pixels, dimensions), axes)
			.withMetadata(Metadata.titled(file.getFileName().toString()));
		ImageFile.write(volume, file, true, Progress.none());
	}
}
