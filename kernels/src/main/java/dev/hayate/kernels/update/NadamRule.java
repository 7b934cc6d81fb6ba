package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import java.util.List;

/**
 * Adam with Nesterov's momentum (Dozat, 2016), as {@code torch.optim.NAdam} documents it and
 * computes it from version 2 on (version 1 counts one factor of the momentum twice).
 *
 * @param beta1 the share of the gradient's mean that is kept
 * @param beta2 the share of the squared gradient's mean that is kept
 * @param epsilon added to the denominator
 * @param decay the L2 penalty, or the decoupled decay
 * @param momentumDecay how soon the momentum reaches beta1
 * @param decoupled whether the decay is AdamW's
 */
public record NadamRule(
    double beta1,
    double beta2,
    double epsilon,
    double decay,
    double momentumDecay,
    boolean decoupled)
    implements MomentRule {
  private static final String NAME = "NAdam";
  private static final List<String> PRODUCT = List.of("mu_product");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public NadamRule {
    Moments.check(NAME, beta1, beta2, epsilon, decay);
    Settings.notNegative(NAME, "momentumDecay", momentumDecay);
  }

  /** The same with another decay. */
  public NadamRule decay(double value) {
    return new NadamRule(beta1, beta2, epsilon, value, momentumDecay, decoupled);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> numbers() {
    return PRODUCT;
  }

  private double momentum(long step) {
    return beta1 * (1 - 0.5 * Math.pow(0.96, step * momentumDecay));
  }

  @Override
  public void advance(Stretch x) {
    x.number(0, x.number(0) * momentum(x.step()));
  }

  @Override
  public double gradientRate(Stretch x) {
    return x.rate() * (1 - momentum(x.step())) / (1 - x.number(0));
  }

  @Override
  public double meanRate(Stretch x) {
    double next = momentum(x.step() + 1);
    return x.rate() * next / (1 - x.number(0) * next);
  }

  @Override
  public double floor(Stretch x) {
    return epsilon;
  }
}
