import java.nio.FloatBuffer;

import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.FloatProcessor;

/**
 * A network as ImageJ plugins of its time ran it, with TensorFlow 1.15 for Java: read an image, normalize it, let it through in
 * one piece, write the result. Compiled and run by a benchmark, in a process with that TensorFlow alone.
 */
public final class TensorFlow115 {

	private TensorFlow115() {}

	/** @param args folder of the SavedModel, input node, output node, image, result, mean, standard deviation */
	public static void main(String[] args) {
		ImagePlus image = IJ.openImage(args[3]);
		float mean = Float.parseFloat(args[5]), deviation = Float.parseFloat(args[6]);
		int width = image.getWidth(), height = image.getHeight();
		float[] pixels = (float[]) image.getProcessor().convertToFloatProcessor().getPixels();
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (pixels[i] - mean) / deviation;
		try (SavedModelBundle bundle = SavedModelBundle.load(args[0], "serve");
			Tensor<Float> input = Tensor.create(new long[] { 1, height, width, 1 }, FloatBuffer.wrap(pixels));
			Tensor<?> output = bundle.session().runner().feed(args[1], input).fetch(args[2]).run().get(0))
		{
			FloatBuffer result = FloatBuffer.allocate(pixels.length);
			output.writeTo(result);
			for (int i = 0; i < pixels.length; i++)
				pixels[i] = result.get(i) * deviation + mean;
		}
		new FileSaver(new ImagePlus("result", new FloatProcessor(width, height, pixels))).saveAsTiff(args[4]);
	}
}
