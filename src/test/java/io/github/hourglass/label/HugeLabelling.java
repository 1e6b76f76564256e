package io.github.hourglass.label;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.StoredVolume;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

/**
 * 100 000 balls of 1400 to 3000 voxels in 1 GiB of 8-bit volume on disk, in a process of its own so that its peak of memory can
 * be read. Arguments: {@code write}, {@code components} or {@code watershed}; the image; a file for the report (peak of
 * resident memory in KiB, objects, seconds of each stage).
 */
final class HugeLabelling {

	static final int OBJECTS = 100_000;
	private static final int SIDE = 1024;
	private static final double PITCH = SIDE / 50.0;
	private static final double DEPTH = SIDE / 40.0;

	private HugeLabelling() {}

	public static void main(String[] arguments) throws IOException {
		Path image = Path.of(arguments[1]);
		switch (arguments[0]) {
			case "write" -> ImageFile.write(balls(), image, true, Progress.none());
			case "components" -> report(arguments[2], ImageFile.open(image), HugeLabelling::components);
			default -> report(arguments[2], ImageFile.open(image), HugeLabelling::watershed);
		}
	}

	/** Balls on a grid of 50 × 50 × 40, in pairs that overlap by a few voxels. */
	private static Volume balls() {
		return Volume.of(PixelType.UINT8, new long[] { SIDE, SIDE, SIDE }, Axes.of("xyz"), new int[] { SIDE, SIDE, 4 }, (min, size, dest) -> {
			byte[] pixels = (byte[]) dest;
			for (int i = 0, z = 0; z < size[2]; z++)
				for (int y = 0; y < size[1]; y++)
					for (int x = 0; x < size[0]; x++)
						pixels[i++] = (byte) (isInBall(min[0] + x, min[1] + y, min[2] + z) ? 255 : 0);
		});
	}

	private static boolean isInBall(long x, long y, long z) {
		int i = (int) (x / PITCH);
		int j = (int) (y / PITCH);
		int k = (int) (z / DEPTH);
		double radius = 7 + Math.floorMod(i * 31 + j * 17 + k * 7, 3);
		double middle = (i + 0.5) * PITCH + (i % 2 == 0 ? 1 : -1) * (PITCH / 2 - radius + 1);
		double dx = x - middle;
		double dy = y - (j + 0.5) * PITCH;
		double dz = z - (k + 0.5) * DEPTH;
		return dx * dx + dy * dy + dz * dz <= radius * radius;
	}

	private static void report(String file, Volume mask, ToLongFunction<Volume> work) throws IOException {
		long start = System.nanoTime();
		long objects = work.applyAsLong(mask);
		double seconds = (System.nanoTime() - start) / 1e9;
		try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
			String peak = status.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow().replaceAll("\\D+", "");
			Files.writeString(Path.of(file), String.format(Locale.ROOT, "%s %d %.2f", peak, objects, seconds));
		}
	}

	private static long components(Volume mask) {
		try (LabelImage labels = ConnectedComponents.of(mask, Connectivity.FULL, LabelOptions.standard(), Progress.none())) {
			return labels.count();
		}
	}

	/** From the mask to objects: components, distances, seeds, flood. */
	private static long watershed(Volume mask) {
		LabelOptions options = LabelOptions.standard();
		long[] times = { System.nanoTime(), 0, 0, 0, 0 };
		try (LabelImage components = ConnectedComponents.of(mask, Connectivity.FULL, options, Progress.none());
			StoredVolume distances = timed(times, 1, () -> DistanceMap.of(components.volume(), options, Progress.none()));
			LabelImage seeds = timed(times, 2, () -> Seeds.maxima(distances.volume(), components, 1, 5, options, Progress.none()));
			LabelImage labels = timed(times, 3, () -> Watershed.flood(negative(distances.volume()), seeds, components, Connectivity.FULL, options, Progress.none()))) {
			times[4] = System.nanoTime();
			for (int i = 0; i < 4; i++)
				System.out.printf(Locale.ROOT, "%.1f s ", (times[i + 1] - times[i]) / 1e9);
			System.out.println();
			return labels.count();
		}
	}

	private static <T> T timed(long[] times, int stage, java.util.function.Supplier<T> work) {
		times[stage] = System.nanoTime();
		return work.get();
	}

	private static Volume negative(Volume map) {
		return map.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] values = (float[]) dest;
			map.copyFloats(min, size, values);
			for (int i = 0, n = Volume.pixels(size); i < n; i++)
				values[i] = -values[i];
		});
	}
}
