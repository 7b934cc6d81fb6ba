package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;

import dev.hayate.kernels.ChannelNorm;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.registry.Rounded.Sum;
import java.util.List;

/**
 * Batch normalisation of {@code m} samples of {@code n} channels with {@code k} elements each. The
 * bounds are those of the definition in float32, written down with {@link Rounded}: sums in any
 * order, moments in two passes.
 */
final class ChannelNormRows {
  private static final Values DATA = Values.uniform(-3, 4);
  private static final Values EXTREME =
      Values.sprinkled(
          DATA, 60, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-40f, -0f);
  private static final Values WEIGHTS = Values.uniform(-2, 2);
  private static final Values VARIANCES = Values.uniform(0.1, 3);
  private static final double EPSILON = 1e-3;
  private static final double MOMENTUM = 0.1;

  private ChannelNormRows() {}

  static List<Operation> rows() {
    return List.of(
        training(false),
        training(true),
        trainingBackward(false),
        trainingBackward(true),
        fixed(),
        fixedBackward());
  }

  /** Training needs two values for each channel; no values at all change nothing. */
  private static boolean several(int[] dims) {
    return dims[1] > 0 && dims[2] > 0 && dims[0] * dims[2] != 1;
  }

  /**
   * The sizes, of which the channels are 32 times as many where they are all that a sample has:
   * vectors fit into them.
   */
  private static int[] sizes(boolean vectors, int[] dims) {
    return vectors ? new int[] {dims[0], 32 * dims[1], 1} : dims;
  }

  private static Operation training(boolean vectors) {
    String data = vectors ? "mn48" : "mnk";
    String channels = vectors ? "1n48" : "1n";
    return Operation.named("batch norm" + (vectors ? " of vectors" : ""), vectors ? "mn" : "mnk")
        .in("x", data, DATA, EXTREME)
        .in("weight", channels, WEIGHTS)
        .in("bias", channels, WEIGHTS)
        .changed("running mean", channels, DATA)
        .changed("running variance", channels, VARIANCES)
        .out("mean", channels)
        .out("scale", channels)
        .out("y", data)
        .where(dims -> several(sizes(vectors, dims)))
        .prepares(
            (backend, t, arena) -> {
              int inner = inner(t[0], t[1]);
              ChannelNorm norm =
                  new ChannelNorm(t[1], t[2], t[3], t[4], t[5], t[6], inner, EPSILON);
              return () -> backend.normalizations().batchNorm(norm, MOMENTUM, t[0], t[7]);
            })
        .gives(
            (given, before, after) -> {
              int[] dims = sizes(vectors, given);
              int count = dims[0] * dims[2];
              for (int channel = 0; count > 0 && channel < dims[1]; channel++) {
                int[] places = places(dims, channel);
                Rounded mean = mean(before[0], places);
                Rounded squares = squares(before[0], places, mean);
                Rounded variance = squares.over(exact(count));
                Rounded scale = exact(1).over(variance.plus(hyper(EPSILON)).root());
                mean.expectedIn(after[5], channel);
                scale.expectedIn(after[6], channel);
                moved(before[3][channel], mean).expectedIn(after[3], channel);
                moved(before[4][channel], squares.over(exact(count - 1)))
                    .expectedIn(after[4], channel);
                for (int at : places) {
                  normal(before[0][at], mean, scale)
                      .times(exact(before[1][channel]))
                      .plus(exact(before[2][channel]))
                      .expectedIn(after[7], at);
                }
              }
            });
  }

  /** Consecutive elements of one channel; where the sizes do not fit, any number will do. */
  private static int inner(Tensor x, Tensor weight) {
    return Math.max(1, x.cols() / Math.max(1, weight.cols()));
  }

  private static Rounded moved(double running, Rounded value) {
    return hyper(1 - MOMENTUM).times(exact(running)).plus(hyper(MOMENTUM).times(value));
  }

  private static Rounded mean(double[] x, int[] places) {
    Sum sum = new Sum();
    for (int at : places) {
      sum.plus(exact(x[at]));
    }
    return sum.total().over(exact(places.length));
  }

  private static Rounded squares(double[] x, int[] places, Rounded mean) {
    Sum squares = new Sum();
    for (int at : places) {
      Rounded centred = exact(x[at]).minus(mean);
      squares.plus(centred.times(centred));
    }
    return squares.total();
  }

  private static Rounded normal(double x, Rounded mean, Rounded scale) {
    return exact(x).minus(mean).times(scale);
  }

  private static int[] places(int[] dims, int channel) {
    int[] places = new int[dims[0] * dims[2]];
    for (int i = 0; i < places.length; i++) {
      places[i] = (i / dims[2] * dims[1] + channel) * dims[2] + i % dims[2];
    }
    return places;
  }

  private static Operation.Builder gradients(
      String name, boolean vectors, String mean, String scale) {
    String data = vectors ? "mn48" : "mnk";
    String channels = vectors ? "1n48" : "1n";
    return Operation.named(name, vectors ? "mn" : "mnk")
        .in("x", data, DATA, EXTREME)
        .in("weight", channels, WEIGHTS)
        .in(mean, channels, DATA)
        .in(scale, channels, VARIANCES)
        .in("dy", data, WEIGHTS, WEIGHTS, EXTREME)
        .out("dx", data)
        .mayBe("dy")
        .out("dweight", channels)
        .out("dbias", channels);
  }

