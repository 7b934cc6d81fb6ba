package dev.hayate.kernels.registry;

import static dev.hayate.kernels.registry.Rounded.exact;
import static dev.hayate.kernels.registry.Rounded.hyper;

import java.util.List;

/**
 * The steps of Adam's relatives, after PyTorch's documentation. Their epsilons are large enough to
 * bound the denominators where the gradient and the decay cancel.
 */
final class AdaptiveRows {
  private static final Values WEIGHTS = Values.magnitudes(-10, 3);
  private static final Values GRADIENTS = Values.magnitudes(-20, 3);
  private static final Values BROKEN =
      Values.sprinkled(GRADIENTS, 9, Float.NaN, 0f, -0f, 1e-40f, Float.POSITIVE_INFINITY);
  private static final Values SQUARES = random -> (float) Math.pow(2, random.nextDouble(-40, 6));

  private static final double RATE = 0.013;
  private static final double DECAY = 0.05;
  private static final double EPSILON = 1e-4;

  private AdaptiveRows() {}

  static List<Operation> rows() {
    return List.of(
        adagrad(),
        adadelta(),
        rmsprop(),
        rmspropWithMomentum(),
        adamax(),
        lion(),
        rprop(),
        moments(),
        momentsOfLargest());
  }

  private static Operation.Builder weights(String name) {
    return Operation.named(name, "mn")
        .changed("w", "mn", WEIGHTS)
        .in("g", "mn", GRADIENTS, GRADIENTS, BROKEN);
  }

  /** {@code g + decay w}. */
  private static Rounded direction(double[][] before, int i) {
    return exact(before[1][i]).plus(hyper(DECAY).times(exact(before[0][i])));
  }

  /** {@code keep old + (1 - keep) x}. */
  private static Rounded blended(double keep, double old, Rounded x) {
    return hyper(keep).times(exact(old)).plus(hyper(1 - keep).times(x));
  }

  /** {@code keep old + (1 - keep) d d}. */
  private static Rounded square(double keep, double old, Rounded d) {
    return blended(keep, old, d.times(d));
  }

  private static Rounded step(double weight, Rounded move) {
    return exact(weight).minus(hyper(RATE).times(move));
  }

