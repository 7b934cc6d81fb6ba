package dev.hayate.nn.data;

import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Columns of numbers and columns of texts. Immutable and safe to share.
 *
 * <p>Missing are, in a file, an empty field, NA, N/A, NaN, null and ?; a missing number is NaN, a
 * missing text is empty.
 */
public final class Table {
  /** From this share of texts down, a column of numbers is one with mistakes in it. */
  private static final int NUMBERS_PER_MISTAKE = 20;

  /** A column of fewer different numbers may be one of codes, of which some are no numbers. */
  static final int MANY_NUMBERS = 20;

  private final Place place;
  private final List<String> names;
  private final int size;
  private final List<TableColumn> columns;

  private Table(Place place, List<String> names, int size, List<TableColumn> columns) {
    this.place = place;
    this.names = List.copyOf(names);
    this.size = size;
    this.columns = List.copyOf(columns);
  }

  /**
   * Tells numbers from texts: a column is numeric if every value that is not missing is a number,
   * or if none is there at all.
   *
   * <p>A column of more than 20 different numbers with fewer than one text among twenty of them is
   * a numeric one with a mistake, which is refused by its line.
   *
   * @throws ModelFormatException if a field is meant as a number but cannot be taken as one: beyond
   *     float32, longer than 64 characters, in digits that are not ASCII, or a mistake
   */
  public static Table of(CsvTable csv) throws ModelFormatException {
    List<TableColumn> columns = new ArrayList<>();
    for (int column = 0; column < csv.names().size(); column++) {
      columns.add(isNumeric(csv, column) ? numbers(csv, column) : texts(csv, column));
    }
    return new Table(csv.place(), csv.names(), csv.size(), columns);
  }

  /**
   * A table of numbers that were not read from a file.
   *
   * @param values one array for each name, all of one length; not copied
   */
  public static Table ofNumbers(List<String> names, List<double[]> values) {
    int size = values.isEmpty() ? 0 : values.getFirst().length;
    List<TableColumn> columns = new ArrayList<>();
    for (double[] column : values) {
      if (column.length != size || values.size() != names.size()) {
        throw new IllegalArgumentException(
            "table: "
                + names.size()
                + " names, "
                + values.size()
                + " columns of "
                + size
                + " and "
                + column.length
                + " values");
      }
      columns.add(new TableColumn.Numbers(column));
    }
    return new Table(Place.in("table"), names, size, columns);
  }

  static Table of(Place place, List<String> names, int size, List<TableColumn> columns) {
    return new Table(place, names, size, columns);
  }

  /** A column of a file, all of whose values must be numbers or missing. */
  static TableColumn numbers(CsvTable csv, int column) throws ModelFormatException {
    double[] values = new double[csv.size()];
    for (int row = 0; row < values.length; row++) {
      values[row] = Cells.number(csv, row, column);
    }
    return new TableColumn.Numbers(values);
  }

  /** A column of a file as texts. */
  static TableColumn texts(CsvTable csv, int column) {
    String[] values = new String[csv.size()];
    for (int row = 0; row < values.length; row++) {
      String text = csv.text(row, column);
      values[row] = Cells.isMissing(text) ? "" : text;
    }
    return new TableColumn.Texts(values);
  }

  private static boolean isNumeric(CsvTable csv, int column) throws ModelFormatException {
    int numbers = 0;
    int texts = 0;
    int text = 0;
    Set<String> different = new HashSet<>();
    for (int row = 0; row < csv.size(); row++) {
      String field = csv.text(row, column);
      if (Cells.isMissing(field)) {
        continue;
      }
      Cells.check(csv, row, column);
      if (Cells.isNumber(field)) {
        numbers++;
        if (different.size() <= MANY_NUMBERS) {
          different.add(field);
        }
      } else if (texts++ == 0) {
        text = row;
      }
    }
    if (texts == 0) {
      return true;
    }
    checkTexts(different.size(), numbers, texts, csv.place(text, column), csv.text(text, column));
    return false;
  }

  /** Refuses a column of numbers that has mistakes in it, by the first of these. */
  static void checkTexts(int different, long numbers, long texts, Place place, String first)
      throws ModelFormatException {
    if (different > MANY_NUMBERS && texts * NUMBERS_PER_MISTAKE <= numbers) {
      throw new ModelFormatException(
          "CSV field",
          place,
          "a number, as " + numbers + " others in the column are",
          Place.quote(first));
    }
  }

  /** Where the table comes from, for messages. */
  public Place place() {
    return place;
  }

  /** The names of the columns in order. */
  public List<String> names() {
    return names;
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /** The number of a column, from 0, where there is one of this name. */
  public OptionalInt column(String name) {
    int index = names.indexOf(name);
    return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** Whether a column holds numbers; it holds texts otherwise. */
  public boolean isNumeric(int column) {
    return columns.get(column) instanceof TableColumn.Numbers;
  }

  /**
   * A copy of a column's numbers, NaN where they are missing.
   *
   * @throws IllegalArgumentException if it holds texts
   */
  public double[] numbers(int column) {
    if (columns.get(column) instanceof TableColumn.Numbers numbers) {
      return numbers.values().clone();
    }
    throw new IllegalArgumentException(
        "table: column " + Place.quote(names.get(column)) + " holds texts");
  }

  /** A copy of a column's texts, empty where they are missing; whole numbers without a point. */
  public List<String> texts(int column) {
    return Arrays.asList(columns.get(column).texts());
  }

  TableColumn at(int column) {
    return columns.get(column);
  }
}
