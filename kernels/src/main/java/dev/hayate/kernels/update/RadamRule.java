package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;

/**
 * Rectified Adam (Liu and others, 2020), as {@code torch.optim.RAdam}: plain momentum until the
 * mean square can be trusted.
 *
 * @param beta1 the share of the gradient's mean that is kept
 * @param beta2 the share of the squared gradient's mean that is kept
 * @param epsilon added to the denominator
 * @param decay the L2 penalty, or the decoupled decay
 * @param decoupled whether the decay is AdamW's
 */
public record RadamRule(double beta1, double beta2, double epsilon, double decay, boolean decoupled)
    implements MomentRule {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public RadamRule {
    Moments.check("RAdam", beta1, beta2, epsilon, decay);
  }

  /** The same with another decay. */
  public RadamRule decay(double value) {
    return new RadamRule(beta1, beta2, epsilon, value, decoupled);
  }

  @Override
  public String name() {
    return "RAdam";
  }

  /** The length of the average that the mean square is, at most. */
  private double limit() {
    return 2 / (1 - beta2) - 1;
  }

  /** Its length at a step. */
  private double length(Stretch x) {
    double power = Math.pow(beta2, (double) x.step());
    return limit() - 2 * x.step() * power / (1 - power);
  }

  private boolean trusted(Stretch x) {
    return length(x) > 5;
  }

  @Override
  public double meanRate(Stretch x) {
    double rate = x.rate() / (1 - Math.pow(beta1, (double) x.step()));
    if (!trusted(x)) {
      return rate;
    }
    double limit = limit();
    double length = length(x);
    double rectified = (length - 4) * (length - 2) * limit;
    double power = Math.pow(beta2, (double) x.step());
    return rate * Math.sqrt(rectified / ((limit - 4) * (limit - 2) * length) * (1 - power));
  }

  @Override
  public double rootFactor(Stretch x) {
    return trusted(x) ? 1 : 0;
  }

  @Override
  public double floor(Stretch x) {
    return trusted(x) ? epsilon : 1;
  }
}
