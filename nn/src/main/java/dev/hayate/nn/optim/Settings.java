package dev.hayate.nn.optim;

import dev.hayate.kernels.UpdateRule;

/** The range of what an optimizer has beside its rule. */
final class Settings {
  private Settings() {}

  /** Refuses a learning rate that is negative, infinite or NaN. */
  static void rate(UpdateRule rule, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          rule.name() + ": rate is " + value + ": expected a finite number of 0 or more");
    }
  }
}
