package io.github.hourglass.io;

import java.io.StringReader;
import java.util.Optional;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The sizes and the calibration of the first image of an OME-TIFF file, from the {@code Pixels} element of its OME-XML. No
 * entity is resolved and no external document is read.
 *
 * @param order such as {@code XYCZT}, fastest first
 * @param pixelSize per axis x, y, z and time step; NaN where not given
 * @param units of the same four
 */
record OmeXml(String order, long c, long z, long t, double[] pixelSize, String[] units) {

	private static final String[] SIZES = { "PhysicalSizeX", "PhysicalSizeY", "PhysicalSizeZ", "TimeIncrement" };

	/** What the text says, if it is OME-XML that can be understood. */
	static Optional<OmeXml> parse(String text) {
		if (!text.contains("<OME") && !text.contains(":OME"))
			return Optional.empty();
		XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
		factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
		factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
		factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
		factory.setXMLResolver((publicId, systemId, base, namespace) -> {
			throw new XMLStreamException("no external entities");
		});
		try {
			XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text));
			while (xml.hasNext())
				if (xml.next() == XMLStreamReader.START_ELEMENT && xml.getLocalName().equals("Pixels"))
					return pixels(xml);
			return Optional.empty();
		}
		catch (XMLStreamException | NumberFormatException e) {
			return Optional.empty();
		}
	}

	private static Optional<OmeXml> pixels(XMLStreamReader xml) {
		String order = xml.getAttributeValue(null, "DimensionOrder");
		if (order == null || !order.matches("XY(CZT|CTZ|ZCT|ZTC|TCZ|TZC)"))
			return Optional.empty();
		double[] sizes = new double[4];
		String[] units = new String[4];
		for (int i = 0; i < 4; i++) {
			String size = xml.getAttributeValue(null, SIZES[i]);
			String unit = xml.getAttributeValue(null, SIZES[i] + "Unit");
			sizes[i] = size == null ? Double.NaN : Double.parseDouble(size);
			units[i] = unit != null ? unit : i < 3 ? "µm" : "s";
		}
		return Optional.of(new OmeXml(order, size(xml, "SizeC"), size(xml, "SizeZ"), size(xml, "SizeT"), sizes, units));
	}

	private static long size(XMLStreamReader xml, String name) {
		String value = xml.getAttributeValue(null, name);
		return value == null ? 1 : Math.max(1, Long.parseLong(value));
	}
}
