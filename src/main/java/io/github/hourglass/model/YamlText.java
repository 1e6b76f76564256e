package io.github.hourglass.model;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML as bioimage.io packages and run folders use it: version 1.2, so {@code no} is a text and {@code 1e-6} a number, dates stay texts, nothing
 * but maps, lists, texts, numbers, booleans and null. Size, depth, aliases and the number of values are bounded.
 */
public final class YamlText {

	/** Longest text read, in characters. */
	static final int LONGEST = 2_000_000;
	private static final int DEEPEST = 40;
	private static final int MOST_ALIASES = 20;
	private static final int MOST_VALUES = 200_000;

	private int values;

	private YamlText() {}

	/**
	 * @param file its name, for messages
	 * @return the document: a map from text to {@code String}, {@code Long}, {@code Double}, {@code Boolean}, null, lists and maps
	 * @throws ModelException if it is no such document or exceeds the bounds
	 */
	public static Map<String, Object> read(byte[] bytes, String file) {
		Object document;
		try {
			document = new Yaml(new PlainKeys(), new Representer(new DumperOptions()), new DumperOptions(), loading(),
				new Version12()).load(text(bytes, file));
		}
		catch (YAMLException | IllegalArgumentException | IndexOutOfBoundsException | NullPointerException | ClassCastException e) {
			throw new ModelException("The file " + file + " is not valid YAML: " + oneLine(e) + ".", e);
		}
		if (!(document instanceof Map<?, ?> map))
			throw new ModelException("The file " + file + " describes no model: it holds " + kind(document) + " instead of named fields.");
		return new YamlText().plain(map, file, 0);
	}

	/** Block style, in the map's order, readable by YAML 1.1 and 1.2 readers alike. */
	public static String write(Map<String, Object> document) {
		DumperOptions options = new DumperOptions();
		options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
		options.setIndent(2);
		options.setWidth(120);
		options.setAllowUnicode(true);
		options.setLineBreak(DumperOptions.LineBreak.UNIX);
		options.setDereferenceAliases(true);
		return new Yaml(new SafeConstructor(loading()), new Representer(options), options, loading(), new BothVersions()).dump(document);
	}

	private static LoaderOptions loading() {
		LoaderOptions options = new LoaderOptions();
		options.setMaxAliasesForCollections(MOST_ALIASES);
		options.setNestingDepthLimit(DEEPEST);
		options.setCodePointLimit(LONGEST);
		options.setAllowDuplicateKeys(false);
		options.setAllowRecursiveKeys(false);
		return options;
	}

	private static String text(byte[] bytes, String file) {
		if (bytes.length > 4 * LONGEST)
			throw new ModelException("The file " + file + " has " + bytes.length + " bytes, too many for a model description.");
		try {
			CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
			String plain = text.length() > 0 && text.charAt(0) == '\ufeff' ? text.subSequence(1, text.length()).toString() : text.toString();
			return plain.stripLeading().startsWith("{") ? plain.replace('\t', ' ') : plain; // JSON may be indented by tabs
		}
		catch (CharacterCodingException e) {
			throw new ModelException("The file " + file + " is not a text in UTF-8.", e);
		}
	}

	private Object plain(Object value, String file, int depth) {
		if (++values > MOST_VALUES || depth > DEEPEST)
			throw new ModelException("The file " + file + " holds more values, or deeper ones, than a model description needs.");
		if (value instanceof Map<?, ?> map)
			return plain(map, file, depth);
		if (value instanceof List<?> list) {
			List<Object> plain = new ArrayList<>();
			for (Object element : list)
				plain.add(plain(element, file, depth + 1));
			return plain;
		}
		if (value instanceof Integer number)
			return number.longValue();
		if (value instanceof java.math.BigInteger number)
			return number.doubleValue();
		if (value == null || value instanceof String || value instanceof Long || value instanceof Double || value instanceof Boolean)
			return value;
		throw new ModelException("The file " + file + " holds " + kind(value) + "; only texts, numbers, lists and maps are read.");
	}

	private Map<String, Object> plain(Map<?, ?> map, String file, int depth) {
		Map<String, Object> plain = new LinkedHashMap<>();
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			plain.put(String.valueOf(entry.getKey()), plain(entry.getValue(), file, depth + 1));
		}
		return plain;
	}

	private static String kind(Object value) {
		if (value == null)
			return "nothing";
		return value instanceof List ? "a list" : value instanceof String ? "plain text" : "a " + value.getClass().getSimpleName();
	}

	private static String oneLine(RuntimeException e) {
		String text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
		return text.length() > 200 ? text.substring(0, 200) + "…" : text.replaceFirst("\\.$", "");
	}

	/** Lists and maps as names of fields are refused before anything compares them: one that holds itself has no hash code. */
	private static final class PlainKeys extends SafeConstructor {

		PlainKeys() {
			super(loading());
		}

		@Override
		protected void constructMapping2ndStep(MappingNode node, Map<Object, Object> mapping) {
			check(node);
			super.constructMapping2ndStep(node, mapping);
		}

		@Override
		protected void constructSet2ndStep(MappingNode node, Set<Object> set) {
			check(node);
			super.constructSet2ndStep(node, set);
		}

		private static void check(MappingNode node) {
			for (NodeTuple tuple : node.getValue())
				if (!(tuple.getKeyNode() instanceof ScalarNode))
					throw new YAMLException("a list or a map is used as the name of a field");
		}
	}

	private static final Pattern FLOAT = Pattern.compile(
		"^(?:[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
	private static final Pattern INT = Pattern.compile("^[-+]?(?:0|[1-9][0-9]*)$");

	/** Which plain scalars are numbers, booleans and null: the core schema of YAML 1.2. */
	private static final class Version12 extends Resolver {

		@Override
		protected void addImplicitResolvers() {
			addImplicitResolver(Tag.BOOL, Pattern.compile("^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF", 10);
			addImplicitResolver(Tag.INT, INT, "-+0123456789", 100);
			addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.", 100);
			addImplicitResolver(Tag.NULL, Pattern.compile("^(?:~|null|Null|NULL)$"), "~nN", 10);
			addImplicitResolver(Tag.NULL, Pattern.compile("^$"), null, 10);
		}
	}

	/** Whatever looks like something else than a text in 1.1 or in 1.2, so that such texts are quoted. */
	private static final class BothVersions extends Resolver {

		@Override
		protected void addImplicitResolvers() {
			super.addImplicitResolvers();
			addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.", 100);
		}
	}
}
