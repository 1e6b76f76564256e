package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * An image of objects: each pixel has the id of its object, or 0 where there is none. Ids found here are 1 to
 * {@link #count()}, in the order of the objects' first pixels (x fastest, then y, z, t), unique over all frames of a time
 * lapse. The pixels lie in memory or in a temporary file; {@link #close()} frees them once no image made of this one
 * ({@link ObjectFilter filtered}, renumbered) needs them any more.
 */
public final class LabelImage implements AutoCloseable {

	private static final int MOST_16_BIT = 65_535;
	private static final int MOST_FLOAT = 1 << 24;
	private static final int CHECKED = 1 << 16;

	private final Volume volume;
	private final int[] ids;
	private final int count;
	private final List<String> notes;
	private final LabelStore store;
	private boolean closed;

	/**
	 * @param ids all ids, ascending, or null if they are 1 to {@code count}
	 * @param store what holds the pixels, or null if that is not ours to close
	 */
	private LabelImage(Volume volume, int[] ids, int count, List<String> notes, LabelStore store) {
		this.volume = volume;
		this.ids = ids;
		this.count = count;
		this.notes = List.copyOf(notes);
		this.store = store;
	}

	/** Labels in a store, whose ids are 1 to {@code count}; takes the store over. */
	static LabelImage stored(Volume like, LabelStore store, int count, List<String> notes) {
		return new LabelImage(SpaceTime.like(like, store.volume(like)), null, count, notes, store);
	}

	/** As the other form, without progress. */
	public static LabelImage of(Volume labels) {
		return of(labels, Progress.none());
	}

	/**
	 * A label image from elsewhere, of any pixel type. Its ids stay as they are, however many there are between them. It is
	 * read through once; {@link #close()} leaves it alone.
	 *
	 * @throws IllegalArgumentException if a pixel is no whole number from 0 to 2^31 - 1, or the image has several channels
	 */
	public static LabelImage of(Volume labels, Progress progress) {
		Volume ordered = SpaceTime.of(labels, "label image");
		PixelType type = ordered.type();
		Queue<IdSet> seen = new ConcurrentLinkedQueue<>();
		Workers.run(ordered.blocks().count(), LabelOptions.THREADS, progress, "Reading labels", () -> {
			Object pixels = type.newArray(ordered.blocks().largest());
			IdSet own = new IdSet();
			seen.add(own);
			return number -> {
				int[] size = ordered.blocks().size(number);
				ordered.copy(ordered.blocks().min(number), size, pixels);
				collect(type, pixels, Volume.pixels(size), own, progress);
			};
		});
		IdSet all = new IdSet();
		seen.forEach(all::addAll);
		int[] ids = all.ids();
		boolean consecutive = ids.length == 0 || ids[ids.length - 1] == ids.length;
		Volume whole = type == PixelType.INT32 ? ordered : ordered.withPixels(PixelType.INT32, (min, size, dest) -> {
			Object pixels = type.newArray(Volume.pixels(size));
			ordered.copy(min, size, pixels);
			for (int i = 0, n = Volume.pixels(size); i < n; i++)
				((int[]) dest)[i] = (int) type.get(pixels, i);
		});
		return new LabelImage(SpaceTime.like(labels, whole), consecutive ? null : ids, ids.length, List.of(), null);
	}

	private static void collect(PixelType type, Object pixels, int n, IdSet ids, Progress progress) {
		double last = 0;
		for (int i = 0; i < n; i++) {
			if (i % CHECKED == 0)
				progress.check();
			double value = type.get(pixels, i);
			if (value == last)
				continue;
			if (!(value >= 0 && value <= Integer.MAX_VALUE && value == Math.rint(value)))
				throw new IllegalArgumentException("The image holds the value " + value
					+ ", which cannot be the number of an object: labels are whole numbers from 0 (no object) to 2147483647.");
			if (value != 0)
				ids.add((int) value);
			last = value;
		}
	}

	/** The ids as 32-bit integers along x y, and z and t where the image has them. */
	public Volume volume() {
		return volume;
	}

	/** Number of objects. */
	public long count() {
		return count;
	}

	/** The largest id; {@link #count()} unless the image came from elsewhere. 0 without objects. */
	public int largest() {
		return ids == null ? count : ids[count - 1];
	}

	/** All ids, ascending. */
	public int[] ids() {
		if (ids != null)
			return ids.clone();
		int[] all = new int[count];
		Arrays.setAll(all, i -> i + 1);
		return all;
	}

	/** The place of an id among {@link #ids()}, from 0; negative if there is no such object. */
	public int indexOf(int id) {
		return ids == null ? id <= count ? id - 1 : -1 : Arrays.binarySearch(ids, id);
	}

	/** What the user should know about how the objects were found, in sentences; mostly empty. */
	public List<String> notes() {
		return notes;
	}

	/** The same with one more note. */
	LabelImage noted(String sentence) {
		List<String> more = new ArrayList<>(notes);
		more.add(sentence);
		return new LabelImage(volume, ids, count, more, retained());
	}

	/** As {@link #asImage()}. */
	public Volume written() {
		return asImage();
	}

	/**
	 * The labels as they are shown or written: 16 bit while the largest id is at most 65,535, 32-bit float (exact for whole
	 * numbers so far) up to 16,777,216.
	 *
	 * @throws IllegalArgumentException above that
	 */
	public Volume asImage() {
		int largest = largest();
		if (largest > MOST_FLOAT)
			throw new IllegalArgumentException("The " + count + " objects have ids up to " + largest + ", but an image can show exactly only ids up to 16777216. "
				+ "Leave out small objects (a least size), or take a part of the image or of the frames.");
		PixelType type = largest <= MOST_16_BIT ? PixelType.UINT16 : PixelType.FLOAT32;
		return volume.withPixels(type, (min, size, dest) -> {
			int n = Volume.pixels(size);
			int[] labels = new int[n];
			volume.copy(min, size, labels);
			if (dest instanceof short[] shorts)
				for (int i = 0; i < n; i++)
					shorts[i] = (short) labels[i];
			else
				for (int i = 0; i < n; i++)
					((float[]) dest)[i] = labels[i];
		});
	}

	/**
	 * The same objects under other numbers, or none. Reads nothing; both images need to be closed.
	 *
	 * @param renamed per place in {@link #ids()} the new id, 0 to leave an object out; the new ids are 1 to {@code newCount}
	 */
	LabelImage renamed(int[] renamed, int newCount) {
		Volume changed = volume.withPixels(PixelType.INT32, (min, size, dest) -> {
			volume.copy(min, size, dest);
			int[] labels = (int[]) dest;
			int last = 0;
			int lastRenamed = 0;
			for (int i = 0, n = Volume.pixels(size); i < n; i++)
				if (labels[i] != 0) {
					if (labels[i] != last) {
						last = labels[i];
						lastRenamed = renamed[indexOf(last)];
					}
					labels[i] = lastRenamed;
				}
		});
		return new LabelImage(changed, null, newCount, notes, retained());
	}

	/** The same objects numbered 1, 2, ... in the order of their ids; both images need to be closed. */
	public LabelImage consecutive() {
		if (ids == null)
			return new LabelImage(volume, null, count, notes, retained());
		int[] renamed = new int[count];
		Arrays.setAll(renamed, i -> i + 1);
		return renamed(renamed, count);
	}

	/**
	 * The same objects numbered 1, 2, ... in each frame by itself, in the order of their ids. Ids then occur in several frames:
	 * {@link #count()} is the largest number of objects in a frame. Both images need to be closed.
	 */
	public LabelImage perFrame(Progress progress) {
		int t = volume.axes().indexOf('t');
		if (t < 0)
			return consecutive();
		int frames = Math.toIntExact(volume.size('t'));
		int[][] byFrame = new int[frames][];
		int most = 0;
		for (int frame = 0; frame < frames; frame++) {
			progress.report("Numbering objects", frame, frames);
			long[] min = new long[volume.axes().count()];
			long[] size = volume.dimensions();
			min[t] = frame;
			size[t] = 1;
			byFrame[frame] = of(volume.crop(min, size), progress).ids();
			most = Math.max(most, byFrame[frame].length);
		}
		Volume changed = volume.withPixels(PixelType.INT32, (min, size, dest) -> {
			volume.copy(min, size, dest);
			int[] labels = (int[]) dest;
			int frame = Volume.pixels(size) / size[t];
			for (int i = 0, n = frame * size[t]; i < n; i++)
				if (labels[i] != 0)
					labels[i] = Arrays.binarySearch(byFrame[(int) min[t] + i / frame], labels[i]) + 1;
		});
		return new LabelImage(changed, null, most, notes, retained());
	}

	private LabelStore retained() {
		if (store != null)
			store.retain();
		return store;
	}

	/** Frees the pixels, and the temporary file if there is one, unless another image made of this one still needs them. */
	@Override
	public synchronized void close() {
		if (!closed && store != null)
			store.close();
		closed = true;
	}

	@Override
	public String toString() {
		return count + " objects in " + volume;
	}
}
