package io.github.hourglass.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a user says of a TensorFlow graph whose file does not say it, or says it wrongly: lines, or parts between commas, of
 * {@code input NAME [NODE]}, {@code output NAME [NODE]}, {@code signature NAME} and {@code tag NAME}. They lie beside the graph in the file
 * {@value #FILE_NAME}.
 *
 * @param inputs what to feed by its name, such as {@code input:0}; empty where the file's own hold
 * @param outputs what to fetch by its name; empty where the file's own hold
 * @param signature empty for the usual one
 * @param tag of the graph to take; empty for the usual one
 */
public record TensorNames(Map<String, String> inputs, Map<String, String> outputs, String signature, String tag) {

	/** The file beside a graph that holds them. */
	public static final String FILE_NAME = "tensors.txt";
	static final TensorNames NONE = new TensorNames(Map.of(), Map.of(), "", "");
	private static final int LONGEST = 64_000;

	public TensorNames {
		inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
		outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
	}

	/** @throws EngineException with one sentence, if the text is something else */
	public static TensorNames parse(String text) {
		Map<String, String> inputs = new LinkedHashMap<>(), outputs = new LinkedHashMap<>();
		String signature = "", tag = "";
		for (String part : text.split("[,\\n\\r]+")) {
			String[] words = part.strip().split("\\s+");
			if (words.length == 1 && words[0].isEmpty() || words[0].startsWith("#"))
				continue;
			String kind = words[0].toLowerCase(Locale.ROOT);
			if (words.length == 2 && kind.equals("signature"))
				signature = words[1];
			else if (words.length == 2 && kind.equals("tag"))
				tag = words[1];
			else if ((words.length == 2 || words.length == 3) && kind.matches("input|output"))
				(kind.equals("input") ? inputs : outputs).put(words.length == 3 ? words[1] : words[1].replaceFirst(":0$", ""), words[words.length - 1]);
			else
				throw new EngineException("'" + part.strip() + "' names no tensor; write 'input NAME', 'output NAME', 'signature NAME' or 'tag NAME', with commas between.");
		}
		return new TensorNames(inputs, outputs, signature, tag);
	}

	/** Those beside a graph; {@link #NONE} where there are none. */
	static TensorNames beside(Path graph) {
		Path file = graph.toAbsolutePath().resolveSibling(FILE_NAME);
		try {
			return Files.isRegularFile(file) && Files.size(file) <= LONGEST ? parse(Files.readString(file)) : NONE;
		}
		catch (IOException e) {
			throw new EngineException("The file " + file + " cannot be read (" + e.getMessage() + ").", e);
		}
	}
}
