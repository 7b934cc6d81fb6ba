package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Activation;
import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Tensor;

/** Activations by their definitions in double. */
public class ScalarActivations extends Activations {
  /** Stateless. */
  public ScalarActivations() {}

  @Override
  protected void apply(Activation f, Tensor x, Tensor y) {
    for (long i = 0; i < x.size(); i++) {
      Elements.set(y, i, f.value(Elements.get(x, i)));
    }
  }

  @Override
  protected void applyGradient(Activation f, Tensor saved, Tensor dy, Tensor dx) {
    for (long i = 0; i < saved.size(); i++) {
      Elements.set(dx, i, f.gradient(Elements.get(saved, i), Elements.get(dy, i)));
    }
  }

  @Override
  protected void bend(Tensor x, Tensor slope, int inner, Tensor y) {
    for (long i = 0; i < x.size(); i++) {
      float value = Elements.get(x, i);
      double bent = (double) Elements.get(slope, i / inner % slope.size()) * value;
      Elements.set(y, i, value > 0 ? value : bent);
    }
  }

  @Override
  protected void bendGradient(
      Tensor x, Tensor slope, int inner, Tensor dy, Tensor dx, Tensor dslope) {
    long period = slope.size() * inner;
    for (int channel = 0; channel < slope.size(); channel++) {
      double factor = Elements.get(slope, channel);
      double sum = 0;
      for (long begin = (long) channel * inner; begin < x.size(); begin += period) {
        for (long i = begin; i < begin + inner; i++) {
          float value = Elements.get(x, i);
          double gradient = Elements.get(dy, i);
          sum += value > 0 ? 0 : value * gradient;
          Elements.set(dx, i, value > 0 ? gradient : factor * gradient);
        }
      }
      Elements.set(dslope, channel, sum);
    }
  }

  @Override
  protected void gate(Tensor x, Tensor y) {
    int cols = y.cols();
    for (int row = 0; row < y.rows(); row++) {
      long a = 2L * row * cols;
      for (int j = 0; j < cols; j++) {
        double open = 1 / (1 + Math.exp(-Elements.get(x, a + cols + j)));
        Elements.set(y, (long) row * cols + j, Elements.get(x, a + j) * open);
      }
    }
  }

  @Override
  protected void gateGradient(Tensor x, Tensor dy, Tensor dx) {
    int cols = dy.cols();
    for (int row = 0; row < dy.rows(); row++) {
      long a = 2L * row * cols;
      for (int j = 0; j < cols; j++) {
        double gradient = Elements.get(dy, (long) row * cols + j);
        double open = 1 / (1 + Math.exp(-Elements.get(x, a + cols + j)));
        Elements.set(dx, a + j, gradient * open);
        Elements.set(dx, a + cols + j, gradient * Elements.get(x, a + j) * open * (1 - open));
      }
    }
  }
}
