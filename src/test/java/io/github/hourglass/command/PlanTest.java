package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "denoise", "segment" })
	void aPlanIsToldAndNothingIsWritten(String command) {
		Path out = folder.resolve("out.tif");
		String told = told(0, command, "test-images/cells-2d-noisy.tif", out.toString(), "--model", "starter-2d", "--tile", "128", "--plan");
		assertTrue(told.matches("(?s)Model 'Starter denoiser 2-D'\\. x y enter the network\\. \\d+ tiles of 128 x 128, halo .* exact, \\d+ runs of the network; "
			+ "about \\d+ (s|min) and up to \\d+ MB of memory\\.\\s*"), told);
		assertFalse(Files.exists(out));
	}

	@Test
	void aPlanIsOfTheRegion() {
		String told = told(0, "denoise", "test-images/cells-2d-noisy.tif", "out.tif", "--model", "starter-2d", "--region", "0,0,100,60", "--plan");
		assertTrue(told.contains("One piece of 100 x 60"), told);
	}

	@Test
	void withoutANetworkThereIsNothingToPlan() {
		assertEquals("The image is what a network gave, so no network is run.", told(0, "segment", "test-images/cells-2d-noisy.tif", "out.tif", "--probabilities", "--plan").strip());
	}

	private String told(int code, String... arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		assertEquals(code, Main.run(arguments, new PrintStream(out, true), new PrintStream(err, true)), err::toString);
		return out.toString();
	}
}
