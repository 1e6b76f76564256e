package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

import io.github.hourglass.architecture.ReceptiveField.Axis;
import io.github.hourglass.architecture.ReceptiveField.Kind;

/** What the analysis promises, held against running random networks whole and in tiles over symbols. */
class TilesOfRandomNetworksTest {

	@Property(tries = 800, seed = "20261123", shrinking = ShrinkingMode.OFF)
	void tilesWithTheHaloEqualTheWholeAndWithLessDoNot(@ForAll long seed) {
		Graph graph = RandomNetwork.of(seed);
		Axis axis = ReceptiveFieldTest.axis(graph, 2);
		Assume.that(axis.kind() == Kind.EXACT);
		TileCheck.tilesEqualTheWhole(graph, axis, seed);
	}

	/** How much of the random networks the analysis follows, so that the property above is not empty. */
	@Property(tries = 1)
	void mostRandomNetworksAreExact() {
		int exact = 0;
		for (long seed = 0; seed < 200; seed++)
			if (ReceptiveFieldTest.axis(RandomNetwork.of(seed), 2).kind() == Kind.EXACT)
				exact++;
		assertTrue(exact > 150, exact + " of 200");
	}
}
