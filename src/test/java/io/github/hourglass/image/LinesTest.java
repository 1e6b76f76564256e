package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LinesTest {

	@Test
	void aLongSentenceIsBrokenAtBlanksAndNothingIsLost() {
		String sentence = "the word cancel in its file 'request' stops it. ".repeat(9).strip();
		String broken = Lines.broken(sentence);
		assertTrue(broken.lines().allMatch(line -> line.length() <= 100), broken);
		assertEquals(5, broken.lines().count());
		assertEquals(sentence, broken.replace('\n', ' '));
	}

	@Test
	void shortLinesStayAsTheyAre() {
		assertEquals("one\n \ntwo", Lines.broken("one\n \ntwo"));
		assertEquals("It is done.", Lines.broken("It is done."));
	}

	@Test
	void whatHasNoBlankIsNotTornApart() {
		String path = "/a".repeat(80);
		assertTrue(Lines.broken("There is no file '" + path + "'; give another.").contains(path));
	}
}
