package io.github.hourglass.ui;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.Font;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import javax.swing.BorderFactory;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.DefaultComboBoxModel;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JScrollPane;
import javax.swing.JSplitPane;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import javax.swing.border.TitledBorder;

import io.github.hourglass.train.RunPlot;
import io.github.hourglass.train.RunRequest;
import io.github.hourglass.train.RunSnapshot;
import io.github.hourglass.train.WatchOptions;
import io.github.hourglass.train.WatchedRun;

/**
 * What {@link TrainingWindow} shows: the curves of one or several runs, and of the chosen one the preview, what it does, its log, and
 * buttons that write its requests. It needs no display. All but {@link #look} is for the event thread; files are read and written elsewhere.
 */
final class TrainingPanel extends JPanel {

	private static final String PAUSE = "Pause", CONTINUE = "Continue", RESUME = "Resume", LONGER = "Train Longer...";
	private static final int LOG_ROWS = 6, SCALE_OF_PROGRESS = 1000;

	/** What is done with the chosen run beyond writing its requests. */
	interface Actions {

		/** Starts the process of a run again. */
		void resume(RunSnapshot run);

		/** Applies a model to the front image. */
		void apply(Path model);

		/** Asks for another run, in a window of its own or in this plot. */
		void open(boolean compare);
	}

	private final transient Executor background;
	private final transient Actions actions;
	private final transient List<WatchedRun> runs;
	private transient List<RunSnapshot> snapshots = List.of();
	private final CurvePanel curves = new CurvePanel();
	private final PreviewPanel preview;
	private final JComboBox<String> chosen = new JComboBox<>(), across = choice("across", "epochs", "steps", "minutes"), scale = choice("scale", "auto", "linear", "logarithmic");
	private final JLabel verdict = new JLabel(" ");
	private final Sentence state = new Sentence(), message = new Sentence();
	private final JProgressBar bar = new JProgressBar(0, SCALE_OF_PROGRESS);
	private final Map<String, JLabel> facts = new LinkedHashMap<>();
	private final JTextArea log = new JTextArea(LOG_ROWS, 40);
	private final JButton pause = new JButton(PAUSE), finish = new JButton("Finish"), cancel = new JButton("Cancel"), resume = new JButton(RESUME), apply = new JButton("Apply to Image");

	TrainingPanel(List<WatchedRun> runs, WatchOptions options, Executor background, Actions actions) {
		super(new BorderLayout(8, 8));
		this.runs = new ArrayList<>(runs);
		this.background = background;
		this.actions = actions;
		preview = new PreviewPanel(background);
		setBorder(BorderFactory.createEmptyBorder(8, 8, 8, 8));
		add(choices(), BorderLayout.NORTH);
		add(pictures(), BorderLayout.CENTER);
		add(below(), BorderLayout.SOUTH);
		names();
		across.setSelectedItem(options.across());
		scale.setSelectedItem(options.scale());
		listen();
	}

	private static JComboBox<String> choice(String name, String... items) {
		JComboBox<String> choice = new JComboBox<>(items);
		choice.setName(name);
		return choice;
	}

	private JComponent choices() {
		JPanel line = new JPanel(new FlowLayout(FlowLayout.LEFT, 6, 0));
		JButton open = new JButton("Open Run..."), compare = new JButton("Compare...");
		open.setToolTipText("Opens the folder of another training in a window of its own.");
		compare.setToolTipText("Draws the curves of another training into this plot.");
		open.addActionListener(event -> actions.open(false));
		compare.addActionListener(event -> actions.open(true));
		for (Component part : new Component[] { open, compare, Box.createHorizontalStrut(12), new JLabel("Run"), chosen, Box.createHorizontalStrut(12), new JLabel("Across"), across,
			new JLabel("Scale"), scale })
			line.add(part);
		return line;
	}

	private JComponent pictures() {
		JPanel left = new JPanel(new BorderLayout(0, 4));
		left.add(curves, BorderLayout.CENTER);
		left.add(verdict, BorderLayout.SOUTH);
		verdict.setFont(verdict.getFont().deriveFont(Font.BOLD));
		verdict.setHorizontalAlignment(JLabel.CENTER);
		JSplitPane split = new JSplitPane(JSplitPane.HORIZONTAL_SPLIT, true, left, preview);
		split.setResizeWeight(0.6);
		split.setBorder(null);
		return split;
	}

