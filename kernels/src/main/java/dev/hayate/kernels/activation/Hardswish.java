package dev.hayate.kernels.activation;

import dev.hayate.kernels.Activation;

/**
 * {@code y = x min(max(x + 3, 0), 6) / 6}, as {@code torch.nn.Hardswish} (Howard and others, 2019).
 */
public record Hardswish() implements Activation {
  @Override
  public String name() {
    return "hardswish";
  }

  @Override
  public double value(double x) {
    return x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6;
  }

  @Override
  public double gradient(double saved, double dy) {
    return saved < -3 ? 0 : saved > 3 ? dy : dy * (saved / 3 + 0.5);
  }

  @Override
  public boolean savesOutput() {
    return false;
  }
}
