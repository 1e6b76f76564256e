package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.github.hourglass.train.TrainingOptions;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class LineOptionsTest {

	private static CommandSpec parsed(String... arguments) {
		CommandSpec spec = CommandSpec.create().addPositional(LineOptions.file(0, "RUN", "a folder"));
		LineOptions.add(spec, TrainingOptions.class);
		new CommandLine(spec).parseArgs(arguments);
		return spec;
	}

	private static TrainingOptions options(String... arguments) {
		return LineOptions.read(parsed(arguments), TrainingOptions.class);
	}

	@Test
	void flagsStandAloneOrSayWhatTheyAre() {
		assertTrue(options("run").residual());
		assertFalse(options("--residual=false", "run").residual());
		assertFalse(options("--residual", "false", "run").residual());
		assertTrue(options("--deterministic", "run").deterministic());
		assertTrue(options("--deterministic=true", "run").deterministic());
	}

	@Test
	void aFlagDoesNotTakeTheFileBehindIt() {
		CommandSpec spec = parsed("--deterministic", "run");
		assertEquals(Path.of("run"), spec.positionalParameters().get(0).getValue());
		assertThrows(CommandLine.ParameterException.class, () -> options("--deterministic=perhaps", "run"));
	}
}
