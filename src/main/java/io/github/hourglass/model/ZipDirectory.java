package io.github.hourglass.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the central directory of a zip says, checked before anything is unpacked: at most 10,000 entries; every name relative, with
 * forward slashes, without {@code ..}, and only once; no symbolic links or devices, no encryption; unpacked at most 64 GB in all
 * and, beyond 64 MB, at most 200 times the size of the zip.
 */
final class ZipDirectory {

	private static final int MOST_ENTRIES = 10_000;
	private static final int LONGEST = 16 << 20;
	static final long MOST_BYTES = 64L << 30;
	static final long ALWAYS_ALLOWED = 64L << 20;
	static final long MOST_RATIO = 200;

	private static final int END = 0x06054b50;
	private static final int END64 = 0x06064b50;
	private static final int LOCATOR64 = 0x07064b50;
	private static final int ENTRY = 0x02014b50;

	/** @param size unpacked, as stated */
	record Entry(String name, long size, boolean folder) {}

	private final Path zip;
	private final List<Entry> entries = new ArrayList<>();
	private final Set<String> names = new HashSet<>();
	private long total;
	private long allowed;

	private ZipDirectory(Path zip) {
		this.zip = zip;
	}

	/** @throws ModelException if the zip is damaged or breaks a rule */
	static List<Entry> read(Path zip) {
		ZipDirectory directory = new ZipDirectory(zip);
		try (FileChannel channel = FileChannel.open(zip, StandardOpenOption.READ)) {
			directory.allowed = allowed(channel.size());
			directory.parse(directory.central(channel));
		}
		catch (IOException | IndexOutOfBoundsException | java.nio.BufferUnderflowException | IllegalArgumentException e) {
			throw directory.damaged();
		}
		return directory.entries;
	}

	/** The most bytes a zip of that size may hold. */
	static long allowed(long zipSize) {
		return Math.min(MOST_BYTES, Math.max(ALWAYS_ALLOWED, zipSize * MOST_RATIO));
	}

	private ModelException damaged() {
		return new ModelException("The zip " + zip + " is damaged or cut short; get it again.");
	}

	private ModelException refuse(String what) {
		return new ModelException("The zip " + zip + " is refused: " + what + ".");
	}

	private ByteBuffer central(FileChannel channel) throws IOException {
		long size = channel.size();
		int tail = (int) Math.min(size, 22 + 65_535);
		ByteBuffer end = read(channel, size - tail, tail);
		int at = tail - 22;
		while (at >= 0 && (end.getInt(at) != END || at + 22 + (end.getShort(at + 20) & 0xffff) != tail))
			at--;
		if (at < 0)
			throw damaged();
		long endAt = size - tail + at;
		long length = end.getInt(at + 12) & 0xffffffffL;
		long start = endAt - length;
		long count = end.getShort(at + 10) & 0xffff;
		if (endAt >= 20 && read(channel, endAt - 20, 20).getInt(0) == LOCATOR64) {
			long end64At = read(channel, endAt - 20, 20).getLong(8);
			if (end64At < 0 || end64At > endAt - 76)
				throw damaged();
			ByteBuffer end64 = read(channel, end64At, 56);
			if (end64.getInt(0) != END64)
				throw damaged();
			count = end64.getLong(32);
			length = end64.getLong(40);
			start = end64At - length;
		}
		if (count < 0 || count > MOST_ENTRIES || length > LONGEST)
			throw refuse("it has " + count + " entries, more than the " + MOST_ENTRIES + " a model package may have");
		if (length < 0 || start < 0)
			throw damaged();
		return read(channel, start, (int) length);
	}

	private ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
		while (buffer.hasRemaining())
			if (channel.read(buffer, position + buffer.position()) < 0)
				throw damaged();
		return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
	}

	private void parse(ByteBuffer central) {
		int at = 0;
		while (at < central.limit()) {
			if (central.getInt(at) != ENTRY)
				throw damaged();
			int nameLength = central.getShort(at + 28) & 0xffff;
			int extraLength = central.getShort(at + 30) & 0xffff;
			byte[] name = new byte[nameLength];
			central.get(at + 46, name);
			long size = size(central, at, at + 46 + nameLength, extraLength);
			add(new String(name, StandardCharsets.UTF_8), size, central.getShort(at + 8), central.getShort(at + 4) >> 8 & 0xff,
				central.getInt(at + 38) >>> 16);
			at += 46 + nameLength + extraLength + (central.getShort(at + 32) & 0xffff);
		}
	}

	/** The unpacked size; beyond 4 GB it stands in the first field of the zip64 extra block. */
	private long size(ByteBuffer central, int at, int extraAt, int extraLength) {
		long size = central.getInt(at + 24) & 0xffffffffL;
		if (size != 0xffffffffL)
			return size;
		for (int e = extraAt; e + 4 <= extraAt + extraLength; e += 4 + (central.getShort(e + 2) & 0xffff))
			if (central.getShort(e) == 1 && central.getShort(e + 2) >= 8)
				return central.getLong(e + 4);
		return size;
	}

	private void add(String name, long size, int flags, int system, int mode) {
		if (entries.size() >= MOST_ENTRIES)
			throw refuse("it has more than " + MOST_ENTRIES + " entries");
		String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
		boolean folder = name.endsWith("/");
		String plain = folder ? name.substring(0, name.length() - 1) : name;
		if (!PackageFiles.isInside(plain))
			throw refuse("the name '" + shown + "' would leave the folder it is unpacked to");
		if (!names.add(plain))
			throw refuse("it holds '" + shown + "' twice");
		boolean unix = system == 3 || system == 19;
		int kind = mode & 0xf000;
		if (unix && kind != 0 && kind != 0x8000 && kind != 0x4000)
			throw refuse("'" + shown + "' is a symbolic link or a device");
		if ((flags & 1) != 0)
			throw refuse("'" + shown + "' is encrypted; save the package without a password");
		total += Math.max(0, size);
		if (size < 0 || total < 0 || total > allowed)
			throw refuse("unpacked it would have more than " + (allowed >> 20) + " MB, which is out of proportion for its size");
		entries.add(new Entry(name, size, folder));
	}
}
