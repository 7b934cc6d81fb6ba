package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/** {@code y = x}, as {@code torch.nn.Identity}. */
public record Identity() implements Activation {
  @Override
  public String name() {
    return "identity";
  }

  @Override
  public double value(double x) {
    return x;
  }

  @Override
  public double gradient(double saved, double dy) {
    return dy;
  }

  @Override
  public boolean savesOutput() {
    return true;
  }
}
