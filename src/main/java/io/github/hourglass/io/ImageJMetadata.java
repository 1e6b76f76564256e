package io.github.hourglass.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What ImageJ 1.x keeps in the private TIFF tags 50838 (lengths) and 50839 (data): the Info text, slice labels, display
 * ranges (minimum and maximum per channel) and channel LUTs (256 red, green, blue values). Other entries are skipped.
 */
record ImageJMetadata(String info, List<String> labels, double[] ranges, List<byte[]> luts) {

	static final ImageJMetadata EMPTY = new ImageJMetadata("", List.of(), new double[0], List.of());

	private static final int MAGIC = 0x494a494a;
	private static final int INFO = 0x696e666f;
	private static final int LABELS = 0x6c61626c;
	private static final int RANGES = 0x72616e67;
	private static final int LUTS = 0x6c757473;

	/** @param lengths of the header and of each entry; data that do not agree with them is taken as none */
	static ImageJMetadata parse(long[] lengths, byte[] data, ByteOrder order) {
		if (lengths.length == 0 || lengths[0] < 12 || lengths[0] > data.length)
			return EMPTY;
		ByteBuffer in = ByteBuffer.wrap(data).order(order);
		if (in.getInt() != MAGIC)
			return EMPTY;
		String info = "";
		List<String> labels = new ArrayList<>();
		double[] ranges = new double[0];
		List<byte[]> luts = new ArrayList<>();
		int entry = 1;
		long at = lengths[0];
		int kinds = (int) (lengths[0] - 4) / 8;
		for (int k = 0; k < kinds; k++) {
			int kind = in.getInt(4 + 8 * k);
			int count = in.getInt(8 + 8 * k);
			for (int i = 0; i < count; i++, entry++) {
				if (entry >= lengths.length || lengths[entry] > data.length - at)
					return EMPTY;
				ByteBuffer value = in.slice((int) at, (int) lengths[entry]).order(order);
				at += lengths[entry];
				if (kind == INFO)
					info = value.asCharBuffer().toString();
				else if (kind == LABELS)
					labels.add(value.asCharBuffer().toString());
				else if (kind == RANGES)
					value.asDoubleBuffer().get(ranges = new double[value.remaining() / 8]);
				else if (kind == LUTS && value.remaining() == 768)
					value.get(lut(luts));
			}
		}
		return new ImageJMetadata(info, labels, ranges, luts);
	}

	private static byte[] lut(List<byte[]> luts) {
		byte[] lut = new byte[768];
		luts.add(lut);
		return lut;
	}

	/** The values of tag 50838; empty where there is nothing to write. */
	int[] lengths() {
		List<Integer> lengths = new ArrayList<>();
		if (!info.isEmpty())
			lengths.add(info.length() * 2);
		labels.forEach(label -> lengths.add(label.length() * 2));
		if (ranges.length > 0)
			lengths.add(ranges.length * 8);
		luts.forEach(lut -> lengths.add(lut.length));
		if (!lengths.isEmpty())
			lengths.add(0, 4 + 8 * kinds());
		return lengths.stream().mapToInt(Integer::intValue).toArray();
	}

	/** The bytes of tag 50839. */
	byte[] data(ByteOrder order) {
		long bytes = 0;
		for (int length : lengths())
			bytes += length;
		ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(bytes)).order(order);
		if (bytes == 0)
			return out.array();
		out.putInt(MAGIC);
		putKind(out, INFO, info.isEmpty() ? 0 : 1);
		putKind(out, LABELS, labels.size());
		putKind(out, RANGES, ranges.length > 0 ? 1 : 0);
		putKind(out, LUTS, luts.size());
		putText(out, info);
		labels.forEach(label -> putText(out, label));
		for (double range : ranges)
			out.putDouble(range);
		luts.forEach(out::put);
		return out.array();
	}

	private int kinds() {
		return (info.isEmpty() ? 0 : 1) + (labels.isEmpty() ? 0 : 1) + (ranges.length > 0 ? 1 : 0) + (luts.isEmpty() ? 0 : 1);
	}

	private static void putKind(ByteBuffer out, int kind, int count) {
		if (count > 0)
			out.putInt(kind).putInt(count);
	}

	private static void putText(ByteBuffer out, String text) {
		for (char c : text.toCharArray())
			out.putChar(c);
	}
}
