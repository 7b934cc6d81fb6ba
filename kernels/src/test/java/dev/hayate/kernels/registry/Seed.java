package dev.hayate.kernels.registry;

import java.util.SplittableRandom;

/**
 * The seed of everything random in these tests. It is new in every run, printed, and can be given
 * back by {@code -Dhayate.seed=SEED}.
 */
final class Seed {
  static final long VALUE = Long.getLong("hayate.seed", new SplittableRandom().nextLong());

  static {
    System.out.println("registry: seed " + VALUE + ", again with " + replay());
  }

  private Seed() {}

  /** A generator for one purpose, whatever else was run before. */
  static SplittableRandom random(String purpose) {
    return new SplittableRandom(VALUE + 0x9E3779B97F4A7C15L * purpose.hashCode());
  }

  static String replay() {
    return "-Dhayate.seed=" + VALUE;
  }
}
