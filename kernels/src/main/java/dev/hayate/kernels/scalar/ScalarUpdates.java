package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;

/** Optimizer steps, each element in double and rounded where it is stored. */
public final class ScalarUpdates extends Updates {
  /** Stateless. */
  public ScalarUpdates() {}

  @Override
  protected void descend(Tensor w, Tensor g, double rate, double decay) {
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      Elements.set(w, i, weight - rate * (Elements.get(g, i) + decay * weight));
    }
  }

  @Override
  protected void descend(
      Tensor w,
      Tensor g,
      Tensor v,
      double rate,
      double decay,
      double momentum,
      double dampening,
      boolean nesterov) {
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      double direction = Elements.get(g, i) + decay * weight;
      double velocity = momentum * Elements.get(v, i) + (1 - dampening) * direction;
      Elements.set(v, i, velocity);
      double step = nesterov ? direction + momentum * velocity : velocity;
      Elements.set(w, i, weight - rate * step);
    }
  }

  @Override
  protected void adapt(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      double rate,
      double beta1,
      double beta2,
      double epsilon,
      double decay,
      boolean decoupled,
      long step) {
    double stepSize = rate / (1 - Math.pow(beta1, (double) step));
    double root = Math.sqrt(1 - Math.pow(beta2, (double) step));
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      double direction = Elements.get(g, i);
      if (decoupled) {
        weight -= rate * decay * weight;
      } else {
        direction += decay * weight;
      }
      double mean = beta1 * Elements.get(m, i) + (1 - beta1) * direction;
      double square = beta2 * Elements.get(v, i) + (1 - beta2) * direction * direction;
      Elements.set(m, i, mean);
      Elements.set(v, i, square);
      Elements.set(w, i, weight - stepSize * mean / (Math.sqrt(square) / root + epsilon));
    }
  }
}
