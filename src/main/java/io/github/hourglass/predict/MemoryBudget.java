package io.github.hourglass.predict;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many bytes a run may use: 0.8 of the least of what the machine has left, what its container has left and what the user allows. */
public final class MemoryBudget {

	private static final double SHARE = 0.8;
	private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*([kmgt]?)i?b?");

	private MemoryBudget() {}

	/** @param memory the option: {@code auto}, or an amount as {@link #parse} reads it */
	public static long of(String memory) {
		long asked = parse(memory);
		return (long) (SHARE * Math.min(asked, Math.min(available(Path.of("/proc/meminfo")), container(Path.of("/")))));
	}

	/** Bytes of an amount such as {@code 800m}, {@code 2g} or {@code 1.5 GB} (powers of 1024); {@code Long.MAX_VALUE} for {@code auto}. */
	public static long parse(String memory) {
		String text = memory.strip().toLowerCase(Locale.ROOT);
		if (text.equals("auto"))
			return Long.MAX_VALUE;
		Matcher amount = AMOUNT.matcher(text);
		double bytes = amount.matches() ? Double.parseDouble(amount.group(1)) * Math.pow(1024, "kmgt".indexOf(amount.group(2)) + (amount.group(2).isEmpty() ? 0 : 1)) : 0;
		if (!(bytes >= 1) || bytes > Long.MAX_VALUE / 2)
			throw new IllegalArgumentException("memory is '" + memory + "'; use auto or an amount such as 2g or 800m.");
		return (long) bytes;
	}

	/** What the machine can still give without swapping. */
	static long available(Path meminfo) {
		try (var lines = Files.lines(meminfo)) {
			return lines.filter(line -> line.startsWith("MemAvailable:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).findFirst()
				.orElseGet(MemoryBudget::free);
		}
		catch (IOException | NumberFormatException noLinux) {
			return free();
		}
	}

	private static long free() {
		return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean bean ? bean.getFreeMemorySize()
			: Runtime.getRuntime().maxMemory();
	}

	/**
	 * What the control groups of this process (version 1 or 2) leave it, {@code Long.MAX_VALUE} where none limits it. File
	 * cache counts as free.
	 *
	 * @param root the folder that holds {@code proc} and {@code sys}
	 */
	static long container(Path root) {
		long least = Long.MAX_VALUE;
		for (Path group : groups(root)) {
			boolean second = Files.exists(group.resolve("memory.max"));
			long limit = number(group.resolve(second ? "memory.max" : "memory.limit_in_bytes"), Long.MAX_VALUE);
			long used = number(group.resolve(second ? "memory.current" : "memory.usage_in_bytes"), 0) - cache(group.resolve("memory.stat"), second);
			if (limit < 1L << 60)
				least = Math.min(least, Math.max(0, limit - Math.max(0, used)));
		}
		return least;
	}

	/** The group of this process and those around it, as far as they can be seen from here. */
	private static List<Path> groups(Path root) {
		List<Path> groups = new ArrayList<>();
		groups.add(root.resolve("sys/fs/cgroup"));
		groups.add(root.resolve("sys/fs/cgroup/memory"));
		try {
			for (String line : Files.readAllLines(root.resolve("proc/self/cgroup"))) {
				String[] parts = line.split(":", 3);
				if (parts.length < 3 || !parts[0].equals("0") && !List.of(parts[1].split(",")).contains("memory"))
					continue;
				Path top = root.resolve(parts[0].equals("0") ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
				for (Path group = top.resolve(parts[2].replaceFirst("^/+", "")).normalize(); group.startsWith(top) && !group.equals(top); group = group.getParent())
					groups.add(group);
			}
		}
		catch (IOException noGroups) {
			return groups;
		}
		return groups;
	}

	private static long number(Path file, long otherwise) {
		try {
			return Long.parseLong(Files.readString(file).strip());
		}
		catch (IOException | NumberFormatException unlimited) {
			return otherwise;
		}
	}

	private static long cache(Path stat, boolean second) {
		try (var lines = Files.lines(stat)) {
			return lines.filter(line -> line.startsWith(second ? "inactive_file " : "total_inactive_file ")).mapToLong(line -> Long.parseLong(line.split(" ")[1])).findFirst()
				.orElse(0);
		}
		catch (IOException | NumberFormatException unknown) {
			return 0;
		}
	}
}
