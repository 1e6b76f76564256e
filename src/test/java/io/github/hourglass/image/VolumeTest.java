package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Cast;
import net.imglib2.view.Views;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VolumeTest {

	@Property(tries = 200)
	void reorderedPixelsAreThoseOfTheFormula(@ForAll PixelType type, @ForAll long seed) {
		Random random = new Random(seed);
		String letters = letters(random, 1 + random.nextInt(5));
		long[] dimensions = new long[letters.length()];
		int[] blockSize = new int[letters.length()];
		for (int d = 0; d < dimensions.length; d++) {
			dimensions[d] = 1 + random.nextInt(6);
			blockSize[d] = 1 + random.nextInt(6);
		}
		Volume volume = Computed.volume(type, dimensions, letters, blockSize);
		if (random.nextBoolean())
			volume = LazyVolume.cached(volume);
		String order = reorder(random, volume);
		Volume reordered = volume.inOrder(order);
		long[] position = new long[order.length()];
		for (int d = 0; d < position.length; d++)
			position[d] = random.nextInt((int) reordered.size(order.charAt(d)));
		assertPixel(volume, reordered, position);
		assertBlock(volume, reordered, random);
	}

	/** A random block of {@code changed} has the pixels of the formula. */
	private static void assertBlock(Volume volume, Volume changed, Random random) {
		int n = changed.axes().count();
		long[] min = new long[n];
		int[] size = new int[n];
		for (int d = 0; d < n; d++) {
			min[d] = random.nextInt((int) changed.dimensions()[d]);
			size[d] = 1 + random.nextInt((int) (changed.dimensions()[d] - min[d]));
		}
		Object block = changed.type().newArray(Volume.pixels(size));
		float[] floats = new float[Volume.pixels(size)];
		changed.copy(min, size, block);
		changed.copyFloats(min, size, floats);
		long[] position = min.clone();
		for (int i = 0; i < floats.length; i++) {
			assertEquals(expected(volume, changed, position), changed.type().get(block, i));
			assertEquals(expected(volume, changed, position), floats[i]);
			for (int d = 0; d < n; d++) {
				if (++position[d] < min[d] + size[d])
					break;
				position[d] = min[d];
			}
		}
	}

	private static void assertPixel(Volume volume, Volume changed, long[] position) {
		assertEquals(expected(volume, changed, position), ((RealType<?>) changed.img().getAt(position)).getRealDouble(), "as ImgLib2 sees it");
	}

	private static double expected(Volume volume, Volume changed, long[] position) {
		long[] original = new long[volume.axes().count()];
		for (int d = 0; d < original.length; d++) {
			int from = changed.axes().indexOf(volume.axes().letter(d));
			original[d] = from < 0 ? 0 : position[from];
		}
		return Computed.value(volume.axes().letters(), original);
	}

	private static String letters(Random random, int count) {
		List<Character> all = new ArrayList<>(List.of('x', 'y', 'z', 'c', 't', 'b'));
		Collections.shuffle(all, random);
		StringBuilder letters = new StringBuilder();
		all.subList(0, count).forEach(letters::append);
		return letters.toString();
	}

	/** All axes longer than 1 and some others, shuffled. */
	private static String reorder(Random random, Volume volume) {
		String all = letters(random, 6);
		StringBuilder order = new StringBuilder();
		for (char letter : all.toCharArray())
			if (volume.size(letter) > 1 || random.nextBoolean())
				order.append(letter);
		return order.isEmpty() ? volume.axes().letters() : order.toString();
	}

	@Test
	void anAxisLongerThanOneIsNotLeftOut() {
		Volume volume = Computed.volume(PixelType.UINT8, new long[] { 3, 4 }, "xy", new int[] { 3, 4 });
		assertThrows(IllegalArgumentException.class, () -> volume.inOrder("xc"));
	}

	@Test
	void aPartHasItsPixelsAndItsOrigin() {
		for (Volume volume : new Volume[] { Computed.volume(PixelType.INT16, new long[] { 9, 8, 4 }, "xyz", new int[] { 4, 4, 4 }),
			LazyVolume.cached(Computed.volume(PixelType.INT16, new long[] { 9, 8, 4 }, "xyz", new int[] { 4, 4, 4 })) }) {
			Volume part = volume.withAxes(volume.axes().with(new Axis('y', 0.5, 10, "µm"))).crop(new long[] { 2, 3, 1 }, new long[] { 5, 4, 2 });
			assertEquals(11.5, part.axes().find('y').origin());
			assertArrayEquals(new long[] { 5, 4, 2 }, part.dimensions());
			double[] pixels = Computed.pixels(part);
			for (int i = 0; i < pixels.length; i++) {
				long[] position = { i % 5, i / 5 % 4, i / 20 };
				double expected = Computed.value("xyz", new long[] { position[0] + 2, position[1] + 3, position[2] + 1 });
				assertEquals(expected, pixels[i]);
				assertEquals(expected, ((RealType<?>) part.img().getAt(position)).getRealDouble());
			}
		}
	}

	@Test
	void aPartOutsideTheImageIsRefused() {
		Volume volume = Computed.volume(PixelType.UINT8, new long[] { 9, 8 }, "xy", new int[] { 4, 4 });
		assertThrows(IllegalArgumentException.class, () -> volume.crop(new long[] { 5, 0 }, new long[] { 5, 8 }));
		assertThrows(IllegalArgumentException.class, () -> volume.crop(new long[] { 1, 0 }, new long[] { 9, 8 }));
		assertThrows(IndexOutOfBoundsException.class, () -> volume.copy(new long[] { 8, 0 }, new int[] { 2, 1 }, new byte[2]));
	}

	@Test
	void colorsAndLabelsOfAPartMoveAlong() {
		Metadata metadata = Metadata.titled("cells").withChannels(List.of(new Metadata.Channel("a", null, 0, 1), new Metadata.Channel("b", null, 0, 1)))
			.withSliceLabels(List.of("c0 z0", "c1 z0", "c0 z1", "c1 z1"));
		Volume volume = Computed.volume(PixelType.UINT8, new long[] { 2, 2, 2, 2 }, "xyzc", new int[] { 2, 2, 2, 2 }).withMetadata(metadata);
		Metadata part = volume.crop(new long[] { 0, 0, 0, 1 }, new long[] { 2, 2, 2, 1 }).metadata();
		assertEquals("b", part.channels().get(0).name());
		assertEquals(List.of("c1 z0", "c1 z1"), part.sliceLabels());
	}

	@Test
	void anImgLib2ImageIsUsedAsItIs() {
		float[] pixels = { 0, 1, 2, 3, 4, 5 };
		var img = ArrayImgs.floats(pixels, 3, 2);
		Volume volume = Volume.of(img, Axes.of("xy"));
		assertSame(img, volume.img());
		pixels[4] = 9;
		float[] block = new float[2];
		volume.copyFloats(new long[] { 1, 0 }, new int[] { 1, 2 }, block);
		assertArrayEquals(new float[] { 1, 9 }, block);
		Volume view = Volume.of(Views.interval(Views.permute(img, 0, 1), new long[] { 1, 1 }, new long[] { 1, 2 }), Axes.of("xy"));
		assertArrayEquals(new double[] { 9, 5 }, Computed.pixels(view));
	}

	@Test
	void imgLib2ImagesOfEveryTypeAreUnderstood() {
		for (PixelType type : PixelType.values()) {
			Volume lazy = LazyVolume.cached(Computed.volume(type, new long[] { 7, 5 }, "xy", new int[] { 4, 4 }));
			Volume again = Volume.of(Cast.<net.imglib2.RandomAccessibleInterval<net.imglib2.type.numeric.real.FloatType>>unchecked(lazy.img()), Axes.of("xy"));
			assertEquals(type, again.type());
			assertArrayEquals(Computed.pixels(lazy), Computed.pixels(again));
		}
	}

	@Test
	void anEmptyImageIsRefusedByName() {
		assertEquals("The image is empty: its size along y is 0.", assertThrows(IllegalArgumentException.class,
			() -> Computed.volume(PixelType.UINT8, new long[] { 3, 0 }, "xy", new int[] { 1, 1 })).getMessage());
		assertThrows(IllegalArgumentException.class, () -> Computed.volume(PixelType.UINT8, new long[] { 3 }, "xy", new int[] { 1 }));
	}

	@Test
	void sizesAreCountedInLong() {
		Volume volume = Computed.volume(PixelType.UINT8, new long[] { 1L << 20, 1L << 20, 1L << 10 }, "xyz", new int[] { 64, 64, 1 });
		assertEquals(1L << 50, volume.voxels());
		byte[] pixel = new byte[1];
		long[] corner = { (1L << 20) - 1, (1L << 20) - 1, (1L << 10) - 1 };
		volume.inOrder("zyx").copy(new long[] { corner[2], corner[1], corner[0] }, new int[] { 1, 1, 1 }, pixel);
		assertEquals(Computed.value("xyz", corner), pixel[0]);
		assertEquals(Computed.value("xyz", corner), ((RealType<?>) volume.img().getAt(corner)).getRealDouble());
	}

	@Test
	void metadataFollowReorderingAndRenaming() {
		Metadata metadata = new Metadata("a", List.of(), List.of(), false, Map.of("model", "m"));
		Volume volume = Computed.volume(PixelType.UINT8, new long[] { 3, 4 }, "xy", new int[] { 3, 4 }).withMetadata(metadata);
		assertEquals(metadata, volume.inOrder("yxc").metadata());
		assertEquals(1, volume.size('c'));
		assertEquals("xz", volume.withAxes(Axes.of("xz")).axes().letters());
	}
}
