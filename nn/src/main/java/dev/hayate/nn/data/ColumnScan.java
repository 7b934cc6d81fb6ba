package dev.hayate.nn.data;

import dev.hayate.kernels.Philox;
import dev.hayate.nn.RandomStream;
import dev.hayate.nn.format.CsvTable;
import dev.hayate.nn.format.ModelFormatException;
import dev.hayate.nn.format.Place;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What has to be known of a column of a table that is too large for memory, gathered row by row: as
 * {@link Table}, {@link ColumnChoice} and {@link ColumnEncoding} find it out of a whole one, but
 * for three things. The median, which stands for missing numbers, is that of {@value #SAMPLE} of
 * them, drawn by the seed; the mean and the deviation are added up as rows come (Welford), so their
 * last digits may differ; and numbers are found to be all different only where they rise.
 */
final class ColumnScan {
  private static final int SAMPLE = 4096;

  private final String name;
  private final int column;
  private final long seed;

  // All rows.
  private long rows;
  private long known;
  private long numbers;
  private long texts;
  private Optional<Place> firstText = Optional.empty();
  private String firstTextField = "";
  private final Set<String> different = new HashSet<>();
  private boolean manyTexts;
  private boolean whole = true;
  private boolean rising = true;
  private boolean successive = true;
  private double last;

  /** The texts that occurred; true for those of rows to learn from. None if they are many. */
  private final Map<String, Boolean> occurring = new HashMap<>();

  // Rows to learn from.
  private long fitted;
  private long gaps;
  private long count;
  private double mean;
  private double squares;
  private double[] sample = new double[16];

  ColumnScan(String name, int column, long seed) {
    this.name = name;
    this.column = column;
    this.seed = seed;
  }

  /**
   * Takes a field.
   *
   * @param learned whether it is one to learn from
   */
  void add(CsvTable table, int row, boolean learned) throws ModelFormatException {
    String field = table.text(row, column);
    rows++;
    fitted += learned ? 1 : 0;
    if (Cells.isMissing(field)) {
      gaps += learned ? 1 : 0;
      return;
    }
    known++;
    occurs(field, learned);
    if (Cells.isNumber(field)) {
      number(field, Cells.checked(table, row, column, field), learned);
      return;
    }
    Cells.check(table, row, column);
    if (texts++ == 0) {
      firstText = Optional.of(table.place(row, column));
      firstTextField = field;
    }
  }

  private void occurs(String field, boolean learned) {
    if (manyTexts) {
      return;
    }
    occurring.merge(field, learned, Boolean::logicalOr);
    if (occurring.size() > ColumnChoice.MANY_TEXTS) {
      manyTexts = true;
      occurring.clear();
    }
  }

  private void number(String field, double value, boolean learned) {
    if (different.size() <= Table.MANY_NUMBERS) {
      different.add(field);
    }
    whole &= TableColumn.Numbers.isWhole(value);
    rising &= numbers == 0 || value > last;
    successive &= numbers == 0 || value == last + 1;
    last = value;
    numbers++;
    if (learned) {
      count++;
      double delta = value - mean;
      mean += delta / count;
      squares += delta * (value - mean);
      sample(value);
    }
  }

  /** Every value has the same chance to be among those that are kept (Vitter's algorithm R). */
  private void sample(double value) {
    if (count <= SAMPLE) {
      if (count > sample.length) {
        sample = Arrays.copyOf(sample, Math.min(SAMPLE, 2 * sample.length));
      }
      sample[(int) count - 1] = value;
      return;
    }
    // The column in the upper half of the number, so that columns draw for themselves.
    long at = ((long) column << 40) + count;
    long place =
        (long) (Philox.below(1 << 30, seed, RandomStream.SPLIT.at(2), at) * 0x1p-30 * count);
    if (place < SAMPLE) {
      sample[(int) place] = value;
    }
  }

  String name() {
    return name;
  }

  /** Whether the column holds numbers. */
  boolean isNumeric() throws ModelFormatException {
    if (texts == 0) {
      return true;
    }
    Table.checkTexts(different.size(), numbers, texts, firstText.orElseThrow(), firstTextField);
    return false;
  }

  /** As {@link ColumnChoice#reasonToDrop}. */
  Optional<String> reasonToDrop() throws ModelFormatException {
    if (known == 0) {
      return Optional.of("it is empty");
    }
    if (isNumeric()) {
      boolean all = known == rows && rows > ColumnChoice.FEW_TEXTS && whole && rising;
      return all ? ColumnChoice.numbersApart(name, successive) : Optional.empty();
    }
    if (manyTexts) {
      return Optional.of(
          "more than " + ColumnChoice.MANY_TEXTS + " different texts tell rows apart");
    }
    return ColumnChoice.tellRowsApart(occurring.size(), known)
        ? Optional.of(occurring.size() + " different texts in " + known + " values tell rows apart")
        : Optional.empty();
  }

  /** How the column becomes features. */
  ColumnEncoding encoding() throws ModelFormatException {
    if (!isNumeric()) {
      List<String> values =
          occurring.entrySet().stream()
              .filter(Map.Entry::getValue)
              .map(Map.Entry::getKey)
              .sorted()
              .toList();
      return new ColumnEncoding.Category(name, values, gaps > 0);
    }
    double median = median();
    double shift = median - mean;
    // The gaps are so many more values that are the median (Chan, Golub and LeVeque).
    double filledMean = fitted == 0 ? 0 : mean + shift * gaps / fitted;
    double filledSquares = fitted == 0 ? 0 : squares + shift * shift * count * gaps / fitted;
    Moments moments = Moments.of(filledMean, filledSquares / Math.max(1, fitted), fitted);
    return new ColumnEncoding.Numeric(name, median, moments.mean(), moments.deviation(), gaps > 0);
  }

  private double median() {
    int size = (int) Math.min(count, SAMPLE);
    double[] sorted = Arrays.copyOf(sample, size);
    Arrays.sort(sorted);
    return ColumnEncoding.Numeric.median(sorted, size);
  }

  /** The moments of what was learned from, without gaps. */
  Moments moments() {
    return Moments.of(mean, count == 0 ? 0 : squares / count, count);
  }

  /**
   * The names of the classes if this is a target that names some, as {@link TableData} finds them:
   * numbers by size, texts by letter.
   *
   * @throws ModelFormatException if there are texts, and more than {@value ColumnChoice#MANY_TEXTS}
   */
  List<String> labels() throws ModelFormatException {
    if (!isNumeric()) {
      if (manyTexts) {
        throw new ModelFormatException(
            "target",
            firstText.orElseThrow(),
            "at most " + ColumnChoice.MANY_TEXTS + " classes",
            "more");
      }
      return occurring.keySet().stream().sorted().toList();
    }
    if (manyTexts || !whole) {
      return List.of();
    }
    TreeMap<Double, String> values = new TreeMap<>();
    for (String field : occurring.keySet()) {
      double value = Double.parseDouble(field) + 0.0; // -0 is 0.
      values.put(value, TableColumn.Numbers.text(value));
    }
    boolean classes =
        values.size() <= TableData.MOST_CLASSES
            && (long) values.size() * TableData.ROWS_PER_CLASS <= known;
    return classes ? List.copyOf(values.values()) : List.of();
  }
}
