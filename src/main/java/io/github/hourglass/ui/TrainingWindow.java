package io.github.hourglass.ui;

import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Toolkit;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.swing.JFileChooser;
import javax.swing.JFrame;
import javax.swing.JOptionPane;

import ij.IJ;
import ij.Prefs;
import ij.WindowManager;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.train.RunSnapshot;
import io.github.hourglass.train.RunStatus;
import io.github.hourglass.train.TrainingOptions;
import io.github.hourglass.train.TrainingProcess;
import io.github.hourglass.train.WatchOptions;
import io.github.hourglass.train.WatchedRun;

/**
 * A window on a training, or on several to compare. It only watches the run folders, once a second, and speaks to the trainings
 * through them; so it may be closed and opened again at any time, and shows what another computer trains as well.
 */
public final class TrainingWindow {

	private static final int WIDTH = 1080, HEIGHT = 760;
	private static final long LOOK_EVERY_MILLIS = 1000;
	/** Those that are open, by their folders; for the event thread. */
	private static final Map<List<Path>, TrainingWindow> OPEN = new HashMap<>();

	private final JFrame frame = new JFrame();
	private final TrainingPanel panel;
	private final List<Path> folders;
	private final Consumer<Path> apply;
	private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(task -> {
		Thread thread = new Thread(task, "hourglass-watch");
		thread.setDaemon(true);
		return thread;
	});

	private TrainingWindow(List<WatchedRun> runs, WatchOptions options, Consumer<Path> apply) {
		this.folders = new ArrayList<>(runs.stream().map(WatchedRun::folder).toList());
		this.apply = apply;
		panel = new TrainingPanel(runs, options, background, new Actions());
		frame.setName("hourglass training");
		frame.setTitle(title());
		frame.setDefaultCloseOperation(JFrame.DISPOSE_ON_CLOSE);
		frame.getContentPane().add(panel);
		if (IJ.getInstance() != null)
			frame.setIconImage(IJ.getInstance().getIconImage());
		double scale = Prefs.getGuiScale();
		if (scale != 1)
			panel.enlarge(scale);
		Dimension screen = Toolkit.getDefaultToolkit().getScreenSize();
		frame.setSize((int) Math.min(scale * WIDTH, 0.95 * screen.width), (int) Math.min(scale * HEIGHT, 0.9 * screen.height));
		frame.setLocationByPlatform(true);
		frame.addWindowListener(new WindowAdapter() {

			@Override
			public void windowClosed(WindowEvent event) {
				closed();
			}

			@Override
			public void windowActivated(WindowEvent event) {
				WindowManager.setWindow(frame);
			}
		});
	}

	/**
	 * Opens a window on these folders, or brings the one that shows them to the front.
	 *
	 * @param options how the curves are drawn at first
	 * @param apply what is done with a trained model that is to be applied to the image in front
	 * @throws IllegalArgumentException if one of them is not the folder of a training
	 */
	public static void open(List<Path> folders, WatchOptions options, Consumer<Path> apply) {
		List<WatchedRun> runs = WatchedRun.of(folders);
		runs.stream().map(run -> TrainingProcess.running(run.folder())).filter(process -> process != null).forEach(process -> attend(process, sentence -> {}));
		inWindows(() -> window(runs, options, apply));
	}

	/** Opens a window on a training that was just started. */
	public static void open(TrainingProcess training, Consumer<Path> apply) {
		List<WatchedRun> runs = WatchedRun.of(List.of(training.folder()));
		inWindows(() -> {
			TrainingWindow window = window(runs, Settings.read(WatchOptions.class, Map.of()), apply);
			attend(training, window::say);
		});
	}

