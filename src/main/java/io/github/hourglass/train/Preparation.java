package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

import io.github.hourglass.image.Percentiles;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** From checked images to the areas that patches are taken from: the size of a patch, the split, the statistics. */
final class Preparation {

	/** Targets whose mean differs by less than this share of the input's range are as bright as the input. */
	private static final double ALIKE = 0.05;
	private static final int ROOMY = 4;

	private final TrainingOptions options;
	private final PatchRule rule;
	private final DataCheck check;
	private final ModelRules rules;
	private final Progress progress;
	private final List<Finding> findings = new ArrayList<>();
	private List<TrainingImage> training;
	private List<TrainingImage> validation;
	private int[] size;
	private Split given;
	private Split split;
	private boolean alike;

	/**
	 * @param rules of the package that the network comes from; null for the usual ones
	 * @throws IllegalArgumentException that lists all findings, if one of them is an error
	 */
	Preparation(TrainingOptions options, PatchRule rule, DataCheck check, ModelRules rules, Progress progress) {
		this(options, rule, check, rules, progress, true);
	}

	/** The same without the statistics of the images, for who only wants to know the findings. */
	static Preparation unmeasured(TrainingOptions options, PatchRule rule, DataCheck check, Progress progress) {
		return new Preparation(options, rule, check, null, progress, false);
	}

	private Preparation(TrainingOptions options, PatchRule rule, DataCheck check, ModelRules rules, Progress progress, boolean measured) {
		this.options = options;
		this.rule = rule;
		this.check = check;
		this.rules = rules;
		this.progress = progress;
		this.training = check.training();
		this.validation = check.validation();
		boolean folder = Split.isFolder(options.validation());
		double share = folder ? Double.NaN : Split.share(options.validation());
		if (!training.isEmpty())
			try {
				divide(folder, share);
			}
			catch (IllegalArgumentException e) {
				findings.add(Finding.error(e.getMessage()));
			}
		findings.addAll(0, check.findings());
		refuse();
		findings.forEach(finding -> progress.note(finding.text()));
		progress.note(split.note());
		if (measured)
			measure();
	}

	private void divide(boolean folder, double share) {
		boolean single = training.size() == 1 && !folder;
		size = PatchSize.of(options.patch(), training, single ? share : null, rule);
		training = largeEnough(training);
		validation = largeEnough(validation);
		if (training.isEmpty() || folder && validation.isEmpty())
			return;
		if (folder)
			split = Split.of(training, validation);
		else if (training.size() > 1)
			split = Split.byImage(training, share);
		else {
			size = PatchSize.of(options.patch(), training, share, rule);
			split = Split.byBlock(training.get(0), share, size, rule);
		}
		if (!folder)
			findings.addAll(check.leakage(split));
	}

	private List<TrainingImage> largeEnough(List<TrainingImage> images) {
		List<TrainingImage> large = new ArrayList<>();
		List<String> small = new ArrayList<>();
		List<String> tight = new ArrayList<>();
		for (TrainingImage image : images) {
			double patches = 1;
			boolean fits = true;
			for (int d = 0; d < rule.dimensions(); d++) {
				fits &= rule.isWhole(d) ? image.size()[d] == size[d] : image.size()[d] >= size[d];
				patches *= (double) image.size()[d] / size[d];
			}
			if (fits)
				large.add(image);
			if (!fits)
				small.add(image.name());
			else if (patches < ROOMY)
				tight.add(image.name());
		}
		if (!small.isEmpty())
			findings.add(new Finding(large.isEmpty(), small.size() + " of " + Finding.count(images.size(), "image", "images") + (small.size() == 1 ? " is" : " are") + " smaller than a patch of " + patchText()
				+ (large.isEmpty() ? "; choose a smaller patch: " : ", skipped: ") + Finding.names(small) + "."));
		if (!tight.isEmpty())
			findings.add(Finding.warning(tight.size() + " of " + Finding.count(images.size(), "image", "images") + (tight.size() == 1 ? " is" : " are") + " smaller than four patches of " + patchText()
				+ ", which makes patches nearly the same; a smaller patch would learn more: " + Finding.names(tight) + "."));
		return large;
	}

	private String patchText() {
		StringJoiner text = new StringJoiner(" × ");
		for (int d = 0; d < rule.dimensions(); d++)
			text.add(String.valueOf(size[d]));
		return text.toString();
	}

	private void refuse() {
		if (split != null && findings.stream().noneMatch(Finding::error))
			return;
		StringBuilder text = new StringBuilder("Training cannot begin with these images:");
		findings.stream().filter(Finding::error).forEach(finding -> text.append("\n- ").append(finding.text()));
		findings.stream().filter(finding -> !finding.error()).forEach(finding -> text.append("\n- warning: ").append(finding.text()));
		throw new IllegalArgumentException(text.toString());
	}

