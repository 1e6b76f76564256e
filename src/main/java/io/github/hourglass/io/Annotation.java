package io.github.hourglass.io;

import java.awt.Point;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

import ij.ImagePlus;
import ij.gui.Roi;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * Regions that somebody has drawn on an image, as labels a network can be trained on.
 * <p>
 * <em>Instances:</em> every region is an object, numbered from 1 in the order given; regions of one name on several slices are
 * one object. <em>Classes:</em> a region belongs to the class it is named after, without a number at its end ({@code nucleus-3},
 * {@code nucleus 0004}); {@code background} is 0, {@code ignore} 255. A region without a name of its own is of the class
 * {@code object}. Later regions lie over earlier ones; lines and points paint the pixels they touch.
 */
public final class Annotation {

	private static final String BACKGROUND = "background";
	private static final String IGNORE = "ignore";
	private static final String OBJECT = "object";

	/** What ImageJ itself calls a region: numbers joined by hyphens, such as {@code 0003-0120-0087}. */
	private static final String UNNAMED = "\\d+(-\\d+)*";

	private record Region(Roi roi, int value, int z, int t) {}

	private final ImagePlus image;
	private final List<Region> regions = new ArrayList<>();
	private final Map<String, Integer> values = new LinkedHashMap<>();
	private final int unpainted;

	private Annotation(ImagePlus image, List<Roi> rois, AnnotationOptions options) {
		this.image = image;
		if (rois.isEmpty())
			throw new IllegalArgumentException("There is no region on '" + image.getTitle() + "'; draw some and add them to the ROI Manager or the overlay, or name a file of them.");
		boolean classes = options.areClasses();
		if (classes)
			nameClasses(rois, options.classes());
		boolean sparse = options.unpainted().equals(IGNORE) || classes && options.unpainted().equals("auto") && rois.stream().anyMatch(roi -> className(roi).equals(BACKGROUND));
		unpainted = sparse ? AnnotationOptions.IGNORED : 0;
		for (Roi roi : rois)
			add(roi, classes ? values.get(className(roi)) : instance(roi));
	}

	/**
	 * @param image gives the size and the slices; its own pixels do not matter
	 * @throws IllegalArgumentException if there are no regions, one lies outside, or there are too many classes
	 */
	public static Annotation of(ImagePlus image, List<Roi> rois, AnnotationOptions options) {
		return new Annotation(image, rois, options);
	}

	private void nameClasses(List<Roi> rois, String given) {
		values.put(BACKGROUND, 0);
		TreeSet<String> used = new TreeSet<>();
		rois.forEach(roi -> used.add(className(roi)));
		List<String> names = given.isBlank() ? new ArrayList<>(used) : Arrays.stream(given.split(",")).map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
		for (String name : names)
			if (!name.equals(BACKGROUND) && !name.equals(IGNORE))
				values.putIfAbsent(name, values.size());
		if (values.size() > AnnotationOptions.IGNORED)
			throw new IllegalArgumentException("There are " + values.size() + " classes among the names of the regions, and at most 255 can be; name regions of one class alike.");
		values.put(IGNORE, AnnotationOptions.IGNORED);
		for (String name : used)
			if (!values.containsKey(name))
				throw new IllegalArgumentException("A region is named '" + name + "', which is not among classes=" + given + "; rename it or add the class.");
	}

	/** The name of a region without the number at its end, lower case. */
	private static String className(Roi roi) {
		String name = roi.getName();
		if (name == null || name.matches(UNNAMED))
			return OBJECT;
		String plain = name.strip().replaceFirst("[-_ .]*\\d+$", "").strip().toLowerCase(Locale.ROOT);
		return plain.isEmpty() ? OBJECT : plain;
	}

	private int instance(Roi roi) {
		String name = roi.getName();
		boolean own = name != null && !name.isBlank() && !name.matches(UNNAMED) && image.getNSlices() > 1;
		return values.computeIfAbsent(own ? name.strip() : "region " + (regions.size() + 1), unseen -> values.size() + 1);
	}

