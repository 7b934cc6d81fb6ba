package dev.hayate.kernels.registry;

import java.util.List;

/** Sums, multiples and copies: one rounding, which IEEE 754 settles, so they are exact. */
final class ArithmeticRows {
  private static final Values ORDINARY = Values.magnitudes(-40, 40);

  private static final Values EXTREME =
      Values.sprinkled(
          ORDINARY,
          3,
          Float.NaN,
          Float.POSITIVE_INFINITY,
          Float.NEGATIVE_INFINITY,
          0f,
          -0f,
          Float.MIN_VALUE,
          -1e-40f,
          Float.MAX_VALUE,
          -Float.MAX_VALUE);

  private static final float FACTOR = -0.3f;
  private static final float VALUE = 1.5f;

  private ArithmeticRows() {}

  static List<Operation> rows() {
    return List.of(
        Operation.named("add", "mn")
            .in("a", "mn", ORDINARY, EXTREME)
            .in("b", "mn", ORDINARY, EXTREME)
            .out("y", "mn")
            .mayBe("a")
            .mayBe("b")
            .calls((backend, t) -> backend.arithmetic().add(t[0], t[1], t[2]))
            .gives(
                (dims, before, after) -> {
                  for (int i = 0; i < before[0].length; i++) {
                    rounded(after[2], i, before[0][i] + before[1][i]);
                  }
                }),
        Operation.named("scale", "mn")
            .in("x", "mn", ORDINARY, EXTREME)
            .out("y", "mn")
            .mayBe("x")
            .calls((backend, t) -> backend.arithmetic().scale(FACTOR, t[0], t[1]))
            .gives(
                (dims, before, after) -> {
                  for (int i = 0; i < before[0].length; i++) {
                    rounded(after[1], i, FACTOR * before[0][i]);
                  }
                }),
        Operation.named("fill", "mn")
            .out("y", "mn")
            .strided()
            .calls((backend, t) -> backend.arithmetic().fill(VALUE, t[0]))
            .gives(
                (dims, before, after) -> {
                  for (int i = 0; i < before[0].length; i++) {
                    after[0].exactly(i, VALUE);
                  }
                }),
        copy(false),
        copy(true));
  }

  private static Operation copy(boolean accumulate) {
    Operation.Builder row =
        Operation.named(accumulate ? "copy, accumulating" : "copy", "mn")
            .in("x", "mn", ORDINARY, EXTREME)
            .strided();
    if (accumulate) {
      row.changed("y", "mn", ORDINARY, EXTREME).strided();
    } else {
      row.out("y", "mn").strided();
    }
    return row.calls((backend, t) -> backend.arithmetic().copy(t[0], accumulate, t[1]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                rounded(after[1], i, accumulate ? before[1][i] + before[0][i] : before[0][i]);
              }
            });
  }

  /**
   * A double holds the product of two floats as it is, and their sum nearly enough that rounding it
   * again to float32 gives what rounding once would.
   */
  static void rounded(Expectation y, int index, double value) {
    y.exactly(index, (float) value);
  }
}
