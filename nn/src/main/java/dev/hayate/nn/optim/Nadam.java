package dev.hayate.nn.optim;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;
import java.util.List;

/**
 * Adam with Nesterov's momentum (Dozat, 2016), as {@code torch.optim.NAdam} documents it and
 * computes it from version 2 on (version 1 counts one factor of the momentum twice); its usual rate
 * is 0.002.
 *
 * @param rate the learning rate
 * @param beta1 the share of the gradient's mean that is kept
 * @param beta2 the share of the squared gradient's mean that is kept
 * @param epsilon added to the denominator
 * @param weightDecay the L2 penalty, or the decoupled decay
 * @param momentumDecay how soon the momentum reaches beta1
 * @param decoupled whether the decay is AdamW's
 */
public record Nadam(
    double rate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double momentumDecay,
    boolean decoupled)
    implements Optimizer {
  private static final List<String> PRODUCT = List.of("mu_product");
  private static final List<String> STATE = List.of("exp_avg", "exp_avg_sq");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Nadam {
    Settings.notNegative("NAdam", "rate", rate);
    Settings.share("NAdam", "beta1", beta1);
    Settings.share("NAdam", "beta2", beta2);
    Settings.notNegative("NAdam", "epsilon", epsilon);
    Settings.notNegative("NAdam", "weightDecay", weightDecay);
    Settings.notNegative("NAdam", "momentumDecay", momentumDecay);
  }

  /** PyTorch's defaults. */
  public static Nadam of(double rate) {
    return new Nadam(rate, 0.9, 0.999, 1e-8, 0, 0.004, false);
  }

  /** The same with a weight decay. */
  public Nadam weightDecay(double value) {
    return new Nadam(rate, beta1, beta2, epsilon, value, momentumDecay, decoupled);
  }

  @Override
  public String name() {
    return "NAdam";
  }

  @Override
  public List<String> state() {
    return STATE;
  }

  @Override
  public List<String> numbers() {
    return PRODUCT;
  }

  @Override
  public void update(
      Updates updates,
      Tensor parameters,
      Tensor gradients,
      OptimizerState state,
      double rate,
      long step) {
    double mu = beta1 * (1 - 0.5 * Math.pow(0.96, step * momentumDecay));
    double next = beta1 * (1 - 0.5 * Math.pow(0.96, (step + 1) * momentumDecay));
    double product = state.number(0) * mu;
    state.number(0, product);
    updates.moments(
        parameters,
        gradients,
        state.tensor(0),
        state.tensor(1),
        beta1,
        beta2,
        decoupled ? 0 : weightDecay,
        decoupled ? 1 - rate * weightDecay : 1,
        rate * (1 - mu) / (1 - product),
        rate * next / (1 - product * next),
        1 / Math.sqrt(1 - Math.pow(beta2, (double) step)),
        epsilon);
  }
}
