package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.image.Setting;

class OptionsTest {

	record Example(
		@Setting(label = "Name", text = "A name.", byDefault = "anna") String name,
		@Setting(label = "Mode", text = "A mode.", byDefault = "slow", choices = { "slow", "fast" }) String mode,
		@Setting(label = "Count", text = "A count.", byDefault = "3", min = 1, max = 9) int count,
		@Setting(label = "Rate", text = "A rate.", byDefault = "0.5", min = 0, max = 1) double rate,
		@Setting(label = "Loud", text = "A flag.", byDefault = "false") boolean loud)
	{}

	@Test
	void whatIsMissingTakesItsDefault() {
		assertEquals(new Example("anna", "slow", 3, 0.5, false), Options.read(Example.class, Map.of()));
	}

	@Test
	void whatIsGivenIsTaken() {
		assertEquals(new Example("otto", "fast", 9, 0.25, true),
			Options.read(Example.class, Map.of("name", "otto", "mode", "fast", "count", "9", "rate", 0.25, "loud", true)));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		mode  | quick | slow, fast
		count | 0     | from 1 to 9
		count | 10    | from 1 to 9
		count | 2.5   | whole number
		count | many  | a number
		count | NaN   | from 1 to 9
		rate  | 1,5   | a number
		rate  | -0.1  | from 0 to 1
		loud  | yes   | true or false
		""")
	void aBadValueIsRefusedByName(String option, String value, String hint) {
		String message = assertThrows(IllegalArgumentException.class, () -> Options.read(Example.class, Map.of(option, value))).getMessage();
		assertTrue(message.startsWith(option + " cannot be ") && message.contains(value) && message.contains(hint), message);
	}
}
