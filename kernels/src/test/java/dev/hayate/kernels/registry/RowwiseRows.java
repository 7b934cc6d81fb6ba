package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Bounds.TINY;
import static dev.hayate.kernels.registry.Bounds.gamma;

import java.util.List;

/**
 * Products, sums and bounds of elements, by themselves or with one row for all, and moving
 * averages.
 */
final class RowwiseRows {
  private static final Values ORDINARY = Values.magnitudes(-40, 40);

  private static final Values EXTREME =
      Values.sprinkled(
          ORDINARY, 3, Float.NaN, Float.POSITIVE_INFINITY, 0f, -0f, -1e-40f, -Float.MAX_VALUE);

  private RowwiseRows() {}

  static List<Operation> rows() {
    return List.of(
        Operation.named("multiply", "mn")
            .in("a", "mn", ORDINARY, EXTREME)
            .in("b", "mn", ORDINARY, EXTREME)
            .out("y", "mn")
            .mayBe("a")
            .mayBe("b")
            .calls((backend, t) -> backend.arithmetic().multiply(t[0], t[1], t[2]))
            .gives(
                (dims, before, after) -> {
                  for (int i = 0; i < before[0].length; i++) {
                    ArithmeticRows.rounded(after[2], i, before[0][i] * before[1][i]);
                  }
                }),
        Operation.named("multiply row", "mn")
            .in("x", "mn", ORDINARY, EXTREME)
            .in("row", "1n", ORDINARY, EXTREME)
            .out("y", "mn")
            .mayBe("x")
            .calls((backend, t) -> backend.arithmetic().multiplyRow(t[0], t[1], t[2]))
            .gives(
                (dims, before, after) -> {
                  for (int i = 0; i < before[0].length; i++) {
                    double factor = before[1][i % before[1].length];
                    ArithmeticRows.rounded(after[2], i, before[0][i] * factor);
                  }
                }),
        Operation.named("add row", "mn")
            .in("x", "mn", ORDINARY, EXTREME)
            .in("row", "1n", ORDINARY, EXTREME)
            .out("y", "mn")
            .mayBe("x")
            .calls((backend, t) -> backend.arithmetic().addRow(t[0], t[1], t[2]))
            .gives(
                (dims, before, after) -> {
                  for (int i = 0; i < before[0].length; i++) {
                    double summand = before[1][i % before[1].length];
                    ArithmeticRows.rounded(after[2], i, before[0][i] + summand);
                  }
                }),
        Operation.named("clamp", "mn")
            .in("x", "mn", ORDINARY, EXTREME)
            .out("y", "mn")
            .mayBe("x")
            .calls((backend, t) -> backend.arithmetic().clamp(t[0], -0.5f, 2, t[1]))
            .gives(
                (dims, before, after) -> {
                  for (int i = 0; i < before[0].length; i++) {
                    after[1].exactly(i, Math.min(Math.max(before[0][i], -0.5), 2));
                  }
                }),
        // Both shares are rounded to float32, and so are two products and a sum.
        Operation.named("average", "mn")
            .changed("a", "mn", Values.magnitudes(-20, 20))
            .in("w", "mn", Values.magnitudes(-20, 20))
            .calls((backend, t) -> backend.updates().average(t[0], t[1], 0.93))
            .gives(
                (dims, before, after) -> {
                  for (int i = 0; i < before[0].length; i++) {
                    double old = 0.93 * before[0][i];
                    double next = 0.07 * before[1][i];
                    double bound = gamma(3) * (Math.abs(old) + Math.abs(next)) + TINY;
                    // 0.93 + 0.07 is 1 to the last digit of a double.
                    after[0].within(i, old + next, bound);
                  }
                }));
  }
}
