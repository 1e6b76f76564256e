package io.github.hourglass.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.blocks.PrimitiveBlocks.OnFallback;
import net.imglib2.type.NativeType;
import net.imglib2.view.Views;

/**
 * An image of any size and any number of the axes {@code x y z c t b}, whose pixels are fetched block by block from
 * wherever they are: an ImgLib2 image, a file, or a computation. Making, cropping or reordering a volume copies nothing.
 * Dimensions are counted in {@code long}; an image of more than 2^31 pixels is an ordinary image. Immutable (as far as its
 * source is) and thread-safe.
 */
public final class Volume {

	private final PixelType type;
	private final long[] dimensions;
	private final Axes axes;
	private final BlockSource source;
	private final int[] blockSize;
	private final Metadata metadata;
	private final RandomAccessibleInterval<?> img;
	private final Blocks blocks;
	private volatile RandomAccessibleInterval<?> lazyImg;

	private Volume(PixelType type, long[] dimensions, Axes axes, BlockSource source, int[] blockSize, Metadata metadata,
		RandomAccessibleInterval<?> img)
	{
		this(type, dimensions, axes, source, blockSize, metadata, img, null);
	}

	private Volume(PixelType type, long[] dimensions, Axes axes, BlockSource source, int[] blockSize, Metadata metadata,
		RandomAccessibleInterval<?> img, Blocks blocks)
	{
		if (dimensions.length != axes.count())
			throw new IllegalArgumentException("An image of " + dimensions.length + " dimensions cannot have the axes '" + axes + "'.");
		for (int d = 0; d < dimensions.length; d++)
			if (dimensions[d] < 1)
				throw new IllegalArgumentException("The image is empty: its size along " + axes.letter(d) + " is " + dimensions[d] + ".");
		this.type = Objects.requireNonNull(type);
		this.dimensions = dimensions.clone();
		this.axes = axes;
		this.source = Objects.requireNonNull(source);
		this.blockSize = blockSize.clone();
		for (int d = 0; d < dimensions.length; d++)
			this.blockSize[d] = (int) Math.max(1, Math.min(dimensions[d], blockSize[d]));
		this.metadata = Objects.requireNonNull(metadata);
		this.img = img;
		this.blocks = blocks != null ? blocks : Blocks.equal(dimensions, this.blockSize);
	}

	/** An ImgLib2 image with its minimum moved to zero. Views are understood and not copied. */
	public static <T extends NativeType<T>> Volume of(RandomAccessibleInterval<T> img, Axes axes) {
		RandomAccessibleInterval<T> zeroMin = Views.isZeroMin(img) ? img : Views.zeroMin(img);
		PrimitiveBlocks<T> blocks = PrimitiveBlocks.of(zeroMin, OnFallback.ACCEPT).threadSafe();
		long[] dimensions = zeroMin.dimensionsAsLongArray();
		return new Volume(PixelType.of(zeroMin.getType()), dimensions, axes,
			(min, size, dest) -> blocks.copy(min, dest, size), defaultBlockSize(dimensions, axes), Metadata.titled("image"), zeroMin);
	}

	/** The same pixels from another source and as another ImgLib2 image. */
	Volume withSource(BlockSource newSource, RandomAccessibleInterval<?> newImg) {
		return new Volume(type, dimensions, axes, newSource, blockSize, metadata, newImg, blocks);
	}

	/**
	 * An image whose blocks come from {@code source}, which is asked again each time: wrap it with {@link LazyVolume} where
	 * computing is dear.
	 *
	 * @param blockSize the block that {@code source} gives most cheaply, per axis; users of the volume iterate in such blocks
	 *          from position 0
	 */
	public static Volume of(PixelType type, long[] dimensions, Axes axes, int[] blockSize, BlockSource source) {
		return new Volume(type, dimensions, axes, source, blockSize, Metadata.titled("image"), null);
	}

	public PixelType type() {
		return type;
	}

	public Axes axes() {
		return axes;
	}

	public Metadata metadata() {
		return metadata;
	}

	/** Size per axis, in the order of {@link #axes()}. */
	public long[] dimensions() {
		return dimensions.clone();
	}

	/** Size along one axis; 1 where the image has no such axis. */
	public long size(char letter) {
		int d = axes.indexOf(letter);
		return d < 0 ? 1 : dimensions[d];
	}

