package io.github.hourglass.image;

import java.util.function.IntFunction;
import java.util.function.Supplier;

import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.img.basictypeaccess.array.DoubleArray;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.img.basictypeaccess.array.LongArray;
import net.imglib2.img.basictypeaccess.array.ShortArray;
import net.imglib2.type.NativeType;
import net.imglib2.type.numeric.integer.ByteType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.LongType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * What one pixel is. Blocks of pixels travel in the primitive array that belongs to the type: {@code byte[]} for
 * {@link #UINT8} and {@link #INT8}, {@code short[]}, {@code int[]}, {@code long[]}, {@code float[]}, {@code double[]}.
 */
public enum PixelType {

	UINT8(1, 0, 255, byte[]::new, UnsignedByteType::new),
	INT8(1, -128, 127, byte[]::new, ByteType::new),
	UINT16(2, 0, 65535, short[]::new, UnsignedShortType::new),
	INT16(2, -32768, 32767, short[]::new, ShortType::new),
	UINT32(4, 0, 4294967295.0, int[]::new, UnsignedIntType::new),
	INT32(4, Integer.MIN_VALUE, Integer.MAX_VALUE, int[]::new, IntType::new),
	INT64(8, Long.MIN_VALUE, Long.MAX_VALUE, long[]::new, LongType::new),
	FLOAT32(4, -Float.MAX_VALUE, Float.MAX_VALUE, float[]::new, FloatType::new),
	FLOAT64(8, -Double.MAX_VALUE, Double.MAX_VALUE, double[]::new, DoubleType::new);

	private final int bytes;
	private final double min;
	private final double max;
	private final IntFunction<Object> array;
	private final Supplier<NativeType<?>> type;

	PixelType(int bytes, double min, double max, IntFunction<Object> array, Supplier<NativeType<?>> type) {
		this.bytes = bytes;
		this.min = min;
		this.max = max;
		this.array = array;
		this.type = type;
	}

	/** What a label image is written in, which ImageJ shows: 8 or 16 bits, or 32-bit floats, which hold whole numbers up to 2^24. */
	public static PixelType ofLabels(long largest) {
		return largest <= UINT8.max ? UINT8 : largest <= UINT16.max ? UINT16 : FLOAT32;
	}

	/** Bytes per pixel. */
	public int bytes() {
		return bytes;
	}

	/** Least value that can be stored. */
	public double min() {
		return min;
	}

	/** Largest value that can be stored. */
	public double max() {
		return max;
	}

	public boolean isInteger() {
		return this != FLOAT32 && this != FLOAT64;
	}

	/** A primitive array for so many pixels. */
	public Object newArray(int pixels) {
		return array.apply(pixels);
	}

	/** A new instance of the ImgLib2 type. */
	public NativeType<?> newImgLibType() {
		return type.get();
	}

	/** The array as ImgLib2 stores pixels; nothing is copied. */
	DataAccess access(Object array) {
		return switch (this) {
			case UINT8, INT8 -> new ByteArray((byte[]) array);
			case UINT16, INT16 -> new ShortArray((short[]) array);
			case UINT32, INT32 -> new IntArray((int[]) array);
			case INT64 -> new LongArray((long[]) array);
			case FLOAT32 -> new FloatArray((float[]) array);
			case FLOAT64 -> new DoubleArray((double[]) array);
		};
	}

	/** The pixel type of an ImgLib2 type; others than the nine here are refused by name. */
	public static PixelType of(Object imgLibType) {
		for (PixelType candidate : values())
			if (candidate.newImgLibType().getClass() == imgLibType.getClass())
				return candidate;
		throw new IllegalArgumentException("Images of type " + imgLibType.getClass().getSimpleName()
			+ " are not supported; convert the image to 8-bit, 16-bit or 32-bit first.");
	}

	/** One value, widened. */
	public double get(Object array, int index) {
		return switch (this) {
			case UINT8 -> ((byte[]) array)[index] & 0xff;
			case INT8 -> ((byte[]) array)[index];
			case UINT16 -> ((short[]) array)[index] & 0xffff;
			case INT16 -> ((short[]) array)[index];
			case UINT32 -> ((int[]) array)[index] & 0xffffffffL;
			case INT32 -> ((int[]) array)[index];
			case INT64 -> ((long[]) array)[index];
			case FLOAT32 -> ((float[]) array)[index];
			case FLOAT64 -> ((double[]) array)[index];
		};
	}

	/** Stores a value; integer types round to nearest, clip to their range and turn NaN into 0. */
	public void set(Object array, int index, double value) {
		switch (this) {
			case UINT8, INT8 -> ((byte[]) array)[index] = (byte) clip(value);
			case UINT16, INT16 -> ((short[]) array)[index] = (short) clip(value);
			case UINT32, INT32 -> ((int[]) array)[index] = (int) clip(value);
			case INT64 -> ((long[]) array)[index] = Math.round(value);
			case FLOAT32 -> ((float[]) array)[index] = (float) value;
			case FLOAT64 -> ((double[]) array)[index] = value;
		}
	}

	/** Widens {@code count} values of the type's own array to float. */
	public void toFloats(Object from, int fromIndex, float[] to, int toIndex, int count) {
		switch (this) {
			case UINT8 -> {
				byte[] values = (byte[]) from;
				for (int i = 0; i < count; i++)
					to[toIndex + i] = values[fromIndex + i] & 0xff;
			}
			case INT8 -> {
				byte[] values = (byte[]) from;
				for (int i = 0; i < count; i++)
					to[toIndex + i] = values[fromIndex + i];
			}
			case UINT16 -> {
				short[] values = (short[]) from;
				for (int i = 0; i < count; i++)
					to[toIndex + i] = values[fromIndex + i] & 0xffff;
			}
			case INT16 -> {
				short[] values = (short[]) from;
				for (int i = 0; i < count; i++)
					to[toIndex + i] = values[fromIndex + i];
			}
			case FLOAT32 -> System.arraycopy(from, fromIndex, to, toIndex, count);
			default -> {
				for (int i = 0; i < count; i++)
					to[toIndex + i] = (float) get(from, fromIndex + i);
			}
		}
	}

	/** Widens {@code count} values of the type's own array to double. */
	void toDoubles(Object from, int fromIndex, double[] to, int count) {
		switch (this) {
			case UINT8 -> {
				byte[] values = (byte[]) from;
				for (int i = 0; i < count; i++)
					to[i] = values[fromIndex + i] & 0xff;
			}
			case UINT16 -> {
				short[] values = (short[]) from;
				for (int i = 0; i < count; i++)
					to[i] = values[fromIndex + i] & 0xffff;
			}
			case FLOAT32 -> {
				float[] values = (float[]) from;
				for (int i = 0; i < count; i++)
					to[i] = values[fromIndex + i];
			}
			case FLOAT64 -> System.arraycopy(from, fromIndex, to, 0, count);
			default -> {
				for (int i = 0; i < count; i++)
					to[i] = get(from, fromIndex + i);
			}
		}
	}

	/** Stores {@code count} floats in the type's own array, as {@link #set} does. */
	public void fromFloats(float[] from, int fromIndex, Object to, int toIndex, int count) {
		switch (this) {
			case UINT8 -> {
				byte[] values = (byte[]) to;
				for (int i = 0; i < count; i++)
					values[toIndex + i] = (byte) unsigned(from[fromIndex + i], 255);
			}
			case UINT16 -> {
				short[] values = (short[]) to;
				for (int i = 0; i < count; i++)
					values[toIndex + i] = (short) unsigned(from[fromIndex + i], 65535);
			}
			case FLOAT32 -> System.arraycopy(from, fromIndex, to, toIndex, count);
			default -> {
				for (int i = 0; i < count; i++)
					set(to, toIndex + i, from[fromIndex + i]);
			}
		}
	}

	/** Nearest integer from 0 to {@code most}; in double, where adding one half does not round. NaN becomes 0. */
	private static int unsigned(float value, int most) {
		return value >= most ? most : (int) Math.max(0, value + 0.5);
	}

	private long clip(double value) {
		return Math.round(Math.min(max, Math.max(min, value)));
	}
}
