package dev.hayate.nn.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Texts in named columns, as they stand in a CSV file. What they mean is not known here. Immutable
 * and safe to share.
 */
public final class CsvTable {
  private final Place place;
  private final List<String> names;
  private final Map<String, Integer> index = new HashMap<>();
  private final List<List<String>> rows;
  private final long[] lines;

  CsvTable(Place place, List<String> names, List<List<String>> rows, long[] lines) {
    this.place = place;
    this.names = Collections.unmodifiableList(names);
    this.rows = rows;
    this.lines = lines;
    for (int column = 0; column < names.size(); column++) {
      index.put(names.get(column), column);
    }
  }

  /**
   * A table that was not read from a file.
   *
   * @throws IllegalArgumentException if a name occurs twice or a row has another number of fields
   */
  public static CsvTable of(List<String> names, List<List<String>> rows) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("table: two columns are called " + Place.quote(name));
      }
    }
    List<List<String>> copies = new ArrayList<>();
    long[] lines = new long[rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      List<String> fields = List.copyOf(rows.get(row));
      if (fields.size() != names.size()) {
        throw new IllegalArgumentException(
            "table: row " + row + " has " + fields.size() + " fields, expected " + names.size());
      }
      copies.add(fields);
      lines[row] = row + 2L; // Where it would stand in a file, below the header.
    }
    return new CsvTable(Place.in("table"), List.copyOf(names), copies, lines);
  }

  /** The names of the columns in order; unmodifiable and all different. */
  public List<String> names() {
    return names;
  }

  /** The number of rows, the header not counted. */
  public int size() {
    return rows.size();
  }

  /** The number of a column, from 0, where there is one of this name. */
  public OptionalInt column(String name) {
    Integer column = index.get(name);
    return column == null ? OptionalInt.empty() : OptionalInt.of(column);
  }

  /** One field, as written, but for its quotes. */
  public String text(int row, int column) {
    return rows.get(row).get(column);
  }

  /** All fields of a row. */
  public List<String> row(int row) {
    return rows.get(row);
  }

  /** All rows in order; unmodifiable. */
  public List<List<String>> rows() {
    return Collections.unmodifiableList(rows);
  }

  /** The table as a whole, for messages. */
  public Place place() {
    return place;
  }

  /** One field's line and column in the file, for messages. */
  public Place place(int row, int column) {
    return place.line(lines[row], column + 1L).key(names.get(column));
  }

  /** The size and the names. */
  @Override
  public String toString() {
    return "CsvTable " + place + " (" + rows.size() + " rows, columns " + names + ")";
  }
}
