package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.Updates;

/** Optimizer steps, each element in double and rounded where it is stored. */
public class ScalarUpdates extends Updates {
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

  @Override
  protected void accumulate(
      Tensor w, Tensor g, Tensor sum, double rate, double decay, double epsilon) {
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      double direction = Elements.get(g, i) + decay * weight;
      double total = Elements.get(sum, i) + direction * direction;
      Elements.set(sum, i, total);
      Elements.set(w, i, weight - rate * direction / (Math.sqrt(total) + epsilon));
    }
  }

  @Override
  protected void follow(
      Tensor w,
      Tensor g,
      Tensor square,
      Tensor delta,
      double rate,
      double decay,
      double rho,
      double epsilon) {
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      double direction = Elements.get(g, i) + decay * weight;
      double mean = rho * Elements.get(square, i) + (1 - rho) * direction * direction;
      double before = Elements.get(delta, i);
      double update = direction * Math.sqrt(before + epsilon) / Math.sqrt(mean + epsilon);
      Elements.set(square, i, mean);
      Elements.set(delta, i, rho * before + (1 - rho) * update * update);
      Elements.set(w, i, weight - rate * update);
    }
  }

  @Override
  protected void normalize(
      Tensor w, Tensor g, Tensor square, double rate, double decay, double alpha, double epsilon) {
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      double direction = Elements.get(g, i) + decay * weight;
      double mean = alpha * Elements.get(square, i) + (1 - alpha) * direction * direction;
      Elements.set(square, i, mean);
      Elements.set(w, i, weight - rate * direction / (Math.sqrt(mean) + epsilon));
    }
  }

  @Override
  protected void normalizeAll(
      Tensor w,
      Tensor g,
      Tensor square,
      Tensor mean,
      Tensor velocity,
      double rate,
      double decay,
      double alpha,
      double epsilon,
      double momentum,
      boolean centred) {
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      double direction = Elements.get(g, i) + decay * weight;
      double squares = alpha * Elements.get(square, i) + (1 - alpha) * direction * direction;
      Elements.set(square, i, squares);
      if (centred) {
        double center = alpha * Elements.get(mean, i) + (1 - alpha) * direction;
        Elements.set(mean, i, center);
        squares -= center * center;
      }
      double step = direction / (Math.sqrt(squares) + epsilon);
      double speed = momentum * Elements.get(velocity, i) + step;
      Elements.set(velocity, i, speed);
      Elements.set(w, i, weight - rate * speed);
    }
  }

  @Override
  protected void adaptToLargest(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor norm,
      double rate,
      double decay,
      double beta1,
      double beta2,
      double epsilon) {
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      double direction = Elements.get(g, i) + decay * weight;
      double mean = beta1 * Elements.get(m, i) + (1 - beta1) * direction;
      double largest = Math.max(beta2 * Elements.get(norm, i), Math.abs(direction) + epsilon);
      Elements.set(m, i, mean);
      Elements.set(norm, i, largest);
      Elements.set(w, i, weight - rate * mean / largest);
    }
  }

  @Override
  protected void followSign(
      Tensor w, Tensor g, Tensor m, double rate, double decay, double beta1, double beta2) {
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      double gradient = Elements.get(g, i);
      double mean = Elements.get(m, i);
      double sign = Math.signum(beta1 * mean + (1 - beta1) * gradient);
      Elements.set(m, i, beta2 * mean + (1 - beta2) * gradient);
      Elements.set(w, i, weight * (1 - rate * decay) - rate * sign);
    }
  }

  @Override
  protected void followSigns(
      Tensor w,
      Tensor g,
      Tensor before,
      Tensor size,
      double shrink,
      double grow,
      double least,
      double most) {
    for (long i = 0; i < w.size(); i++) {
      double weight = Elements.get(w, i);
      double gradient = Elements.get(g, i);
      double sign = Math.signum(gradient * Elements.get(before, i));
      double factor = sign > 0 ? grow : sign < 0 ? shrink : 1;
      double length = Math.clamp(Elements.get(size, i) * factor, least, most);
      double kept = sign < 0 ? 0 : gradient;
      Elements.set(size, i, length);
      Elements.set(before, i, kept);
      Elements.set(w, i, weight - length * Math.signum(kept));
    }
  }

  @Override
  protected void stepMoments(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon) {
    for (long i = 0; i < w.size(); i++) {
      stepMoment(
          w,
          g,
          m,
          v,
          v,
          beta1,
          beta2,
          decay,
          shrink,
          gradientRate,
          meanRate,
          rootFactor,
          epsilon,
          i);
    }
  }

  @Override
  protected void stepMoments(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      Tensor most,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon) {
    for (long i = 0; i < w.size(); i++) {
      stepMoment(
          w,
          g,
          m,
          v,
          most,
          beta1,
          beta2,
          decay,
          shrink,
          gradientRate,
          meanRate,
          rootFactor,
          epsilon,
          i);
    }
  }

  private static void stepMoment(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      Tensor most,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon,
      long i) {
    double weight = Elements.get(w, i);
    double direction = Elements.get(g, i) + decay * weight;
    double mean = beta1 * Elements.get(m, i) + (1 - beta1) * direction;
    double kept = beta2 * Elements.get(v, i);
    double square = kept + (1 - beta2) * direction * direction;
    Elements.set(m, i, mean);
    Elements.set(v, i, square);
    if (most != v) {
      square = Math.max(square, Elements.get(most, i));
      Elements.set(most, i, square);
    }
    double move = gradientRate * direction + meanRate * mean;
    double scale = rootFactor * Math.sqrt(square) + epsilon;
    Elements.set(w, i, shrink * weight - move / scale);
  }

  @Override
  protected void blend(Tensor a, Tensor w, double keep) {
    for (long i = 0; i < a.size(); i++) {
      Elements.set(a, i, keep * Elements.get(a, i) + (1 - keep) * Elements.get(w, i));
    }
  }
}
