package io.github.hourglass.command;

import java.util.Map;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.gui.ImageRoi;
import ij.gui.Overlay;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImagePlusVolume;
import io.github.hourglass.predict.Forecast;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;

/** The result in a part of an image, laid over it. */
final class PredictionPreview extends PartPreview {

	@Override
	Drawn compute(Part looked, Map<String, Object> values, Progress progress) {
		Volume image = cut(looked);
		long start = System.nanoTime();
		try (Predictor predictor = Predictor.open(image, Options.read(PredictionOptions.class, values), progress)) {
			Volume result = PredictionFiles.predict(predictor, image, progress).get(PredictionFiles.RESULT);
			ImagePlus shown = ImagePlusVolume.compute(slice(result, looked), progress);
			ImageProcessor pixels = shown instanceof CompositeImage ? new ColorProcessor(shown.getImage()) : shown.getProcessor().convertToColorProcessor();
			if (pixels.getWidth() != looked.area().width || pixels.getHeight() != looked.area().height)
				pixels = pixels.resize(looked.area().width, looked.area().height, true);
			return new Drawn(new Overlay(new ImageRoi(looked.area().x, looked.area().y, pixels)),
				looked.area().width + " x " + looked.area().height + " pixels in " + Forecast.time((System.nanoTime() - start) / 1e9));
		}
	}

	@Override
	void forget(boolean finished) {
		// the network is closed each time
	}
}
