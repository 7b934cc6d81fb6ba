package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Reductions;
import dev.hayate.kernels.Tensor;
import java.lang.foreign.ValueLayout;

/** Sums, moments and maxima, in double. */
public class ScalarReductions extends Reductions {
  /** Stateless. */
  public ScalarReductions() {}

  @Override
  protected void sumColumns(Tensor x, boolean accumulate, Tensor sums) {
    for (int j = 0; j < x.cols(); j++) {
      Elements.set(sums, j, sumOf(x, j) + (accumulate ? Elements.get(sums, j) : 0));
    }
  }

  @Override
  protected void moments(Tensor x, Tensor mean, Tensor deviation) {
    for (int j = 0; j < x.cols(); j++) {
      double center = sumOf(x, j) / x.rows();
      double squares = 0;
      for (long i = j; i < x.size(); i += x.cols()) {
        double centred = Elements.get(x, i) - center;
        squares += centred * centred;
      }
      Elements.set(mean, j, center);
      Elements.set(deviation, j, Math.sqrt(squares / x.rows()));
    }
  }

  private static double sumOf(Tensor x, int column) {
    double sum = 0;
    for (long i = column; i < x.size(); i += x.cols()) {
      sum += Elements.get(x, i);
    }
    return sum;
  }

  @Override
  protected void largest(Tensor x, Tensor columns) {
    int cols = x.cols();
    for (int row = 0; row < x.rows(); row++) {
      long begin = (long) row * cols;
      int best = 0;
      for (int j = 1; j < cols; j++) {
        float candidate = Elements.get(x, begin + j);
        float champion = Elements.get(x, begin + best);
        if (candidate > champion || (Float.isNaN(candidate) && !Float.isNaN(champion))) {
          best = j;
        }
      }
      columns.segment().setAtIndex(ValueLayout.JAVA_INT, row, best);
    }
  }

  @Override
  protected double squares(Tensor x) {
    double sum = 0;
    for (long i = 0; i < x.size(); i++) {
      double value = Elements.get(x, i);
      sum += value * value;
    }
    return sum;
  }
}
