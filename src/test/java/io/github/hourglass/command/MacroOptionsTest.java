package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ij.Macro;

/** Macro options are read as ImageJ itself reads them. */
class MacroOptionsTest {

	@ParameterizedTest
	@ValueSource(strings = { "model=starter-2d tile=256", "model=[a name with = and [nested] brackets] tile=auto", "model=[] tile=64,64,16 ",
		"model='one two' tile=2.5e-3", "  tile=[C:\\a b\\ü.tif]  model=x" })
	void valuesAreThoseOfImageJ(String text) {
		Map<String, String> values = MacroOptions.parse(text).values();
		for (String key : List.of("model", "tile"))
			assertEquals(Macro.getValue(text, key, null), values.get(key));
		assertEquals(2, values.size());
	}

	@Test
	void keysAreLowerCase() {
		assertEquals(Map.of("overwrite", "true"), MacroOptions.parse("Overwrite=true").values());
	}

	@Test
	void nothingIsNothing() {
		assertTrue(MacroOptions.parse("  ").values().isEmpty());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		overwrite tile=3   | overwrite=true
		tile=3 tile=4      | tile is given twice
		model=[a b tile=3  | no closing ]
		model='a b tile=3  | no closing '
		""")
	void whatCannotBeReadIsSaid(String text, String hint) {
		String message = assertThrows(IllegalArgumentException.class, () -> MacroOptions.parse(text)).getMessage();
		assertTrue(message.contains(hint), message);
	}

	@Test
	void anUnknownKeyIsNamedWithThoseThereAre() {
		String message = assertThrows(IllegalArgumentException.class,
			() -> MacroOptions.parse("tiles=3").check("Hourglass Denoise...", List.of("tile", "halo"))).getMessage();
		assertEquals("Hourglass Denoise... has no option 'tiles'; it has tile, halo.", message);
		assertEquals("Hourglass Doctor has no option 'tiles'; it has none.",
			assertThrows(IllegalArgumentException.class, () -> MacroOptions.parse("tiles=3").check("Hourglass Doctor", List.of())).getMessage());
	}
}
