package io.github.hourglass.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packages as the bioimage.io model description specifies them, formats 0.3, 0.4 and 0.5 with all their patch levels, and what the Fiji
 * plugins of CSBDeep wrote before: a YAML file and the files it names. All come out as the same {@link Model}, in the terms of 0.5.
 */
final class BioimageIoFormat {

	/** The newest patch level known; what {@link ModelWriter} writes. */
	static final String NEWEST = "0.5.7";
	/** What other programs call the description inside a package, the usual name first. */
	static final List<String> FILE_NAMES = List.of("rdf.yaml", "bioimageio.yaml", "model.yaml", "rdf.yml", "bioimageio.yml", "model.yml");

	/** The fields that are kept as facts, in reading order. */
	static final List<String> FACTS = List.of("authors", "license", "cite", "documentation", "covers", "tags", "version",
		"version_comment", "timestamp", "id", "id_emoji", "parent", "maintainers", "packaged_by", "uploader", "git_repo", "links", "icon",
		"attachments", "run_mode", "training_data", "config");

	private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.\\d+.*)?");
	/** Weights formats some engine of Hourglass opens. */
	private static final List<String> RUNNABLE = List.of("onnx", "tensorflow_saved_model_bundle");

	private final Fields fields;
	private final PackageFiles files;

	private BioimageIoFormat(Fields fields, Path folder) {
		this.fields = fields;
		this.files = new PackageFiles(folder);
	}

	/**
	 * Reads the description and checks it against the files beside it.
	 *
	 * @param description the YAML file
	 * @param source what the user named
	 */
	static Model read(Path description, Path source) {
		String file = description.getFileName().toString();
		Fields fields = Fields.of(file, YamlText.read(bytes(description), file));
		if (BioimageIo03.isCsbdeep(fields) || fields.text("format_version", "").matches("0\\.3\\..*"))
			fields = BioimageIo03.in04(fields);
		return new BioimageIoFormat(fields, description.toAbsolutePath().getParent()).model(description.toAbsolutePath().getParent(), source);
	}

	private static byte[] bytes(Path file) {
		try {
			if (Files.size(file) > 4L * YamlText.LONGEST)
				throw new ModelException("The file " + file + " has " + Files.size(file) + " bytes, too many for a model description.");
			return Files.readAllBytes(file);
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
		}
	}

	private Model model(Path folder, Path source) {
		String version = fields.text("format_version", "");
		boolean old = isOld(version);
		if (!fields.text("type", "model").equals("model"))
			throw fields.refuse("type", "is '" + fields.text("type") + "': this describes no model; choose a model package");
		List<TensorSpec> inputs = new ArrayList<>();
		List<TensorSpec> outputs = new ArrayList<>();
		if (old)
			new BioimageIo04(fields, files).read(inputs, outputs);
		else
			new BioimageIo05(fields, files).read(inputs, outputs);
		new TensorChecks(fields, inputs, outputs, old).check();
		List<WeightsFile> weights = weights();
		return DeepImageJMacros.applied(new Model(fields.text("name"), fields.text("description", ""), "bioimage.io " + version, folder, source, inputs, outputs,
			weights, facts(old)));
	}

	private boolean isOld(String version) {
		Matcher matcher = VERSION.matcher(version);
		if (!matcher.matches())
			throw fields.mustBe("format_version", "a version of the bioimage.io model format such as " + NEWEST);
		int major = Integer.parseInt(matcher.group(1));
		int minor = Integer.parseInt(matcher.group(2));
		boolean plugin = BioimageIo03.isCsbdeep(fields);
		if (major == 0 && (minor >= 3 && minor <= 5 || plugin))
			return minor < 5;
		if (major > 0 || minor > 5)
			throw fields.refuse("format_version", "is " + version + ", newer than the 0.5 this Hourglass reads; update Hourglass, "
				+ "or save the package as 0.5");
		throw fields.refuse("format_version", "is " + version + ", older than the 0.3 Hourglass reads; save the package as 0.5 with "
			+ "bioimageio.core");
	}

	private List<WeightsFile> weights() {
		List<WeightsFile> present = new ArrayList<>();
		ModelException absent = null;
		Fields weights = fields.child("weights");
		for (String key : weights.values().keySet()) {
			if (!weights.has(key))
				continue;
			Fields entry = weights.child(key);
			String format = key.equals("pytorch_script") ? "torchscript" : key;
			String text = entry.text("source");
			Path path = files.find(entry, "source", text, format.equals("tensorflow_saved_model_bundle"));
			if (path != null)
				present.add(new WeightsFile(format, path, Files.isDirectory(path) ? "" : sha256(entry), details(entry)));
			else if (absent == null || RUNNABLE.contains(format))
				absent = PackageFiles.absent(entry, "source", text);
		}
		if (present.isEmpty() && absent == null)
			throw fields.refuse("weights", "is empty; the package has no weights");
		boolean runnable = present.stream().anyMatch(file -> RUNNABLE.contains(file.format()));
		boolean runnableAbsent = RUNNABLE.stream().anyMatch(weights::has);
		if (present.isEmpty() || (!runnable && runnableAbsent))
			throw absent;
		return present;
	}

	private static Map<String, Object> details(Fields entry) {
		Map<String, Object> details = new LinkedHashMap<>(entry.values());
		details.remove("source");
		details.remove("sha256");
		details.values().removeIf(value -> value == null);
		return details;
	}

	static String sha256(Fields entry) {
		String stated = entry.text("sha256", "").toLowerCase(java.util.Locale.ROOT);
		if (!stated.isEmpty() && !stated.matches("[0-9a-f]{64}"))
			throw entry.mustBe("sha256", "64 hexadecimal digits");
		return stated;
	}

	private Map<String, Object> facts(boolean old) {
		Map<String, Object> facts = new LinkedHashMap<>();
		for (String key : FACTS)
			if (fields.has(key) && !isEmpty(fields.get(key)))
				facts.put(key, old ? BioimageIo04.fact(key, fields.get(key)) : fields.get(key));
		facts.values().removeIf(BioimageIoFormat::isEmpty);
		if (fields.has("documentation"))
			files.find(fields, "documentation", fields.text("documentation"));
		List<String> covers = fields.texts("covers");
		for (int i = 0; i < covers.size(); i++)
			files.find(fields, "covers[" + i + "]", covers.get(i));
		if (!files.missing().isEmpty())
			facts.put("missing", files.missing());
		return facts;
	}

	private static boolean isEmpty(Object value) {
		return value == null || value instanceof List<?> list && list.isEmpty() || value instanceof Map<?, ?> map && map.isEmpty();
	}

	/**
	 * Writes out the conversions of type that bioimage.io implies: before the steps of an input, and after the last step unless
	 * that is a conversion or a threshold.
	 */
	static List<StepSpec> withTypes(List<StepSpec> steps, boolean input, String first, String last) {
		List<StepSpec> all = new ArrayList<>(steps);
		if (input && (all.isEmpty() || !all.get(0).name().equals("ensure_dtype")))
			all.add(0, new StepSpec("ensure_dtype", Map.of("dtype", first)));
		if (all.isEmpty() || !List.of("ensure_dtype", "binarize").contains(all.get(all.size() - 1).name()))
			all.add(new StepSpec("ensure_dtype", Map.of("dtype", last)));
		return all;
	}
}
