package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a table whose target is known, as a model that was saved sees them. */
public final class KnownAnswers {
  private KnownAnswers() {}

  /**
   * Encodes the rows that have an answer; the others are left out.
   *
   * @param arena owns the tensors
   * @return features as the model takes them, and targets: int32 classes by the model's labels, or
   *     float32 quantities in their own unit, not standardised
   * @throws ModelFormatException if a column is missing, a field names no class that the model
   *     knows or is no number, or no row has an answer
   */
  public static Dataset of(Encoding encoding, CsvTable table, Arena arena)
      throws ModelFormatException {
    Target target = encoding.target();
    int column = column(table.place(), table.names(), target.name());
    int[] rows = answered(table, column);
    int count = rows.length;
    if (count == 0) {
      throw none(table.place());
    }
    Tensor values =
        switch (target) {
          case Target.Classes classes -> classes(classes.labels(), table, rows, column, arena);
          case Target.Quantity quantity -> quantities(table, rows, column, arena);
        };
    Tensor features = encoding.encode(table, arena);
    // Only to pick rows of the features: the answers of all rows are not known.
    Dataset whole = new Dataset(features, Tensor.allocate(arena, features.rows(), 1));
    return new Dataset(whole.subset(arena, rows).features(), values);
  }

  /** The number of the target's column. */
  static int column(Place place, List<String> names, String target) throws ModelFormatException {
    int column = names.indexOf(target);
    if (column < 0) {
      throw new ModelFormatException(
          "target", place.key(target), "one of the columns " + names, "no such column");
    }
    return column;
  }

  /** There is nothing to compare answers with. */
  static ModelFormatException none(Place place) {
    return new ModelFormatException("target", place, "rows with an answer", "none");
  }

  /** The rows that have an answer. */
  static int[] answered(CsvTable table, int column) {
    int[] rows = new int[table.size()];
    int count = 0;
    for (int row = 0; row < table.size(); row++) {
      if (!Cells.isMissing(table.text(row, column))) {
        rows[count++] = row;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  private static Tensor classes(
      List<String> labels, CsvTable table, int[] rows, int column, Arena arena)
      throws ModelFormatException {
    Map<String, Integer> numbers = numbers(labels);
    Tensor classes = Tensor.allocate(arena, DType.I32, Shape.of(rows.length, 1));
    for (int i = 0; i < rows.length; i++) {
      classes.setInt(i, 0, classOf(numbers, table, rows[i], column));
    }
    return classes;
  }

  /** The number of each label. */
  static Map<String, Integer> numbers(List<String> labels) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    labels.forEach(label -> numbers.put(label, numbers.size()));
    return numbers;
  }

  /** The class that a row names. */
  static int classOf(Map<String, Integer> numbers, CsvTable table, int row, int column)
      throws ModelFormatException {
    Integer number = numbers.get(table.text(row, column));
    if (number == null) {
      number = numbers.get(label(table, row, column));
    }
    if (number == null) {
      throw new ModelFormatException(
          "target",
          table.place(row, column),
          "a class that the model knows, one of " + numbers.keySet(),
          Place.quote(table.text(row, column)));
    }
    return number;
  }

  /** Classes that are whole numbers are the same with a point as without. */
  private static String label(CsvTable table, int row, int column) throws ModelFormatException {
    String text = table.text(row, column);
    return Cells.isNumber(text)
        ? TableColumn.Numbers.text(Cells.checked(table, row, column, text))
        : text;
  }

  private static Tensor quantities(CsvTable table, int[] rows, int column, Arena arena)
      throws ModelFormatException {
    Tensor values = Tensor.allocate(arena, rows.length, 1);
    for (int i = 0; i < rows.length; i++) {
      values.set(i, 0, (float) Cells.number(table, rows[i], column));
    }
    return values;
  }
}
