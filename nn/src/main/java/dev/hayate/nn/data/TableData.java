package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table and the column to be told from the others: what there is to learn, before anything was
 * fitted. Immutable and safe to share.
 *
 * <p>The target is a class if it is a text, or whole numbers of at most {@value #MOST_CLASSES}
 * different values with at least {@value #ROWS_PER_CLASS} rows for each on average; otherwise it is
 * a quantity. Columns that tell rows apart (names, tickets, ids) and empty ones are left out, and
 * so are rows whose target is missing; {@link #notes} says which and why.
 */
public final class TableData {
  /** Whole numbers of more different values are quantities. */
  public static final int MOST_CLASSES = 20;

  /** Whole numbers with fewer rows for each value are quantities. */
  public static final int ROWS_PER_CLASS = 5;

  private final Table table;
  private final int targetColumn;
  private final Optional<String> targetReason;
  private final List<String> labels;
  private final List<Integer> features;
  private final int[] rows;
  private final int[] classes;
  private final List<String> notes;

  /**
   * Data sets that were encoded alike.
   *
   * @param encoding fitted to the rows of the first
   * @param parts one for each fraction
   */
  public record Parts(TableEncoding encoding, List<Dataset> parts) {
    /** Copies the list. */
    public Parts {
      parts = List.copyOf(parts);
    }
  }

  private TableData(
      Table table,
      int targetColumn,
      Optional<String> targetReason,
      List<String> labels,
      List<Integer> features,
      int[] rows,
      int[] classes,
      List<String> notes) {
    this.table = table;
    this.targetColumn = targetColumn;
    this.targetReason = targetReason;
    this.labels = labels;
    this.features = features;
    this.rows = rows;
    this.classes = classes;
    this.notes = Collections.unmodifiableList(notes);
  }

  /**
   * Data whose target nobody named: a column with a usual name (target, label, y, outcome,
   * response, survived, diagnosis, species, price and others, class at last); else the only column
   * of texts that names classes; else the last column. {@link #targetReason} says which of these it
   * was.
   *
   * @throws ModelFormatException as {@link #of(Table, String)}
   */
  public static TableData of(Table table) throws ModelFormatException {
    TargetChoice choice = TargetChoice.of(table);
    return of(table, choice.name(), Optional.of(choice.reason()));
  }

  /**
   * Data with a target by name.
   *
   * @throws ModelFormatException if there is no such column, no other column to learn from, fewer
   *     than two rows, or only one class
   */
  public static TableData of(Table table, String target) throws ModelFormatException {
    return of(table, target, Optional.empty());
  }

  private static TableData of(Table table, String target, Optional<String> reason)
      throws ModelFormatException {
    int column = KnownAnswers.column(table.place(), table.names(), target);
    TableColumn values = table.at(column);
    List<String> notes = new ArrayList<>();
    int[] rows = knownRows(values, table.size());
    if (rows.length < table.size()) {
      notes.add(
          (table.size() - rows.length)
              + " rows are left out: their "
              + Place.quote(target)
              + " is missing");
    }
    if (rows.length < 2) {
      throw new ModelFormatException(
          "table", table.place(), "at least 2 rows with a target", Integer.toString(rows.length));
    }
    List<String> labels = labels(values, rows.length);
    if (labels.size() == 1) {
      throw new ModelFormatException(
          "target", table.place().key(target), "at least two different values", "one");
    }
    List<Integer> features = features(table, column, notes);
    if (features.isEmpty()) {
      throw new ModelFormatException(
          "table", table.place(), "a column to learn from beside the target", "none: " + notes);
    }
    return new TableData(
        table, column, reason, labels, features, rows, classes(values, labels, rows), notes);
  }

  private static int[] knownRows(TableColumn values, int size) {
    int[] rows = new int[size];
    int count = 0;
    for (int row = 0; row < size; row++) {
      if (!values.isMissing(row)) {
        rows[count++] = row;
      }
    }
    return Arrays.copyOf(rows, count);
  }

  /** The classes, none for a quantity. */
  private static List<String> labels(TableColumn values, int rows) {
    List<String> distinct = values.distinct();
    if (values instanceof TableColumn.Numbers numbers
        && (!numbers.areWhole()
            || distinct.size() > MOST_CLASSES
            || (long) distinct.size() * ROWS_PER_CLASS > rows)) {
      return List.of();
    }
    return distinct;
  }

  private static int[] classes(TableColumn values, List<String> labels, int[] rows) {
    int[] classes = new int[rows.length];
    if (!labels.isEmpty()) {
      String[] texts = values.texts();
      Map<String, Integer> numbers = new HashMap<>();
      labels.forEach(label -> numbers.put(label, numbers.size()));
      for (int i = 0; i < rows.length; i++) {
        classes[i] = numbers.getOrDefault(texts[rows[i]], 0);
      }
    }
    return classes;
  }

  private static List<Integer> features(Table table, int target, List<String> notes) {
    List<Integer> features = new ArrayList<>();
    for (int column = 0; column < table.names().size(); column++) {
      if (column == target) {
        continue;
      }
      String name = table.names().get(column);
      var reason = ColumnChoice.reasonToDrop(name, table.at(column), table.size());
      if (reason.isPresent()) {
        notes.add("column " + Place.quote(name) + " is left out: " + reason.get());
      } else {
        features.add(column);
      }
    }
    return features;
  }

  /** Whether the target is a class; it is a quantity otherwise. */
  public boolean isClassification() {
    return !labels.isEmpty();
  }

  /** The name of the column to be told. */
  public String targetName() {
    return table.names().get(targetColumn);
  }

  /** Why this column is the target, where it was not given by name. */
  public Optional<String> targetReason() {
    return targetReason;
  }

  /**
   * The names of the classes in order, numbers by size and texts by letter; none for a quantity.
   */
  public List<String> labels() {
    return labels;
  }

  /** The number of rows to learn from and to test with. */
  public int size() {
    return rows.length;
  }

  /** What was left out and why, one sentence each, for the user. */
  public List<String> notes() {
    return notes;
  }

  /**
   * Shares out the rows (see {@link Split}), fits an encoding to the first part, and encodes all.
   *
   * @throws IllegalArgumentException if a fraction is negative or their sum is not 1
   */
  public Parts split(Arena arena, long seed, double... fractions) {
    return encoded(arena, Split.rows(classes, seed, fractions));
  }

  /**
   * Shares out the rows for one round of cross-validation (see {@link Split#fold}), fits an
   * encoding to those to learn from, and encodes all.
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public Parts fold(Arena arena, long seed, int folds, int fold, double validation) {
    return encoded(arena, Split.fold(classes, seed, folds, fold, validation));
  }

  private Parts encoded(Arena arena, List<int[]> parts) {
    int[] fitted = tableRows(parts.getFirst());
    TableEncoding encoding = TableEncoding.fit(table, fitted, features, target(fitted));
    List<Dataset> sets = new ArrayList<>();
    for (int[] part : parts) {
      int[] wanted = tableRows(part);
      sets.add(
          new Dataset(
              encoding.encode(table, wanted, arena),
              targets(part, wanted, encoding.target(), arena),
              encoding.featureNames(),
              labels));
    }
    return new Parts(encoding, sets);
  }

  private int[] tableRows(int[] part) {
    int[] wanted = new int[part.length];
    for (int i = 0; i < part.length; i++) {
      wanted[i] = rows[part[i]];
    }
    return wanted;
  }

  private Target target(int[] fitted) {
    if (isClassification()) {
      return new Target.Classes(targetName(), labels);
    }
    double[] values = table.numbers(targetColumn);
    double[] known = new double[fitted.length];
    for (int i = 0; i < fitted.length; i++) {
      known[i] = values[fitted[i]];
    }
    Moments moments = Moments.of(known);
    return new Target.Quantity(targetName(), moments.mean(), moments.deviation());
  }

  private Tensor targets(int[] part, int[] wanted, Target target, Arena arena) {
    if (target instanceof Target.Quantity quantity) {
      double[] values = table.numbers(targetColumn);
      Tensor targets = Tensor.allocate(arena, wanted.length, 1);
      for (int i = 0; i < wanted.length; i++) {
        targets.set(i, 0, (float) quantity.standardise(values[wanted[i]]));
      }
      return targets;
    }
    Tensor targets = Tensor.allocate(arena, DType.I32, Shape.of(wanted.length, 1));
    for (int i = 0; i < part.length; i++) {
      targets.setInt(i, 0, classes[part[i]]);
    }
    return targets;
  }
}