	private JComponent below() {
		JPanel lines = new JPanel();
		lines.setLayout(new BoxLayout(lines, BoxLayout.Y_AXIS));
		for (JComponent line : new JComponent[] { state, bar, facts(), log(), message, buttons() }) {
			line.setAlignmentX(LEFT_ALIGNMENT);
			lines.add(line);
			lines.add(Box.createVerticalStrut(6));
		}
		state.setFont(state.getFont().deriveFont(Font.BOLD));
		message.setVisible(false);
		bar.setStringPainted(true);
		bar.setMaximumSize(new Dimension(Integer.MAX_VALUE, bar.getPreferredSize().height));
		return lines;
	}

	private JComponent facts() {
		JPanel grid = new JPanel(new GridBagLayout());
		GridBagConstraints at = new GridBagConstraints();
		at.insets = new Insets(1, 0, 1, 8);
		at.anchor = GridBagConstraints.LINE_START;
		String[] names = { "Step time", "Remaining", "Best", "Runs on" };
		for (int i = 0; i < names.length; i++) {
			JLabel name = new JLabel(names[i] + ":"), value = new JLabel(" ");
			value.setName(names[i].toLowerCase(java.util.Locale.ROOT));
			facts.put(names[i], value);
			at.gridx = 2 * i;
			at.weightx = 0;
			grid.add(name, at);
			at.gridx++;
			at.weightx = 1;
			grid.add(value, at);
		}
		grid.setMaximumSize(new Dimension(Integer.MAX_VALUE, grid.getPreferredSize().height));
		return grid;
	}

	private JComponent log() {
		log.setEditable(false);
		log.setLineWrap(true);
		log.setWrapStyleWord(true);
		log.setFont(new Font(Font.MONOSPACED, Font.PLAIN, log.getFont().getSize()));
		JScrollPane scroll = new JScrollPane(log, JScrollPane.VERTICAL_SCROLLBAR_ALWAYS, JScrollPane.HORIZONTAL_SCROLLBAR_NEVER);
		scroll.setBorder(BorderFactory.createTitledBorder("Log"));
		return scroll;
	}

	private JComponent buttons() {
		JPanel row = new JPanel(new FlowLayout(FlowLayout.LEFT, 6, 0));
		pause.setToolTipText("Waits before the next step, until it is told to continue.");
		finish.setToolTipText("Stops training and exports the best network so far.");
		cancel.setToolTipText("Stops training; its checkpoints stay, and Resume goes on from the last one.");
		resume.setToolTipText("Starts the process of the training again, from its last checkpoint.");
		apply.setToolTipText("Applies the trained model to the image in front.");
		for (JButton button : new JButton[] { pause, finish, cancel, resume, apply })
			row.add(button);
		row.setMaximumSize(new Dimension(Integer.MAX_VALUE, row.getPreferredSize().height));
		return row;
	}

	private void names() {
		verdict.setName("verdict");
		state.setName("state");
		message.setName("message");
		bar.setName("bar");
		log.setName("log");
		chosen.setName("run");
		pause.setName("pause");
		finish.setName("finish");
		cancel.setName("cancel");
		resume.setName("resume");
		apply.setName("apply");
	}

	private void listen() {
		pause.addActionListener(event -> ask(pause.getText().equals(PAUSE) ? RunRequest.PAUSE : RunRequest.CONTINUE));
		finish.addActionListener(event -> finish(current()));
		cancel.addActionListener(event -> ask(RunRequest.CANCEL));
		resume.addActionListener(event -> actions.resume(current()));
		apply.addActionListener(event -> actions.apply(current().model()));
		for (JComboBox<String> choice : List.of(chosen, across, scale))
			choice.addActionListener(event -> draw());
	}

	/** Makes all words larger or smaller. */
	void enlarge(double factor) {
		setFont(larger(getFont(), factor)); // for parts without a font of their own
		enlarge(this, factor);
	}

	private static void enlarge(Container container, double factor) {
		for (Component part : container.getComponents()) {
			if (part.isFontSet())
				part.setFont(larger(part.getFont(), factor));
			if (part instanceof JComponent bordered && bordered.getBorder() instanceof TitledBorder border)
				border.setTitleFont(larger(border.getTitleFont() == null ? UIManager.getFont("TitledBorder.font") : border.getTitleFont(), factor));
			if (part instanceof Container inner)
				enlarge(inner, factor);
		}
	}

	private static Font larger(Font font, double factor) {
		return font.deriveFont((float) (font.getSize2D() * factor));
	}

	private void ask(RunRequest request) {
		Path folder = current().folder();
		say("");
		background.execute(() -> {
			try {
				request.ask(folder);
			}
			catch (RuntimeException notWritten) {
				SwingUtilities.invokeLater(() -> say(notWritten.getMessage()));
			}
			refresh();
		});
	}

