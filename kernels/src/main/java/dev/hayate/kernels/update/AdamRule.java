package dev.hayate.kernels.update;

import dev.hayate.kernels.Stretch;
import java.util.List;

/**
 * Adam (Kingma and Ba, 2015), as {@code torch.optim.Adam}: {@code w = w - rate / (1 - beta1^t) m /
 * (sqrt(v) / sqrt(1 - beta2^t) + epsilon)}, with the means of a {@link MomentRule}. With a
 * decoupled decay (Loshchilov and Hutter, 2019), as {@code torch.optim.AdamW}.
 *
 * @param beta1 the share of the gradient's mean that is kept
 * @param beta2 the share of the squared gradient's mean that is kept
 * @param epsilon added to the denominator
 * @param decay the weight decay
 * @param decoupled whether it is AdamW's
 * @param amsgrad whether the largest mean square so far takes the last one's place
 */
public record AdamRule(
    double beta1, double beta2, double epsilon, double decay, boolean decoupled, boolean amsgrad)
    implements MomentRule {
  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public AdamRule {
    Moments.check(name(decoupled), beta1, beta2, epsilon, decay);
  }

  private static String name(boolean decoupled) {
    return decoupled ? "AdamW" : "Adam";
  }

  /** The same with another decay. */
  public AdamRule decay(double value) {
    return new AdamRule(beta1, beta2, epsilon, value, decoupled, amsgrad);
  }

  /** The same with the largest mean square in place of the last, or without. */
  public AdamRule amsgrad(boolean value) {
    return new AdamRule(beta1, beta2, epsilon, decay, decoupled, value);
  }

  @Override
  public String name() {
    return name(decoupled);
  }

  @Override
  public List<String> state() {
    return amsgrad ? Moments.WITH_LARGEST : Moments.NAMES;
  }

  @Override
  public double meanRate(Stretch x) {
    return x.rate() / (1 - Math.pow(beta1, (double) x.step()));
  }

  @Override
  public double floor(Stretch x) {
    return epsilon;
  }
}
