package dev.hayate.nn.data;

import dev.hayate.kernels.DType;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;

/**
 * Rows to learn from, wherever they are kept: a {@link Dataset} in memory, {@link IndexedRows} that
 * any row can be read of, or {@link SequentialRows} that are read from beginning to end. Those that
 * are not in memory are read by a thread of their own while the rows before them are learned from.
 *
 * <p>A row is of some {@link RowForm}: {@link #featureCount} float32 features, and {@link
 * #targetCount} targets: float32 values, or one int32 class number. Reading the same row gives the
 * same bytes each time, and the rows are as many and in the same order in each pass.
 */
public sealed interface Rows permits Dataset, IndexedRows, SequentialRows {
  /** The number of rows. */
  int size();

  /** What a row consists of. */
  RowForm form();

  /** The number of features of a row. */
  default int featureCount() {
    return form().featureCount();
  }

  /** The number of targets of a row; 1 for classes. */
  default int targetCount() {
    return form().targetCount();
  }

  /** {@link DType#I32} for classes, {@link DType#F32} for values. */
  default DType targetType() {
    return form().targetType();
  }

  /** One for each feature, or empty where they have none. */
  default List<String> featureNames() {
    return form().featureNames();
  }

  /** One for each class, or empty where they have none or the targets are values. */
  default List<String> labels() {
    return form().labels();
  }

  /** Whether the targets are classes; they are values otherwise. */
  default boolean isClassification() {
    return targetType() == DType.I32;
  }

  /**
   * The number of classes: of labels, or one more than the largest number; 0 for values.
   *
   * @throws IOException if the rows cannot be read
   */
  default int classCount() throws IOException {
    return labels().isEmpty() ? classCounts().length : labels().size();
  }

  /**
   * How many rows each class has, up to the largest that occurs or has a label; none for values.
   * Reads all rows unless what keeps them knows better.
   *
   * @throws IOException if the rows cannot be read
   */
  default int[] classCounts() throws IOException {
    if (!isClassification()) {
      return new int[0];
    }
    int[] counts = new int[labels().size()];
    try (Arena arena = Arena.ofConfined();
        RowPass pass = pass()) {
      Tensor features = Tensor.allocate(arena, 1, featureCount());
      Tensor targets = Tensor.allocate(arena, DType.I32, Shape.of(1, 1));
      while (pass.next(features, targets, 0)) {
        counts = counted(counts, targets.getInt(0, 0));
      }
    }
    return counts;
  }

  /** The counts with one more row of a class. */
  static int[] counted(int[] counts, int number) {
    int[] longer = number < counts.length ? counts : Arrays.copyOf(counts, number + 1);
    longer[number]++;
    return longer;
  }

  /**
   * Begins to read all rows in their order.
   *
   * @throws IOException if they cannot be read
   */
  RowPass pass() throws IOException;

  /**
   * Some rows in memory: at even distances where any row can be read, the first ones otherwise; all
   * if there are not more.
   *
   * @throws IOException if they cannot be read
   */
  default Dataset sample(Arena arena, int most) throws IOException {
    int count = Math.min(most, size());
    Tensor features = Tensor.allocate(arena, count, featureCount());
    Tensor targets = Tensor.allocate(arena, targetType(), Shape.of(count, targetCount()));
    switch (this) {
      case IndexedRows indexed -> {
        for (int i = 0; i < count; i++) {
          indexed.read((int) ((long) i * size() / count), features, targets, i);
        }
      }
      case Dataset _, SequentialRows _ -> {
        try (RowPass pass = pass()) {
          for (int i = 0; i < count; i++) {
            pass.next(features, targets, i);
          }
        }
      }
    }
    return new Dataset(features, targets, featureNames(), labels());
  }
}
