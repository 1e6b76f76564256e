package io.github.hourglass.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The curves of a run, {@code curves.csv}: one row per epoch, epoch 0 being the network before training. */
public final class Curves {

	private static final String HEADER = "epoch,step,seconds,rate,loss,validation";

	/**
	 * One epoch.
	 *
	 * @param epoch epochs done
	 * @param step optimizer steps done
	 * @param seconds spent training so far
	 * @param rate learning rate of the last step
	 * @param loss mean training loss over the epoch's steps; NaN for epoch 0
	 * @param validation loss on the validation patches
	 */
	public record Row(int epoch, long step, double seconds, double rate, double loss, double validation) {

		private String text() {
			return epoch + "," + step + "," + String.format(java.util.Locale.ROOT, "%.1f", seconds) + "," + rate + "," + text(loss) + "," + text(validation);
		}

		private static String text(double value) {
			return Double.isNaN(value) ? "" : Double.toString(value);
		}

		private static Row of(String line) {
			String[] cells = line.split(",", -1);
			if (cells.length < 6)
				throw new IllegalArgumentException(line);
			return new Row(Integer.parseInt(cells[0]), Long.parseLong(cells[1]), number(cells[2]), number(cells[3]), number(cells[4]), number(cells[5]));
		}

		private static double number(String cell) {
			return cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
		}
	}

	private Curves() {}

	/** The rows of a run folder so far; those that cannot be read are left out, and a missing file is an empty one. */
	public static List<Row> read(Path folder) {
		List<Row> rows = new ArrayList<>();
		try {
			for (String line : Files.readAllLines(folder.resolve(TrainingRun.CURVES)))
				if (!line.equals(HEADER) && !line.isBlank())
					try {
						rows.add(Row.of(line));
					}
					catch (IllegalArgumentException notARow) {
						continue;
					}
		}
		catch (IOException notThereYet) {
			return rows;
		}
		return rows;
	}

	static void write(Path folder, List<Row> rows) {
		StringBuilder text = new StringBuilder(HEADER).append('\n');
		rows.forEach(row -> text.append(row.text()).append('\n'));
		AtomicFile.write(folder.resolve(TrainingRun.CURVES), text.toString());
	}
}
