package io.github.hourglass.model;

import java.io.IOException;
import java.io.InputStream;
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
			return refuse(file, " is an HDF5 file" + (name.endsWith(".h5") || name.endsWith(".hdf5") ? ", such as Keras writes" : "") + EXPORT);
		if (start.length > 1 && (start[0] & 0xff) == 0x80 && start[1] >= 2 && start[1] <= 5)
			return refuse(file, " is a Python pickle, such as PyTorch writes (.pt, .pth)" + EXPORT);
		if (startsWith(start, "\u0093NUMPY"))
			return refuse(file, " is a NumPy array, not a model; choose a model package");
		if (start.length > 8 && startsWith(java.util.Arrays.copyOfRange(start, 4, 8), "TFL3"))
			return refuse(file, " is a TensorFlow Lite model" + EXPORT);
		if (name.endsWith(".safetensors") || name.endsWith(".keras"))
			return refuse(file, " holds weights of a Python library" + EXPORT);
		if (startsWith(start, "\u001f\u008b") || startsWith(start, "7z\u00bc\u00af") || startsWith(start, "Rar!"))
			return refuse(file, " is an archive of a kind that is not read; unpack it and choose the folder, or pack it as .zip");
		return isText(start) ? text(file, new String(start, StandardCharsets.UTF_8)) : refuse(file, PACKAGE);
	}

	/** A zip without a description of a model, by what it holds. */
	static ModelException zip(Path zip, List<String> names) {
		if (names.isEmpty())
			return refuse(zip, " is a zip without any file; get it again");
		if (names.stream().anyMatch(name -> name.endsWith("/data.pkl") || name.equals("data.pkl")))
			return refuse(zip, (names.stream().anyMatch(name -> name.contains("/code/")) ? " is a TorchScript model" : " holds PyTorch weights")
				+ EXPORT);
		if (names.stream().anyMatch(name -> name.endsWith("saved_model.pb")))
			return refuse(zip, " holds several TensorFlow SavedModels and no rdf.yaml that says which is the model; unpack it and choose one of them");
		if (names.contains("model.weights.h5"))
			return refuse(zip, " is a Keras model" + EXPORT);
		if (names.stream().filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".onnx")).count() > 1)
			return refuse(zip, " holds several .onnx files and no rdf.yaml that says which is the model; unpack it and choose one of them");
		return refuse(zip, " is a zip without a model: it holds no rdf.yaml, bioimageio.yaml or model.yaml, no .onnx file and no SavedModel");
	}

	static ModelException folder(Path folder) {
		if (Files.exists(folder.resolve("config.json")) && hasFile(folder, ".h5"))
			return refuse(folder, " is a model folder of CSBDeep, Noise2Void or StarDist for Python (config.json and .h5 weights)" + EXPORT);
		return refuse(folder, " is a folder without a model: it holds no rdf.yaml, bioimageio.yaml or model.yaml, no single .onnx file and no SavedModel");
	}

	private static boolean hasFile(Path folder, String ending) {
		try (var files = Files.list(folder)) {
			return files.limit(10_000).anyMatch(file -> file.toString().endsWith(ending));
		}
		catch (IOException e) {
			return false;
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