	/** Number of pixels (channels counted). */
	public long voxels() {
		long voxels = 1;
		for (long dimension : dimensions)
			voxels = Math.multiplyExact(voxels, dimension);
		return voxels;
	}

	/** The block in which this image is best read, per axis. */
	public int[] blockSize() {
		return blockSize.clone();
	}

	/** The blocks in which to go through the whole image. */
	public Blocks blocks() {
		return blocks;
	}

	/** The same image, to be gone through in these blocks. */
	public Volume withBlocks(Blocks newBlocks) {
		return new Volume(type, dimensions, axes, source, blockSize, metadata, img, newBlocks);
	}

	/** An image of the same size, axes, metadata and blocks with other pixels, such as this one's changed one by one. */
	public Volume withPixels(PixelType newType, BlockSource newSource) {
		return new Volume(newType, dimensions, axes, newSource, blockSize, metadata, null, blocks);
	}

	/**
	 * Copies a block in the image's own type.
	 *
	 * @param min first position per axis
	 * @param size size per axis; the block must lie inside the image
	 * @param dest primitive array of {@link #type()}
	 */
	public void copy(long[] min, int[] size, Object dest) {
		checkInside(min, size);
		source.copy(min, size, dest);
	}

	/** Copies a block as float. */
	public void copyFloats(long[] min, int[] size, float[] dest) {
		checkInside(min, size);
		if (type == PixelType.FLOAT32) {
			source.copy(min, size, dest);
			return;
		}
		int pixels = pixels(size);
		Object values = type.newArray(pixels);
		source.copy(min, size, values);
		type.toFloats(values, 0, dest, 0, pixels);
	}

	/** The image as ImgLib2 sees it: the one it was made of, else a {@link LazyVolume lazily computed and cached} one. */
	public RandomAccessibleInterval<?> img() {
		if (img != null)
			return img;
		RandomAccessibleInterval<?> cached = lazyImg;
		if (cached == null)
			synchronized (blockSize) {
				cached = lazyImg;
				if (cached == null)
					lazyImg = cached = LazyVolume.cached(this).img();
			}
		return cached;
	}

	/** True if {@link #img()} is the image this volume was made of. */
	boolean hasImg() {
		return img != null;
	}

	public Volume withMetadata(Metadata newMetadata) {
		return new Volume(type, dimensions, axes, source, blockSize, newMetadata, img, blocks);
	}

	/** The same pixels with other names or another calibration of the axes. */
	public Volume withAxes(Axes newAxes) {
		return new Volume(type, dimensions, newAxes, source, blockSize, metadata, img, blocks);
	}

	public Volume withBlockSize(int[] newBlockSize) {
		return new Volume(type, dimensions, axes, source, newBlockSize, metadata, img);
	}

	/** A part of the image; calibration origins, channel colors and slice labels move along. */
	public Volume crop(long[] min, long[] size) {
		for (int d = 0; d < dimensions.length; d++)
			if (min[d] < 0 || size[d] < 1 || min[d] + size[d] > dimensions[d])
				throw new IllegalArgumentException("The part " + Arrays.toString(min) + " of size " + Arrays.toString(size)
					+ " is not inside the image of " + Arrays.toString(dimensions) + ".");
		if (Arrays.equals(size, dimensions))
			return this;
		Axes moved = Axes.of(java.util.stream.IntStream.range(0, axes.count()).mapToObj(d -> {
			Axis axis = axes.get(d);
			return new Axis(axis.letter(), axis.scale(), axis.origin() + min[d] * axis.scale(), axis.unit());
		}).toList());
		long[] offset = min.clone();
		BlockSource part = (from, count, dest) -> {
			long[] shifted = from.clone();
			for (int d = 0; d < shifted.length; d++)
				shifted[d] += offset[d];
			source.copy(shifted, count, dest);
		};
		return new Volume(type, size, moved, part, blockSize, metadata.cropped(axes, dimensions, min, size),
			img == null ? null : Views.zeroMin(Views.interval(img, FinalInterval.createMinSize(min, size))),
			blocks.cropped(min, size, blockSize));
	}

