package dev.hayate.kernels.update;

import java.util.List;

/** The tensors and settings that rules by moments have in common. */
final class Moments {
  static final List<String> NAMES = List.of("exp_avg", "exp_avg_sq");
  static final List<String> WITH_LARGEST = List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq");

  private Moments() {}

  /** Refuses settings out of range. */
  static void check(String rule, double beta1, double beta2, double epsilon, double decay) {
    Settings.share(rule, "beta1", beta1);
    Settings.share(rule, "beta2", beta2);
    Settings.notNegative(rule, "epsilon", epsilon);
    Settings.notNegative(rule, "weightDecay", decay);
  }
}
