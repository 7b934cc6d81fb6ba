package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows to learn from: off-heap features and targets. Immutable as an object; the memory belongs to
 * the arena that the tensors came from, and reading it from several threads is safe while nobody
 * writes.
 *
 * @param features float32, {@code [n, d]}
 * @param targets {@code [n, t]}: int32 class numbers with {@code t = 1}, or float32 values
 * @param featureNames one for each feature, or empty where they have none
 * @param labels one for each class, or empty where they have none or the targets are values
 */
public record Dataset(
    Tensor features, Tensor targets, List<String> featureNames, List<String> labels)
    implements Rows {
  /**
   * Checks that the sizes fit each other.
   *
   * @throws IllegalArgumentException if they do not, or a class number is out of range
   */
  public Dataset {
    featureNames = List.copyOf(featureNames);
    labels = List.copyOf(labels);
    if (features.type() != DType.F32
        || !features.isContiguous()
        || !targets.isContiguous()
        || features.rows() != targets.rows()) {
      throw new IllegalArgumentException(
          "data set: features "
              + features.describe()
              + " "
              + features.type()
              + ", targets "
              + targets.describe()
              + ": expected contiguous float32 features and as many targets");
    }
    if (targets.type() == DType.I32 && targets.cols() != 1) {
      throw new IllegalArgumentException(
          "data set: targets " + targets.describe() + ": expected one class number in each row");
    }
    if (!featureNames.isEmpty() && featureNames.size() != features.cols()) {
      throw new IllegalArgumentException(
          "data set: " + featureNames.size() + " names for features " + features.describe());
    }
    if (!labels.isEmpty()) {
      checkClasses(targets, labels.size());
    }
  }

  /** Rows whose features and classes have no names. */
  public Dataset(Tensor features, Tensor targets) {
    this(features, targets, List.of(), List.of());
  }

  private static void checkClasses(Tensor targets, int classes) {
    for (int row = 0; row < targets.rows(); row++) {
      int number = targets.getInt(row, 0);
      if (number < 0 || number >= classes) {
        throw new IllegalArgumentException(
            "data set: row " + row + ": class " + number + " of " + classes + " classes");
      }
    }
  }

  @Override
  public int size() {
    return features.rows();
  }

  @Override
  public RowForm form() {
    return new RowForm(features.cols(), targets.cols(), targets.type(), featureNames, labels);
  }

  @Override
  public int classCount() {
    return labels.isEmpty() ? classCounts().length : labels.size();
  }

  @Override
  public int[] classCounts() {
    int[] counts = new int[labels.size()];
    for (int row = 0; isClassification() && row < size(); row++) {
      counts = Rows.counted(counts, targets.getInt(row, 0));
    }
    return counts;
  }

  @Override
  public RowPass pass() {
    return new RowPass() {
      private int row;

      @Override
      public boolean next(Tensor into, Tensor answers, int at) {
        if (row == size()) {
          return false;
        }
        copyRow(features, row, into, at);
        copyRow(targets, row, answers, at);
        row++;
        return true;
      }
    };
  }

  @Override
  public Dataset sample(Arena arena, int most) {
    int count = Math.min(most, size());
    int[] rows = new int[count];
    Arrays.setAll(rows, i -> (int) ((long) i * size() / count));
    return subset(arena, rows);
  }

  /**
   * A copy of some rows in the given order; a row may occur more than once.
   *
   * @throws IndexOutOfBoundsException if a row is not in this set
   */
  public Dataset subset(Arena arena, int... rows) {
    return new Dataset(
        gather(features, rows, arena), gather(targets, rows, arena), featureNames, labels);
  }

  private static Tensor gather(Tensor from, int[] rows, Arena arena) {
    Tensor to = Tensor.allocate(arena, from.type(), Shape.of(rows.length, from.cols()));
    for (int i = 0; i < rows.length; i++) {
      copyRow(from, rows[i], to, i);
    }
    return to;
  }

  /** Copies a row to a place among the rows of a tensor of as many columns. */
  static void copyRow(Tensor from, int row, Tensor to, int at) {
    long bytes = (long) from.cols() * from.type().bytes();
    MemorySegment.copy(from.segment(), row * bytes, to.segment(), at * bytes, bytes);
  }

  /**
   * Copies that share out the rows: the first {@code fractions[0]} of them, and so on, as chosen by
   * the seed (see {@link Split}).
   *
   * @throws IllegalArgumentException if a fraction is negative or their sum is not 1
   */
  public List<Dataset> split(Arena arena, long seed, double... fractions) {
    List<Dataset> parts = new ArrayList<>();
    for (int[] rows : Split.rows(groups(), seed, fractions)) {
      parts.add(subset(arena, rows));
    }
    return parts;
  }

  /**
   * Copies of the rows to learn from, for validation and to test with in one round of
   * cross-validation (see {@link Split#fold}).
   *
   * @throws IllegalArgumentException if a number is out of range
   */
  public List<Dataset> fold(Arena arena, long seed, int folds, int fold, double validation) {
    List<Dataset> parts = new ArrayList<>();
    for (int[] rows : Split.fold(groups(), seed, folds, fold, validation)) {
      parts.add(subset(arena, rows));
    }
    return parts;
  }

  /** The class of each row, or zeros. */
  private int[] groups() {
    return isClassification() ? targets.toInts() : new int[size()];
  }
}
