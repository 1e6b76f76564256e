package io.github.hourglass.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Component;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.swing.AbstractButton;
import javax.swing.JComboBox;
import javax.swing.JSlider;
import javax.swing.JTextArea;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.train.RunSnapshot;
import io.github.hourglass.train.Training;
import io.github.hourglass.train.TrainingOptions;
import io.github.hourglass.train.WatchedRun;

/** The content of the window on a run that was really trained, for a few steps; it needs no display. */
class TrainingPanelTest {

	@TempDir
	static Path trained;

	@TempDir
	Path folder;

	private Path run;
	private final List<String> done = new ArrayList<>();
	private TrainingPanel panel;

	@BeforeAll
	static void train() {
		Training.run(trained.resolve("a rün"), options(3), Progress.none());
	}

	static TrainingOptions options(int epochs) {
		return Settings.read(TrainingOptions.class, Map.of("images", Path.of("test-images", "cells-2d-noisy.tif").toString(), "targets",
			Path.of("test-images", "cells-2d-clean.tif").toString(), "depth", 1, "filters", 4, "patch", "16", "steps", 2, "epochs", epochs));
	}

	@BeforeEach
	void copy() throws IOException {
		run = copy("a rün");
	}

	private Path copy(String name) throws IOException {
		Path copy = folder.resolve(name), original = trained.resolve("a rün");
		try (Stream<Path> files = Files.walk(original)) {
			for (Path file : files.toList())
				Files.copy(file, copy.resolve(original.relativize(file).toString()));
		}
		return copy;
	}

	/** As if it were in the midst of it. */
	private void goOn() throws IOException {
		Path status = run.resolve("status.json");
		Files.writeString(status, Files.readString(status).replace("\"finished\"", "\"training\""));
	}

	private void open(Path... folders) {
		TrainingPictures.onEventThread(() -> panel = TrainingPictures.panel(List.of(folders), new TrainingPanel.Actions() {

			@Override
			public void resume(RunSnapshot chosen) {
				done.add("resume " + chosen.name());
			}

			@Override
			public void apply(Path model) {
				done.add("apply " + model.getFileName());
			}

			@Override
			public void open(boolean compare) {
				done.add(compare ? "compare" : "open");
			}
		}));
	}

	private void look() {
		panel.refresh();
		TrainingPictures.onEventThread(() -> {});
	}

	@SuppressWarnings("unchecked")
	private <T extends Component> T part(String name) {
		return (T) TrainingPictures.find(panel, name);
	}

	private String text(String label) {
		return TrainingPictures.text(panel, label);
	}

	private void press(String name) {
		TrainingPictures.onEventThread(() -> this.<AbstractButton>part(name).doClick());
	}

	private boolean isEnabled(String name) {
		return part(name).isEnabled();
	}

	@Test
	void aFinishedRunShowsItsCurvesPreviewAndModel() {
		open(run);
		assertEquals("Finished; the model is ready.", text("state"));
		assertTrue(text("verdict").matches("training \\S+, validation \\S+: too early to judge"), text("verdict"));
		assertEquals("epoch 3", text("preview caption"));
		assertTrue(this.<PreviewPanel>part("preview").hasPicture());
		assertEquals(4, this.<CurvePanel>part("curves").plot().curves().get(1).x().length, "epochs 0 to 3");
		assertTrue(this.<JTextArea>part("log").getText().contains("all epochs done; exporting epoch"), this.<JTextArea>part("log").getText());
		assertTrue(text("runs on").startsWith("cpu of "), text("runs on"));
		for (String button : List.of("pause", "finish", "cancel"))
			assertFalse(isEnabled(button), button);
		press("apply");
		press("resume");
		assertEquals(List.of("apply model", "resume a rün"), done);
	}

	@Test
	void theButtonsOfARunningTrainingWriteItsRequests() throws IOException {
		goOn();
		open(run);
		assertEquals("Training.", text("state"));
		assertFalse(isEnabled("resume"));
		for (String request : List.of("pause", "finish", "cancel")) {
			press(request);
			assertEquals(request, Files.readString(run.resolve("request")));
			assertEquals("Training, asked to " + request + ".", text("state"));
		}
		Files.delete(run.resolve("request"));
		Files.writeString(run.resolve("status.json"), Files.readString(run.resolve("status.json")).replace("\"training\"", "\"paused\""));
		look();
		assertEquals("Continue", this.<AbstractButton>part("pause").getText());
		press("pause");
		assertEquals("continue", Files.readString(run.resolve("request")));
	}

