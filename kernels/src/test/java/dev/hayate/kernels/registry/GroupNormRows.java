package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;

import dev.hayate.kernels.GroupNorm;
import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.registry.Rounded.Sum;
import java.util.List;

/**
 * Layer, group and root-mean-square normalisation. The bounds are those of the definition in
 * float32, written down with {@link Rounded}: sums in any order, moments in two passes.
 */
final class GroupNormRows {
  private static final Values DATA = Values.uniform(-3, 4);
  private static final Values EXTREME = Values.sprinkled(DATA, 60, Float.NaN, 1e-40f, -0f);
  private static final Values WEIGHTS = Values.uniform(-2, 2);
  private static final Values SCALES = Values.uniform(0.1, 3);
  private static final double EPSILON = 1e-3;

  /**
   * One of the three.
   *
   * @param letters m samples of {@code groups} groups of n weights of k elements
   */
  private record Form(String name, String letters, int groups, boolean centred) {
    String data() {
      return "m" + parameters().substring(1) + (letters.length() > 2 ? "k" : "");
    }

    String parameters() {
      return groups == 1 ? "1n" : "1" + groups + "n";
    }

    String stretches() {
      return groups == 1 ? "m1" : "m" + groups;
    }

    int inner(int[] dims) {
      return dims.length > 2 ? dims[2] : 1;
    }
  }

  private GroupNormRows() {}

  static List<Operation> rows() {
    return List.of(
            new Form(", layers", "mn", 1, true),
            new Form("", "mnk", 2, true),
            new Form(", root mean square", "mn", 1, false))
        .stream()
        .flatMap(form -> List.of(forward(form), backward(form)).stream())
        .toList();
  }

  private static GroupNorm norm(Form form, Tensor x, Tensor weight, Tensor... others) {
    int inner = form.letters().length() > 2 ? x.cols() / Math.max(1, weight.cols()) : 1;
    return new GroupNorm(
        weight,
        others[0],
        others[1],
        others[2],
        form.groups(),
        Math.max(1, inner),
        form.centred(),
        EPSILON);
  }

  private static boolean takes(Form form, int[] dims) {
    return dims[1] > 0 && form.inner(dims) > 0;
  }

  private static Operation forward(Form form) {
    return Operation.named("group norm" + form.name(), form.letters())
        .in("x", form.data(), DATA, EXTREME)
        .in("weight", form.parameters(), WEIGHTS)
        .in("bias", form.parameters(), WEIGHTS)
        .out("mean", form.stretches())
        .out("scale", form.stretches())
        .out("y", form.data())
        .mayBe("x")
        .where(dims -> takes(form, dims))
        .prepares(
            (backend, t, arena) -> {
              GroupNorm norm = norm(form, t[0], t[1], t[2], t[3], t[4]);
              return () -> backend.normalizations().groupNorm(norm, t[0], t[5]);
            })
        .gives(
            (dims, before, after) -> {
              int inner = form.inner(dims);
              int length = dims[1] * inner;
              for (int row = 0; row < dims[0] * form.groups(); row++) {
                Rounded mean = form.centred() ? mean(before[0], row * length, length) : exact(0);
                Rounded scale = scale(before[0], row * length, length, mean);
                mean.expectedIn(after[3], row);
                scale.expectedIn(after[4], row);
                for (int j = 0; j < length; j++) {
                  int place = row % form.groups() * dims[1] + j / inner;
                  int at = row * length + j;
                  normal(before[0][at], mean, scale)
                      .times(exact(before[1][place]))
                      .plus(exact(before[2][place]))
                      .expectedIn(after[5], at);
                }
              }
            });
  }

  private static Rounded mean(double[] x, int begin, int length) {
    Sum sum = new Sum();
    for (int at = begin; at < begin + length; at++) {
      sum.plus(exact(x[at]));
    }
    return sum.total().over(exact(length));
  }

  private static Rounded scale(double[] x, int begin, int length, Rounded mean) {
    Sum squares = new Sum();
    for (int at = begin; at < begin + length; at++) {
      Rounded centred = exact(x[at]).minus(mean);
      squares.plus(centred.times(centred));
    }
    Rounded variance = squares.total().over(exact(length));
    return exact(1).over(variance.plus(hyper(EPSILON)).root());
  }

  private static Rounded normal(double x, Rounded mean, Rounded scale) {
    return exact(x).minus(mean).times(scale);
  }

  private static Operation backward(Form form) {
    return Operation.named("group norm backward" + form.name(), form.letters())
        .in("x", form.data(), DATA, EXTREME)
        .in("weight", form.parameters(), WEIGHTS)
        .in("mean", form.stretches(), form.centred() ? DATA : random -> 0)
        .in("scale", form.stretches(), SCALES)
        .in("dy", form.data(), WEIGHTS, WEIGHTS, EXTREME)
        .out("dx", form.data())
        .mayBe("dy")
        .out("dweight", form.parameters())
        .out("dbias", form.parameters())
        .where(dims -> takes(form, dims))
        .prepares(
            (backend, t, arena) -> {
              Tensor bias = Tensor.allocate(arena, 1, t[1].cols());
              GroupNorm norm = norm(form, t[0], t[1], bias, t[2], t[3]);
              return () ->
                  backend.normalizations().groupNormBackward(norm, t[0], t[4], t[5], t[6], t[7]);
            })
        .gives((dims, before, after) -> defineGradients(form, dims, before, after));
  }

  private static void defineGradients(
      Form form, int[] dims, double[][] before, Expectation[] after) {
    int inner = form.inner(dims);
    int length = dims[1] * inner;
    Sum[] sums = new Sum[dims[1] * form.groups()];
    Sum[] dots = new Sum[sums.length];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = new Sum();
      dots[i] = new Sum();
    }
    for (int row = 0; row < dims[0] * form.groups(); row++) {
      Rounded mean = exact(before[2][row]);
      Rounded scale = exact(before[3][row]);
      Sum sum = new Sum();
      Sum dot = new Sum();
      for (int j = 0; j < length; j++) {
        int place = row % form.groups() * dims[1] + j / inner;
        Rounded dy = exact(before[4][row * length + j]);
        Rounded normal = normal(before[0][row * length + j], mean, scale);
        Rounded share = dy.times(exact(before[1][place]));
        sum.plus(share);
        dot.plus(share.times(normal));
        sums[place].plus(dy);
        dots[place].plus(dy.times(normal));
      }
      Rounded count = exact(length);
      Rounded all = form.centred() ? sum.total() : exact(0);
      for (int j = 0; j < length; j++) {
        int at = row * length + j;
        int place = row % form.groups() * dims[1] + j / inner;
        Rounded share = exact(before[4][at]).times(exact(before[1][place]));
        Rounded normal = normal(before[0][at], mean, scale);
        Rounded back = all.over(count).plus(normal.times(dot.total().over(count)));
        scale.times(share.minus(back)).expectedIn(after[5], at);
      }
    }
    for (int place = 0; place < sums.length; place++) {
      dots[place].total().expectedIn(after[6], place);
      sums[place].total().expectedIn(after[7], place);
    }
  }
}
