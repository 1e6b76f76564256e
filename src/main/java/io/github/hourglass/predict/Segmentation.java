package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.LabelColors;
import io.github.hourglass.label.LabelImage;

/**
 * What a network gives, turned into what a biologist needs: objects, each with a number of its own; or a map of classes, or the
 * output itself. The way is chosen by what the channels mean, or by the user.
 */
public final class Segmentation implements AutoCloseable {

	private static final int MOST_16_BIT = 65535;

	private final ObjectSearch search;
	private final LabelImage objects;
	private final Volume result;
	private final List<String> notes;

	private Segmentation(ObjectSearch search, LabelImage objects, Volume result, List<String> notes) {
		this.search = search;
		this.objects = objects;
		this.result = result;
		this.notes = List.copyOf(notes);
	}

	/**
	 * Finds the objects; the output is {@link NetworkOutput#keep kept} for it, unless it is only shown as it is or as classes, which is
	 * computed on demand.
	 *
	 * @param progress is told of {@link #notes()} too
	 * @throws IllegalArgumentException if objects of the kind that is asked for cannot be made of the output
	 */
	public static Segmentation of(NetworkOutput output, SegmentOptions options, Progress progress) {
		OutputMeaning meaning = output.meaning(options);
		List<String> notes = new ArrayList<>();
		String way = way(meaning, output.volume().size('c'), options.objects(), notes);
		Segmentation made = switch (way) {
			case "none" -> new Segmentation(null, null, output.ownNames(said(output.volume(), meaning)), notes);
			case "classes" -> new Segmentation(null, null, output.ownNames(ClassMap.of(classes(output, meaning, notes, progress), options)), notes);
			default -> objects(way, output.keep(progress), meaning, options, notes, progress);
		};
		made.notes.forEach(progress::note);
		return made;
	}

	/** Which class is highest does not depend on whether they are logits; which are above a threshold does, so that they must be looked at. */
	private static Channels classes(NetworkOutput output, OutputMeaning meaning, List<String> notes, Progress progress) {
		boolean compared = meaning.exclusive() || meaning.image() || meaning.rays() >= 0;
		return compared ? new Channels(output.volume(), meaning) : Channels.checked(output.keep(progress), meaning, notes, progress);
	}

	/** A network's output that says what its channels are. */
	private static Volume said(Volume volume, OutputMeaning meaning) {
		return volume.withMetadata(volume.metadata().withProvenance(OutputMeaning.KEY, meaning.toString()));
	}

	/** One of the choices of {@code objects}, not {@code auto}. */
	private static String way(OutputMeaning meaning, long channels, String asked, List<String> notes) {
		if (asked.equals("star") && meaning.rays() < 0)
			throw new IllegalArgumentException("objects is star, but the network gives no star-convex rays: use auto, or set meaning= to such as 'foreground 1, rays 2'.");
		if (!asked.equals("auto"))
			return asked;
		if (meaning.rays() >= 0)
			return "star";
		if (meaning.classes() && channels > 2) {
			notes.add("The model tells " + channels + " classes apart, so the result is a map of them; for objects set objects= to components or watershed, or name the "
				+ "channels that show them, such as meaning=[background 1, foreground 2].");
			return "classes";
		}
		return meaning.image() || meaning.round() || meaning.boundary() >= 0 || meaning.distance() >= 0 ? "watershed" : "components";
	}

	private static Segmentation objects(String way, NetworkOutput output, OutputMeaning meaning, SegmentOptions options, List<String> notes, Progress progress) {
		ObjectSearch search = new ObjectSearch(way, Channels.checked(output, meaning, notes, progress), output.image(), options, progress);
		try {
			LabelImage found = search.find();
			notes.addAll(found.notes());
			explain(output, meaning, search, found, notes);
			LabelImage objects = numbered(found, search.isFolded() ? output.image() : null, options, progress);
			Volume shown = LabelColors.colored(said(objects.asImage(), meaning), objects.largest());
			shown = shown.withMetadata(shown.metadata().withProvenance("objects", found.count() + ", " + search.description()));
			return new Segmentation(search, objects, output.ownNames(shown), notes);
		}
		catch (RuntimeException | Error failed) {
			search.close();
			throw failed;
		}
	}

	/** @param volume the image whose slices were taken for frames; null if they were not */
	private static LabelImage numbered(LabelImage found, Volume volume, SegmentOptions options, Progress progress) {
		Volume labels = volume == null ? found.volume() : SliceFrames.unfold(found.volume(), volume);
		if (options.numbering().equals("frame") && labels.size('t') > 1)
			return LabelImage.of(FrameNumbers.of(labels, progress), progress);
		return volume == null ? found : LabelImage.of(labels, progress);
	}

	private static void explain(NetworkOutput output, OutputMeaning meaning, ObjectSearch search, LabelImage found, List<String> notes) {
		if (!search.finding().isEmpty())
			notes.add(search.finding());
		if (!output.standIn().isEmpty() && !meaning.image())
			notes.add("No model was named, so the bundled " + output.standIn() + " was used; objects come from " + search.description() + ".");
		else if (!output.standIn().isEmpty())
			notes.add("No model was named, so the image was denoised with the bundled " + output.standIn() + "; objects come from " + search.description() + ".");
		else if (meaning.image())
			notes.add("The model gives an image, not objects; these come from " + search.description() + ".");
		if (found.largest() > MOST_16_BIT)
			notes.add("There are " + found.count() + " objects, more than a 16-bit image can number, so the label image has 32 bits.");
	}

	/** The label image in colors, 16 bit or 32-bit float; or the map of classes; or the network's output. Axes, names and calibration are the image's. */
	public Volume result() {
		return result;
	}

	/** The objects; empty for a map of classes or the network's output. */
	public Optional<LabelImage> objects() {
		return Optional.ofNullable(objects);
	}

	/** What the user should know, in sentences. */
	public List<String> notes() {
		return notes;
	}

	/** Frees the label image; neither it nor the result can be read any more. */
	@Override
	public void close() {
		if (search != null)
			search.close();
	}
}
