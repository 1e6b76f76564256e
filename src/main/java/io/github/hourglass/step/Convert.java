package io.github.hourglass.step;

import java.util.concurrent.atomic.AtomicBoolean;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Another pixel type. Values outside the range of an integer type become its nearest end; NaN becomes 0, which is said once.
 * Two ways to drop the fraction: {@link #rounded} to nearest, for results people look at, and {@link #dtype} towards zero, for
 * bioimage.io's {@code ensure_dtype}, which is NumPy's {@code astype}.
 */
public final class Convert {

	private final PixelType type;
	private final boolean round;
	private final double least;
	private final double most;

	private Convert(PixelType type, boolean round, double least, double most) {
		this.type = type;
		this.round = round;
		this.least = least;
		this.most = most;
	}

	/** To nearest, halves upwards. */
	public static Convert rounded(PixelType type) {
		return new Convert(type, true, type.min(), type.max());
	}

	/**
	 * Towards zero, as NumPy's {@code astype} within the range of the type. {@code bool} gives 8-bit zeros and ones,
	 * {@code uint64} a 64-bit image without its upper half.
	 *
	 * @param name such as {@code uint8} or {@code float32}
	 */
	public static Convert dtype(String name) {
		return switch (name) {
			case "bool" -> new Convert(PixelType.UINT8, false, 0, 1);
			case "uint64" -> new Convert(PixelType.INT64, false, 0, Long.MAX_VALUE);
			case "uint8", "int8", "uint16", "int16", "uint32", "int32", "int64", "float32", "float64" -> {
				PixelType type = PixelType.valueOf(name.toUpperCase(java.util.Locale.ROOT));
				yield new Convert(type, false, type.min(), type.max());
			}
			default -> throw new IllegalArgumentException("There is no pixel type '" + name + "'; types are bool, uint8, int8, uint16, "
				+ "int16, uint32, int32, uint64, int64, float32 and float64.");
		};
	}

	/**
	 * The type that the user's option {@code type} asks for.
	 *
	 * @param option {@code auto} (what the rules gave, or 32-bit where ImageJ cannot show that), {@code input}, {@code 8-bit},
	 *          {@code 16-bit} or {@code 32-bit}
	 * @param result of the image after all rules
	 * @param input of the image the user gave
	 */
	public static PixelType type(String option, PixelType result, PixelType input) {
		return switch (option) {
			case "auto" -> result == PixelType.UINT8 || result == PixelType.UINT16 ? result : PixelType.FLOAT32;
			case "input" -> input;
			case "8-bit" -> PixelType.UINT8;
			case "16-bit" -> PixelType.UINT16;
			case "32-bit" -> PixelType.FLOAT32;
			default -> throw new IllegalArgumentException("The type of a result is auto, input, 8-bit, 16-bit or 32-bit, not '" + option + "'.");
		};
	}

	/** The image in the new type, converted on demand; the same image if it has that type already. */
	public Volume apply(Volume volume, Progress progress) {
		boolean clips = least != type.min() || most != type.max();
		if (volume.type() == type && !clips)
			return volume;
		if (!type.isInteger())
			return volume.withPixels(type, (min, size, dest) -> widen(volume, min, size, dest));
		AtomicBoolean said = new AtomicBoolean();
		return volume.withPixels(type, (min, size, dest) -> {
			int pixels = Volume.pixels(size);
			boolean nan;
			if (volume.type() == PixelType.FLOAT32 || volume.type().bytes() < 4)
				nan = fromFloats(volume, min, size, pixels, dest);
			else
				nan = fromWide(volume, min, size, pixels, dest);
			if (nan && !said.getAndSet(true))
				progress.note("The image " + volume.metadata().title() + " contains NaN, which " + name() + " cannot hold; it becomes 0.");
		});
	}

	private void widen(Volume volume, long[] min, int[] size, Object dest) {
		if (type == PixelType.FLOAT32) {
			volume.copyFloats(min, size, (float[]) dest);
			return;
		}
		int pixels = Volume.pixels(size);
		Object values = volume.type().newArray(pixels);
		volume.copy(min, size, values);
		for (int i = 0; i < pixels; i++)
			type.set(dest, i, volume.type().get(values, i));
	}

	private boolean fromFloats(Volume volume, long[] min, int[] size, int pixels, Object dest) {
		float[] values = new float[pixels];
		volume.copyFloats(min, size, values);
		if (type == PixelType.UINT8)
			return toBytes(values, (byte[]) dest);
		if (type == PixelType.UINT16)
			return toShorts(values, (short[]) dest);
		boolean nan = false;
		for (int i = 0; i < pixels; i++) {
			nan |= values[i] != values[i];
			type.set(dest, i, whole(values[i]));
		}
		return nan;
	}

	private boolean toBytes(float[] values, byte[] dest) {
		boolean nan = false;
		double half = round ? 0.5 : 0;
		for (int i = 0; i < values.length; i++) {
			float value = values[i];
			nan |= value != value;
			dest[i] = (byte) Math.min(Math.max((int) (value + half), (int) least), (int) most);
		}
		if (isBool())
			for (int i = 0; i < values.length; i++)
				dest[i] = (byte) (values[i] == 0 || values[i] != values[i] ? 0 : 1);
		return nan;
	}

	private boolean toShorts(float[] values, short[] dest) {
		boolean nan = false;
		double half = round ? 0.5 : 0;
		for (int i = 0; i < values.length; i++) {
			float value = values[i];
			nan |= value != value;
			dest[i] = (short) Math.min(Math.max((int) (value + half), 0), 65535);
		}
		return nan;
	}

	private boolean fromWide(Volume volume, long[] min, int[] size, int pixels, Object dest) {
		Object values = volume.type().newArray(pixels);
		volume.copy(min, size, values);
		boolean nan = false;
		for (int i = 0; i < pixels; i++) {
			double value = volume.type().get(values, i);
			nan |= Double.isNaN(value);
			type.set(dest, i, whole(value));
		}
		return nan;
	}

	private double whole(double value) {
		if (isBool())
			return value == 0 || Double.isNaN(value) ? 0 : 1;
		double whole = round ? Math.floor(value + 0.5) : value < 0 ? Math.ceil(value) : Math.floor(value);
		return Math.min(Math.max(whole, least), most);
	}

	private boolean isBool() {
		return type == PixelType.UINT8 && most == 1;
	}

	private String name() {
		return isBool() ? "bool" : type.name().toLowerCase(java.util.Locale.ROOT);
	}
}
