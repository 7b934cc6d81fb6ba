package dev.hayate.kernels.update;

/** The ranges of rules' settings. */
final class Settings {
  private Settings() {}

  /** Refuses a setting that is negative, infinite or NaN. */
  static void notNegative(String rule, String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          rule + ": " + name + " is " + value + ": expected a finite number of 0 or more");
    }
  }

  /** Refuses a setting that is not from 0 to below 1. */
  static void share(String rule, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          rule + ": " + name + " is " + value + ": expected a number from 0 to below 1");
    }
  }
}
