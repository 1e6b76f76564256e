package io.github.hourglass.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.hourglass.image.Region;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.predict.Forecast;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.predict.Segmentation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code hourglass segment IN OUT}: image file in, label image out, options as in the core's record. */
final class SegmentLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;
	private CommandSpec spec;

	private SegmentLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	static CommandSpec spec(PrintStream out, PrintStream err) {
		SegmentLine line = new SegmentLine(out, err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Find the objects in an image: a label image, a table, outlines.").footer("",
			"Example: hourglass segment cells.tif objects.tif --model nuclei.zip --table --rois",
			"Thresholds without the network again: first --objects none, which keeps its output; then that file as IN with --probabilities.",
			"The exit code is 0 only if OUT is complete. Ctrl-C stops and leaves no OUT.");
		spec.addPositional(LineOptions.file(0, "IN", "The image to read: TIFF (also hyperstacks and more than 4 GB), PNG, JPEG."));
		spec.addPositional(LineOptions.file(1, "OUT", "The image to write: .tif, .png or .jpg; table and outlines go beside it."));
		LineOptions.add(spec, SegmentOptions.class);
		spec.addOption(LineOptions.region());
		spec.addOption(LineOptions.plan());
		spec.addOption(OptionSpec.builder("--overwrite").type(boolean.class).description("Replace OUT if it exists.").build());
		line.spec = spec;
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		SegmentOptions options = LineOptions.read(spec, SegmentOptions.class);
		Path in = spec.positionalParameters().get(0).getValue();
		Path to = spec.positionalParameters().get(1).getValue();
		Region region = Region.parse(spec.findOption("--region").getValue());
		boolean overwrite = Boolean.TRUE.equals(spec.findOption("--overwrite").getValue());
		if (LineOptions.isPlan(spec))
			return Main.work(err, progress -> out.println(options.probabilities() ? Segment.NO_NETWORK : Forecast.of(region.of(ImageFile.open(in)), options, true, progress).text()));
		return Main.work(err, progress -> {
			SegmentFiles files = SegmentFiles.at(to, options, overwrite, List.of(in));
			Volume image = region.of(ImageFile.open(in));
			try (NetworkOutput network = NetworkOutput.of(image, options, progress); Segmentation found = Segmentation.of(network, options, progress)) {
				files.write(found, image, progress);
				progress.close();
				found.objects().ifPresent(objects -> out.println(objects.count() + (objects.count() == 1 ? " object" : " objects")));
			}
		});
	}
}