  private static Operation trainingBackward(boolean vectors) {
    String name = "batch norm backward" + (vectors ? " of vectors" : "");
    return gradients(name, vectors, "mean", "scale")
        .where(dims -> several(sizes(vectors, dims)))
        .prepares(
            (backend, t, arena) -> {
              Tensor other = Tensor.allocate(arena, 1, t[1].cols());
              Tensor running = Tensor.allocate(arena, 1, t[1].cols());
              Tensor bias = Tensor.allocate(arena, 1, t[1].cols());
              ChannelNorm norm =
                  new ChannelNorm(
                      t[1], bias, other, running, t[2], t[3], inner(t[0], t[1]), EPSILON);
              return () ->
                  backend.normalizations().batchNormBackward(norm, t[0], t[4], t[5], t[6], t[7]);
            })
        .gives(
            (given, before, after) -> {
              int[] dims = sizes(vectors, given);
              for (int channel = 0; channel < dims[1]; channel++) {
                Rounded mean = exact(before[2][channel]);
                Rounded scale = exact(before[3][channel]);
                int[] places = places(dims, channel);
                Rounded sum = sum(before[4], places);
                Rounded dot = dot(before, places, mean, scale);
                Rounded count = exact(places.length);
                dot.expectedIn(after[6], channel);
                sum.expectedIn(after[7], channel);
                Rounded factor = exact(before[1][channel]).times(scale);
                for (int at : places) {
                  Rounded normal = normal(before[0][at], mean, scale);
                  Rounded back = sum.over(count).plus(normal.times(dot.over(count)));
                  factor.times(exact(before[4][at]).minus(back)).expectedIn(after[5], at);
                }
              }
            });
  }

  private static Rounded sum(double[] dy, int[] places) {
    Sum sum = new Sum();
    for (int at : places) {
      sum.plus(exact(dy[at]));
    }
    return sum.total();
  }

  private static Rounded dot(double[][] before, int[] places, Rounded mean, Rounded scale) {
    Sum dot = new Sum();
    for (int at : places) {
      dot.plus(exact(before[4][at]).times(normal(before[0][at], mean, scale)));
    }
    return dot.total();
  }

  private static Operation fixed() {
    return Operation.named("batch norm, fixed", "mnk")
        .in("x", "mnk", DATA, EXTREME)
        .in("weight", "1n", WEIGHTS)
        .in("bias", "1n", WEIGHTS)
        .in("running mean", "1n", DATA)
        .in("running variance", "1n", VARIANCES)
        .out("y", "mnk")
        .mayBe("x")
        .where(dims -> dims[1] > 0 && dims[2] > 0)
        .prepares(
            (backend, t, arena) -> {
              Tensor mean = Tensor.allocate(arena, 1, t[1].cols());
              Tensor scale = Tensor.allocate(arena, 1, t[1].cols());
              ChannelNorm norm =
                  new ChannelNorm(t[1], t[2], t[3], t[4], mean, scale, inner(t[0], t[1]), EPSILON);
              return () -> backend.normalizations().batchNormFixed(norm, t[0], t[5]);
            })
        .gives(
            (dims, before, after) -> {
              for (int channel = 0; channel < dims[1]; channel++) {
                Rounded scale = fixedScale(before[4][channel]);
                for (int at : places(dims, channel)) {
                  normal(before[0][at], exact(before[3][channel]), scale)
                      .times(exact(before[1][channel]))
                      .plus(exact(before[2][channel]))
                      .expectedIn(after[5], at);
                }
              }
            });
  }

  private static Rounded fixedScale(double variance) {
    return exact(1).over(exact(variance).plus(hyper(EPSILON)).root());
  }

  private static Operation fixedBackward() {
    return gradients("batch norm backward, fixed", false, "running mean", "running variance")
        .where(dims -> dims[1] > 0 && dims[2] > 0)
        .prepares(
            (backend, t, arena) -> {
              Tensor mean = Tensor.allocate(arena, 1, t[1].cols());
              Tensor scale = Tensor.allocate(arena, 1, t[1].cols());
              Tensor bias = Tensor.allocate(arena, 1, t[1].cols());
              ChannelNorm norm =
                  new ChannelNorm(t[1], bias, t[2], t[3], mean, scale, inner(t[0], t[1]), EPSILON);
              return () ->
                  backend
                      .normalizations()
                      .batchNormFixedBackward(norm, t[0], t[4], t[5], t[6], t[7]);
            })
        .gives(
            (dims, before, after) -> {
              for (int channel = 0; channel < dims[1]; channel++) {
                Rounded mean = exact(before[2][channel]);
                Rounded scale = fixedScale(before[3][channel]);
                int[] places = places(dims, channel);
                dot(before, places, mean, scale).expectedIn(after[6], channel);
                sum(before[4], places).expectedIn(after[7], channel);
                Rounded factor = exact(before[1][channel]).times(scale);
                for (int at : places) {
                  factor.times(exact(before[4][at])).expectedIn(after[5], at);
                }
              }
            });
  }
}
