package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;
import dev.hayate.kernels.Weights;

/**
 * {@code -p t log s(x) - (1 - t) log(1 - s(x))} with the sigmoid s, as {@code
 * torch.nn.BCEWithLogitsLoss}, without overflow.
 *
 * @param positive p: what a wanted 1 counts, by column; PyTorch's {@code pos_weight}
 */
public record LogitCrossEntropy(Weights positive) implements PointLoss {
  @Override
  public void check(int columns) {
    if (!positive.isEmpty() && positive.size() != columns) {
      throw new IllegalArgumentException(
          name() + ": positive is " + positive + ": expected one for each of " + columns);
    }
  }

  @Override
  public String name() {
    return "binary cross entropy with logits";
  }

  @Override
  public double value(double x, double target, int column) {
    double weight = 1 + (positive.at(column) - 1) * target;
    double softplus = Math.log1p(Math.exp(-Math.abs(x))) + Math.max(-x, 0);
    return (1 - target) * x + weight * softplus;
  }

  @Override
  public double gradient(double x, double target, int column) {
    double weight = 1 + (positive.at(column) - 1) * target;
    return (1 - target) - weight / (1 + Math.exp(x));
  }
}
