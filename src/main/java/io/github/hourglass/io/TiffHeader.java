package io.github.hourglass.io;

import static io.github.hourglass.io.TiffDirectory.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.hourglass.image.PixelType;

/**
 * The bytes of a TIFF file around its pixels, all in one strip per plane, as ImageJ 1.x lays them out: header, first
 * directory and what it points to, the planes one after the other, then the directories of the other planes. Its size does
 * not depend on values that are only known at the end.
 */
final class TiffHeader {

	static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

	private static final int SPARE = 256;
	private static final int SHORT = 3;
	private static final int LONG = 4;
	private static final int RATIONAL = 5;
	private static final int LONG8 = 16;

	private record Field(int tag, int type, long count, long value) {}

	private final TiffShape shape;
	private final boolean big;
	private final byte[] description;
	private final int descriptionSpace;
	private final byte[] lut;
	private final int[] lengths;
	private final byte[] data;

	/** @param lut a color table for all planes; null for gray */
	TiffHeader(TiffShape shape, String description, byte[] lut, ImageJMetadata metadata) {
		this.shape = shape;
		this.big = shape.big();
		this.description = (description + "\0").getBytes(StandardCharsets.ISO_8859_1);
		this.descriptionSpace = shape.descriptionSpace();
		this.lut = lut;
		lengths = metadata.lengths();
		data = metadata.data(ORDER);
		if (this.description.length > descriptionSpace)
			throw new IllegalStateException("The description of " + this.description.length + " bytes does not fit its place.");
	}

	/** Room for a description whose numbers may still change. */
	static int space(String description) {
		return description.length() + SPARE;
	}

	/** Position of the first pixel. */
	long dataStart() {
		return aligned(valuesStart() + valuesBytes());
	}

