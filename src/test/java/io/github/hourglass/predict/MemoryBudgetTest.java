package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryBudgetTest {

	@TempDir
	Path root;

	@Test
	void amountsAreReadInPowersOf1024() {
		assertEquals(2L << 30, MemoryBudget.parse("2g"));
		assertEquals(800L << 20, MemoryBudget.parse("800M"));
		assertEquals(3L << 29, MemoryBudget.parse("1.5 GB"));
		assertEquals(4096, MemoryBudget.parse("4096"));
		assertEquals(Long.MAX_VALUE, MemoryBudget.parse("auto"));
	}

	@Test
	void othersAreRefusedByName() {
		for (String wrong : new String[] { "", "much", "-2g", "0", "2x", "99999999999999t" })
			assertTrue(assertThrows(IllegalArgumentException.class, () -> MemoryBudget.parse(wrong)).getMessage().startsWith("memory is "), wrong);
	}

	@Test
	void fourFifthsOfWhatTheUserAllows() {
		assertEquals((long) (0.8 * (1 << 20)), MemoryBudget.of("1m"));
	}

	@Test
	void availableMemoryIsReadInKilobytes() throws IOException {
		Path meminfo = Files.writeString(root.resolve("meminfo"), "MemTotal:  24000 kB\nMemFree:  100 kB\nMemAvailable:    2048 kB\n");
		assertEquals(2 << 20, MemoryBudget.available(meminfo));
		assertTrue(MemoryBudget.available(root.resolve("none")) > 0);
	}

	@Test
	void controlGroupsOfVersion2LeaveTheirLimitLessWhatIsUsed() throws IOException {
		write("proc/self/cgroup", "0::/user/job7\n");
		write("sys/fs/cgroup/user/job7/memory.max", "max\n");
		write("sys/fs/cgroup/user/memory.max", "1000000\n");
		write("sys/fs/cgroup/user/memory.current", "300000\n");
		write("sys/fs/cgroup/user/memory.stat", "anon 200000\ninactive_file 100000\n");
		assertEquals(800000, MemoryBudget.container(root));
	}

	@Test
	void controlGroupsOfVersion1CountToo() throws IOException {
		write("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/docker/abc\n");
		write("sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "5000\n");
		write("sys/fs/cgroup/memory/docker/abc/memory.usage_in_bytes", "2000\n");
		write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
		assertEquals(3000, MemoryBudget.container(root));
	}

	@Test
	void noControlGroupsLimitNothing() {
		assertEquals(Long.MAX_VALUE, MemoryBudget.container(root));
	}

	private void write(String path, String text) throws IOException {
		Files.createDirectories(root.resolve(path).getParent());
		Files.writeString(root.resolve(path), text);
	}
}
