package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.image.Settings;
import io.github.hourglass.simulate.SimulationOptions;

/**
 * One set of images of a recipe.
 *
 * @param name for people
 * @param simulate how they are simulated; null for real ones
 * @param draws noisy images of each simulated specimen
 * @param images folder of real images, inside the one that the user gives
 * @param targets folder of what belongs to them, under the same file names
 * @param license of real images
 * @param source where real images come from
 * @param repeat how often each is put into the training
 * @param validation whether none of them is trained on, but all are validated on, as often as {@code repeat} says
 * @param objects false if what simulated images show are none of the objects that are sought: all of it is background
 */
record RecipeSet(String name, SimulationOptions simulate, int draws, String images, String targets, String license, String source, int repeat,
	boolean validation, boolean objects)
{

	private static final Set<String> WORDS = Set.of("name", "simulate", "draws", "images", "targets", "license", "source", "repeat", "validation", "objects");
	private static final int MOST_DRAWS = 100;

	/** @param where for messages, such as {@code data[0]} */
	static RecipeSet of(Object entry, String where) {
		if (!(entry instanceof Map<?, ?> map))
			throw new IllegalArgumentException(where + " of the recipe is no set of images: it needs simulate, or images and targets.");
		for (Object key : map.keySet())
			if (!WORDS.contains(key))
				throw new IllegalArgumentException(where + " of the recipe has the unknown word '" + key + "'; it may have " + String.join(", ", WORDS.stream().sorted().toList()) + ".");
		SimulationOptions simulate = map.get("simulate") == null ? null : Recipe.options(SimulationOptions.class, map.get("simulate"), where + ".simulate");
		RecipeSet set = new RecipeSet(text(map, "name"), simulate, number(map, "draws", where), text(map, "images"), text(map, "targets"), text(map, "license"), text(map, "source"),
			number(map, "repeat", where), flag(map, "validation", false, where), flag(map, "objects", true, where));
		if (set.isReal() == (simulate != null) || set.isReal() && set.targets.isEmpty())
			throw new IllegalArgumentException(where + " of the recipe needs either simulate or both images and targets.");
		if (set.isReal() && (!isInside(set.images) || !isInside(set.targets)))
			throw new IllegalArgumentException(where + " of the recipe names a folder outside the one of real images.");
		if (set.isReal() && !set.objects)
			throw new IllegalArgumentException(where + ".objects of the recipe is false, but real images have the objects of their targets.");
		if (set.isReal() && set.license.isEmpty())
			throw new IllegalArgumentException(where + " of the recipe does not say the license of its images.");
		return set;
	}

	private static boolean isInside(String path) {
		return !path.startsWith("/") && !path.contains("\\") && !path.contains(":") && !List.of(path.split("/")).contains("..");
	}

	private static String text(Map<?, ?> map, String key) {
		Object value = map.get(key);
		return value == null ? "" : value.toString().strip();
	}

	private static int number(Map<?, ?> map, String key, String where) {
		Object value = map.get(key);
		if (value == null)
			return 1;
		if (value instanceof Long number && number >= 1 && number <= MOST_DRAWS)
			return number.intValue();
		throw new IllegalArgumentException(where + "." + key + " of the recipe is " + value + "; it is a whole number from 1 to " + MOST_DRAWS + ".");
	}

	private static boolean flag(Map<?, ?> map, String key, boolean usual, String where) {
		Object value = map.get(key);
		if (value == null || value instanceof Boolean)
			return value == null ? usual : (Boolean) value;
		throw new IllegalArgumentException(where + "." + key + " of the recipe is " + value + "; it is true or false.");
	}

	boolean isReal() {
		return !images.isEmpty();
	}

	/** For people: what differs from the defaults. */
	String text() {
		if (isReal())
			return (source.isEmpty() ? "real images of " + images : source) + " (license " + license + ")" + (validation ? ", only validated on" : repeat > 1 ? ", each taken " + repeat + " times" : "");
		Map<String, Object> usual = Settings.values(Settings.read(SimulationOptions.class, Map.of())), own = new LinkedHashMap<>(Settings.values(simulate));
		List<String> said = new ArrayList<>();
		own.forEach((key, value) -> {
			if (!value.equals(usual.get(key)) && !key.equals("count") || key.equals("kind") || key.equals("seed"))
				said.add(key + " " + value);
		});
		return simulate.count() + " simulated" + (objects ? "" : " without objects") + (draws > 1 ? ", each imaged " + draws + " times" : "") + ": " + String.join("; ", said);
	}
}
