package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;

/** Downloads from a server that misbehaves. */
class DownloadTest {

	@TempDir
	Path folder;
	private final byte[] content = new byte[300_000];
	private FileServer server;
	private Path target;

	@BeforeEach
	void serve() throws IOException {
		new Random(1).nextBytes(content);
		server = new FileServer().with("/model.zip", content);
		target = folder.resolve("model.zip");
	}

	@AfterEach
	void end() {
		server.close();
	}

	private Download download(long size, String sha256) {
		return download(size, sha256, Progress.none());
	}

	private Download download(long size, String sha256, Progress progress) {
		return new Download(Download.address(server.address("/model.zip")), target, size, sha256, progress, Duration.ofMillis(1), Duration.ofMillis(700));
	}

	private static String sha256(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
		}
		catch (java.security.NoSuchAlgorithmException e) {
			throw new AssertionError(e);
		}
	}

	private void arrived() throws IOException {
		assertArrayEquals(content, Files.readAllBytes(target));
		try (var files = Files.list(folder)) {
			assertEquals(List.of(target), files.toList());
		}
	}

	@Test
	void aFileArrives() throws IOException {
		download(content.length, sha256(content)).fetch();
		arrived();
	}

	@Test
	void whatWasCutOffGoesOnWhereItEnded() throws IOException {
		server.cutAfter = 130_000;
		download(0, sha256(content)).fetch();
		arrived();
		assertEquals(List.of("/model.zip", "/model.zip bytes=130000-", "/model.zip bytes=260000-"), server.asked);
	}

	@Test
	void aDownloadGoesOnInAnotherSession() throws IOException {
		Files.write(folder.resolve("model.zip.part"), java.util.Arrays.copyOf(content, 200_000));
		download(content.length, sha256(content)).fetch();
		arrived();
		assertEquals(List.of("/model.zip bytes=200000-"), server.asked);
	}

	@Test
	void withoutAChecksumTheServersTagTellsWhetherTheFileIsTheSame() throws IOException {
		server.cutAfter = 0;
		server.failures = 0;
		Files.write(folder.resolve("model.zip.part"), new byte[1000]);
		Files.writeString(folder.resolve("model.zip.tag"), "\"of another state\"");
		server.cutAfter = -1;
		download(0, "").fetch();
		arrived();
	}

	@Test
	void withoutChecksumAndTagItBeginsAnew() throws IOException {
		Files.write(folder.resolve("model.zip.part"), new byte[1000]);
		download(0, "").fetch();
		arrived();
		assertEquals(List.of("/model.zip"), server.asked);
	}

	@Test
	void aServerWithoutRangesIsAskedForTheWhole() throws IOException {
		server.ranges = false;
		Files.write(folder.resolve("model.zip.part"), java.util.Arrays.copyOf(content, 200_000));
		download(content.length, sha256(content)).fetch();
		arrived();
	}

	@Test
	void aServerWithoutRangesThatCutsOffIsGivenUp() {
		server.ranges = false;
		server.cutAfter = 1000;
		String message = assertThrows(ModelException.class, () -> download(content.length, sha256(content)).fetch()).getMessage();
		assertTrue(message.contains("was cut off after 1000 bytes") && message.contains("goes on from there"), message);
		assertFalse(Files.exists(target));
	}

	@Test
	void aServerThatDoesNotSayTheLengthIsTaken() throws IOException {
		server.lengths = false;
		download(0, sha256(content)).fetch();
		arrived();
	}

	@Test
	void aBusyServerIsAskedAgain() throws IOException {
		server.failures = 2;
		download(content.length, sha256(content)).fetch();
		arrived();
		assertEquals(3, server.asked.size());
	}

	@Test
	void anotherFileIsNotKept() throws IOException {
		String message = assertThrows(ModelException.class, () -> download(0, "a".repeat(64)).fetch()).getMessage();
		assertTrue(message.contains("is not the file that is expected"), message);
		assertFalse(Files.exists(target));
		assertEquals(0, Files.size(folder.resolve("model.zip.part")));
	}

	@Test
	void aWrongBeginningIsFetchedAgain() throws IOException {
		Files.write(folder.resolve("model.zip.part"), new byte[200_000]);
		download(content.length, sha256(content)).fetch();
		arrived();
		assertEquals(List.of("/model.zip bytes=200000-", "/model.zip"), server.asked);
	}

	@Test
	void aBeginningLongerThanTheFileIsFetchedAgain() throws IOException {
		Files.write(folder.resolve("model.zip.part"), new byte[400_000]);
		download(0, sha256(content)).fetch();
		arrived();
	}

	@Test
	void aFileOfAnotherSizeIsRefusedBeforeItArrives() {
		String message = assertThrows(ModelException.class, () -> download(5, "").fetch()).getMessage();
		assertTrue(message.contains("300000 bytes instead of 5"), message);
		server.lengths = false;
		message = assertThrows(ModelException.class, () -> download(5000, "").fetch()).getMessage();
		assertTrue(message.contains("more than the 5000 bytes"), message);
	}

	@Test
	void whatIsNotThereIsSaidAtOnce() {
		String message = assertThrows(ModelException.class,
			() -> new Download(Download.address(server.address("/other.zip")), target, 0, "", Progress.none()).fetch()).getMessage();
		assertTrue(message.contains("404, there is none"), message);
		assertEquals(1, server.asked.size());
	}

	@Test
	void withoutANetworkOneSentenceSaysSo() {
		server.close();
		String message = assertThrows(Download.Unreachable.class, () -> download(0, "").fetch()).getMessage();
		assertTrue(message.contains("127.0.0.1 cannot be reached") && message.contains("installed work without a network"), message);
	}

	@Test
	void aServerThatFallsSilentIsGivenUp() {
		server.silent = true;
		assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertThrows(ModelException.class, () -> download(0, "").fetch()));
	}

	@Test
	void aCancelEndsItWithinASecond() {
		server.silent = true;
		long start = System.nanoTime();
		Progress cancelled = new Progress() {

			@Override
			public void report(String stage, long done, long total) {}

			@Override
			public void note(String sentence) {}

			@Override
			public boolean cancelled() {
				return System.nanoTime() - start > 200_000_000;
			}
		};
		assertThrows(CancelledException.class, () -> download(0, "", cancelled).fetch());
		assertTrue(System.nanoTime() - start < 1_200_000_000);
	}

	@Test
	void onlyWebAddressesAreFetched() {
		for (String address : List.of("file:///etc/passwd", "ftp://host/x", "https:", "model.zip", "jar:file:x!/"))
			assertThrows(ModelException.class, () -> Download.address(address), address);
	}
}
