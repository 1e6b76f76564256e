package io.github.hourglass.step;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.hourglass.image.Volume;

/** One or more volumes by tensor name, in order: what goes into a {@link Step} and what comes out. Immutable. */
public final class Sample {

	private final Map<String, Volume> volumes;

	private Sample(Map<String, Volume> volumes) {
		this.volumes = Collections.unmodifiableMap(new LinkedHashMap<>(volumes));
	}

	public static Sample of(Map<String, Volume> volumes) {
		return new Sample(volumes);
	}

	public static Sample of(String name, Volume volume) {
		return new Sample(Map.of(name, volume));
	}

	public Map<String, Volume> volumes() {
		return volumes;
	}

	/** The volume of that tensor; refused if there is none. */
	public Volume get(String name) {
		Volume volume = volumes.get(name);
		if (volume == null)
			throw new IllegalArgumentException("There is no image '" + name + "'; there are " + volumes.keySet() + ".");
		return volume;
	}

	public boolean has(String name) {
		return volumes.containsKey(name);
	}

	/** The same with one volume replaced or added. */
	public Sample with(String name, Volume volume) {
		Map<String, Volume> changed = new LinkedHashMap<>(volumes);
		changed.put(name, volume);
		return new Sample(changed);
	}
}
