package io.github.hourglass.command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import io.github.hourglass.io.ImageFile;
import io.github.hourglass.io.Table;
import io.github.hourglass.score.CompareOptions;
import io.github.hourglass.score.Comparison;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code hourglass compare RESULT TRUTH}: scores on the standard output, a table and a picture of the difference where they are asked for. */
final class CompareLine implements Callable<Integer> {

	private final PrintStream out;
	private final PrintStream err;
	private CommandSpec spec;

	private CompareLine(PrintStream out, PrintStream err) {
		this.out = out;
		this.err = err;
	}

	static CommandSpec spec(PrintStream out, PrintStream err) {
		CompareLine line = new CompareLine(out, err);
		CommandSpec spec = CommandSpec.wrapWithoutInspection(line).mixinStandardHelpOptions(true);
		spec.usageMessage().description("Score a result, an image or a label image, against the truth.").footer("",
			"Example: hourglass compare denoised.tif clean.tif --fit --out difference.tif --table scores.csv",
			"Prints the scores of the whole; the table also has a row for each frame and, of images, each channel.");
		spec.addPositional(LineOptions.file(0, "RESULT", "The image or label image to score."));
		spec.addPositional(LineOptions.file(1, "TRUTH", "What it should be, of the same size."));
		LineOptions.add(spec, CompareOptions.class);
		spec.addOption(OptionSpec.builder("--out").type(Path.class).paramLabel("FILE")
			.description("Write a picture of the difference: result minus truth, or matched, missed and extra objects in colors.").build());
		spec.addOption(OptionSpec.builder("--table").type(Path.class).paramLabel("FILE").description("Write all scores as comma-separated values.").build());
		spec.addOption(OptionSpec.builder("--overwrite").type(boolean.class).description("Replace files if they exist.").build());
		line.spec = spec;
		return spec;
	}

	@Override
	public Integer call() throws Exception {
		CompareOptions options = LineOptions.read(spec, CompareOptions.class);
		Path result = spec.positionalParameters().get(0).getValue();
		Path truth = spec.positionalParameters().get(1).getValue();
		Path picture = spec.findOption("--out").getValue();
		Path file = spec.findOption("--table").getValue();
		boolean overwrite = Boolean.TRUE.equals(spec.findOption("--overwrite").getValue());
		return Main.work(err, progress -> {
			if (picture != null)
				ImageFile.check(picture, overwrite, List.of(result, truth));
			if (file != null)
				Table.check(file, overwrite);
			Comparison comparison = Comparison.of(ImageFile.open(result), ImageFile.open(truth), options, progress);
			if (file != null)
				comparison.table().write(file, overwrite);
			if (picture != null)
				ImageFile.write(comparison.difference(), picture, overwrite, progress);
			progress.close();
			print(comparison.table());
		});
	}

	/** The last row, which is that of the whole, a line for each score. */
	private void print(Table table) {
		List<Object> row = table.rows().get(table.size() - 1);
		for (int i = 0; i < row.size(); i++)
			out.println(String.format(Locale.ROOT, "%-12s %s", table.columns().get(i),
				row.get(i) instanceof Double number ? String.format(Locale.ROOT, "%.6g", number) : row.get(i)));
	}
}
