package io.github.hourglass.release;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Makes an update site of ImageJ's updater, a folder for any web server, out of a folder laid out as Fiji is: each file under its
 * name and a timestamp, and the index {@code db.xml.gz}. A site that is there is brought up to date: what has not changed stays, what
 * has keeps its former checksums, by which the updater knows it, and what is no more is listed as obsolete, so that it is removed
 * from the users' Fiji.
 *
 * <pre>UpdateSite FOLDER SITE</pre>
 */
public final class UpdateSite {

	static final String INDEX = "db.xml.gz";
	private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
	/** What a file of native code has in its name, and the platform it is for, as the updater calls it. */
	private static final Map<String, String> PLATFORMS = Map.of("linux-x86_64", "linux64", "linux-arm64", "linux-arm64", "windows-x86_64", "win64", "macosx-arm64",
		"macos-arm64");

	private UpdateSite() {}

	public static void main(String[] args) throws IOException {
		long now = Long.parseLong(LocalDateTime.now().format(TIMESTAMP));
		int changed = write(Path.of(args[0]), Path.of(args[1]), now);
		System.out.println(changed + " files are new or changed in " + args[1] + ".");
	}

	/**
	 * @param folder with {@code plugins/}, {@code jars/}, ...
	 * @param site made if need be
	 * @param timestamp of what is new, as yyyyMMddHHmmss
	 * @return the number of files that are new or changed
	 */
	static int write(Path folder, Path site, long timestamp) throws IOException {
		Map<String, SiteFile> index = new TreeMap<>(SiteFile.read(site.resolve(INDEX)));
		index.replaceAll((name, before) -> before.gone());
		int changed = 0;
		for (Path file : files(folder)) {
			String name = folder.relativize(file).toString().replace('\\', '/');
			String checksum = SiteChecksum.of(name, file);
			SiteFile before = index.getOrDefault(name, SiteFile.unknown(platform(name)));
			SiteFile after = before.with(checksum, Files.size(file), timestamp);
			index.put(name, after);
			if (after.timestamp() != timestamp)
				continue;
			changed++;
			Path target = site.resolve(name + "-" + timestamp);
			Files.createDirectories(target.getParent());
			Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
		}
		index.replaceAll((name, file) -> file.ended(timestamp));
		Path written = site.resolve(INDEX + ".part"); // last, so that the site is never seen half written
		write(index, written);
		Files.move(written, site.resolve(INDEX), StandardCopyOption.REPLACE_EXISTING);
		return changed;
	}

	private static List<Path> files(Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile).sorted().toList();
		}
	}

	private static String platform(String name) {
		return PLATFORMS.entrySet().stream().filter(entry -> name.endsWith("-" + entry.getKey() + ".jar") || name.endsWith("-" + entry.getKey() + "-gpu.jar"))
			.map(Entry::getValue).findFirst().orElse("");
	}

	private static void write(Map<String, SiteFile> index, Path file) throws IOException {
		try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
			XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
			xml.writeStartDocument("UTF-8", "1.0");
			xml.writeStartElement("pluginRecords");
			for (Entry<String, SiteFile> entry : index.entrySet()) {
				xml.writeStartElement("plugin");
				xml.writeAttribute("filename", entry.getKey());
				entry.getValue().write(xml);
				xml.writeEndElement();
			}
			xml.writeEndElement();
			xml.writeEndDocument();
			xml.close();
		}
		catch (XMLStreamException e) {
			throw new IOException(e);
		}
	}
}
