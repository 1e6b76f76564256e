package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.AWTEvent;
import java.awt.Button;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.TextField;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.AWTEventListener;
import java.awt.event.WindowEvent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import javax.swing.Timer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.gui.Roi;
import ij.macro.Interpreter;

/** The example macros in plain ImageJ with its windows open. */
@Tag("desktop")
class MacrosDesktopTest extends ExampleMacros {

	private ImageJ imagej;
	private ImagePlus mine;
	private ImagePlus preview;
	private int messages;
	private final AWTEventListener closeMessages = event -> {
		if (event.getID() == WindowEvent.WINDOW_OPENED && event.getSource() instanceof MessageDialog message) {
			messages++;
			Timer later = new Timer(300, closing -> message.dispose()); // a dialog that goes before it waits for its end waits forever
			later.setRepeats(false);
			later.start();
		}
	};
	private int openAfterwards;
	private ImagePlus selectedAfterwards;

	@Override
	String run(List<List<String>> calls) throws Exception {
		assumeFalse(GraphicsEnvironment.isHeadless(), "skipped: there is no display");
		imagej = new ImageJ(ImageJ.EMBEDDED);
		MenuEntries.enter();
		mine = IJ.openImage("test-images/cells-2d-noisy.tif");
		mine.setRoi(new Roi(3, 4, 50, 60));
		mine.show();
		Toolkit.getDefaultToolkit().addAWTEventListener(closeMessages, AWTEvent.WINDOW_EVENT_MASK);
		for (List<String> call : calls) {
			IJ.runMacroFile(Path.of("macros", call.get(0) + ".ijm").toAbsolutePath().toString(), call.get(1));
			if (call.get(0).equals("train-folders"))
				preview = WindowManager.getCurrentImage();
		}
		preview.close();
		openAfterwards = WindowManager.getImageCount();
		selectedAfterwards = WindowManager.getCurrentImage();
		return IJ.getLog();
	}

	@AfterAll
	void close() {
		Toolkit.getDefaultToolkit().removeAWTEventListener(closeMessages);
		IJ.run("Close All");
		if (WindowManager.getWindow("Log") != null)
			WindowManager.getWindow("Log").dispose();
		if (imagej != null)
			imagej.dispose();
	}

	@Test
	void withoutAnArgumentAMacroAsks(@TempDir Path results) throws Exception {
		Thread macro = new Thread(() -> IJ.runMacroFile(Path.of("macros", "denoise-folder.ijm").toAbsolutePath().toString()), "Run$_Macro");
		macro.start();
		GenericDialog dialog = null;
		for (long end = System.nanoTime() + 60_000_000_000L; dialog == null && System.nanoTime() < end; Thread.sleep(50))
			dialog = Arrays.stream(Window.getWindows()).filter(window -> window.isShowing() && window instanceof GenericDialog).map(GenericDialog.class::cast)
				.findFirst().orElse(null);
		assertEquals("Denoise a folder", dialog.getTitle());
		assertEquals(3, dialog.getStringFields().size());
		((TextField) dialog.getStringFields().get(0)).setText("test-images");
		((TextField) dialog.getStringFields().get(1)).setText(results.toString());
		((TextField) dialog.getStringFields().get(2)).setText("tile=256");
		Button ok = dialog.getButtons()[0];
		GenericDialog asking = dialog;
		EventQueue.invokeLater(() -> asking.actionPerformed(new ActionEvent(ok, ActionEvent.ACTION_PERFORMED, ok.getLabel())));
		macro.join(120_000);
		assertEquals(512, IJ.openImage(results.resolve("cells-2d-noisy.tif").toString()).getWidth());
	}

	@Test
	void onlyTheRefusalToOverwriteIsAMessage() {
		assertEquals(1, messages);
	}

	@Test
	void afterTrainingTheLastPreviewIsShown() {
		assertEquals("epoch-0004.tif", preview.getTitle());
	}

	@Test
	void whatTheUserHadOpenIsAsItWas() {
		assertEquals(1, openAfterwards);
		assertEquals(mine, selectedAfterwards);
		assertNotNull(mine.getRoi());
		assertEquals(new Rectangle(3, 4, 50, 60), mine.getRoi().getBounds());
		assertFalse(mine.changes);
		assertFalse(Interpreter.isBatchMode());
	}
}
