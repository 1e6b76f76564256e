package io.github.hourglass.io;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of numbers and texts under named columns. Not thread-safe while rows are added. */
public final class Table {

	/** The column that ImageJ shows as the name of a row. */
	public static final String LABEL = "Label";

	private final List<String> columns;
	private final List<List<Object>> rows = new ArrayList<>();

	/** @throws IllegalArgumentException if a name occurs twice */
	public Table(List<String> columns) {
		this.columns = List.copyOf(columns);
		if (columns.stream().distinct().count() != columns.size())
			throw new IllegalArgumentException("A table cannot have a column twice: " + columns + ".");
	}

	/** @param values one for each column: a {@link Number} or a {@link String} */
	public void add(List<?> values) {
		if (values.size() != columns.size() || values.stream().anyMatch(value -> !(value instanceof Number || value instanceof String)))
			throw new IllegalArgumentException("A row of the table needs a number or a text for each of " + columns + ", not " + values + ".");
		rows.add(List.copyOf(values));
	}

	public List<String> columns() {
		return columns;
	}

	/** Number of rows. */
	public int size() {
		return rows.size();
	}

	/** The rows, each a value per column. */
	public List<List<Object>> rows() {
		return Collections.unmodifiableList(rows);
	}

	/** @throws IllegalArgumentException if there is no such column */
	public Object get(int row, String column) {
		int at = columns.indexOf(column);
		if (at < 0)
			throw new IllegalArgumentException("The table has no column '" + column + "'; it has " + String.join(", ", columns) + ".");
		return rows.get(row).get(at);
	}

	/** A number; NaN where there is a text. */
	public double number(int row, String column) {
		return get(row, column) instanceof Number number ? number.doubleValue() : Double.NaN;
	}

	/**
	 * The table as comma-separated values, the names of the columns first. Quoted as RFC 4180 says; lines end with a line feed
	 * alone, as ImageJ's do. Numbers have a point and as many digits as it takes to read the same number back.
	 */
	public String csv() {
		StringWriter text = new StringWriter();
		try {
			write(text);
		}
		catch (IOException e) {
			throw new IllegalStateException(e);
		}
		return text.toString();
	}

	/**
	 * Writes {@link #csv} in UTF-8. The file has its name only when it is complete.
	 *
	 * @throws IllegalArgumentException as {@link #check} does
	 * @throws java.io.UncheckedIOException if writing fails
	 */
	public void write(Path path, boolean overwrite) {
		try (NewFile file = new NewFile(path, overwrite, 0, NewFile.OPENER)) {
			Writer writer = new BufferedWriter(Channels.newWriter(file.channel(), StandardCharsets.UTF_8));
			write(writer);
			writer.flush();
			file.commit();
		}
		catch (IOException e) {
			throw FileProblem.writing(path, e);
		}
	}

	/** Refuses, before any work is done for it, a path that cannot become a file. */
	public static void check(Path path, boolean overwrite) {
		NewFile.check(path, overwrite);
	}

	private void write(Writer to) throws IOException {
		line(columns, to);
		for (List<Object> row : rows)
			line(row, to);
	}

	private static void line(List<?> values, Writer to) throws IOException {
		for (int i = 0; i < values.size(); i++) {
			if (i > 0)
				to.write(',');
			to.write(quoted(text(values.get(i))));
		}
		to.write('\n');
	}

	private static String text(Object value) {
		if (value instanceof Double || value instanceof Float) {
			double number = ((Number) value).doubleValue();
			return number == Math.rint(number) && Math.abs(number) < 1e15 ? Long.toString((long) number) : value.toString();
		}
		return value.toString();
	}

	private static String quoted(String text) {
		return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
	}
}
