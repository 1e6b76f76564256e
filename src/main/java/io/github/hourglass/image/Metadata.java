package io.github.hourglass.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an image carries beside its pixels and axes and must still carry after a network has worked on it.
 *
 * @param title the name shown to the user, never null
 * @param channels how each channel is shown, in order; empty where nothing is known
 * @param sliceLabels one label per plane in ImageJ's order (channel fastest, then z, then t); empty where there are none
 * @param rgb true if the three 8-bit channels came from an RGB image and should be shown as one
 * @param provenance how the pixels came to be (model, normalization, tiles, engine, versions), in reading order
 */
public record Metadata(String title, List<Channel> channels, List<String> sliceLabels, boolean rgb,
	Map<String, String> provenance)
{

	/**
	 * How a channel is shown.
	 *
	 * @param name empty where it has none
	 * @param lut 256 red, then 256 green, then 256 blue values, or null for gray
	 * @param displayMin value shown black; NaN where the viewer should choose
	 * @param displayMax value shown white; NaN where the viewer should choose
	 */
	public record Channel(String name, byte[] lut, double displayMin, double displayMax) {}

	public Metadata {
		channels = List.copyOf(channels);
		sliceLabels = List.copyOf(sliceLabels);
		provenance = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
	}

	public static Metadata titled(String title) {
		return new Metadata(title, List.of(), List.of(), false, Map.of());
	}

	public Metadata withTitle(String newTitle) {
		return new Metadata(newTitle, channels, sliceLabels, rgb, provenance);
	}

	public Metadata withChannels(List<Channel> newChannels) {
		return new Metadata(title, newChannels, sliceLabels, rgb, provenance);
	}

	public Metadata withSliceLabels(List<String> newLabels) {
		return new Metadata(title, channels, newLabels, rgb, provenance);
	}

	public Metadata withRgb(boolean newRgb) {
		return new Metadata(title, channels, sliceLabels, newRgb, provenance);
	}

	/** The same with one more line of provenance. */
	public Metadata withProvenance(String key, String value) {
		Map<String, String> more = new LinkedHashMap<>(provenance);
		more.put(key, value);
		return new Metadata(title, channels, sliceLabels, rgb, more);
	}

	/** What belongs to a part of the image; rgb only while there are three channels. Lists that did not fit the image are dropped. */
	Metadata cropped(Axes axes, long[] dimensions, long[] min, long[] size) {
		long[] whole = new long[3];
		long[] from = new long[3];
		long[] count = new long[3];
		for (int i = 0; i < 3; i++) {
			int d = axes.indexOf("czt".charAt(i));
			whole[i] = d < 0 ? 1 : dimensions[d];
			from[i] = d < 0 ? 0 : min[d];
			count[i] = d < 0 ? 1 : size[d];
		}
		List<Channel> newChannels = channels.size() != whole[0] ? List.of() : channels.subList((int) from[0], (int) (from[0] + count[0]));
		List<String> newLabels = new ArrayList<>();
		if (!sliceLabels.isEmpty() && sliceLabels.size() == whole[0] * whole[1] * whole[2])
			for (long t = from[2]; t < from[2] + count[2]; t++)
				for (long z = from[1]; z < from[1] + count[1]; z++)
					for (long c = from[0]; c < from[0] + count[0]; c++)
						newLabels.add(sliceLabels.get((int) (c + whole[0] * (z + whole[1] * t))));
		return new Metadata(title, newChannels, newLabels, rgb && count[0] == 3, provenance);
	}
}
