package dev.hayate.kernels.registry;

import java.util.SplittableRandom;

/** A range of arguments, as a source of random numbers. */
@FunctionalInterface
interface Values {
  /** The next number. */
  float next(SplittableRandom random);

  /** Evenly from {@code low} to {@code high}. */
  static Values uniform(double low, double high) {
    return random -> (float) random.nextDouble(low, high);
  }

  /** Of both signs and any size between {@code 2^low} and {@code 2^high}, evenly by exponent. */
  static Values magnitudes(double low, double high) {
    return random -> {
      double size = Math.pow(2, random.nextDouble(low, high));
      return (float) (random.nextBoolean() ? size : -size);
    };
  }

  /** These numbers here and there, one in {@code every}, among others. */
  static Values sprinkled(Values others, int every, float... specials) {
    return random ->
        random.nextInt(every) == 0
            ? specials[random.nextInt(specials.length)]
            : others.next(random);
  }
}
