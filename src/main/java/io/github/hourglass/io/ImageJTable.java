package io.github.hourglass.io;

import ij.measure.ResultsTable;

/** Tables as ImageJ shows them. */
public final class ImageJTable {

	private ImageJTable() {}

	/** A copy; the column {@link Table#LABEL} becomes the names of the rows. Nothing is shown. */
	public static ResultsTable of(Table table) {
		ResultsTable results = new ResultsTable();
		results.setNaNEmptyCells(true);
		for (int row = 0; row < table.size(); row++) {
			results.incrementCounter();
			for (int column = 0; column < table.columns().size(); column++) {
				String name = table.columns().get(column);
				Object value = table.rows().get(row).get(column);
				if (name.equals(Table.LABEL))
					results.addLabel(value.toString());
				else if (value instanceof Number number)
					results.addValue(name, number.doubleValue());
				else
					results.addValue(name, value.toString());
			}
		}
		return results;
	}
}
