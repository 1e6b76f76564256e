package io.github.hourglass.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import ij.ImagePlus;
import ij.io.Opener;
import io.github.hourglass.io.AnnotationOptions;
import io.github.hourglass.io.ImageFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code hourglass annotate IN OUT}: the overlay of an image, or regions from a file, as labels to train on. */
final class AnnotateLine implements Callable<Integer> {

	private final PrintStream err;
	private CommandSpec spec;

	private AnnotateLine(PrintStream err) {
		this.err = err;
	}

	static CommandSpec spec(PrintStream err) {
		AnnotateLine line = new AnnotateLine(err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Turn regions drawn in ImageJ, or a label image, into labels to train on.").footer("",
			"Example: hourglass annotate cells.tif labels/cells.tif --rois RoiSet.zip --kind classes");
		spec.addPositional(LineOptions.file(0, "IN", "The image the regions were drawn on; without --rois its overlay is taken."));
		spec.addPositional(LineOptions.file(1, "OUT", "The label image to write: .tif or .png."));
		LineOptions.add(spec, AnnotationOptions.class);
		spec.addOption(OptionSpec.builder("--overwrite").type(boolean.class).description("Replace OUT if it exists.").build());
		line.spec = spec;
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		AnnotationOptions options = LineOptions.read(spec, AnnotationOptions.class);
		Path in = spec.positionalParameters().get(0).getValue();
		Path out = spec.positionalParameters().get(1).getValue();
		boolean overwrite = Boolean.TRUE.equals(spec.findOption("--overwrite").getValue());
		return Main.work(err, progress -> {
			ImageFile.check(out, overwrite, List.of(in));
			ImageFile.open(in); // says in one sentence why a file is no image
			Opener opener = new Opener();
			opener.setSilentMode(true);
			ImagePlus image = opener.openImage(in.toAbsolutePath().toString());
			if (image == null)
				throw new IllegalArgumentException("ImageJ cannot open '" + in + "', so its overlay cannot be read; save it as TIFF in ImageJ.");
			ImageFile.write(Annotate.made(image, options, progress), out, overwrite, progress);
		});
	}
}
