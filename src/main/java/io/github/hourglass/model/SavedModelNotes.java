package io.github.hourglass.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What lies beside a SavedModel, or shows in the names of its layers, and says what its signature does not. */
interface SavedModelNotes {

	/** Of whom, for {@link Model#format}. */
	String format();

	/** What it is called; empty where that is not said. */
	default String name() {
		return "";
	}

	/** The axes of an input or output; null where they are not said. */
	default String letters(String tensor, int rank, boolean input) {
		return null;
	}

	/** The one size along an axis; 0 where it is not said. */
	default long size(char letter) {
		return 0;
	}

	/** By what the size along an axis must be divisible; 0 where that is not said. */
	long divisor(char letter);

	/** Pixels on each side of a tile that depend on what is beyond it; 0 where that is not said. */
	long overlap(char letter);

	/**
	 * The rules before or after the network.
	 *
	 * @param axes of the tensor
	 * @param notes takes what the user should know of them, in sentences
	 */
	List<StepSpec> steps(List<AxisSpec> axes, boolean before, List<String> notes);

	/** Further facts for {@link Model#facts}. */
	Map<String, Object> facts();

	/**
	 * DeepImageJ's, StarDist's or CSBDeep's.
	 *
	 * @param weights folder or file of the network
	 * @param folder where files about it may lie too
	 * @param source what the user named
	 * @return null where it is none of theirs
	 */
	static SavedModelNotes of(Path weights, Path folder, Path source) {
		SavedModelNotes deepimagej = DeepImageJFormat.beside(weights, folder);
		if (deepimagej != null)
			return deepimagej;
		SavedModelNotes stardist = StarDistFormat.of(weights, folder, source);
		return stardist != null ? stardist : CsbdeepFormat.beside(weights);
	}

	int LONGEST = 1_000_000, SEARCHED = 64 << 20;

	/** The fields of a JSON file; null if it is not there or too long for one that describes a network. */
	static Fields read(Path file) {
		try {
			if (!Files.isRegularFile(file) || Files.size(file) > LONGEST)
				return null;
			String name = file.getFileName().toString();
			return Fields.of(name, YamlText.read(Files.readAllBytes(file), name));
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
		}
	}

	/** True if the graph of a SavedModel has all these names in it. */
	static boolean mentions(Path weights, String... names) {
		Path file = Files.isDirectory(weights) ? weights.resolve("saved_model.pb") : weights;
		if (!Files.isRegularFile(file))
			return false;
		try (InputStream in = Files.newInputStream(file)) {
			byte[] bytes = in.readNBytes(SEARCHED);
			return Arrays.stream(names).allMatch(name -> holds(bytes, name.getBytes(StandardCharsets.US_ASCII)));
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
		}
	}

	private static boolean holds(byte[] bytes, byte[] name) {
		for (int i = 0; i + name.length <= bytes.length; i++)
			if (bytes[i] == name[0] && Arrays.equals(bytes, i, i + name.length, name, 0, name.length))
				return true;
		return false;
	}
}
