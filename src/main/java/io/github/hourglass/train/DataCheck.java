package io.github.hourglass.train;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Looks at every pixel of the images before the first step, and lists all that it finds at once. Errors forbid training: images
 * and targets of different size, channels that differ among the images, NaN or infinite values, labels that are not whole
 * numbers, no usable image. Warnings do not: images that cannot be read or are constant are skipped; saturated ones and those
 * that are in both sets are named.
 */
final class DataCheck {

	/** A share of saturated pixels that is worth a warning. */
	private static final double SATURATED = 0.001;

	/** What can be wrong with an image, in the singular and the plural. */
	private record Kind(boolean error, String one, String more) {}

	private final PatchRule rule;
	private final Task task;
	private final boolean labels;
	private final Progress progress;
	private final List<Finding> findings;
	private final Map<Kind, List<String>> named = new LinkedHashMap<>();
	private final Map<TrainingImage, Survey> inputs = new HashMap<>();
	private final Map<TrainingImage, Survey> targets = new HashMap<>();
	private final List<TrainingImage> training;
	private final List<TrainingImage> validation;

	private DataCheck(ImageSet images, PatchRule rule, Task task, Progress progress) {
		this.rule = rule;
		this.task = task;
		this.labels = task.hasLabels();
		this.progress = progress;
		this.findings = new ArrayList<>(images.findings());
		this.training = look(images.pairs());
		this.validation = look(images.validation());
		named.forEach((kind, names) -> findings.add(new Finding(kind.error(),
			Finding.count(names.size(), kind.one(), kind.more()) + ": " + Finding.names(names) + ".")));
		channels();
		if (training.isEmpty() && findings.stream().noneMatch(Finding::error))
			findings.add(Finding.error("No image is left to train on."));
		if (task == Task.DENOISEG && !training.isEmpty() && training.stream().allMatch(image -> image.target() == null))
			findings.add(Finding.error("No image has labels; give a label image for at least one, under the same file name, or choose noise2void."));
		if (validation.isEmpty() && !images.validation().isEmpty() && findings.stream().noneMatch(Finding::error))
			findings.add(Finding.error("No image is left to validate on."));
		leakage();
	}

	static DataCheck of(ImageSet images, PatchRule rule, Task task, Progress progress) {
		return new DataCheck(images, rule, task, progress);
	}

	List<Finding> findings() {
		return List.copyOf(findings);
	}

	/** Those that can be trained on. */
	List<TrainingImage> training() {
		return training;
	}

	/** Those that can be validated on, from a folder of their own. */
	List<TrainingImage> validation() {
		return validation;
	}

	Survey input(TrainingImage image) {
		return inputs.get(image);
	}

	/** Null if there is no target. */
	Survey target(TrainingImage image) {
		return targets.get(image);
	}

	private List<TrainingImage> look(List<ImagePair> pairs) {
		List<TrainingImage> usable = new ArrayList<>();
		for (int i = 0; i < pairs.size(); i++) {
			ImagePair pair = pairs.get(i);
			try {
				TrainingImage image = fits(pair) ? TrainingImage.of(pair, rule) : null;
				if (image != null && isSound(image, progress.part(i, pairs.size())))
					usable.add(annotated(image));
			}
			catch (UncheckedIOException e) {
				note(false, "image cannot be read to its end and is skipped", "images cannot be read to their end and are skipped", pair.name() + " (" + e.getMessage() + ")");
			}
		}
		return usable;
	}

	/** For denoiseg, a label image without any object says that nobody looked for one, as in the authors' program. */
	private TrainingImage annotated(TrainingImage image) {
		if (task != Task.DENOISEG || targets.get(image) == null || targets.get(image).max() > 0)
			return image;
		note(false, "label image holds no object and counts as not annotated", "label images hold no object and count as not annotated", image.name());
		TrainingImage without = new TrainingImage(image.name(), image.input(), null, null, null, null);
		inputs.put(without, inputs.get(image));
		return without;
	}

	private boolean fits(ImagePair pair) {
		if (pair.target() == null)
			return true;
		for (char letter : Axis.LETTERS.toCharArray())
			if (letter != 'c' && Math.max(1, rule.target(rule.order().indexOf(letter), pair.input().size(letter))) != pair.target().size(letter)) {
				String name = pair.name() + " (" + sizes(pair.input()) + " and " + sizes(pair.target()) + ")";
				switch (task) {
					case UPSCALE -> note(true, "target is not as many times as large as its image as scale says", "targets are not as many times as large as their images as scale says", name);
					case PROJECT -> note(true, "target is not one plane of the size of its stack", "targets are not one plane each of the size of their stacks", name);
					default -> note(true, "target has another size than its image", "targets have another size than their images", name);
				}
				return false;
			}
		return true;
	}

