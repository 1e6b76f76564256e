package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputMeaningTest {

	@ParameterizedTest
	@ValueSource(strings = { "foreground 1", "foreground 1, boundary 2, distance 3", "background 1, foreground 3, boundary 2", "classes, background 1",
		"foreground 1, rays 2, threshold 0.479071, overlap 0.3", "foreground 1, rays 2, grid 2", "image", "distance 1", "foreground 1, round, logits", "foreground 2, threshold 1", "foreground 1, boundary 2, distance 3, threshold 0.45, seeds 0.6, smallest 20", "foreground 1, distance 3, threshold 0.45, prominence 0.05" })
	void whatIsWrittenIsReadAgain(String text) {
		assertEquals(text, OutputMeaning.parse(text).toString());
		assertEquals(OutputMeaning.parse(text), OutputMeaning.parse(OutputMeaning.parse(text).toString()));
	}

	@Test
	void wordsMayComeInAnyOrderAndForm() {
		assertEquals(OutputMeaning.parse("background 1, foreground 3, boundary 2"), OutputMeaning.parse("Boundary=2; FOREGROUND 3 ,background=1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "foreground", "foreground 0", "foreground one", "boundary 2", "rays 2", "magic 3", "foreground 1, threshold 7", "background 1", "foreground 1, seeds 2", "foreground 1, smallest 0.5",
		"foreground 99999999999" })
	void whatCannotBeReadIsRefusedInOneSentence(String text) {
		String sentence = assertThrows(IllegalArgumentException.class, () -> OutputMeaning.parse(text)).getMessage();
		assertTrue(sentence.endsWith(".") && sentence.contains("foreground 1, boundary 2"), sentence);
	}

	@Test
	void channelsThatAreNotThereAreRefused() {
		OutputMeaning.parse("foreground 1, boundary 2").check(2);
		String sentence = assertThrows(IllegalArgumentException.class, () -> OutputMeaning.parse("foreground 1, boundary 2").check(1)).getMessage();
		assertTrue(sentence.contains("has 1 channel,") && sentence.contains("names channel 2"), sentence);
		assertThrows(IllegalArgumentException.class, () -> OutputMeaning.parse("foreground 1, rays 2").check(3));
	}
}
