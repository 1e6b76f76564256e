package io.github.hourglass.ui;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.Optional;
import java.util.function.Function;

import javax.swing.BorderFactory;
import javax.swing.DefaultListModel;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.ListCellRenderer;
import javax.swing.ListSelectionModel;

/** A dialog with a list of which one is chosen, with OK or by two clicks; or else a file or folder. */
final class ChoiceList<T> {

	private final DefaultListModel<T> rows = new DefaultListModel<>();
	private final JList<T> list = new JList<>(rows);
	private final JDialog dialog;
	private final JButton ok = button("OK", this::take);
	private final Function<T, String> value;
	private String chosen;

	/**
	 * @param name of the list, for those that look for it
	 * @param value what is given for a row; null if it cannot be chosen
	 * @param elsewhere label of the button for files and folders; {@code files} the title of what it opens
	 */
	ChoiceList(String title, String name, Dimension size, ListCellRenderer<? super T> renderer, Function<T, String> value, String elsewhere, String files) {
		this.value = value;
		dialog = new JDialog(owner(), title, JDialog.ModalityType.APPLICATION_MODAL);
		list.setName(name);
		list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
		list.setCellRenderer(renderer);
		list.addMouseListener(new MouseAdapter() {

			@Override
			public void mouseClicked(MouseEvent event) {
				if (event.getClickCount() == 2)
					take();
			}
		});
		JScrollPane scroll = new JScrollPane(list);
		scroll.setPreferredSize(size);
		JPanel buttons = new JPanel();
		buttons.add(ok);
		buttons.add(button(elsewhere, () -> browse(files)));
		buttons.add(button("Cancel", dialog::dispose));
		dialog.add(scroll, BorderLayout.CENTER);
		dialog.add(buttons, BorderLayout.SOUTH);
		dialog.getRootPane().setDefaultButton(ok);
		dialog.setDefaultCloseOperation(JDialog.DISPOSE_ON_CLOSE);
	}

	/** A line above the list, and whether there is anything to choose in it. */
	ChoiceList<T> headed(String line, boolean any) {
		JLabel label = new JLabel(line);
		label.setBorder(BorderFactory.createEmptyBorder(8, 8, 4, 8));
		dialog.add(label, BorderLayout.NORTH);
		ok.setEnabled(any);
		return this;
	}

	/** Shows these rows, on the event thread; the first is selected. */
	void show(Iterable<T> all) {
		all.forEach(rows::addElement);
		list.setSelectedIndex(0);
	}

	/** Asks the user, on the event thread, which stays alive meanwhile; nothing if cancelled. */
	Optional<String> ask() {
		dialog.pack();
		dialog.setLocationRelativeTo(dialog.getOwner());
		dialog.setVisible(true);
		return Optional.ofNullable(chosen);
	}

	static Window owner() {
		return KeyboardFocusManager.getCurrentKeyboardFocusManager().getActiveWindow();
	}

	private static JButton button(String label, Runnable action) {
		JButton button = new JButton(label);
		button.addActionListener(event -> action.run());
		return button;
	}

	private void take() {
		T row = list.getSelectedValue();
		String taken = row == null ? null : value.apply(row);
		if (taken == null)
			return;
		chosen = taken;
		dialog.dispose();
	}

	private void browse(String title) {
		JFileChooser files = new JFileChooser();
		files.setFileSelectionMode(JFileChooser.FILES_AND_DIRECTORIES);
		files.setDialogTitle(title);
		if (files.showOpenDialog(dialog) != JFileChooser.APPROVE_OPTION)
			return;
		chosen = files.getSelectedFile().getPath();
		dialog.dispose();
	}
}
