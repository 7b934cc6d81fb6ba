package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/**
 * {@code t (log t - x)} of log-probabilities x, and 0 where t is 0, as {@code torch.nn.KLDivLoss}.
 *
 * @param logTarget whether targets are log-probabilities too, which makes it {@code exp(t) (t - x)}
 */
public record KlDivergence(boolean logTarget) implements PointLoss {
  @Override
  public String name() {
    return "kl divergence";
  }

  @Override
  public double value(double x, double target, int column) {
    if (logTarget) {
      return Math.exp(target) * (target - x);
    }
    return (target == 0 ? 0 : target * Math.log(target)) - target * x;
  }

  @Override
  public double gradient(double x, double target, int column) {
    return logTarget ? -Math.exp(target) : -target;
  }
}
