package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

/** Trainings watched without a display; the folders hold what the protocol says, as another machine would have written it. */
class WatchTest {

	@TempDir
	Path folder;

	private Path run;

	@BeforeEach
	void write() throws IOException {
		run = written("on the shared dísk", "training");
	}

	private Path written(String name, String state) throws IOException {
		Path made = Files.createDirectories(folder.resolve(name));
		Files.writeString(made.resolve("options.yaml"), "task: restore\nimages: noisy\ntargets: clean\nloss: l2\n");
		Files.writeString(made.resolve("status.json"), """
			{ "state": "%s", "step": 1234, "steps": 10000, "epoch": 12, "epochs": 100, "loss": 0.02, "heartbeat": "2026-01-01T00:00:00Z", "host": "node7",
			  "process": 4711, "device": "gpu:0", "step_seconds": 0.21, "remaining_seconds": 1860, "message": "" }
			""".formatted(state));
		StringBuilder curves = new StringBuilder("epoch,step,seconds,rate,loss,validation\n0,0,0.0,0.0004,,0.5\n");
		for (int epoch = 1; epoch <= 12; epoch++)
			curves.append(epoch).append(',').append(100 * epoch).append(",21.0,0.0004,").append(0.1 / epoch).append(',').append((20 + (epoch - 4) * (epoch - 4)) / 1000.0).append('\n');
		Files.writeString(made.resolve("curves.csv"), curves);
		return made;
	}

	private record Outcome(int code, String out, String err) {}

	private static Outcome line(String... arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(), err = new ByteArrayOutputStream();
		int code = Main.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
		return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
	}

	@Test
	void theCommandLineTellsWhatATrainingElsewhereDoes() {
		Outcome told = line("watch", run.toString());
		assertEquals(0, told.code(), told.err());
		assertEquals(List.of(run.toAbsolutePath() + ": training.", "  progress   epoch 12 of 100, step 1,234 of 10,000", "  losses     training 0.00833, validation 0.084 (10 times as much): overfitting since epoch 4",
			"  best       epoch 4, validation 0.02", "  step time  210 ms", "  remaining  about 31 min", "  runs on    gpu:0 of node7, process 4711"), told.out().lines().toList());
	}

	@Test
	void curvesOfSeveralRunsAreDrawn() throws IOException {
		Path other = written("other", "finished"), plot = folder.resolve("curves.png");
		assertEquals(0, line("watch", run.toString(), other.toString(), "--across", "minutes", "--plot", plot.toString()).code());
		assertEquals(1800, ImageIO.read(plot.toFile()).getWidth());
		Outcome again = line("watch", run.toString(), "--plot", plot.toString());
		assertEquals(1, again.code());
		assertTrue(again.err().contains("exists already"), again.err());
		assertEquals(0, line("watch", run.toString(), "--plot", plot.toString(), "--overwrite").code());
	}

	@Test
	void whatIsNoRunIsRefusedInOneSentence() {
		for (String[] arguments : new String[][] { { "watch", folder.toString() }, { "watch", run.toString(), folder.resolve("nonesuch").toString() },
			{ "watch", run.toString(), "--scale", "cubic" } })
		{
			Outcome refused = line(arguments);
			assertEquals(1, refused.code());
			assertTrue(refused.err().startsWith("hourglass: ") && refused.err().lines().count() == 1, refused.err());
		}
	}

	@Test
	void theCommandOfImageJLogsAndDrawsWhereThereIsNoDisplay() throws Exception {
		Path other = written("other", "finished"), plot = folder.resolve("curves.png");
		CommandModule done = command(Map.of("run", run.toString(), "compare", other + "; ", "destination", plot.toString()));
		assertFalse(done.isCanceled(), done.getCancelReason());
		assertTrue(Files.exists(plot));
		assertTrue(command(Map.of()).getCancelReason().contains("run is empty"));
	}

	private static CommandModule command(Map<String, Object> inputs) throws Exception {
		try (Context context = new Context(CommandService.class)) {
			return context.service(CommandService.class).run(Watch.class, true, new HashMap<>(inputs)).get();
		}
	}
}
