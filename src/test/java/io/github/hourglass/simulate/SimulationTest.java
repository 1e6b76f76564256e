package io.github.hourglass.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;

class SimulationTest {

	static SimulationOptions options(String... pairs) {
		Map<String, Object> values = new HashMap<>(Map.of("size", "96,80", "density", "0.5"));
		for (String pair : pairs)
			values.put(pair.split("=")[0], pair.split("=")[1]);
		return Settings.read(SimulationOptions.class, values);
	}

	private static Simulation of(String... pairs) {
		return Simulation.of(options(pairs), 0, Progress.none());
	}

	static float[] pixels(Volume volume) {
		int[] size = Arrays.stream(volume.dimensions()).mapToInt(Math::toIntExact).toArray();
		float[] pixels = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, pixels);
		return pixels;
	}

	@Test
	void aSpecimenDrawnAgainShowsTheSameLightInOtherNoise() {
		Simulation first = of("kind=shapes", "uneven=0", "peak=50,500"), second = first.drawn(1);
		float[] a = pixels(first.clean()), b = pixels(second.clean());
		double[] line = line(a, b);
		assertFalse(Math.abs(line[0] - 1) < 1e-3, "another peak, gain or background");
		for (int i = 0; i < a.length; i++)
			assertEquals(line[0] * a[i] + line[1], b[i], 1e-3 * Math.abs(b[i]));
		float[] noise = pixels(first.noisy()), other = pixels(second.noisy());
		double common = 0, own = 0, others = 0;
		for (int i = 0; i < a.length; i++) {
			common += (noise[i] - a[i]) * (other[i] - b[i]);
			own += Math.pow(noise[i] - a[i], 2);
			others += Math.pow(other[i] - b[i], 2);
		}
		assertEquals(0, common / Math.sqrt(own * others), 0.1);
		assertArrayEquals(pixels(first.drawn(1).noisy()), other);
	}

	/** Slope and height of the line through the first pixel and the one that differs from it most. */
	private static double[] line(float[] a, float[] b) {
		int far = 0;
		for (int i = 0; i < a.length; i++)
			far = Math.abs(a[i] - a[0]) > Math.abs(a[far] - a[0]) ? i : far;
		double slope = (b[far] - b[0]) / (a[far] - a[0]);
		return new double[] { slope, b[0] - slope * a[0] };
	}

	@Test
	void shapesHideWhatLiesBehindAndAnEmptyImageIsEven() {
		Simulation shapes = of("kind=shapes", "density=1", "seed=5");
		TreeSet<Float> seen = new TreeSet<>();
		for (float label : pixels(shapes.labels()))
			seen.add(label);
		assertTrue(seen.size() > 20, seen.size() + " shapes");
		float[] even = pixels(of("kind=empty", "uneven=0", "peak=100", "background=0.5", "gain=2", "offset=10").clean());
		for (float pixel : even)
			assertEquals(10 + 2 * 50, pixel, 1e-3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nuclei", "filaments", "membranes", "vesicles", "tissue" })
	void everyKindHasLightAndInstancesWithClasses(String kind) {
		Simulation simulation = of("kind=" + kind, "size=160,160", "density=0.7", "seed=3");
		float[] labels = pixels(simulation.labels());
		float[] classes = pixels(simulation.classes());
		float[] clean = pixels(simulation.clean());
		double inside = 0, outside = 0;
		int labelled = 0;
		TreeSet<Float> seen = new TreeSet<>();
		for (int i = 0; i < labels.length; i++) {
			assertTrue(labels[i] == 0 || classes[i] > 0, "an instance without a class");
			seen.add(labels[i]);
			boolean bright = kind.equals("membranes") ? classes[i] == 1 : labels[i] > 0;
			if (bright) {
				inside += clean[i];
				labelled++;
			}
			else
				outside += clean[i];
		}
		assertTrue(seen.size() > 3, seen + "");
		assertTrue(inside / labelled > 1.02 * outside / (labels.length - labelled), inside / labelled + " inside, " + outside / (labels.length - labelled));
	}

	@Test
	void theBrightestPixelHasThePeaksPhotons() {
		Simulation simulation = of("peak=30", "gain=2", "offset=100", "uneven=0");
		float brightest = 0;
		for (float value : pixels(simulation.clean()))
			brightest = Math.max(brightest, value);
		assertEquals(100 + 2 * 30, brightest, 1e-3);
	}

	@Test
	void noiseIsThatOfPhotonsAndCamera() {
		String[] plain = { "size=256,256", "peak=20", "noise=2", "gain=4", "offset=200", "hot=0", "rows=0", "smear=0" };
		Simulation simulation = of(plain);
		float[] noisy = pixels(simulation.noisy());
		float[] clean = pixels(simulation.clean());
		double bias = 0, variance = 0, expected = 0;
		for (int i = 0; i < noisy.length; i++) {
			bias += (noisy[i] - clean[i]) / noisy.length;
			variance += Math.pow(noisy[i] - clean[i], 2) / noisy.length;
			expected += (16 * ((clean[i] - 200) / 4 + 4) + 1.0 / 12) / noisy.length;
		}
		assertEquals(0, bias, 0.2);
		assertEquals(1, variance / expected, 0.03);
	}

	@ParameterizedTest
	@ValueSource(strings = { "peak=200 noise=60 offset=5 gain=0.8 background=0.02", "peak=1000 noise=200 offset=0 gain=0.26 background=0.8", "peak=4 noise=0.1 offset=0 gain=60 background=0.1" })
	void theCleanImageIsTheMeanOfWhatTheCameraCutsOff(String camera) {
		Simulation simulation = of(("kind=shapes size=128,128 uneven=0 bits=8 hot=0 rows=0 smear=0 density=1 " + camera).split(" "));
		float[] clean = pixels(simulation.clean());
		double[] sums = new double[4], noisy = new double[4];
		int[] counts = new int[4];
		for (int draw = 0; draw < 12; draw++) {
			float[] pixels = pixels(simulation.drawn(draw).noisy());
			for (int i = 0; i < clean.length; i++) {
				int band = (int) Math.min(3, clean[i] / 64);
				sums[band] += clean[i];
				noisy[band] += pixels[i];
				counts[band]++;
			}
		}
		for (int band = 0; band < 4; band++)
			if (counts[band] > 5000)
				assertEquals(sums[band] / counts[band], noisy[band] / counts[band], 1.2, "band " + band + " of " + counts[band]);
	}

	@ParameterizedTest
	@CsvSource(value = { "96,80|1", "96,80|3", "64,48,9|1", "64,48,5|2" }, delimiter = '|')
	void aPartIsThatPartOfTheWhole(String size, String frames) {
		for (String kind : new String[] { "nuclei", "membranes" }) {
			Simulation simulation = of("size=" + size, "frames=" + frames, "kind=" + kind, "smear=0.2", "rows=1", "hot=0.01", "bleaching=0.5", "uneven=0.5");
			for (Volume volume : new Volume[] { simulation.noisy(), simulation.clean(), simulation.labels(), simulation.classes() }) {
				float[] whole = pixels(volume);
				long[] all = volume.dimensions();
				long[] min = new long[all.length];
				int[] part = new int[all.length];
				for (int d = 0; d < all.length; d++) {
					min[d] = all[d] / 3;
					part[d] = (int) (all[d] - min[d]) / 2 + 1;
				}
				float[] pixels = new float[Volume.pixels(part)];
				volume.copyFloats(min, part, pixels);
				for (int i = 0; i < pixels.length; i++) {
					long at = 0, step = 1;
					for (int d = 0, rest = i; d < all.length; rest /= part[d], step *= all[d], d++)
						at += (min[d] + rest % part[d]) * step;
					assertEquals(whole[(int) at], pixels[i], volume.metadata().title());
				}
			}
		}
	}

	@Test
	void theSeedDecidesEverything() {
		assertArrayEquals(pixels(of("seed=5").noisy()), pixels(of("seed=5").noisy()));
		assertFalse(Arrays.equals(pixels(of("seed=5").noisy()), pixels(of("seed=6").noisy())));
		Simulation other = Simulation.of(options("seed=5"), 1, Progress.none());
		assertFalse(Arrays.equals(pixels(of("seed=5").noisy()), pixels(other.noisy())));
	}

	@Test
	void eightBitsAreWhatTheySay() {
		Volume noisy = of("bits=8", "peak=100").noisy();
		assertEquals(PixelType.UINT8, noisy.type());
		float brightest = 0;
		for (float value : pixels(noisy))
			brightest = Math.max(brightest, value);
		assertTrue(brightest > 100, brightest + "");
	}

	@Test
	void volumesAreCalibratedAndLessSharpAlongZ() {
		Simulation simulation = of("kind=vesicles", "size=96,96,24", "pixel=0.1", "step=0.25", "microscope=confocal", "density=0.8", "bleaching=0");
		Volume clean = simulation.clean();
		assertEquals("xyz", clean.axes().letters());
		assertEquals(0.25, clean.axes().find('z').scale());
		assertEquals("µm", clean.axes().find('x').unit());
		float[] pixels = pixels(clean);
		double across = 0, along = 0;
		int plane = 96 * 96;
		for (int i = 0; i < pixels.length - 3 * plane; i++) {
			across += Math.pow(pixels[i + 3] - pixels[i], 2);
			along += Math.pow(pixels[i + plane] - pixels[i], 2);
		}
		assertTrue(along < across, along + " beside " + across);
	}

	@Test
	void bleachingTakesItsShareBySliceAndByFrame() {
		double first = 0, last = 0;
		float[] pixels = pixels(of("size=64,64", "frames=5", "bleaching=0.9", "background=0", "offset=0", "kind=tissue").clean());
		for (int i = 0; i < 64 * 64; i++) {
			first += pixels[i];
			last += pixels[4 * 64 * 64 + i];
		}
		assertEquals(Math.pow(1 - 0.999 * 0.9, 0.8), last / first, 0.08);
	}

	@Test
	void whatIsShownMovesFromFrameToFrame() {
		float[] labels = pixels(of("size=96,96", "frames=4", "seed=2").labels());
		int moved = 0;
		for (int i = 0; i < 96 * 96; i++)
			if (labels[i] != labels[3 * 96 * 96 + i])
				moved++;
		assertTrue(moved > 20 && moved < 0.8 * 96 * 96, moved + " of " + 96 * 96);
	}

	@ParameterizedTest
	@CsvSource(value = { "size=12|size", "size=12,0|size", "size=a,b|size", "peak=-1|peak", "peak=9,3|peak", "noise=x|noise", "uneven=2|uneven", "pixel=none|pixel" },
		delimiter = '|')
	void whatCannotBeIsRefusedByName(String pair, String name) {
		String message = assertThrows(IllegalArgumentException.class, () -> of(pair)).getMessage();
		assertTrue(message.startsWith(name + " cannot be '"), message);
	}
}
