package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.AxesMapping;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Moments;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.StoredVolume;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.step.Affine;
import io.github.hourglass.step.Sample;

/**
 * What a network gives for an image. {@link #keep Kept}, it is computed once, so that objects can be made of it as often as one likes,
 * each time with other thresholds, without running the network again.
 */
public final class NetworkOutput implements AutoCloseable {

	/** Of the memory that a run may use, and of the heap, the part that a kept output may take. */
	private static final int SHARE = 4;
	private static final int MOST_GRID = 1 << 9;

	private final Volume image;
	private final String ownAxes;
	private final Predictor predictor;
	private final String standIn;
	private final String memory;
	private Volume volume;
	private StoredVolume stored;
	private List<Moments.Statistics> statistics;

	private NetworkOutput(Volume image, String ownAxes, Predictor predictor, String standIn, String memory, Volume volume) {
		this.image = image;
		this.ownAxes = ownAxes;
		this.predictor = predictor;
		this.standIn = standIn;
		this.memory = memory;
		this.volume = volume;
	}

	/**
	 * Opens the network that the options name and applies it; without one, the bundled one for nuclei or else the denoiser. With {@code probabilities} the image
	 * is itself the output of a network. Nothing is computed yet.
	 *
	 * @throws IllegalArgumentException if image, options and network do not fit
	 * @throws io.github.hourglass.model.ModelException if there is no such model, or it cannot be used
	 */
	public static NetworkOutput of(Volume image, SegmentOptions options, Progress progress) {
		Volume read = AxesMapping.of(image, "yx", Map.of(), options.axes()).image();
		String ownAxes = image.axes().letters();
		if (options.probabilities())
			return new NetworkOutput(read, ownAxes, null, "", options.memory(), scaled(read));
		Volume seen = seen(image, options);
		Predictor predictor = opened(seen, options, progress);
		try {
			Model model = predictor.model();
			Volume chosen = withoutLoops(model, seen, progress);
			Volume volume = predictor.applyAll(Sample.of(model.inputs().get(0).id(), chosen), progress).get(Recognition.output(model).id());
			return new NetworkOutput(chosen, ownAxes, predictor, options.model().isBlank() ? model.name() : "", options.memory(), volume);
		}
		catch (RuntimeException | Error failed) {
			predictor.close();
			throw failed;
		}
	}

	/** The network that the options name; else the bundled one for nuclei or, without it, the denoiser. */
	static Predictor opened(Volume seen, SegmentOptions options, Progress progress) {
		return !options.model().isBlank() ? Predictor.open(seen, options.prediction(), progress) : Predictor.open(BundledModels.segmenting(seen), options.prediction(), progress);
	}

	/** What of an image goes into the network: its axes as the options read them, the channel that they choose. */
	static Volume seen(Volume image, SegmentOptions options) {
		return channel(AxesMapping.of(image, "yx", Map.of(), options.axes()).image(), options.channel());
	}

	/** Probabilities kept as 8 or 16 bit fill the range of their type. */
	private static Volume scaled(Volume volume) {
		return volume.type() == PixelType.UINT8 || volume.type() == PixelType.UINT16 ? Affine.of(0, 1 / volume.type().max(), 0).apply(volume) : volume;
	}

	private static Volume channel(Volume image, int channel) {
		long channels = image.size('c');
		if (channel > channels)
			throw new IllegalArgumentException("channel is " + channel + ", but the image has " + channels + (channels == 1 ? " channel." : " channels."));
		if (channel == 0 || channels == 1)
			return image;
		long[] min = new long[image.axes().count()];
		long[] size = image.dimensions();
		min[image.axes().indexOf('c')] = channel - 1;
		size[image.axes().indexOf('c')] = 1;
		return image.crop(min, size);
	}