  private static Operation adagrad() {
    return weights("adagrad, decay")
        .changed("sum", "mn", SQUARES)
        .calls((backend, t) -> backend.updates().adagrad(t[0], t[1], t[2], RATE, DECAY, EPSILON))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded d = direction(before, i);
                Rounded sum = exact(before[2][i]).plus(d.times(d));
                sum.expectedIn(after[2], i);
                step(before[0][i], d.over(sum.root().plus(hyper(EPSILON)))).expectedIn(after[0], i);
              }
            });
  }

  private static Operation adadelta() {
    double rho = 0.9;
    return weights("adadelta, decay")
        .changed("square", "mn", SQUARES)
        .changed("delta", "mn", SQUARES)
        .calls(
            (backend, t) ->
                backend.updates().adadelta(t[0], t[1], t[2], t[3], RATE, DECAY, rho, EPSILON))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded d = direction(before, i);
                Rounded mean = square(rho, before[2][i], d);
                Rounded top = exact(before[3][i]).plus(hyper(EPSILON));
                Rounded update = d.times(top.over(mean.plus(hyper(EPSILON))).root());
                mean.expectedIn(after[2], i);
                square(rho, before[3][i], update).expectedIn(after[3], i);
                step(before[0][i], update).expectedIn(after[0], i);
              }
            });
  }

  private static Operation rmsprop() {
    double alpha = 0.99;
    return weights("rmsprop, decay")
        .changed("square", "mn", SQUARES)
        .calls(
            (backend, t) ->
                backend.updates().rmsprop(t[0], t[1], t[2], RATE, DECAY, alpha, EPSILON))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded d = direction(before, i);
                Rounded mean = square(alpha, before[2][i], d);
                mean.expectedIn(after[2], i);
                step(before[0][i], d.over(mean.root().plus(hyper(EPSILON))))
                    .expectedIn(after[0], i);
              }
            });
  }

  /** Not centred: the difference of the mean square and the squared mean can lose all digits. */
  private static Operation rmspropWithMomentum() {
    double alpha = 0.99;
    double momentum = 0.8;
    return weights("rmsprop with momentum")
        .changed("square", "mn", SQUARES)
        .changed("mean", "mn", GRADIENTS)
        .changed("velocity", "mn", GRADIENTS)
        .calls(
            (backend, t) ->
                backend
                    .updates()
                    .rmsprop(
                        t[0], t[1], t[2], t[3], t[4], RATE, DECAY, alpha, EPSILON, momentum, false))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded d = direction(before, i);
                Rounded mean = square(alpha, before[2][i], d);
                Rounded step = d.over(mean.root().plus(hyper(EPSILON)));
                Rounded velocity = hyper(momentum).times(exact(before[4][i])).plus(step);
                mean.expectedIn(after[2], i);
                velocity.expectedIn(after[4], i);
                step(before[0][i], velocity).expectedIn(after[0], i);
              }
            });
  }

  private static Operation adamax() {
    double beta1 = 0.9;
    double beta2 = 0.999;
    return weights("adamax, decay")
        .changed("m", "mn", GRADIENTS)
        .changed("norm", "mn", SQUARES)
        .calls(
            (backend, t) ->
                backend
                    .updates()
                    .adamax(t[0], t[1], t[2], t[3], RATE, DECAY, beta1, beta2, EPSILON))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded d = direction(before, i);
                Rounded mean = blended(beta1, before[2][i], d);
                Rounded norm =
                    hyper(beta2).times(exact(before[3][i])).most(d.size().plus(hyper(EPSILON)));
                mean.expectedIn(after[2], i);
                norm.expectedIn(after[3], i);
                step(before[0][i], mean.over(norm)).expectedIn(after[0], i);
              }
            });
  }

  /** Where the mean is within its error of 0, it may have either sign. */
  private static Operation lion() {
    double beta1 = 0.9;
    double beta2 = 0.99;
    return weights("lion, decay")
        .changed("m", "mn", GRADIENTS)
        .calls((backend, t) -> backend.updates().lion(t[0], t[1], t[2], RATE, DECAY, beta1, beta2))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded gradient = exact(before[1][i]);
                Rounded mean = blended(beta1, before[2][i], gradient);
                blended(beta2, before[2][i], gradient).expectedIn(after[2], i);
                Rounded kept = exact(before[0][i]).times(hyper(1 - RATE * DECAY));
                Rounded moved = kept.minus(hyper(RATE * Math.signum(mean.value())));
                double either = Math.abs(mean.value()) <= mean.error() ? 2 * RATE : 0;
                after[0].within(i, moved.value(), moved.error() + either);
              }
            });
  }

  private static Operation rprop() {
    double least = 1e-3;
    double most = 10;
    return weights("rprop")
        .changed("before", "mn", GRADIENTS)
        .changed("size", "mn", SQUARES)
        .calls(
            (backend, t) -> backend.updates().rprop(t[0], t[1], t[2], t[3], 0.5, 1.25, least, most))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                double gradient = before[1][i];
                double sign = Math.signum(gradient * before[2][i]);
                double factor = sign > 0 ? 1.25 : sign < 0 ? 0.5 : 1;
                Rounded grown = exact(before[3][i]).times(exact(factor));
                double length = Math.clamp(grown.value(), least, most);
                double kept = sign < 0 ? 0 : gradient;
                // The limits are rounded to float32 as well.
                double error = grown.error() + hyper(length).error();
                after[2].exactly(i, kept);
                after[3].within(i, length, error);
                Rounded move = new Rounded(length * Math.signum(kept), error);
                exact(before[0][i]).minus(move).expectedIn(after[0], i);
              }
            });
  }

  private static Operation moments() {
    return weights("moments")
        .changed("m", "mn", GRADIENTS)
        .changed("v", "mn", SQUARES)
        .calls(
            (backend, t) ->
                backend
                    .updates()
                    .moments(
                        t[0], t[1], t[2], t[3], 0.9, 0.999, DECAY, 0.95, 0.01, 0.02, 1.5, EPSILON))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded square = moved(before, after, i);
                square.expectedIn(after[3], i);
              }
            });
  }

  private static Operation momentsOfLargest() {
    return weights("moments, largest")
        .changed("m", "mn", GRADIENTS)
        .changed("v", "mn", SQUARES)
        .changed("most", "mn", SQUARES)
        .calls(
            (backend, t) ->
                backend
                    .updates()
                    .moments(
                        t[0], t[1], t[2], t[3], t[4], 0.9, 0.999, DECAY, 0.95, 0.01, 0.02, 1.5,
                        EPSILON))
        .gives(
            (dims, before, after) -> {
              for (int i = 0; i < before[0].length; i++) {
                Rounded square = moved(before, after, i);
                square.expectedIn(after[3], i);
                square.most(exact(before[4][i])).expectedIn(after[4], i);
              }
            });
  }

  /** Defines m and w, with the largest square if there is one; returns v. */
  private static Rounded moved(double[][] before, Expectation[] after, int i) {
    Rounded d = direction(before, i);
    Rounded mean = blended(0.9, before[2][i], d);
    Rounded square = square(0.999, before[3][i], d);
    Rounded used = before.length > 4 ? square.most(exact(before[4][i])) : square;
    Rounded move = hyper(0.01).times(d).plus(hyper(0.02).times(mean));
    Rounded scale = hyper(1.5).times(used.root()).plus(hyper(EPSILON));
    mean.expectedIn(after[2], i);
    hyper(0.95).times(exact(before[0][i])).minus(move.over(scale)).expectedIn(after[0], i);
    return square;
  }
}
