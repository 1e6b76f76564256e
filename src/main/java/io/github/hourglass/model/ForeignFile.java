package io.github.hourglass.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a file is that is no model package, and what its owner can do; told by its first bytes rather than by its name. */
final class ForeignFile {

	private static final int LOOKED_AT = 4096;
	private static final String KERAS = "; in Python write it as a SavedModel (model.export('folder') with Keras 3, tf.saved_model.save(model, 'folder') before) and choose that folder";
	private static final String TORCH = "; in Python write it with torch.onnx.export(model, example, 'model.onnx') and choose that file";
	private static final String CHECKPOINT = "; in Python load it into its network, write that with tf.saved_model.save(model, 'folder') and choose that folder";
	private static final String EXPORT = "; export the model to ONNX, or as a bioimage.io package with ONNX or SavedModel weights";
	private static final String PACKAGE = " is not a model; choose a bioimage.io package (a folder, a .zip or an rdf.yaml), an .onnx file or a TensorFlow SavedModel";

	private ForeignFile() {}

	static ModelException file(Path file) {
		byte[] start = start(file);
		String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
		if (start.length == 0)
			return refuse(file, " is empty; get it again");
		String image = image(start);
		if (image != null)
			return refuse(file, " is an image (" + image + "), not a model; give it as the input and choose a model package");
		if (startsWith(start, "\u0089HDF"))
			return refuse(file, " is an HDF5 file" + (name.endsWith(".h5") || name.endsWith(".hdf5") ? ", such as Keras writes" + KERAS : EXPORT));
		if (start.length > 1 && (start[0] & 0xff) == 0x80 && start[1] >= 2 && start[1] <= 5)
			return refuse(file, " is a Python pickle, such as PyTorch writes (.pt, .pth)" + TORCH);
		if (startsWith(start, "\u0093NUMPY"))
			return refuse(file, " is a NumPy array, not a model; choose a model package");
		if (start.length > 8 && startsWith(java.util.Arrays.copyOfRange(start, 4, 8), "TFL3"))
			return refuse(file, " is a TensorFlow Lite model" + EXPORT);
		if (name.endsWith(".keras"))
			return refuse(file, " is a Keras model" + KERAS);
		if (name.endsWith(".safetensors"))
			return refuse(file, " holds weights without a network, such as PyTorch uses" + TORCH);
		if (name.matches("checkpoint|.+\\.data-\\d{5}-of-\\d{5}|.+\\.(index|meta)"))
			return refuse(file, " belongs to a TensorFlow checkpoint, which has weights but no network" + CHECKPOINT);
		if (startsWith(start, "\u001f\u008b") || startsWith(start, "7z\u00bc\u00af") || startsWith(start, "Rar!"))
			return refuse(file, " is an archive of a kind that is not read; unpack it and choose the folder, or pack it as .zip");
		return isText(start) ? text(file, new String(start, StandardCharsets.UTF_8)) : refuse(file, PACKAGE);
	}

