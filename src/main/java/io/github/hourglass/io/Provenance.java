package io.github.hourglass.io;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.hourglass.image.Metadata;

/**
 * The provenance of an image as the text that ImageJ shows with <i>Image › Show Info</i>: one {@code key: value} line each. A
 * text that is not made of such lines is kept whole under the key {@value #INFO}.
 */
final class Provenance {

	static final String INFO = "Info";

	private Provenance() {}

	static String text(Metadata metadata) {
		StringBuilder text = new StringBuilder();
		metadata.provenance().forEach((key, value) -> {
			if (key.equals(INFO))
				text.append(value.strip()).append('\n');
			else
				text.append(key.replaceAll("[:\\s]+", " ").strip()).append(": ").append(value.replaceAll("\\s*\\R\\s*", "; ").strip()).append('\n');
		});
		return text.toString();
	}

	static Metadata parse(String info, Metadata metadata) {
		if (info.isBlank())
			return metadata;
		Map<String, String> lines = new LinkedHashMap<>();
		for (String line : info.strip().split("\\R")) {
			int colon = line.indexOf(": ");
			if (colon < 1 || colon > 80 || lines.put(line.substring(0, colon), line.substring(colon + 2)) != null)
				return metadata.withProvenance(INFO, info.strip());
		}
		return new Metadata(metadata.title(), metadata.channels(), metadata.sliceLabels(), metadata.rgb(), lines);
	}
}
