package io.github.hourglass.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

/**
 * The images a user gives to train on, opened but not read: pairs of folders in which the files of a pair have the same name
 * (or the same name up to the extension), a pair of files, or folders and files without targets. What could not be opened or
 * matched is left out and told of in {@link #findings()}. Immutable.
 */
public final class ImageSet {

	private final List<ImagePair> pairs;
	private final List<ImagePair> validation;
	private final List<Finding> findings;

	private ImageSet(List<ImagePair> pairs, List<ImagePair> validation, List<Finding> findings) {
		this.pairs = List.copyOf(pairs);
		this.validation = List.copyOf(validation);
		this.findings = List.copyOf(findings);
	}

	/** Open images. */
	public static ImageSet of(List<ImagePair> pairs) {
		return new ImageSet(pairs, List.of(), List.of());
	}

	/** Open images, with others to validate. */
	public static ImageSet of(List<ImagePair> pairs, List<ImagePair> validation) {
		return new ImageSet(pairs, validation, List.of());
	}

	/**
	 * The images that {@code images}, {@code targets} and (if it is a folder) {@code validation} name.
	 *
	 * @throws IllegalArgumentException if an option names nothing usable at all
	 */
	public static ImageSet open(TrainingOptions options, Progress progress) {
		Task task = Task.of(options);
		boolean self = task == Task.UPSCALE && (options.images().isBlank() || options.targets().isBlank());
		boolean targets = task.hasTargets() && !self;
		String inputs = self && options.images().isBlank() ? options.targets() : options.images();
		if (inputs.isBlank())
			throw new IllegalArgumentException("images is empty; give a folder of images or one image file.");
		if (targets && options.targets().isBlank())
			throw new IllegalArgumentException("targets is empty, but the task " + options.task()
				+ " needs them; give a folder with the same file names as in images, or choose noise2void.");
		List<Finding> findings = new ArrayList<>();
		if (!task.hasTargets() && !options.targets().isBlank())
			findings.add(Finding.warning("noise2void needs no targets; those given are not used."));
		List<ImagePair> pairs = pairs(Path.of(inputs), targets ? Path.of(options.targets()) : null, task, findings, progress);
		List<ImagePair> validation = List.of();
		if (Split.isFolder(options.validation())) {
			Path folder = Path.of(options.validation());
			Path images = folder.resolve(self && options.images().isBlank() ? "targets" : "images");
			if (!Files.isDirectory(folder) || targets && !Files.isDirectory(images))
				throw new IllegalArgumentException("validation is '" + options.validation()
					+ "'; use auto, a share such as 0.2, or a folder with the subfolders images and targets.");
			validation = pairs(Files.isDirectory(images) ? images : folder, targets ? folder.resolve("targets") : null, task, findings, progress);
		}
		ImageSet set = new ImageSet(pairs, validation, findings);
		return self ? set.binned(options) : set;
	}

	/** Pairs whose small images are made of the large ones. */
	private ImageSet binned(TrainingOptions options) {
		Magnification magnification = Magnification.of(options);
		int dimensions = dimensions(options);
		List<Finding> all = new ArrayList<>(findings);
		all.add(Finding.warning(magnification.isotropic()
			? "The network learns to undo a blur of " + (float) Math.max(magnification.elongation(), Math.sqrt((Math.pow(magnification.along(2)[1], 2) - 1) / 12)) + " pixels (standard deviation) along y and to give "
				+ magnification.along(2)[1] + " pixels for each; its model does so along z."
			: "The small images are made of the large ones, as means of " + magnification.text(dimensions) + " pixels."));
		return new ImageSet(pairs.stream().map(pair -> magnification.pair(pair, dimensions)).toList(),
			validation.stream().map(pair -> magnification.pair(pair, dimensions)).toList(), all);
	}

	/** Those to train on, and to validate too if {@link #validation()} is empty. */
	public List<ImagePair> pairs() {
		return pairs;
	}

	/** Those from a folder of their own to validate only. */
	public List<ImagePair> validation() {
		return validation;
	}

	/** What was noticed while opening. */
	public List<Finding> findings() {
		return findings;
	}

	/**
	 * Of the network: for project 3, for upscale as many as {@code scale} gives numbers, else 3 if {@code patch} gives three numbers or,
	 * with auto or one number, if all images are stacks of at least 8 slices; else 2.
	 */
	public int dimensions(TrainingOptions options) {
		int numbers = options.patch().split(",").length;
		boolean deep = numbers > 1 ? numbers == 3 : !pairs.isEmpty() && pairs.stream().allMatch(pair -> pair.input().size('z') >= 8);
		return Magnification.of(options).dimensions(deep ? 3 : 2);
	}

	/** Channels of the first image; 1 if there is none. */
	public int inputChannels() {
		return pairs.isEmpty() ? 1 : (int) pairs.get(0).input().size('c');
	}

	/** Channels that the network gives for a task: those of the targets; for classes, whose targets are read for it, one per class; for instances 3; for denoiseg 3 more than it takes. */
	public int outputChannels(String task, Progress progress) {
		boolean own = task.equals("noise2void") || pairs.isEmpty() || pairs.get(0).target() == null;
		return switch (Task.of(task)) {
			case CLASSES -> ClassTargets.of(targets(), false, progress).classes();
			case INSTANCES -> 3;
			case DENOISEG -> inputChannels() + 3;
			default -> own ? inputChannels() : (int) pairs.get(0).target().size('c');
		};
	}

	/** All targets, those to validate with too. */
	List<Volume> targets() {
		return Stream.concat(pairs.stream(), validation.stream()).map(ImagePair::target).filter(java.util.Objects::nonNull).toList();
	}

