package dev.hayate.nn.optim;

/** The ranges of optimizers' settings. */
final class Settings {
  private Settings() {}

  /** Refuses a setting that is negative, infinite or NaN. */
  static void notNegative(String optimizer, String name, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          optimizer + ": " + name + " is " + value + ": expected a finite number of 0 or more");
    }
  }

  /** Refuses a setting that is not from 0 to below 1. */
  static void share(String optimizer, String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          optimizer + ": " + name + " is " + value + ": expected a number from 0 to below 1");
    }
  }
}