	/** A run that nobody trains is started for that, since only its process can export the model. */
	private void finish(RunSnapshot run) {
		ask(RunRequest.FINISH);
		if (run.life() != RunSnapshot.Life.RUNNING)
			actions.resume(run);
	}

	/** A sentence above the buttons. */
	void say(String sentence) {
		message.setText(sentence);
		message.setVisible(!sentence.isEmpty());
	}

	/** Draws another run beside the others. */
	void add(WatchedRun run) {
		synchronized (runs) {
			if (runs.stream().noneMatch(other -> other.folder().equals(run.folder())))
				runs.add(run);
		}
		background.execute(this::refresh);
	}

	/** Looks at all folders and shows what they hold; not for the event thread. */
	void refresh() {
		List<RunSnapshot> seen = look();
		SwingUtilities.invokeLater(() -> show(seen));
	}

	private List<RunSnapshot> look() {
		List<WatchedRun> all;
		synchronized (runs) {
			all = List.copyOf(runs);
		}
		return all.stream().map(WatchedRun::look).toList();
	}

	void show(List<RunSnapshot> seen) {
		snapshots = seen;
		List<String> names = RunPlot.names(seen);
		if (names.size() != chosen.getItemCount()) {
			int before = Math.max(0, chosen.getSelectedIndex());
			chosen.setModel(new DefaultComboBoxModel<>(names.toArray(String[]::new)));
			chosen.setSelectedIndex(Math.min(before, names.size() - 1));
		}
		draw();
	}

	/** The chosen run; null before the first look. */
	RunSnapshot current() {
		return snapshots.isEmpty() ? null : snapshots.get(Math.max(0, Math.min(chosen.getSelectedIndex(), snapshots.size() - 1)));
	}

	/** How the curves are drawn. */
	WatchOptions options() {
		return new WatchOptions((String) across.getSelectedItem(), (String) scale.getSelectedItem());
	}

	private void draw() {
		RunSnapshot run = current();
		if (run == null)
			return;
		curves.show(RunPlot.of(snapshots, options()));
		verdict.setText((snapshots.size() > 1 ? run.name() + ": " : "") + (run.rows().isEmpty() ? "no epoch yet" : run.gap().sentence()));
		preview.show(run.previews(), run.options() != null && run.options().task().equals("classes"));
		state.setText(run.state().substring(0, 1).toUpperCase(java.util.Locale.ROOT) + run.state().substring(1) + ".");
		bar.setValue((int) (run.done() * SCALE_OF_PROGRESS));
		bar.setString(run.progress());
		fact("Step time", run.stepTime());
		fact("Remaining", run.remaining());
		fact("Best", run.best() == null ? "" : "epoch " + run.best().epoch());
		fact("Runs on", run.place());
		write(String.join("\n", run.log()));
		enable(run);
	}

	private void fact(String name, String value) {
		facts.get(name).setText(value.isEmpty() ? "-" : value);
	}

	/** Stays at the end if the user has not scrolled away. */
	private void write(String text) {
		if (text.equals(log.getText()))
			return;
		boolean atEnd = log.getVisibleRect().y + log.getVisibleRect().height >= log.getHeight() - 2 * log.getFont().getSize();
		int place = log.getCaretPosition();
		log.setText(text);
		log.setCaretPosition(atEnd ? text.length() : Math.min(place, text.length()));
	}

	private void enable(RunSnapshot run) {
		boolean alive = run.life() == RunSnapshot.Life.RUNNING;
		pause.setText(run.isPaused() ? CONTINUE : PAUSE);
		pause.setEnabled(alive);
		finish.setEnabled(alive || run.model() == null && run.best() != null && canResume(run));
		cancel.setEnabled(alive);
		resume.setText(run.model() != null && run.life() == RunSnapshot.Life.ENDED ? LONGER : RESUME);
		resume.setEnabled(canResume(run));
		apply.setEnabled(run.model() != null);
	}

	private static boolean canResume(RunSnapshot run) {
		return run.options() != null && run.life() != RunSnapshot.Life.RUNNING && run.life() != RunSnapshot.Life.STARTING;
	}

	/** Words that take as many lines as they need, and can be copied. */
	private static final class Sentence extends JTextArea {

		Sentence() {
			setEditable(false);
			setLineWrap(true);
			setWrapStyleWord(true);
			setOpaque(false);
			setBorder(null);
			setFont(UIManager.getFont("Label.font"));
		}

		@Override
		public void setText(String text) {
			if (!text.equals(getText()))
				super.setText(text);
		}

		@Override
		public Dimension getMaximumSize() {
			return new Dimension(Integer.MAX_VALUE, getPreferredSize().height);
		}
	}
}