	/** A zip without a description of a model, by what it holds. */
	static ModelException zip(Path zip, List<String> names) {
		if (names.isEmpty())
			return refuse(zip, " is a zip without any file; get it again");
		if (names.stream().anyMatch(name -> name.endsWith("/data.pkl") || name.equals("data.pkl")))
			return refuse(zip, (names.stream().anyMatch(name -> name.contains("/code/")) ? " is a TorchScript model" : " holds PyTorch weights") + TORCH);
		if (names.stream().anyMatch(name -> name.endsWith("saved_model.pb")))
			return refuse(zip, " holds several TensorFlow SavedModels and no rdf.yaml that says which is the model; unpack it and choose one of them");
		if (names.contains("model.weights.h5"))
			return refuse(zip, " is a Keras model" + KERAS);
		if (names.stream().filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".onnx")).count() > 1)
			return refuse(zip, " holds several .onnx files and no rdf.yaml that says which is the model; unpack it and choose one of them");
		String known = content(names.stream().map(name -> name.substring(name.lastIndexOf('/') + 1)).toList());
		return refuse(zip, known != null ? " is a zip of " + known : " is a zip without a model: it holds no rdf.yaml, bioimageio.yaml or model.yaml, no .onnx file and no SavedModel");
	}

	/**
	 * A folder without a model, by what it holds.
	 *
	 * @param source what the user named: the folder, or the zip whose content it is
	 */
	static ModelException folder(Path folder, Path source) {
		String what = Files.isDirectory(source) ? " is a folder " : " is a zip ";
		if (Files.exists(folder.resolve("options.yaml")) && Files.exists(folder.resolve("status.json")))
			return refuse(source, " is the folder of a training that has not finished, so it holds no model yet; go on with 'hourglass train' on that folder (or write the word finish into its file "
				+ "'request'), and then choose " + source.resolve("model"));
		String known = content(names(folder));
		return refuse(source, known != null ? what + "of " + known : what + "without a model: it holds no rdf.yaml, bioimageio.yaml or model.yaml, no single .onnx file and no SavedModel");
	}

	/** What files of these names are together, and what to do; null if that is not known. */
	private static String content(List<String> names) {
		List<String> lower = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
		if (lower.contains("config.json") && any(lower, ".+\\.(weights\\.)?h5"))
			return "a model of CSBDeep, Noise2Void, DenoiSeg or StarDist for Python (config.json and .h5 weights); there call model.export_TF() and choose the TF_SavedModel.zip that it writes";
		if (lower.contains("checkpoint") || any(lower, ".+\\.data-\\d{5}-of-\\d{5}") || any(lower, ".+\\.ckpt\\.(index|meta)"))
			return "a TensorFlow checkpoint, which has weights but no network" + CHECKPOINT;
		if (any(lower, ".+\\.(keras|h5|hdf5)"))
			return "Keras files" + KERAS;
		if (any(lower, ".+\\.(pt|pth|ckpt|safetensors)|pytorch_model\\.bin"))
			return "PyTorch files" + TORCH;
		if (lower.contains("model.json") && any(lower, ".+\\.bin"))
			return "a TensorFlow.js model; choose the SavedModel it was made from";
		if (any(lower, ".+\\.tflite"))
			return "a TensorFlow Lite model" + EXPORT;
		if (any(lower, ".+\\.(tiff?|png|jpe?g|gif|bmp|czi|lif|nd2|npy)"))
			return "images, not a model; give it as the input and choose a model package";
		return null;
	}

	private static boolean any(List<String> names, String pattern) {
		return names.stream().anyMatch(name -> name.matches(pattern));
	}

	private static List<String> names(Path folder) {
		try (var files = Files.walk(folder, 2)) {
			return files.limit(10_000).filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
		}
		catch (IOException | UncheckedIOException e) {
			return List.of();
		}
	}

	private static ModelException text(Path file, String text) {
		String start = text.stripLeading().toLowerCase(Locale.ROOT);
		if (start.startsWith("<!doctype html") || start.startsWith("<html"))
			return refuse(file, " is a web page, so the download went wrong; download the model file itself");
		if (start.startsWith("version https://git-lfs"))
			return refuse(file, " is a Git LFS pointer, not the file itself; run 'git lfs pull' or download the file from the web site");
		return refuse(file, " is a text file," + PACKAGE.replaceFirst(" is", ""));
	}

	private static ModelException refuse(Path path, String what) {
		return new ModelException((Files.isDirectory(path) ? "" : "The file ") + path + what + ".");
	}

	private static String image(byte[] start) {
		if (startsWith(start, "II*\0") || startsWith(start, "MM\0*") || startsWith(start, "II+\0") || startsWith(start, "MM\0+"))
			return "TIFF";
		if (startsWith(start, "\u0089PNG"))
			return "PNG";
		if (startsWith(start, "\u00ff\u00d8\u00ff"))
			return "JPEG";
		return startsWith(start, "GIF8") ? "GIF" : startsWith(start, "BM") && start.length > 26 && start[6] == 0 ? "BMP" : null;
	}

	private static boolean startsWith(byte[] bytes, String latin) {
		byte[] wanted = latin.getBytes(StandardCharsets.ISO_8859_1);
		return bytes.length >= wanted.length && java.util.Arrays.equals(bytes, 0, wanted.length, wanted, 0, wanted.length);
	}

	private static boolean isText(byte[] start) {
		for (byte b : start)
			if (b >= 0 && b < 9)
				return false;
		int whole = start.length;
		while (whole > 0 && whole > start.length - 4 && start[whole - 1] < 0)
			whole--;
		try {
			StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(start, 0, whole));
			return true;
		}
		catch (CharacterCodingException e) {
			return false;
		}
	}

	private static byte[] start(Path file) {
		try (InputStream in = Files.newInputStream(file)) {
			return in.readNBytes(LOOKED_AT);
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
		}
	}
}