	/** Everything before the first pixel. */
	byte[] bytes() {
		long dataStart = dataStart();
		ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(dataStart)).order(ORDER);
		out.put((byte) 'I').put((byte) 'I').putShort((short) (big ? 43 : 42));
		if (big)
			out.putShort((short) 8).putShort((short) 0).putLong(16);
		else
			out.putInt(8);
		out.put(directory(0, next(0)));
		putValues(out);
		return out.array();
	}

	/** The directories of all planes but the first; empty where the planes are found without them. */
	byte[] directories(int from, int to) {
		int size = directorySize(false);
		ByteBuffer out = ByteBuffer.allocate((to - from) * size).order(ORDER);
		for (int plane = from; plane < to; plane++)
			out.put(directory(plane, next(plane)));
		return out.array();
	}

	int directorySize(boolean first) {
		int fields = fieldCount() - (first ? 0 : 1 + (data.length > 0 ? 2 : 0));
		return big ? 16 + 20 * fields : 6 + 12 * fields;
	}

	/** Position right behind the last pixel, where the directories of the further planes begin. */
	long dataEnd() {
		return aligned(dataStart() + shape.bytes());
	}

	private long next(int plane) {
		return !shape.hasDirectories() || plane + 1 >= shape.planes() ? 0 : dataEnd() + (long) plane * directorySize(false);
	}

	private byte[] directory(int plane, long next) {
		List<Field> fields = fields(plane, plane == 0);
		ByteBuffer out = ByteBuffer.allocate(directorySize(plane == 0)).order(ORDER);
		if (big)
			out.putLong(fields.size());
		else
			out.putShort((short) fields.size());
		for (Field field : fields) {
			out.putShort((short) field.tag).putShort((short) field.type);
			if (big)
				out.putLong(field.count).putLong(field.value);
			else
				out.putInt((int) field.count).putInt((int) field.value);
		}
		if (big)
			out.putLong(next);
		else
			out.putInt((int) next);
		return out.array();
	}

	private List<Field> fields(int plane, boolean first) {
		List<Field> fields = new ArrayList<>();
		int offsetType = big ? LONG8 : LONG;
		fields.add(new Field(SUBFILE_TYPE, LONG, 1, 0));
		fields.add(new Field(WIDTH, LONG, 1, shape.width()));
		fields.add(new Field(HEIGHT, LONG, 1, shape.height()));
		int bits = shape.type().bytes() * 8;
		boolean inline = !shape.rgb() || big;
		fields.add(new Field(BITS, SHORT, shape.rgb() ? 3 : 1, !shape.rgb() ? bits : inline ? bits * 0x100010001L : bitsAt()));
		fields.add(new Field(COMPRESSION, SHORT, 1, 1));
		fields.add(new Field(PHOTOMETRIC, SHORT, 1, photometric()));
		if (first)
			fields.add(new Field(DESCRIPTION, 2, description.length, descriptionAt()));
		fields.add(new Field(STRIP_OFFSETS, offsetType, 1, shape.hasDirectories() || plane == 0 ? dataStart() + plane * shape.planeBytes() : 0));
		fields.add(new Field(SAMPLES, SHORT, 1, shape.rgb() ? 3 : 1));
		fields.add(new Field(ROWS_PER_STRIP, LONG, 1, shape.height()));
		fields.add(new Field(STRIP_COUNTS, offsetType, 1, shape.planeBytes()));
		if (shape.resolution() != null) {
			fields.add(rational(X_RESOLUTION, 0));
			fields.add(rational(Y_RESOLUTION, 1));
			fields.add(new Field(RESOLUTION_UNIT, SHORT, 1, 1));
		}
		if (lut != null && photometric() != 0)
			fields.add(new Field(COLOR_MAP, SHORT, 768, mapAt()));
		if (!shape.rgb())
			fields.add(new Field(SAMPLE_FORMAT, SHORT, 1, shape.type() == PixelType.FLOAT32 ? 3 : shape.type() == PixelType.INT16 ? 2 : 1));
		if (first && data.length > 0) {
			fields.add(new Field(IMAGEJ_COUNTS, LONG, lengths.length, countsAt()));
			fields.add(new Field(IMAGEJ_DATA, 1, data.length, countsAt() + 4L * lengths.length));
		}
		return fields;
	}

	private Field rational(int tag, int axis) {
		long[] ratio = shape.resolution()[axis];
		return new Field(tag, RATIONAL, 1, big ? ratio[0] | ratio[1] << 32 : resolutionAt() + 8L * axis);
	}

	private int photometric() {
		return shape.rgb() ? 2 : lut == null ? 1 : Luts.isInverted(lut) ? 0 : shape.type() == PixelType.UINT8 ? 3 : 1;
	}

	private long valuesStart() {
		return aligned((big ? 16 : 8) + directorySize(true));
	}

	/** Number of fields of the first directory, without asking for their values. */
	private int fieldCount() {
		return (shape.rgb() ? 11 : 12) + (shape.resolution() != null ? 3 : 0) + (lut != null && photometric() != 0 ? 1 : 0) + (data.length > 0 ? 2 : 0);
	}

	private long bitsAt() {
		return valuesStart();
	}

	private long resolutionAt() {
		return valuesStart() + 8;
	}

	private long mapAt() {
		return resolutionAt() + 16;
	}

	private long descriptionAt() {
		return mapAt() + (lut == null ? 0 : 1536);
	}

	private long countsAt() {
		return aligned(descriptionAt() + descriptionSpace);
	}

	private long valuesBytes() {
		return countsAt() + 4L * lengths.length + data.length - valuesStart();
	}

	private void putValues(ByteBuffer out) {
		if (shape.rgb())
			out.position((int) bitsAt()).putShort((short) 8).putShort((short) 8).putShort((short) 8);
		out.position((int) resolutionAt());
		if (shape.resolution() != null)
			for (long[] ratio : shape.resolution())
				out.putInt((int) ratio[0]).putInt((int) ratio[1]);
		out.position((int) mapAt());
		if (lut != null)
			for (byte value : lut)
				out.putShort((short) ((value & 0xff) * 257));
		out.position((int) descriptionAt()).put(description);
		out.position((int) countsAt());
		for (int length : lengths)
			out.putInt(length);
		out.put(data);
	}

	private static long aligned(long position) {
		return (position + 15) / 16 * 16;
	}
}
