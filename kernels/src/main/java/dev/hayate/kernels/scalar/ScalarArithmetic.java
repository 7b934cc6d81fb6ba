package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Tensor;

/** Sums, multiples and copies, element by element. */
public class ScalarArithmetic extends Arithmetic {
  /** Stateless. */
  public ScalarArithmetic() {}

  @Override
  protected void sum(Tensor a, Tensor b, Tensor y) {
    for (long i = 0; i < a.size(); i++) {
      Elements.set(y, i, Elements.get(a, i) + Elements.get(b, i));
    }
  }

  @Override
  protected void multiple(float factor, Tensor x, Tensor y) {
    for (long i = 0; i < x.size(); i++) {
      Elements.set(y, i, factor * Elements.get(x, i));
    }
  }

  @Override
  protected void set(float value, Tensor y) {
    for (int row = 0; row < y.rows(); row++) {
      long begin = (long) row * y.stride();
      for (int col = 0; col < y.cols(); col++) {
        Elements.set(y, begin + col, value);
      }
    }
  }

  @Override
  protected void transfer(Tensor x, boolean accumulate, Tensor y) {
    for (int row = 0; row < x.rows(); row++) {
      long from = (long) row * x.stride();
      long to = (long) row * y.stride();
      for (int col = 0; col < x.cols(); col++) {
        float value = Elements.get(x, from + col);
        Elements.set(y, to + col, accumulate ? Elements.get(y, to + col) + value : value);
      }
    }
  }

  @Override
  protected void product(Tensor a, Tensor b, Tensor y) {
    for (long i = 0; i < a.size(); i++) {
      Elements.set(y, i, Elements.get(a, i) * Elements.get(b, i));
    }
  }

  @Override
  protected void productByRow(Tensor x, Tensor row, Tensor y) {
    for (long begin = 0; begin < x.size(); begin += x.cols()) {
      for (int j = 0; j < x.cols(); j++) {
        Elements.set(y, begin + j, Elements.get(x, begin + j) * Elements.get(row, j));
      }
    }
  }

  @Override
  protected void sumByRow(Tensor x, Tensor row, Tensor y) {
    for (long begin = 0; begin < x.size(); begin += x.cols()) {
      for (int j = 0; j < x.cols(); j++) {
        Elements.set(y, begin + j, Elements.get(x, begin + j) + Elements.get(row, j));
      }
    }
  }

  @Override
  protected void bound(Tensor x, float low, float high, Tensor y) {
    for (long i = 0; i < x.size(); i++) {
      float value = Elements.get(x, i);
      Elements.set(y, i, value < low ? low : value > high ? high : value);
    }
  }
}
