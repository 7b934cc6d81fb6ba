package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Rounded.exact;

import dev.hayate.kernels.registry.Rounded.Sum;
import java.util.List;

/** Activations of more than one operand: PReLU, whose slopes are learnt, and GLU. */
final class GatedRows {
  private static final Values DATA = Values.uniform(-3, 3);
  private static final Values EXTREME =
      Values.sprinkled(DATA, 7, Float.NaN, 0f, -0f, 1e-40f, -1e30f, 1e30f);

  /** So large that hundreds of products with the extreme ones still have a sum in float32. */
  private static final Values LARGE =
      Values.sprinkled(DATA, 7, Float.NaN, 0f, -0f, 1e-40f, -1e6f, 1e6f);

  /** What a gate may see; infinities close it or open it. */
  private static final Values GATES =
      Values.sprinkled(
          Values.uniform(-12, 12),
          5,
          Float.NEGATIVE_INFINITY,
          Float.POSITIVE_INFINITY,
          -90f,
          90f,
          -200f,
          1e30f,
          0f);

  private GatedRows() {}

  static List<Operation> rows() {
    return List.of(
        prelu("prelu, one slope", "mn", "mn", "11"),
        preluBackward("prelu backward, one slope", "mn", "mn", "11"),
        prelu("prelu, columns", "mn", "mn", "1n"),
        preluBackward("prelu backward, columns", "mn", "mn", "1n"),
        prelu("prelu", "mnk", "mnk", "1n"),
        preluBackward("prelu backward", "mnk", "mnk", "1n"),
        glu(),
        gluBackward());
  }

  /** Consecutive elements of one slope; where the sizes do not fit, any number will do. */
  private static int inner(int cols, int slopes) {
    return slopes < 2 ? 1 : Math.max(1, cols / slopes);
  }

  private static int channel(int at, int inner, int slopes) {
    return at / inner % slopes;
  }

  private static Operation prelu(String name, String letters, String shape, String slopes) {
    return Operation.named(name, letters)
        .in("x", shape, DATA, EXTREME)
        .in("slope", slopes, Values.uniform(-0.5, 0.5))
        .out("y", shape)
        .mayBe("x")
        .where(dims -> dims[1] > 0 && dims[dims.length - 1] > 0)
        .calls(
            (backend, t) ->
                backend.activations().prelu(t[0], t[1], inner(t[0].cols(), t[1].cols()), t[2]))
        .gives(
            (dims, before, after) -> {
              int inner = dims.length > 2 ? dims[2] : 1;
              for (int at = 0; at < before[0].length; at++) {
                double x = before[0][at];
                double slope = before[1][channel(at, inner, before[1].length)];
                after[2].exactly(at, x > 0 ? x : slope * x);
              }
            });
  }

  private static Operation preluBackward(String name, String letters, String shape, String slopes) {
    return Operation.named(name, letters)
        .in("x", shape, DATA, LARGE)
        .in("slope", slopes, Values.uniform(-0.5, 0.5))
        .in("dy", shape, DATA, DATA, EXTREME)
        .out("dx", shape)
        .mayBe("dy")
        .out("dslope", slopes)
        .where(dims -> dims[1] > 0 && dims[dims.length - 1] > 0)
        .calls(
            (backend, t) ->
                backend
                    .activations()
                    .preluBackward(t[0], t[1], inner(t[0].cols(), t[1].cols()), t[2], t[3], t[4]))
        .gives(
            (dims, before, after) -> {
              int inner = dims.length > 2 ? dims[2] : 1;
              Sum[] sums = new Sum[before[1].length];
              for (int i = 0; i < sums.length; i++) {
                sums[i] = new Sum();
              }
              for (int at = 0; at < before[0].length; at++) {
                double x = before[0][at];
                double dy = before[2][at];
                int channel = channel(at, inner, sums.length);
                double slope = before[1][channel];
                after[3].exactly(at, x > 0 ? dy : slope * dy);
                sums[channel].plus(x > 0 ? exact(0) : exact(x).times(exact(dy)));
              }
              for (int i = 0; i < sums.length; i++) {
                sums[i].total().expectedIn(after[4], i);
              }
            });
  }

  private static Operation glu() {
    return Operation.named("glu", "mn")
        .in("x", "m2n", DATA, GATES)
        .out("y", "mn")
        .where(dims -> dims[0] > 0)
        .calls((backend, t) -> backend.activations().glu(t[0], t[1]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < dims[0]; i++) {
                for (int j = 0; j < dims[1]; j++) {
                  int a = 2 * i * dims[1] + j;
                  exact(before[0][a])
                      .times(Rounded.sigmoid(before[0][a + dims[1]]))
                      .expectedIn(after[1], i * dims[1] + j);
                }
              }
            });
  }

  private static Operation gluBackward() {
    return Operation.named("glu backward", "mn")
        .in("x", "m2n", DATA, Values.sprinkled(DATA, 5, -90f, 90f, 20f, 1e5f))
        .in("dy", "mn", DATA, EXTREME)
        .out("dx", "m2n")
        .calls((backend, t) -> backend.activations().gluBackward(t[0], t[1], t[2]))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < dims[0]; i++) {
                for (int j = 0; j < dims[1]; j++) {
                  int a = 2 * i * dims[1] + j;
                  Rounded open = Rounded.sigmoid(before[0][a + dims[1]]);
                  Rounded dy = exact(before[1][i * dims[1] + j]);
                  dy.times(open).expectedIn(after[2], a);
                  dy.times(exact(before[0][a]))
                      .times(open)
                      .times(exact(1).minus(open))
                      .expectedIn(after[2], a + dims[1]);
                }
              }
            });
  }
}