	/**
	 * The same image with its axes in another order. Letters the image lacks become axes of size 1; letters left out must
	 * have size 1.
	 */
	public Volume inOrder(String letters) {
		if (letters.equals(axes.letters()))
			return this;
		for (int d = 0; d < dimensions.length; d++)
			if (letters.indexOf(axes.letter(d)) < 0 && dimensions[d] != 1)
				throw new IllegalArgumentException("The axes '" + letters + "' leave out '" + axes.letter(d) + "', which has size " + dimensions[d] + ".");
		int n = letters.length();
		int[] from = new int[n];
		long[] newDimensions = new long[n];
		int[] newBlockSize = new int[n];
		for (int d = 0; d < n; d++) {
			from[d] = axes.indexOf(letters.charAt(d));
			newDimensions[d] = from[d] < 0 ? 1 : dimensions[from[d]];
			newBlockSize[d] = from[d] < 0 ? 1 : blockSize[from[d]];
		}
		BlockSource reordered = (min, size, dest) -> {
			long[] sourceMin = new long[dimensions.length];
			int[] sourceSize = new int[dimensions.length];
			Arrays.fill(sourceSize, 1);
			int[] stride = new int[dimensions.length];
			for (int d = 0, step = 1; d < n; step *= size[d], d++)
				if (from[d] >= 0) {
					sourceMin[from[d]] = min[d];
					sourceSize[from[d]] = size[d];
					stride[from[d]] = step;
				}
			if (Transposition.isIdentity(sourceSize, stride))
				source.copy(sourceMin, sourceSize, dest);
			else {
				Object block = type.newArray(pixels(size));
				source.copy(sourceMin, sourceSize, block);
				Transposition.copy(block, sourceSize, dest, stride);
			}
		};
		return new Volume(type, newDimensions, axes.inOrder(letters), reordered, newBlockSize, metadata,
			img == null ? null : reordered(img, from), blocks.reordered(from));
	}

	/** @param from per new axis the dimension of {@code img} it is, or -1 for an axis of size 1 to add */
	private static <T> RandomAccessibleInterval<T> reordered(RandomAccessibleInterval<T> img, int[] from) {
		RandomAccessibleInterval<T> view = img;
		List<Integer> have = new ArrayList<>();
		for (int d = 0; d < img.numDimensions(); d++)
			have.add(d);
		for (int d = img.numDimensions() - 1; d >= 0; d--) {
			int dimension = d;
			if (Arrays.stream(from).noneMatch(f -> f == dimension)) {
				view = Views.hyperSlice(view, d, 0);
				have.remove(d);
			}
		}
		for (int d = 0; d < from.length; d++) {
			int at = have.subList(d, have.size()).indexOf(from[d]) + d;
			if (at < d) {
				view = Views.addDimension(view, 0, 0);
				have.add(from[d]);
				at = have.size() - 1;
			}
			view = Views.permute(view, d, at);
			Collections.swap(have, d, at);
		}
		return view;
	}

	/** Number of pixels of a block, refused if it does not fit an array. */
	public static int pixels(int[] size) {
		long pixels = 1;
		for (int s : size)
			pixels *= s;
		if (pixels > Integer.MAX_VALUE - 8)
			throw new IllegalArgumentException("A block of " + Arrays.toString(size) + " is too large; choose a smaller tile.");
		return (int) pixels;
	}

	private void checkInside(long[] min, int[] size) {
		for (int d = 0; d < dimensions.length; d++)
			if (min[d] < 0 || size[d] < 1 || min[d] + size[d] > dimensions[d])
				throw new IndexOutOfBoundsException("The block " + Arrays.toString(min) + " of size " + Arrays.toString(size)
					+ " is not inside the image of " + Arrays.toString(dimensions) + ".");
	}

	/** Planes of about a quarter of a million pixels, all channels apart. */
	private static int[] defaultBlockSize(long[] dimensions, Axes axes) {
		int[] size = new int[dimensions.length];
		Arrays.fill(size, 1);
		long budget = 1 << 18;
		for (int d = 0; d < size.length; d++)
			if (Axis.isSpatial(axes.letter(d))) {
				size[d] = (int) Math.max(1, Math.min(dimensions[d], budget));
				budget /= size[d];
			}
		return size;
	}

	@Override
	public String toString() {
		return metadata.title() + " (" + axes + " " + Arrays.toString(dimensions) + ", " + type + ")";
	}
}
