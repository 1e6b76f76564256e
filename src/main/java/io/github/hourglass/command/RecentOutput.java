package io.github.hourglass.command;

import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.zip.CRC32C;

import ij.ImagePlus;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.SegmentOptions;

/**
 * The network's output of the last run, while it is in memory and memory suffices: with the same image, unchanged, and the same network
 * it is not computed again. Only options of what is made of it may differ.
 */
final class RecentOutput {

	private static Key key;
	private static SoftReference<NetworkOutput> recent = new SoftReference<>(null);

	private RecentOutput() {}

	/** The output of the last run if it is the same, else a new one; to be {@link #release released}. */
	static synchronized NetworkOutput of(ImagePlus input, Volume image, SegmentOptions options, Progress progress) {
		if (options.probabilities() || options.objects().equals("none") || options.objects().equals("classes"))
			return NetworkOutput.of(image, options, progress);
		Key asked = new Key(new WeakReference<>(input), checksum(image, progress), image + image.axes().toString(), options.network());
		NetworkOutput last = recent.get();
		if (last != null && asked.equals(key))
			return last;
		recent = new SoftReference<>(null);
		NetworkOutput made = NetworkOutput.of(image, options, progress);
		try {
			made.keep(progress);
		}
		catch (RuntimeException | Error failed) {
			made.close();
			throw failed;
		}
		if (made.inMemory()) {
			key = asked;
			recent = new SoftReference<>(made);
		}
		return made;
	}

	/** Ends the use of an output; one that is remembered stays. */
	static synchronized void release(NetworkOutput output) {
		if (output != recent.get())
			output.close();
	}

	private static long checksum(Volume image, Progress progress) {
		CRC32C sum = new CRC32C();
		PixelType type = image.type();
		byte[] bytes = new byte[8 << 10];
		for (long number = 0; number < image.blocks().count(); number++) {
			progress.check();
			int[] size = image.blocks().size(number);
			int pixels = Volume.pixels(size);
			Object block = type.newArray(pixels);
			image.copy(image.blocks().min(number), size, block);
			for (int from = 0; from < pixels; from += bytes.length / 8) {
				int count = Math.min(bytes.length / 8, pixels - from);
				for (int i = 0; i < count; i++) {
					long bits = Double.doubleToRawLongBits(type.get(block, from + i));
					for (int b = 0; b < 8; b++)
						bytes[8 * i + b] = (byte) (bits >>> 8 * b);
				}
				sum.update(bytes, 0, 8 * count);
			}
		}
		return sum.getValue();
	}

	private record Key(WeakReference<ImagePlus> image, long checksum, String description, Object network) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Key that && image.get() != null && image.get() == that.image.get() && checksum == that.checksum
				&& description.equals(that.description) && network.equals(that.network);
		}

		@Override
		public int hashCode() {
			return Long.hashCode(checksum);
		}
	}
}