	private static String sizes(Volume volume) {
		StringBuilder text = new StringBuilder();
		for (Axis axis : volume.axes())
			if (axis.letter() != 'c')
				text.append(text.isEmpty() ? "" : " × ").append(volume.size(axis.letter()));
		return text.toString();
	}

	private boolean isSound(TrainingImage image, Progress part) {
		Survey input = Survey.of(image.input(), part.part(0, 2));
		Survey target = image.target() == null ? null : Survey.of(image.target(), part.part(1, 2));
		inputs.put(image, input);
		targets.put(image, target);
		if (input.notFinite() > 0 || target != null && target.notFinite() > 0) {
			note(true, "image contains NaN or infinite values, which no network can learn from; replace them or leave it out", "images contain NaN or infinite values, which no network can learn from; replace them or leave them out",
				image.name() + " (" + (input.notFinite() > 0 ? input.notFinite() : target.notFinite()) + " pixels)");
			return false;
		}
		if (labels && target != null && !target.isWhole()) {
			note(true, "label image has values that are not whole numbers", "label images have values that are not whole numbers", image.name());
			return false;
		}
		if (labels && target != null && image.target().size('c') != 1) {
			note(true, "label image has several channels; labels need one", "label images have several channels; labels need one", image.name());
			return false;
		}
		if (input.isConstant() || target != null && !labels && target.isConstant()) {
			note(false, "image has the same value everywhere and is skipped", "images have the same value everywhere and are skipped", image.name());
			return false;
		}
		saturation(image.name(), input);
		if (target != null && !labels)
			saturation("the target of " + image.name(), target);
		return true;
	}

	private void saturation(String name, Survey survey) {
		if (survey.saturated() >= SATURATED)
			note(false, "image is saturated; what is bright in it cannot be learned", "images are saturated; what is bright in them cannot be learned",
				name + " (%.1f %% of the pixels are %.0f)".formatted(100 * survey.saturated(), survey.max()));
	}

	private void note(boolean error, String one, String more, String name) {
		named.computeIfAbsent(new Kind(error, one, more), key -> new ArrayList<>()).add(name);
	}

	private void channels() {
		List<TrainingImage> all = new ArrayList<>(training);
		all.addAll(validation);
		Map<String, List<String>> kinds = new LinkedHashMap<>();
		for (TrainingImage image : all)
			kinds.computeIfAbsent(image.channels() + (image.target() == null || labels ? "" : " to " + image.target().size('c')),
				key -> new ArrayList<>()).add(image.name());
		if (kinds.size() > 1) {
			StringBuilder text = new StringBuilder("The images differ in their number of channels, all need the same");
			kinds.forEach((kind, names) -> text.append("; ").append(kind).append(": ").append(Finding.names(names)));
			findings.add(Finding.error(text.append('.').toString()));
		}
	}

	/** Images with the same content in both sets. */
	private void leakage() {
		Set<String> trained = new HashSet<>();
		training.forEach(image -> trained.add(inputs.get(image).fingerprint()));
		List<String> both = validation.stream().filter(image -> trained.contains(inputs.get(image).fingerprint())).map(TrainingImage::name).toList();
		if (!both.isEmpty())
			findings.add(new Finding(both.size() == validation.size(), leaked(both)));
	}

	/** Of one set that was split: what it finds if images occur twice and fell into both parts. */
	List<Finding> leakage(Split split) {
		Set<String> trained = new HashSet<>();
		Set<TrainingImage> images = new HashSet<>();
		for (Area area : split.training()) {
			images.add(area.image());
			trained.add(inputs.get(area.image()).fingerprint());
		}
		List<TrainingImage> kept = split.validation().stream().map(Area::image).filter(image -> !images.contains(image)).toList();
		List<String> both = kept.stream().filter(image -> trained.contains(inputs.get(image).fingerprint())).map(TrainingImage::name).toList();
		return both.isEmpty() ? List.of() : List.of(new Finding(both.size() == kept.size(), leaked(both)));
	}

	private static String leaked(List<String> names) {
		return Finding.count(names.size(), "image is", "images are") + " both trained on and validated with, so the scores say too much; remove one copy: "
			+ Finding.names(names) + ".";
	}
}
