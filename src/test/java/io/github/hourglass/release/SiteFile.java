package io.github.hourglass.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What the index of an update site says of a file.
 *
 * @param platform for which alone it is; empty for all
 * @param checksum null if the file is obsolete
 * @param timestamp since when it is as it is
 * @param previous what it was before, the newest first
 */
record SiteFile(String platform, String checksum, long size, long timestamp, List<Version> previous) {

	/** @param until 0 if that is not known */
	record Version(String checksum, long timestamp, long until) {}

	static SiteFile unknown(String platform) {
		return new SiteFile(platform, null, 0, 0, List.of());
	}

	/** The same file as something that is no more; {@link #with} brings it back. */
	SiteFile gone() {
		return checksum == null ? this : new SiteFile(platform, null, size, timestamp, prepended(new Version(checksum, timestamp, 0)));
	}

	/** The file as it is now; what it is already keeps its timestamp. */
	SiteFile with(String newChecksum, long newSize, long now) {
		Version last = previous.isEmpty() ? null : previous.get(0);
		if (last != null && last.until == 0 && last.checksum.equals(newChecksum))
			return new SiteFile(platform, newChecksum, newSize, last.timestamp, previous.subList(1, previous.size()));
		return new SiteFile(platform, newChecksum, newSize, now, ended(now).previous);
	}

	/** If it is gone, since now at the latest. */
	SiteFile ended(long now) {
		if (checksum != null || previous.isEmpty() || previous.get(0).until != 0)
			return this;
		List<Version> before = new ArrayList<>(previous);
		before.set(0, new Version(before.get(0).checksum, before.get(0).timestamp, now));
		return new SiteFile(platform, null, size, timestamp, before);
	}

	private List<Version> prepended(Version version) {
		List<Version> all = new ArrayList<>(previous);
		all.add(0, version);
		return all;
	}

	void write(XMLStreamWriter xml) throws XMLStreamException {
		if (!platform.isEmpty()) {
			xml.writeStartElement("platform");
			xml.writeCharacters(platform);
			xml.writeEndElement();
		}
		if (checksum != null) {
			xml.writeEmptyElement("version");
			attribute(xml, "checksum", checksum);
			attribute(xml, "timestamp", timestamp);
			attribute(xml, "filesize", size);
		}
		for (Version version : previous) {
			xml.writeEmptyElement("previous-version");
			attribute(xml, "timestamp", version.timestamp);
			attribute(xml, "timestamp-obsolete", version.until);
			attribute(xml, "checksum", version.checksum);
		}
	}

	private static void attribute(XMLStreamWriter xml, String name, Object value) throws XMLStreamException {
		xml.writeAttribute(name, value.toString());
	}

	/** The index by file names; empty if there is none. */
	static Map<String, SiteFile> read(Path index) throws IOException {
		Map<String, SiteFile> files = new LinkedHashMap<>();
		if (!Files.exists(index))
			return files;
		try (InputStream in = new GZIPInputStream(Files.newInputStream(index))) {
			DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
			factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
			Document document = factory.newDocumentBuilder().parse(in);
			for (Element plugin : elements(document.getDocumentElement(), "plugin"))
				files.put(plugin.getAttribute("filename"), of(plugin));
			return files;
		}
		catch (ParserConfigurationException | SAXException e) {
			throw new IOException(index + " is no index of an update site.", e);
		}
	}

	private static SiteFile of(Element plugin) {
		List<Element> platforms = elements(plugin, "platform"), versions = elements(plugin, "version");
		List<Version> previous = elements(plugin, "previous-version").stream()
			.map(version -> new Version(version.getAttribute("checksum"), number(version, "timestamp"), number(version, "timestamp-obsolete"))).toList();
		Element now = versions.isEmpty() ? null : versions.get(0);
		return new SiteFile(platforms.isEmpty() ? "" : platforms.get(0).getTextContent(), now == null ? null : now.getAttribute("checksum"),
			now == null ? 0 : number(now, "filesize"), now == null ? 0 : number(now, "timestamp"), previous);
	}

	private static long number(Element element, String name) {
		return element.hasAttribute(name) ? Long.parseLong(element.getAttribute(name)) : 0;
	}

	private static List<Element> elements(Element in, String name) {
		List<Element> found = new ArrayList<>();
		NodeList all = in.getElementsByTagName(name);
		for (int i = 0; i < all.getLength(); i++)
			found.add((Element) all.item(i));
		return found;
	}
}