	@Test
	void aCancelledRunIsStartedToBeFinished() throws IOException {
		Path status = run.resolve("status.json"), model = run.resolve("model");
		Files.writeString(status, Files.readString(status).replace("\"finished\"", "\"cancelled\""));
		Files.move(model, run.resolve("elsewhere"));
		open(run);
		assertEquals("Cancelled; resume goes on from the last checkpoint.", text("state"));
		assertFalse(isEnabled("cancel"));
		press("finish");
		assertEquals("finish", Files.readString(run.resolve("request")));
		assertEquals(List.of("resume a rün"), done);
	}

	@Test
	void aRequestThatCannotBeWrittenIsSaid() throws IOException {
		goOn();
		open(run);
		Files.createDirectories(run.resolve("request").resolve("in the way"));
		press("pause");
		assertTrue(text("message").contains("cannot be written"), text("message"));
	}

	@Test
	void theSliderGoesThroughTheEpochsAndFollowsTheNewestAtItsEnd() throws IOException {
		open(run);
		JSlider epochs = part("epochs");
		int newest = epochs.getMaximum();
		assertEquals(newest, epochs.getValue());
		TrainingPictures.onEventThread(() -> epochs.setValue(0));
		assertEquals("epoch " + WatchedRun.of(run).look().previews().firstKey(), text("preview caption"));
		Files.copy(run.resolve("previews/epoch-0003.tif"), run.resolve("previews/epoch-0012.tif"));
		look();
		assertEquals(0, epochs.getValue(), "chosen, so it stays");
		TrainingPictures.onEventThread(() -> epochs.setValue(epochs.getMaximum()));
		assertEquals("epoch 12", text("preview caption"));
		Files.copy(run.resolve("previews/epoch-0003.tif"), run.resolve("previews/epoch-0013.tif"));
		look();
		assertEquals("epoch 13", text("preview caption"));
	}

	@Test
	void damagedAndMissingFilesAreSurvivedAndReadWhenTheyAreWhole() throws IOException {
		goOn();
		open(run);
		byte[] preview = Files.readAllBytes(run.resolve("previews/epoch-0003.tif"));
		Files.write(run.resolve("previews/epoch-0004.tif"), java.util.Arrays.copyOf(preview, preview.length / 3));
		Files.writeString(run.resolve("curves.csv"), "epoch,step\nno,numbers\n");
		Files.writeString(run.resolve("status.json"), "{");
		look();
		assertEquals("epoch 4 cannot be read", text("preview caption"));
		assertEquals("No status that can be read yet.", text("state"));
		assertEquals("no epoch yet", text("verdict"));
		Files.write(run.resolve("previews/epoch-0004.tif"), preview);
		look();
		assertEquals("epoch 4", text("preview caption"));
		try (Stream<Path> files = Files.walk(run)) {
			for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList())
				Files.delete(file);
		}
		look();
		assertEquals("no preview yet", text("preview caption"));
	}

	@Test
	void severalRunsShareThePlotAndTheChosenOneTheRest() throws IOException {
		Path other = copy("other");
		goOn();
		open(run, other);
		assertEquals(List.of("a rün, training", "a rün", "other, training", "other"), this.<CurvePanel>part("curves").plot().curves().stream().map(curve -> curve.name()).toList());
		assertEquals("Training.", text("state"));
		TrainingPictures.onEventThread(() -> this.<JComboBox<String>>part("run").setSelectedIndex(1));
		assertEquals("Finished; the model is ready.", text("state"));
		assertTrue(text("verdict").startsWith("other: training "), text("verdict"));
		TrainingPictures.onEventThread(() -> this.<JComboBox<String>>part("across").setSelectedItem("steps"));
		assertEquals("optimizer step", this.<CurvePanel>part("curves").plot().across());
	}

	/** Nothing is painted where nothing is, and the curves are where there is most room. */
	@Test
	void itIsDrawnAtAnySizeAndDensity() {
		for (int[] size : new int[][] { { 700, 500, 1 }, { 1080, 760, 2 }, { 1600, 1000, 1 } }) {
			BufferedImage picture = TrainingPictures.of(List.of(run), size[0], size[1], size[2]);
			int blue = 0;
			for (int y = 0; y < picture.getHeight(); y++)
				for (int x = 0; x < picture.getWidth() / 2; x++)
					blue += (picture.getRGB(x, y) & 0xffffff) == 0x2f6db3 ? 1 : 0;
			assertTrue(blue > 100 * size[2], "the curve of validation has " + blue + " pixels at " + size[0]);
		}
	}
}
