package dev.hayate.kernels.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The sizes that operations are tried on: each awkward one in each dimension, beside others that
 * are small, so that a run stays short; then random ones.
 */
final class Sizes {
  private static final int[] AWKWARD = {
    0, 1, 2, 3, 7, 15, 16, 17, 31, 33, 63, 65, 127, 129, 255, 257
  };

  /** What stands beside an awkward size. Its length has no common factor with theirs. */
  private static final int[] BESIDE = {1, 4, 2, 13, 3, 18, 5};

  private static final int RANDOM = 4;

  private Sizes() {}

  /** Sizes for so many dimensions. */
  static List<int[]> of(int dimensions, SplittableRandom random) {
    List<int[]> sizes = new ArrayList<>();
    int turn = 0;
    for (int place = 0; place < dimensions; place++) {
      for (int awkward : AWKWARD) {
        int[] dims = new int[dimensions];
        for (int i = 0; i < dimensions; i++) {
          dims[i] = i == place ? awkward : BESIDE[turn++ % BESIDE.length];
        }
        sizes.add(dims);
      }
    }
    sizes.add(new int[dimensions]);
    sizes.add(random.ints(dimensions, 30, 70).toArray());
    for (int i = 0; i < RANDOM; i++) {
      sizes.add(random.ints(dimensions, 1, 50).toArray());
    }
    return sizes;
  }

  /** A few sizes, for tests that cost more: below, at and above a vector's length. */
  static List<int[]> few(int dimensions) {
    int[] turns = {1, 3, 16, 17, 33, 5, 70, 2};
    List<int[]> sizes = new ArrayList<>();
    for (int first = 0; first < turns.length; first++) {
      int[] dims = new int[dimensions];
      for (int i = 0; i < dimensions; i++) {
        dims[i] = turns[(first + 3 * i) % turns.length];
      }
      sizes.add(dims);
    }
    return sizes;
  }
}
