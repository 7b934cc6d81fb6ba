package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.JsonObject;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import dev.hayate.nn.format.StoredArray;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Columns of a table as features, fitted to the rows that a model learns from.
 *
 * <p>Numbers: gaps take the median of the known values; then the mean is taken off and the
 * population standard deviation divided by (both of the filled values); a column that had gaps has
 * a second feature, 1 for a gap and 0 otherwise. Texts: one feature for each text that was seen,
 * and one for gaps where there were some; at prediction, a text that was not seen is all zeros, and
 * so is a gap where none was seen. A quantity to be told is standardised like a number.
 */
public final class TableEncoding implements Encoding {
  static final String KIND = "table";

  private final List<ColumnEncoding> columns;
  private final Target target;
  private final List<String> featureNames;

  private TableEncoding(List<ColumnEncoding> columns, Target target) {
    this.columns = List.copyOf(columns);
    this.target = target;
    List<String> names = new ArrayList<>();
    columns.forEach(column -> names.addAll(column.featureNames()));
    this.featureNames = List.copyOf(names);
  }

  /**
   * Fits an encoding to some rows of a table; the others have no influence.
   *
   * @param features the numbers of the columns to learn from
   * @param target what is to be told
   */
  static TableEncoding fit(Table table, int[] rows, List<Integer> features, Target target) {
    List<ColumnEncoding> columns = new ArrayList<>();
    for (int column : features) {
      columns.add(ColumnEncoding.fit(table.names().get(column), table.at(column), rows));
    }
    return new TableEncoding(columns, target);
  }

  /** Features that are used as they are: columns of numbers without gaps. */
  static TableEncoding unchanged(List<String> names, Target target) {
    List<ColumnEncoding> columns = new ArrayList<>();
    names.forEach(name -> columns.add(new ColumnEncoding.Numeric(name, 0, 0, 1, false)));
    return new TableEncoding(columns, target);
  }

  static TableEncoding of(List<ColumnEncoding> columns, Target target) {
    return new TableEncoding(columns, target);
  }

  static TableEncoding read(JsonObject json) throws ModelFormatException {
    List<ColumnEncoding> columns = new ArrayList<>();
    for (JsonObject column : json.objects("columns")) {
      columns.add(ColumnEncoding.fromJson(column));
    }
    return new TableEncoding(columns, Target.fromJson(json.object("target")));
  }

  @Override
  public Map<String, Object> members() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", KIND);
    json.put("columns", columns.stream().map(ColumnEncoding::toJson).toList());
    json.put("target", target.toJson());
    return json;
  }

  @Override
  public List<String> featureNames() {
    return featureNames;
  }

  /** The names of the columns that a table must have, in the order of the features. */
  public List<String> columnNames() {
    return columns.stream().map(ColumnEncoding::name).toList();
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public void encode(CsvTable rows, int[] chosen, Tensor features) throws ModelFormatException {
    List<TableColumn> values = new ArrayList<>();
    int[] indices = new int[columns.size()];
    for (ColumnEncoding column : columns) {
      OptionalInt index = rows.column(column.name());
      if (index.isEmpty()) {
        throw new ModelFormatException(
            "column", rows.place().key(column.name()), "a column of this name", "none");
      }
      indices[values.size()] = index.getAsInt();
      values.add(
          column instanceof ColumnEncoding.Numeric
              ? Table.numbers(rows, index.getAsInt())
              : Table.texts(rows, index.getAsInt()));
    }
    Table table = Table.of(rows.place(), columnNames(), rows.size(), values);
    encode(table, chosen, features);
    checkFinite(features, chosen, table, (row, column) -> rows.place(row, indices[column]));
  }

  /**
   * {@inheritDoc}
   *
   * <p>The array is {@code [n, columns]}, or one row of them, in the order of {@link #columnNames};
   * NaN is a gap. Columns of texts cannot be given in this way.
   */
  @Override
  public Tensor encode(StoredArray rows, Arena arena) throws ModelFormatException {
    for (ColumnEncoding column : columns) {
      if (column instanceof ColumnEncoding.Category) {
        throw new ModelFormatException(
            "column",
            Place.in("array").key(column.name()),
            "a CSV table, as the model learned from texts in this column",
            "an array of numbers");
      }
    }
    Shape shape = rows.shape();
    if (shape.rank() < 1 || shape.rank() > 2 || shape.cols() != columns.size()) {
      throw new ModelFormatException(
          "array",
          Place.in("array"),
          "a shape of [n, " + columns.size() + "] for the columns " + columnNames(),
          shape.toString());
    }
    double[] values = rows.doubles();
    List<TableColumn> split = new ArrayList<>();
    for (int column = 0; column < columns.size(); column++) {
      double[] numbers = new double[shape.rows()];
      for (int row = 0; row < numbers.length; row++) {
        numbers[row] = values[row * columns.size() + column];
        if (Math.abs(numbers[row]) > Float.MAX_VALUE) {
          throw new ModelFormatException(
              "array",
              Place.in("array").line(row + 1L, column + 1L),
              "a number that float32 can hold",
              Double.toString(numbers[row]));
        }
      }
      split.add(new TableColumn.Numbers(numbers));
    }
    Table table = Table.of(Place.in("array"), columnNames(), shape.rows(), split);
    int[] chosen = new int[table.size()];
    Arrays.setAll(chosen, row -> row);
    Tensor features = encode(table, chosen, arena);
    checkFinite(
        features, chosen, table, (row, column) -> Place.in("array").line(row + 1L, column + 1L));
    return features;
  }

  /** Where a value came from. */
  @FunctionalInterface
  private interface Origin {
    Place of(int row, int column);
  }

  /**
   * Refuses values that float32 holds but not in units of a small deviation: an infinite feature
   * would make every output NaN without a word.
   */
  private void checkFinite(Tensor features, int[] chosen, Table table, Origin origin)
      throws ModelFormatException {
    int first = 0;
    for (int column = 0; column < columns.size(); column++) {
      for (int i = 0; i < chosen.length; i++) {
        if (!Float.isFinite(features.get(i, first))) {
          throw new ModelFormatException(
              "column",
              origin.of(chosen[i], column).key(columns.get(column).name()),
              "a value that float32 can hold when standardised as in training",
              table.at(column).texts()[chosen[i]]);
        }
      }
      first += columns.get(column).featureNames().size();
    }
  }

  /** The features of some rows of a table that has the columns that this was fitted to. */
  Tensor encode(Table table, int[] rows, Arena arena) {
    Tensor features = Tensor.allocate(arena, DType.F32, Shape.of(rows.length, featureNames.size()));
    encode(table, rows, features);
    return features;
  }

  private void encode(Table table, int[] rows, Tensor features) {
    // What is one of some texts sets a single one of its features.
    features
        .segment()
        .asSlice(0, (long) rows.length * features.cols() * Float.BYTES)
        .fill((byte) 0);
    int first = 0;
    for (ColumnEncoding column : columns) {
      int index = table.column(column.name()).orElseThrow();
      column.encode(table.at(index), rows, features, first);
      first += column.featureNames().size();
    }
  }
}