	private static TrainingWindow window(List<WatchedRun> runs, WatchOptions options, Consumer<Path> apply) {
		TrainingWindow window = OPEN.get(runs.stream().map(WatchedRun::folder).toList());
		if (window == null) {
			window = new TrainingWindow(runs, options, apply);
			OPEN.put(List.copyOf(window.folders), window);
			WindowManager.addWindow(window.frame);
			window.background.scheduleWithFixedDelay(window::look, 0, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
		}
		window.frame.setVisible(true);
		window.frame.toFront();
		return window;
	}

	private static void inWindows(Runnable work) {
		try {
			if (EventQueue.isDispatchThread())
				work.run();
			else
				EventQueue.invokeAndWait(work);
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		catch (InvocationTargetException e) {
			throw new IllegalStateException("The window of the training cannot be opened: " + e.getCause(), e.getCause());
		}
	}

	private String title() {
		return "Hourglass Training: " + String.join(", ", folders.stream().map(folder -> String.valueOf(folder.getFileName())).toList());
	}

	/** A disk that goes away must not end the watch. */
	private void look() {
		try {
			panel.refresh();
		}
		catch (RuntimeException | LinkageError | OutOfMemoryError notNow) {
			say("The run cannot be looked at now (" + notNow.getMessage() + ").");
		}
	}

	private void say(String sentence) {
		EventQueue.invokeLater(() -> panel.say(sentence));
	}

	private void closed() {
		OPEN.values().remove(this);
		background.shutdown();
		WindowManager.removeWindow(frame);
	}

	/** Waits for the end of a training on this computer, so that closing the program tells of it, and says what its files cannot. */
	private static void attend(TrainingProcess training, Consumer<String> say) {
		Thread thread = new Thread(() -> {
			try {
				training.await(Progress.none());
			}
			catch (CancelledException asItWasAsked) {
				return;
			}
			catch (RuntimeException failure) {
				RunStatus status = RunStatus.read(training.folder());
				if (status == null || status.state() != RunStatus.State.FAILED || status.process() != training.id())
					say.accept(failure.getMessage());
			}
		}, "hourglass-attend");
		thread.setDaemon(true);
		thread.start();
	}

	private final class Actions implements TrainingPanel.Actions {

		@Override
		public void resume(RunSnapshot run) {
			TrainingOptions options = run.model() == null ? run.options() : longer(run);
			if (options == null)
				return;
			panel.say("Starting...");
			background.execute(() -> {
				try {
					attend(TrainingProcess.start(run.folder(), options), TrainingWindow.this::say);
					say("");
				}
				catch (RuntimeException | LinkageError failure) {
					say(failure.getMessage());
				}
			});
		}

		/** The options with as many epochs as the user wants; null if they do not. */
		private TrainingOptions longer(RunSnapshot run) {
			String answer = JOptionPane.showInputDialog(frame, "Train until epoch (so far " + run.options().epochs() + "):", 2L * run.options().epochs());
			if (answer == null)
				return null;
			Map<String, Object> values = Settings.values(run.options());
			values.put("epochs", answer);
			try {
				return Settings.read(TrainingOptions.class, values);
			}
			catch (IllegalArgumentException refusal) {
				panel.say(refusal.getMessage());
				return null;
			}
		}

		@Override
		public void apply(Path model) {
			if (WindowManager.getCurrentImage() == null)
				panel.say("There is no image to apply the model to; open one first.");
			else {
				panel.say("");
				new Thread(() -> apply.accept(model), "Run$_hourglass-apply").start();
			}
		}

		@Override
		public void open(boolean compare) {
			JFileChooser chooser = new JFileChooser(folders.get(0).getParent() == null ? null : folders.get(0).getParent().toFile());
			chooser.setDialogTitle(compare ? "Folder of a Training to Compare" : "Folder of a Training");
			chooser.setFileSelectionMode(JFileChooser.DIRECTORIES_ONLY);
			if (chooser.showOpenDialog(frame) != JFileChooser.APPROVE_OPTION)
				return;
			try {
				Path folder = chooser.getSelectedFile().toPath();
				if (compare)
					compare(WatchedRun.of(folder));
				else
					TrainingWindow.open(List.of(folder), panel.options(), apply);
			}
			catch (RuntimeException refusal) {
				panel.say(refusal.getMessage());
			}
		}

		private void compare(WatchedRun run) {
			if (folders.contains(run.folder()))
				return;
			OPEN.values().remove(TrainingWindow.this);
			folders.add(run.folder());
			OPEN.put(List.copyOf(folders), TrainingWindow.this);
			frame.setTitle(title());
			panel.add(run);
		}
	}
}