	private void add(Roi roi, int value) {
		if (!roi.getBounds().intersects(new Rectangle(image.getWidth(), image.getHeight())))
			throw new IllegalArgumentException("The region '" + roi.getName() + "' lies outside the image '" + image.getTitle() + "'; do these regions belong to it?");
		int z = roi.getZPosition();
		int t = roi.getTPosition();
		if (!roi.hasHyperStackPosition() && roi.getPosition() > 0) {
			int[] position = image.convertIndexToPosition(Math.min(roi.getPosition(), image.getStackSize()));
			z = position[1];
			t = position[2];
		}
		if (z > image.getNSlices() || t > image.getNFrames())
			throw new IllegalArgumentException("The region '" + roi.getName() + "' is on a slice or frame that '" + image.getTitle() + "' has not; do these regions belong to it?");
		regions.add(new Region(roi, value, z, t));
	}

	/** Number of regions. */
	public int regions() {
		return regions.size();
	}

	/** What the numbers in the labels mean, such as {@code background=0, nucleus=1, ignore=255}, or how many objects there are. */
	public String meaning() {
		if (!values.containsKey(IGNORE))
			return values.size() == 1 ? "1 object" : values.size() + " objects";
		List<String> texts = new ArrayList<>();
		values.forEach((name, value) -> texts.add(name + "=" + value));
		return String.join(", ", texts);
	}

	/** The labels, painted plane by plane when they are asked for: axes of the image without channels, 8-bit for up to 255, else 16-bit, else 32-bit float. */
	public Volume labels() {
		Volume source = ImagePlusVolume.of(image);
		List<Axis> axes = new ArrayList<>();
		List<Long> sizes = new ArrayList<>();
		for (Axis axis : source.axes())
			if (axis.letter() != 'c') {
				axes.add(axis);
				sizes.add(source.size(axis.letter()));
			}
		long[] dimensions = sizes.stream().mapToLong(Long::longValue).toArray();
		int[] plane = new int[dimensions.length];
		Arrays.fill(plane, 1);
		plane[0] = image.getWidth();
		plane[1] = image.getHeight();
		Axes without = Axes.of(axes);
		int largest = Math.max(unpainted, values.values().stream().mapToInt(Integer::intValue).max().orElse(0));
		PixelType type = PixelType.ofLabels(largest);
		return Volume.of(type, dimensions, without, plane, (min, size, dest) -> paint(without, type, min, size, dest))
			.withMetadata(Metadata.titled(image.getShortTitle() + "-labels").withProvenance("annotation", meaning()));
	}

	private synchronized void paint(Axes axes, PixelType type, long[] min, int[] size, Object dest) {
		int plane = size[0] * size[1];
		int planes = Volume.pixels(size) / plane;
		Rectangle window = new Rectangle((int) min[0], (int) min[1], size[0], size[1]);
		int[] values = new int[plane];
		long[] at = min.clone();
		for (int p = 0; p < planes; p++) {
			int rest = p;
			for (int d = 2; d < size.length; d++) {
				at[d] = min[d] + rest % size[d];
				rest /= size[d];
			}
			Arrays.fill(values, unpainted);
			for (Region region : regions)
				if (isOn(region.z, axes, at, 'z') && isOn(region.t, axes, at, 't') && region.roi.getBounds().intersects(window))
					for (Point point : region.roi)
						if (window.contains(point))
							values[point.x - window.x + (point.y - window.y) * size[0]] = region.value;
			write(values, type, dest, p * plane);
		}
	}

	/** @param place from 1; 0 for everywhere */
	private static boolean isOn(int place, Axes axes, long[] at, char letter) {
		int d = axes.indexOf(letter);
		return place == 0 || d < 0 || at[d] == place - 1;
	}

	private static void write(int[] values, PixelType type, Object dest, int offset) {
		for (int i = 0; i < values.length; i++)
			switch (type) {
				case UINT8 -> ((byte[]) dest)[offset + i] = (byte) values[i];
				case UINT16 -> ((short[]) dest)[offset + i] = (short) values[i];
				default -> ((float[]) dest)[offset + i] = values[i];
			}
	}
}
