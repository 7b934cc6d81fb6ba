package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.MemorySegment;

/** Rows by number, one copy of memory each. */
public class ScalarIndexing extends Indexing {
  /** Stateless. */
  public ScalarIndexing() {}

  @Override
  protected void gather(Tensor table, Tensor rows, Tensor y) {
    long bytes = (long) y.cols() * y.type().bytes();
    MemorySegment from = table.segment();
    MemorySegment to = y.segment();
    for (int i = 0; i < y.rows(); i++) {
      MemorySegment.copy(from, Elements.getInt(rows, i) * bytes, to, i * bytes, bytes);
    }
  }

  @Override
  protected void scatter(Tensor y, Tensor rows, int skipped, Tensor table) {
    int cols = y.cols();
    for (int i = 0; i < y.rows(); i++) {
      int row = Elements.getInt(rows, i);
      if (row != skipped) {
        addRow(y, (long) i * cols, 1, table, (long) row * cols, cols);
      }
    }
  }

  private static void addRow(
      Tensor from, long begin, double factor, Tensor to, long place, int cols) {
    for (int j = 0; j < cols; j++) {
      double sum = Elements.get(to, place + j) + factor * Elements.get(from, begin + j);
      Elements.set(to, place + j, sum);
    }
  }

  @Override
  protected void gatherAll(Tensor table, Tensor rows, Bag bag, int skipped, Tensor y) {
    int cols = y.cols();
    for (int i = 0; i < y.rows(); i++) {
      int members = members(rows, i, skipped);
      for (int j = 0; j < cols; j++) {
        double value = 0;
        if (members > 0) {
          value =
              bag == Bag.MAX
                  ? Elements.get(table, (long) largest(table, rows, i, skipped, j) * cols + j)
                  : sum(table, rows, i, skipped, j) / (bag == Bag.MEAN ? members : 1);
        }
        Elements.set(y, (long) i * cols + j, value);
      }
    }
  }

  @Override
  protected void scatterAll(
      Tensor table, Tensor rows, Bag bag, int skipped, Tensor dy, Tensor dtable) {
    int cols = dy.cols();
    int length = rows.cols();
    for (int i = 0; i < dy.rows(); i++) {
      int members = members(rows, i, skipped);
      if (members == 0) {
        continue;
      }
      if (bag == Bag.MAX) {
        for (int j = 0; j < cols; j++) {
          long place = (long) largest(table, rows, i, skipped, j) * cols + j;
          double share = Elements.get(dy, (long) i * cols + j);
          Elements.set(dtable, place, Elements.get(dtable, place) + share);
        }
        continue;
      }
      double factor = bag == Bag.MEAN ? 1.0 / members : 1;
      for (long p = (long) i * length; p < (long) (i + 1) * length; p++) {
        int row = Elements.getInt(rows, p);
        if (row >= 0 && row != skipped) {
          addRow(dy, (long) i * cols, factor, dtable, (long) row * cols, cols);
        }
      }
    }
  }

  private static int members(Tensor rows, int bag, int skipped) {
    int members = 0;
    for (int p = 0; p < rows.cols(); p++) {
      int row = Elements.getInt(rows, (long) bag * rows.cols() + p);
      members += row >= 0 && row != skipped ? 1 : 0;
    }
    return members;
  }

  private static double sum(Tensor table, Tensor rows, int bag, int skipped, int col) {
    double sum = 0;
    for (int p = 0; p < rows.cols(); p++) {
      int row = Elements.getInt(rows, (long) bag * rows.cols() + p);
      if (row >= 0 && row != skipped) {
        sum += Elements.get(table, (long) row * table.cols() + col);
      }
    }
    return sum;
  }

  private static int largest(Tensor table, Tensor rows, int bag, int skipped, int col) {
    int best = -1;
    for (int p = 0; p < rows.cols(); p++) {
      int row = Elements.getInt(rows, (long) bag * rows.cols() + p);
      if (row >= 0 && row != skipped && (best < 0 || exceeds(table, row, best, col))) {
        best = row;
      }
    }
    return best;
  }

  private static boolean exceeds(Tensor table, int row, int best, int col) {
    float candidate = Elements.get(table, (long) row * table.cols() + col);
    float champion = Elements.get(table, (long) best * table.cols() + col);
    return candidate > champion || (Float.isNaN(candidate) && !Float.isNaN(champion));
  }
}
