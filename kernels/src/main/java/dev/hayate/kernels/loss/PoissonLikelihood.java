package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/**
 * {@code exp(x) - t x} of the logarithm of a rate, or {@code x - t log(x + epsilon)} of the rate
 * itself, as {@code torch.nn.PoissonNLLLoss}.
 *
 * @param logInput whether x is the logarithm of the rate
 * @param full whether to add Stirling's {@code t log t - t + log(2 pi t) / 2} for targets above 1
 * @param epsilon keeps the logarithm finite, usually 1e-8
 */
public record PoissonLikelihood(boolean logInput, boolean full, double epsilon)
    implements PointLoss {
  @Override
  public String name() {
    return "poisson nll";
  }

  @Override
  public double value(double x, double target, int column) {
    double loss = logInput ? Math.exp(x) - target * x : x - target * Math.log(x + epsilon);
    return full && target > 1
        ? loss + target * Math.log(target) - target + 0.5 * Math.log(2 * Math.PI * target)
        : loss;
  }

  @Override
  public double gradient(double x, double target, int column) {
    return logInput ? Math.exp(x) - target : 1 - target / (x + epsilon);
  }
}
