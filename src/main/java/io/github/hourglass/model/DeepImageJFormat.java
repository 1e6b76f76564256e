package io.github.hourglass.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * {@code config.xml}, in which deepImageJ described a SavedModel before it took bioimage.io's description: axes of input and output, by what
 * sizes must be divisible or the one they must have, padding, and macros that are run before and after.
 */
final class DeepImageJFormat implements SavedModelNotes {

	private static final String FILE = "config.xml";
	private static final int MOST_FIELDS = 1000;

	private final Path folder;
	private final Map<String, String> fields;

	private DeepImageJFormat(Path folder, Map<String, String> fields) {
		this.folder = folder;
		this.fields = fields;
	}

	/** Null where there is none. */
	static DeepImageJFormat beside(Path weights, Path folder) {
		for (Path place : new Path[] { folder, Files.isDirectory(weights) ? weights : weights.toAbsolutePath().getParent() })
			if (place != null && Files.isRegularFile(place.resolve(FILE))) {
				Map<String, String> fields = read(place.resolve(FILE));
				if (fields.containsKey("InputOrganization0"))
					return new DeepImageJFormat(place, fields);
			}
		return null;
	}

	/** The text of the elements that hold no others, by name; no entity is resolved and no external document is read. */
	private static Map<String, String> read(Path file) {
		XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
		factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
		factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
		factory.setProperty(XMLInputFactory.IS_COALESCING, true);
		Map<String, String> fields = new LinkedHashMap<>();
		try (InputStream in = Files.newInputStream(file)) {
			if (Files.size(file) > LONGEST)
				return fields;
			XMLStreamReader xml = factory.createXMLStreamReader(in);
			String name = null;
			StringBuilder text = new StringBuilder();
			while (xml.hasNext() && fields.size() < MOST_FIELDS)
				switch (xml.next()) {
					case XMLStreamReader.START_ELEMENT -> {
						name = xml.getLocalName();
						text.setLength(0);
					}
					case XMLStreamReader.CHARACTERS -> text.append(xml.getText());
					case XMLStreamReader.END_ELEMENT -> {
						if (xml.getLocalName().equals(name))
							fields.put(name, text.toString().strip());
						name = null;
					}
					default -> {}
				}
			return fields;
		}
		catch (XMLStreamException | IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ".", e);
		}
	}

	private String said(String key) {
		String text = fields.getOrDefault(key, "");
		return text.equals("null") || text.equalsIgnoreCase("n/a") ? "" : text;
	}

	private long number(String key) {
		String text = said(key);
		return text.matches("\\d{1,6}") ? Long.parseLong(text) : 0;
	}

	@Override
	public String format() {
		return "deepimagej";
	}

	@Override
	public String name() {
		return said("Name");
	}

	/** {@code NHWC} are images, rows, columns and channels, D is depth. */
	@Override
	public String letters(String tensor, int rank, boolean input) {
		String kind = input ? "Input" : "Output";
		for (int i = 0; fields.containsKey(kind + "Organization" + i); i++) {
			String axes = fields.get(kind + "Organization" + i).toUpperCase(java.util.Locale.ROOT);
			boolean named = said(kind + "Names" + i).equals(tensor) || i == 0 && !fields.containsKey(kind + "Organization1");
			if (named && axes.length() == rank && axes.matches("[NHWCD]+") && axes.chars().distinct().count() == rank)
				return axes.replace('N', 'b').replace('H', 'y').replace('W', 'x').replace('C', 'c').replace('D', 'z');
		}
		return null;
	}

	@Override
	public long size(char letter) {
		return "xy".indexOf(letter) >= 0 && said("FixedPatch").equals("true") ? number("PatchSize") : 0;
	}

	@Override
	public long divisor(char letter) {
		return "xy".indexOf(letter) < 0 ? 0 : Math.max(number("MinimumSize"), number("MinimumMultipleOfPatches"));
	}

	@Override
	public long overlap(char letter) {
		return "xy".indexOf(letter) < 0 ? 0 : Math.max(number("Padding"), number("FalseInformationBecauseCorners"));
	}

	@Override
	public List<StepSpec> steps(List<AxisSpec> axes, boolean before, List<String> notes) {
		return DeepImageJMacros.steps(folder, axes, files(before ? "preprocessing" : "postprocessing"), before, notes);
	}

	/** Those the description names, else those of the usual name. */
	private List<String> files(String kind) {
		List<String> named = new ArrayList<>();
		fields.forEach((key, value) -> {
			if (key.toLowerCase(java.util.Locale.ROOT).startsWith(kind + "file") && !said(key).isEmpty())
				named.add(value);
		});
		if (named.isEmpty())
			for (String ending : List.of(".txt", ".ijm"))
				if (Files.isRegularFile(folder.resolve(kind + ending)))
					return List.of(kind + ending);
		return named;
	}

	@Override
	public Map<String, Object> facts() {
		Map<String, Object> facts = new LinkedHashMap<>();
		if (!said("Author").isEmpty())
			facts.put("authors", List.of(Map.of("name", said("Author"))));
		if (!said("Reference").isEmpty())
			facts.put("cite", List.of(Map.of("text", said("Reference"))));
		if (!said("URL").isEmpty())
			facts.put("git_repo", said("URL"));
		facts.put("tags", List.of("deepimagej"));
		return facts;
	}
}