	/** A network that takes one channel would be applied to each; but objects are sought in one, of RGB in its gray. */
	static Volume withoutLoops(Model model, Volume image, Progress progress) {
		TensorSpec input = model.inputs().get(0);
		boolean one = input.axis('c') == null || input.axis('c').size() instanceof SizeRule.Fixed fixed && fixed.size() == 1;
		if (!one || image.size('c') == 1)
			return image;
		if (image.metadata().rgb()) {
			progress.note("The image is RGB and the model takes one channel, so the mean of red, green and blue was segmented; channel= takes one of them instead.");
			return GrayOfRgb.of(image);
		}
		throw new IllegalArgumentException("The image has " + image.size('c') + " channels, the model takes one: set channel= to the one that shows the objects, from 1 to "
			+ image.size('c') + ".");
	}

	/** The image that was segmented: one channel if one was chosen. */
	public Volume image() {
		return image;
	}

	/** What the network gives; computed on demand until it is {@link #keep kept}. Its channels are the network's. */
	public Volume volume() {
		return volume;
	}

	/** What the channels are: as the options say, else the package, else the provenance of a kept output. */
	OutputMeaning meaning(SegmentOptions options) {
		OutputMeaning meaning = !SegmentOptions.isAuto(options.meaning()) ? OutputMeaning.parse(options.meaning()) : recognized();
		meaning.check(volume.size('c'));
		return meaning.rays() >= 0 && predictor != null ? meaning.withGrid(grid()) : meaning;
	}

	/** Pixels of the image for each of the output. */
	private int grid() {
		int grid = 1;
		while (grid < MOST_GRID && (image.size('x') - 1) / grid + 1 > volume.size('x'))
			grid *= 2;
		return grid;
	}

	private OutputMeaning recognized() {
		long channels = volume.size('c');
		if (predictor != null)
			return Recognition.of(predictor.model(), Recognition.output(predictor.model()), channels);
		String kept = image.metadata().provenance().get(OutputMeaning.KEY);
		if (kept != null)
			return OutputMeaning.parse(kept);
		if (channels > 2)
			throw new IllegalArgumentException("'" + image.metadata().title() + "' has " + channels + " channels and does not say what they are; set meaning= to such as "
				+ "'background 1, boundary 2, foreground 3'.");
		return OutputMeaning.ofChannels(-1, 0, channels == 2 ? 1 : -1, -1);
	}

	/** The bundled model that was used because none was named; empty else. */
	String standIn() {
		return standIn;
	}

	/** Computes the output, if a network has to be run for it, and frees the network. */
	public NetworkOutput keep(Progress progress) {
		if (predictor != null && stored == null) {
			long most = Math.min(MemoryBudget.of(memory), Runtime.getRuntime().maxMemory()) / SHARE;
			stored = StoredVolume.of(volume, most, progress, "Predicting");
			volume = stored.volume();
			predictor.close();
		}
		return this;
	}

	/** True if it is kept in memory, not in a file. */
	public boolean inMemory() {
		return stored != null && stored.inMemory();
	}

	/** Least and largest value of each channel, and how many are no numbers; measured once. */
	List<Moments.Statistics> statistics(Progress progress) {
		if (statistics == null) {
			Moments moments = Moments.of(volume, "c", progress);
			List<Moments.Statistics> measured = new ArrayList<>();
			for (int c = 0; c < volume.size('c'); c++)
				measured.add(moments.at(c));
			statistics = measured;
		}
		return statistics;
	}

	/** An image made of the output with the axes named as those of the image that was given. */
	Volume ownNames(Volume made) {
		if (image.axes().letters().equals(ownAxes))
			return made;
		List<Axis> axes = new ArrayList<>();
		for (Axis axis : made.axes()) {
			int d = image.axes().indexOf(axis.letter());
			axes.add(new Axis(d < 0 ? axis.letter() : ownAxes.charAt(d), axis.scale(), axis.origin(), axis.unit()));
		}
		return axes.stream().map(Axis::letter).distinct().count() < axes.size() ? made : made.withAxes(Axes.of(axes));
	}

	/** Frees the network, and the temporary file if there is one. */
	@Override
	public void close() {
		if (predictor != null)
			predictor.close();
		if (stored != null)
			stored.close();
	}
}