	/**
	 * The same images; if all their pixels take no more than that many bytes, they stay in memory once they were read. Of larger
	 * ones every patch is read from where they are.
	 */
	ImageSet cached(long memory) {
		long bytes = Stream.concat(pairs.stream(), validation.stream()).mapToLong(ImagePair::bytes).sum();
		if (bytes > memory)
			return this;
		return new ImageSet(pairs.stream().map(pair -> pair.cached(memory)).toList(), validation.stream().map(pair -> pair.cached(memory)).toList(), findings);
	}

	private static List<ImagePair> pairs(Path images, Path targets, Task task, List<Finding> findings, Progress progress) {
		if (targets != null && Files.exists(images) && Files.exists(targets) && Files.isDirectory(images) != Files.isDirectory(targets))
			throw new IllegalArgumentException("'" + images + "' and '" + targets + "' must both be folders or both be image files.");
		Map<String, Path> inputs = files(images, "images");
		Map<String, Path> goals = targets == null ? Map.of() : files(targets, "targets");
		boolean files = !Files.isDirectory(images);
		Listing listing = new Listing(task, findings);
		Set<Path> unused = new LinkedHashSet<>(goals.values());
		for (Path input : inputs.values()) {
			progress.check();
			progress.report("Opening images", listing.seen++, inputs.size());
			Path goal = targets == null ? null : files ? targets : match(input, goals);
			unused.remove(goal);
			if (targets != null && goal == null)
				listing.alone.add(input.getFileName().toString());
			if (targets == null || goal != null || !task.needsEveryTarget())
				listing.open(input, goal);
		}
		listing.report(inputs.size(), images, targets, unused.stream().map(path -> path.getFileName().toString()).toList());
		return listing.pairs;
	}

	/** The files of a folder, by name, in the order of their names; hidden ones are left out. */
	private static Map<String, Path> files(Path path, String option) {
		if (!Files.exists(path))
			throw new IllegalArgumentException(option + " is '" + path + "', which does not exist.");
		Map<String, Path> files = new LinkedHashMap<>();
		if (!Files.isDirectory(path)) {
			files.put(path.getFileName().toString(), path);
			return files;
		}
		try (Stream<Path> entries = Files.list(path)) {
			entries.filter(Files::isRegularFile).filter(file -> !file.getFileName().toString().startsWith(".")).sorted()
				.forEach(file -> files.put(file.getFileName().toString(), file));
		}
		catch (IOException e) {
			throw new UncheckedIOException("The folder '" + path + "' cannot be read; check its permissions.", e);
		}
		if (files.isEmpty())
			throw new IllegalArgumentException("There are no files in '" + path + "'; " + option + " is a folder of images or one image file.");
		return files;
	}

	private static Path match(Path input, Map<String, Path> goals) {
		Path same = goals.get(input.getFileName().toString());
		if (same != null)
			return same;
		List<Path> alike = goals.entrySet().stream().filter(goal -> stem(goal.getKey()).equals(stem(input.getFileName().toString())))
			.map(Map.Entry::getValue).toList();
		return alike.size() == 1 ? alike.get(0) : null;
	}

	private static String stem(String name) {
		String whole = name.endsWith(".ome.tif") || name.endsWith(".ome.tiff") ? name.substring(0, name.lastIndexOf(".ome.")) : name;
		return whole.lastIndexOf('.') > 0 ? whole.substring(0, whole.lastIndexOf('.')) : whole;
	}

	/** Collects what comes of the files of one folder. */
	private static final class Listing {

		final List<ImagePair> pairs = new ArrayList<>();
		final List<String> alone = new ArrayList<>();
		final List<String> unreadable = new ArrayList<>();
		final Task task;
		final List<Finding> findings;
		int seen;

		Listing(Task task, List<Finding> findings) {
			this.task = task;
			this.findings = findings;
		}

		void open(Path input, Path target) {
			try {
				Volume image = ImageFile.open(input);
				pairs.add(new ImagePair(input.getFileName().toString(), image, target == null ? null : ImageFile.open(target)));
			}
			catch (CancelledException e) {
				throw e;
			}
			catch (UncheckedIOException | IllegalArgumentException e) {
				unreadable.add(input.getFileName() + " (" + e.getMessage() + ")");
			}
		}

		void report(int count, Path images, Path targets, List<String> unused) {
			if (!unreadable.isEmpty())
				findings.add(Finding.warning(unreadable.size() + " of " + Finding.count(count, "image", "images") + " cannot be read and "
					+ (unreadable.size() == 1 ? "is" : "are") + " skipped: " + Finding.names(unreadable) + "."));
			if (!alone.isEmpty() && !task.needsEveryTarget())
				findings.add(Finding.warning(alone.size() + " of " + Finding.count(count, "image", "images") + " in '" + images + "' "
					+ (alone.size() == 1 ? "has" : "have") + " no label image of the same name in '" + targets + "' and will teach denoising only."));
			else if (!alone.isEmpty())
				findings.add(Finding.warning(alone.size() + " of " + Finding.count(count, "image", "images") + " in '" + images + "' "
					+ (alone.size() == 1 ? "has" : "have") + " no target of the same name in '" + targets + "', skipped: " + Finding.names(alone) + "."));
			if (!unused.isEmpty())
				findings.add(Finding.warning(Finding.count(unused.size(), "target", "targets") + " in '" + targets + "' without an image of the same name in '" + images
					+ "', not used: " + Finding.names(unused) + "."));
			if (pairs.isEmpty())
				findings.add(Finding.error("No image of '" + images + "' can be used" + (targets == null ? "." : " with '" + targets
					+ "': images and targets need the same file names.")));
		}
	}
}
