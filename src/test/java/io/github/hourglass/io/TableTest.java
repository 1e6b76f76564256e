package io.github.hourglass.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.measure.ResultsTable;

class TableTest {

	@TempDir
	Path folder;

	private static Table table() {
		Table table = new Table(List.of("Label", "Area", "Perim., \"outer\""));
		table.add(List.of("cell, 1", 12, 0.1));
		table.add(List.of("two\nlines", 1e300, Double.NaN));
		table.add(List.of("ß\"", 4.0, 1 / 3.0));
		return table;
	}

	@Test
	void textsAreQuotedAsRfc4180Says() {
		assertEquals("Label,Area,\"Perim., \"\"outer\"\"\"\n\"cell, 1\",12,0.1\n\"two\nlines\",1.0E300,NaN\n\"ß\"\"\",4,0.3333333333333333\n", table().csv());
	}

	@Test
	void aFileHasItsNameWhenItIsComplete() throws Exception {
		Path path = folder.resolve("table.csv");
		table().write(path, false);
		assertEquals(table().csv(), Files.readString(path));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> table().write(path, false)).getMessage().contains("exists already"));
		table().write(path, true);
		try (var files = Files.list(folder)) {
			assertEquals(1, files.count());
		}
	}

	@Test
	void imageJShowsTheSame() {
		ResultsTable results = ImageJTable.of(table());
		assertEquals(3, results.size());
		assertEquals("cell, 1", results.getLabel(0));
		assertEquals(12, results.getValue("Area", 0));
		assertEquals(1 / 3.0, results.getValue("Perim., \"outer\"", 2));
	}

	@Test
	void rowsThatDoNotFitAreRefused() {
		assertThrows(IllegalArgumentException.class, () -> table().add(List.of("a", 1)));
		assertThrows(IllegalArgumentException.class, () -> table().add(List.of("a", 1, true)));
		assertThrows(IllegalArgumentException.class, () -> new Table(List.of("a", "a")));
		assertThrows(IllegalArgumentException.class, () -> table().get(0, "Volume"));
	}
}