	private void measure() {
		Map<TrainingImage, TrainingImage> measured = new HashMap<>();
		List<TrainingImage> used = new ArrayList<>();
		for (List<Area> areas : List.of(split.training(), split.validation()))
			for (Area area : areas)
				if (!used.contains(area.image()))
					used.add(area.image());
		given = split;
		boolean images = !Task.of(options).hasLabels() && used.get(0).target() != null;
		Map<TrainingImage, Scaling> inputs = new HashMap<>();
		if (images || rules == null)
			for (int i = 0; i < used.size(); i++)
				inputs.put(used.get(i), scaling(used.get(i), progress.part(i, used.size())));
		alike = images && areAlike(used, inputs);
		if (images)
			progress.note(brightness());
		for (int i = 0; i < used.size(); i++) {
			Progress part = progress.part(i, used.size());
			TrainingImage image = used.get(i);
			measured.put(image, rules != null ? byRules(image, images, part) : images ? withTarget(image, inputs.get(image), part)
				: image.measured(inputs.get(image), null, null));
		}
		split = new Split(with(split.training(), measured), with(split.validation(), measured), split.note());
	}

	private String brightness() {
		if (rules != null && rules.inverse() != null)
			return "Targets are brought into the values the model gives before its last rules.";
		return alike ? "Targets are as bright as the images, so both are normalized by the numbers of the image."
			: rules != null && !rules.measures() ? "Targets are normalized by the model's fixed numbers, as the images are."
				: "Targets are not as bright as the images, so each is normalized by its own numbers; results have the brightness of the image.";
	}

	/** The image and its target with the rules of a package applied. */
	private TrainingImage byRules(TrainingImage image, boolean images, Progress part) {
		Volume input = rules.input(image.input(), part);
		if (!images)
			return new TrainingImage(image.name(), input, image.target(), Scaling.NONE, null, null);
		Volume target = rules.target(image.target(), image.input(), alike, part);
		return new TrainingImage(image.name(), input, target, Scaling.NONE, Scaling.NONE, foreground(bright(target, part)));
	}

	private boolean byPercentiles() {
		return Scaling.isByPercentiles(options);
	}

	private Scaling scaling(TrainingImage image, Progress part) {
		return byPercentiles() ? Scaling.percentiles(image.input(), part) : Scaling.zeroMean(image.input(), part);
	}

	private TrainingImage withTarget(TrainingImage image, Scaling input, Progress part) {
		Percentiles percentiles = bright(image.target(), part);
		Scaling own = byPercentiles() ? Scaling.range(percentiles.values(0), percentiles.values(1)) : Scaling.zeroMean(image.target(), part);
		return image.measured(input, alike ? input : own, foreground(percentiles));
	}

	private static Percentiles bright(Volume target, Progress part) {
		return Percentiles.of(target, "c", part, Scaling.LOW, Scaling.HIGH, ImageTargets.BRIGHT);
	}

	private static double[] foreground(Percentiles percentiles) {
		double[] foreground = new double[percentiles.groups().count()];
		for (int c = 0; c < foreground.length; c++)
			foreground[c] = percentiles.values(0)[c] + ImageTargets.FOREGROUND * (percentiles.values(2)[c] - percentiles.values(0)[c]);
		return foreground;
	}

	private boolean areAlike(List<TrainingImage> used, Map<TrainingImage, Scaling> inputs) {
		double difference = 0;
		for (TrainingImage image : used) {
			if (image.target().size('c') != image.channels())
				return false;
			double range = 0;
			for (double factor : inputs.get(image).factor())
				range += 1 / factor / image.channels();
			difference += Math.abs(check.target(image).mean() - check.input(image).mean()) / range / used.size();
		}
		return difference < ALIKE;
	}

	private static List<Area> with(List<Area> areas, Map<TrainingImage, TrainingImage> measured) {
		return areas.stream().map(area -> new Area(measured.get(area.image()), area.min(), area.size())).toList();
	}

	/** All that was found, no error among it. */
	List<Finding> findings() {
		return List.copyOf(findings);
	}

	/** The areas, their images measured; those of a package's rules as its network sees them. */
	Split split() {
		return split;
	}

	/** The same areas of the images as they are. */
	Split given() {
		return given;
	}

	/** Of a patch, per axis of the images. */
	int[] size() {
		return size.clone();
	}

	/** True if targets are normalized by the numbers of their input. */
	boolean alike() {
		return alike;
	}
}
