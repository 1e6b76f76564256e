package io.github.hourglass.io;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.hourglass.image.BlockSource;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * Opens TIFF files of any size as volumes that are read block by block: classic and BigTIFF in both byte orders, strips and
 * tiles, 8- to 64-bit integers and floats, RGB and palettes, uncompressed or compressed with PackBits, LZW or Deflate;
 * ImageJ's hyperstacks and its stacks beyond 4 GB (one directory, the planes one after the other), the sizes and calibration
 * of OME-TIFF, and plain pages, which become slices.
 * <p>
 * The file stays where it is: its pixels are read when asked for, and it must not change meanwhile.
 */
public final class TiffReader {

	private final TiffInput in;
	private final boolean big;
	private final long firstDirectory;

	private TiffReader(TiffInput in) {
		this.in = in;
		if (in.length() < 8)
			throw FileProblem.damaged(in.path(), "it is only " + in.length() + " bytes long");
		if (in.u16(0) == 0x4d4d)
			in.order(ByteOrder.BIG_ENDIAN);
		else if (in.u16(0) != 0x4949)
			throw FileProblem.damaged(in.path(), "it is no TIFF file");
		int magic = in.u16(2);
		if (magic != 42 && magic != 43)
			throw FileProblem.damaged(in.path(), "it is no TIFF file");
		big = magic == 43;
		firstDirectory = big ? in.u64(8) : in.u32(4);
		if (firstDirectory == 0)
			throw FileProblem.damaged(in.path(), "it holds no image; it may be incomplete");
	}

	/**
	 * Opens a file; no pixel is read yet. The axes are {@code xyczt} without those of size 1.
	 *
	 * @throws java.io.UncheckedIOException if the file is missing, truncated or damaged
	 * @throws IllegalArgumentException if it uses a variant of TIFF that is not read here
	 */
	public static Volume open(Path path) {
		try (TiffInput in = new TiffInput(path)) {
			return new TiffReader(in).read();
		}
		catch (ArithmeticException e) {
			throw FileProblem.damaged(path, "it claims a size that no file can have");
		}
	}

	/** True if the bytes begin as a TIFF file does. */
	static boolean recognizes(byte[] start) {
		if (start.length < 4)
			return false;
		boolean little = start[0] == 'I' && start[1] == 'I' && (start[2] == 42 || start[2] == 43) && start[3] == 0;
		boolean bigEndian = start[0] == 'M' && start[1] == 'M' && start[2] == 0 && (start[3] == 42 || start[3] == 43);
		return little || bigEndian;
	}

	private Volume read() {
		TiffDirectory tags = new TiffDirectory(in, firstDirectory, big);
		TiffPage first = TiffPage.of(in, tags);
		ImageJDescription description = ImageJDescription.parse(tags.text(TiffDirectory.DESCRIPTION));
		TiffBlocks.Pages pages;
		long count = description.count("images");
		if (count > 1 && first.contiguous() && followsDirectly(first, tags)) {
			in.require(first.offsets()[0], Math.multiplyExact(first.planeBytes(), count));
			long planeBytes = first.planeBytes();
			pages = number -> first.shifted(number * planeBytes);
		}
		else {
			List<TiffPage> listed = listed(first, tags);
			count = listed.size();
			pages = number -> listed.get((int) number);
		}
		return volume(new TiffLayout(in, tags, first, count, description), first, pages);
	}

	/** True if the second plane lies right behind the first, whether or not a directory says so. */
	private boolean followsDirectly(TiffPage first, TiffDirectory tags) {
		if (tags.next() == 0)
			return true;
		TiffPage second = TiffPage.of(in, new TiffDirectory(in, tags.next(), big));
		return second.matches(first) && second.contiguous() && second.offsets()[0] == first.offsets()[0] + first.planeBytes();
	}

	private List<TiffPage> listed(TiffPage first, TiffDirectory tags) {
		List<TiffPage> pages = new ArrayList<>(List.of(first));
		Set<Long> visited = new HashSet<>(Set.of(firstDirectory));
		long chunks = first.offsets().length;
		for (long next = tags.next(); next != 0;) {
			if (!visited.add(next))
				throw FileProblem.damaged(in.path(), "its directories form a circle");
			TiffDirectory directory = new TiffDirectory(in, next, big);
			next = directory.next();
			if ((directory.get(TiffDirectory.SUBFILE_TYPE, 0) & 1) != 0)
				continue;
			TiffPage page = TiffPage.of(in, directory);
			chunks += page.offsets().length;
			if (chunks > in.length())
				throw FileProblem.damaged(in.path(), "its directories overlap");
			if (first.reduced() && pages.size() == 1 && pages.get(0) == first)
				pages.set(0, page);
			else if (page.matches(pages.get(0)))
				pages.add(page);
			else
				throw FileProblem.damaged(in.path(), "its page " + (pages.size() + 1)
					+ " differs in size or type from the first; save its images as separate files");
		}
		return pages;
	}

	private Volume volume(TiffLayout layout, TiffPage first, TiffBlocks.Pages pages) {
		BlockSource source = new TiffBlocks(in.path(), in.order(), pages, layout.planeOrder(), layout.axes());
		PixelType type = first.type();
		if (layout.signed16()) {
			type = PixelType.INT16;
			source = Signed16.shifted(source);
		}
		return Volume.of(type, layout.dimensions(), layout.axes(), layout.blockSize(), source).withMetadata(layout.metadata());
	}
}
