package dev.hayate.kernels.loss;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Weights;

/** Targets that are numbers of classes. */
final class ClassTargets {
  private ClassTargets() {}

  /** The class of a row, whatever shape the targets have. */
  static int at(Tensor target, int row) {
    return target.rows() == 1 ? target.getInt(0, row) : target.getInt(row, 0);
  }

  /** One target for each row; refuses weights that do not fit the classes. */
  static int columns(String name, Weights weights, int columns) {
    if (columns < 1 || (!weights.isEmpty() && weights.size() != columns)) {
      throw new IllegalArgumentException(
          name + ": " + columns + " classes: expected one or more, and a weight for each");
    }
    return 1;
  }

  /** Refuses a class that is no column. */
  static void check(String name, Tensor x, Tensor target, int row) {
    int wanted = at(target, row);
    if (wanted < 0 || wanted >= x.cols()) {
      throw new IllegalArgumentException(
          name + ": row " + row + " has class " + wanted + ": expected 0 to " + (x.cols() - 1));
    }
  }
}
