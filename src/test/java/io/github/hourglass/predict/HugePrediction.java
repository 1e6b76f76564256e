package io.github.hourglass.predict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.PlainFcn;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.ModelReader;

/**
 * 24 GiB of volume through a small network, in a process of its own so that its peak of memory can be read. Arguments: a
 * folder for the result, a file for the report (peak of resident memory in KiB, seconds), and the number of slices of 4096² if
 * not 768.
 */
final class HugePrediction {

	private HugePrediction() {}

	public static void main(String[] arguments) throws IOException {
		Path folder = Path.of(arguments[0]);
		long slices = arguments.length > 2 ? Long.parseLong(arguments[2]) : 768;
		Path network = folder.resolve("plain.onnx");
		OnnxFile.write(PlainFcn.of(NetworkOptions.of(2).depth(3).baseFilters(8), 1), network);
		Volume volume = PredictionFiguresTest.noise(new long[] { 4096, 4096, slices }, "xyz");
		PredictionOptions options = new PredictionOptions("", "auto", "auto", "auto", "network", "image", false, false, "8-bit", "cpu", 0, "2g");
		long start = System.nanoTime();
		Path result = folder.resolve("huge.tif");
		try (Predictor predictor = Predictor.open(ModelReader.read(network), options, Progress.none())) {
			ImageFile.write(predictor.apply(volume, Progress.none()), result, true, Progress.none());
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		if (Files.size(result) < volume.voxels())
			throw new IllegalStateException("The result is not complete.");
		Files.delete(result);
		try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
			String peak = status.filter(line -> line.startsWith("VmHWM:")).findFirst().orElseThrow().replaceAll("\\D+", "");
			Files.writeString(Path.of(arguments[1]), peak + " " + seconds);
		}
	}
}
