package io.github.hourglass.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateSiteTest {

	private static final long FIRST = 20260101120000L;
	private static final long SECOND = 20260202120000L;
	private static final long THIRD = 20260303120000L;

	@TempDir
	Path folder;

	/** The expected checksums are what ImageJ's own updater (imagej-updater of 2026) computes for these files. */
	@Test
	void checksumsAreThoseOfImageJsUpdater() throws IOException {
		Path jar = folder.resolve("example-1.0.jar");
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
			entry(out, "z.txt", "last\n#kept\n");
			entry(out, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nMain-Class: a.B\nBuilt-By: me\n");
			entry(out, "a.properties", "#Fri Nov 27\na=1\n\n# after an empty line\nb=2\n#\n# after an empty comment\n## twice\n#end");
			entry(out, "dir/", "");
		}
		Path text = Files.writeString(folder.resolve("note.txt"), "Grüße\n");
		assertEquals("438492c7364c70116bcc17a6998e38097dbbcd94", SiteChecksum.of("jars/example-1.0.jar", jar));
		assertEquals("fbcce27ece8548d94643c14ec74f94aee3ab9e42", SiteChecksum.of("hourglass/models/note.txt", text));
	}

	private static void entry(ZipOutputStream out, String name, String content) throws IOException {
		out.putNextEntry(new ZipEntry(name));
		out.write(content.getBytes(StandardCharsets.UTF_8));
		out.closeEntry();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
		#a!b=1|!b=1
		a#b|a#b
		a!!#after an empty line!c|a!!#after an empty line!c
		a!#x!#y!b|a!!!b
		""")
	void linesOfCommentsDoNotCount(String given, String kept) {
		assertEquals(kept.replace('!', '\n'), new String(SiteChecksum.withoutComments(given.replace('!', '\n').getBytes(StandardCharsets.US_ASCII)), StandardCharsets.US_ASCII));
	}

	@Test
	void eachFileIsThereUnderItsNameAndTimestampAndInTheIndex() throws IOException {
		Path built = built(Map.of("plugins/Hourglass_-1.txt", "one", "hourglass/models/a/b.yaml", "two"));
		Path site = folder.resolve("site");
		assertEquals(2, UpdateSite.write(built, site, FIRST));
		assertEquals("one", Files.readString(site.resolve("plugins/Hourglass_-1.txt-" + FIRST)));
		String index = index(site);
		assertTrue(index.contains("<plugin filename=\"hourglass/models/a/b.yaml\"><version checksum=\"" + SiteChecksum.of("hourglass/models/a/b.yaml", built.resolve("hourglass/models/a/b.yaml"))
			+ "\" timestamp=\"" + FIRST + "\" filesize=\"3\"/></plugin>"), index);
	}

	@Test
	void whatHasNotChangedStaysAndWhatHasIsKnownByItsFormerChecksum() throws IOException {
		Path site = folder.resolve("site");
		UpdateSite.write(built(Map.of("plugins/a.txt", "one", "plugins/b.txt", "old")), site, FIRST);
		String former = SiteFile.read(site.resolve("db.xml.gz")).get("plugins/b.txt").checksum();
		assertEquals(1, UpdateSite.write(built(Map.of("plugins/a.txt", "one", "plugins/b.txt", "new")), site, SECOND));
		Map<String, SiteFile> files = SiteFile.read(site.resolve("db.xml.gz"));
		assertEquals(FIRST, files.get("plugins/a.txt").timestamp());
		assertEquals(SECOND, files.get("plugins/b.txt").timestamp());
		assertEquals(List.of(new SiteFile.Version(former, FIRST, SECOND)), files.get("plugins/b.txt").previous());
		assertEquals("old", Files.readString(site.resolve("plugins/b.txt-" + FIRST)));
		byte[] before = Files.readAllBytes(site.resolve("db.xml.gz"));
		assertEquals(0, UpdateSite.write(built(Map.of("plugins/a.txt", "one", "plugins/b.txt", "new")), site, THIRD));
		assertArrayEquals(before, Files.readAllBytes(site.resolve("db.xml.gz")), "nothing new");
	}

	@Test
	void whatIsNoMoreIsObsoleteAndMayComeBack() throws IOException {
		Path site = folder.resolve("site");
		UpdateSite.write(built(Map.of("plugins/a.txt", "one", "plugins/b.txt", "two")), site, FIRST);
		UpdateSite.write(built(Map.of("plugins/a.txt", "one")), site, SECOND);
		SiteFile gone = SiteFile.read(site.resolve("db.xml.gz")).get("plugins/b.txt");
		assertEquals(null, gone.checksum());
		assertEquals(SECOND, gone.previous().get(0).until());
		UpdateSite.write(built(Map.of("plugins/a.txt", "one", "plugins/b.txt", "two")), site, THIRD);
		SiteFile back = SiteFile.read(site.resolve("db.xml.gz")).get("plugins/b.txt");
		assertEquals(THIRD, back.timestamp());
		assertEquals(1, back.previous().size());
	}

	@Test
	void nativeCodeIsForItsPlatformOnly() throws IOException {
		Path built = built(Map.of("hourglass/lib/any.txt", ""));
		for (String platform : List.of("linux-x86_64", "macosx-arm64"))
			try (OutputStream file = Files.newOutputStream(built.resolve("hourglass/lib/native-1.1.0-" + platform + ".jar")); ZipOutputStream zip = new ZipOutputStream(file)) {
				entry(zip, "a", platform);
			}
		UpdateSite.write(built, folder.resolve("site"), FIRST);
		Map<String, SiteFile> files = SiteFile.read(folder.resolve("site/db.xml.gz"));
		assertEquals("linux64", files.get("hourglass/lib/native-1.1.0-linux-x86_64.jar").platform());
		assertEquals("macos-arm64", files.get("hourglass/lib/native-1.1.0-macosx-arm64.jar").platform());
		assertEquals("", files.get("hourglass/lib/any.txt").platform());
		assertFalse(index(folder.resolve("site")).contains("<platform></platform>"));
	}

	private Path built(Map<String, String> files) throws IOException {
		Path built = Files.createTempDirectory(folder, "built");
		for (Map.Entry<String, String> file : files.entrySet()) {
			Path path = built.resolve(file.getKey());
			Files.createDirectories(path.getParent());
			Files.writeString(path, file.getValue());
		}
		return built;
	}

	private static String index(Path site) throws IOException {
		try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(site.resolve("db.xml.gz")))) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
	}
}
