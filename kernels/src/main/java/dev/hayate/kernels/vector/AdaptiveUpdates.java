package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarUpdates;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The steps of Adam's relatives in float32, one pass each, as {@link VectorUpdates} has the common
 * ones.
 */
class AdaptiveUpdates extends ScalarUpdates {
  @Override
  protected void accumulate(
      Tensor w, Tensor g, Tensor sum, double rate, double decay, double epsilon) {
    adagradPass(
        w.segment(),
        g.segment(),
        sum.segment(),
        w.size(),
        (float) rate,
        (float) decay,
        (float) epsilon);
  }

  private static void adagradPass(
      MemorySegment w,
      MemorySegment g,
      MemorySegment sum,
      long count,
      float rate,
      float decay,
      float epsilon) {
    Lanes.meet(w.isNative(), g.isNative(), sum.isNative());
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector total =
          direction.fma(direction, FloatVector.fromMemorySegment(SPECIES, sum, at, ORDER));
      total.intoMemorySegment(sum, at, ORDER);
      FloatVector scale = total.lanewise(VectorOperators.SQRT).add(epsilons);
      weight.sub(direction.mul(rates).div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER, mask));
      FloatVector total =
          direction.fma(direction, FloatVector.fromMemorySegment(SPECIES, sum, at, ORDER, mask));
      total.intoMemorySegment(sum, at, ORDER, mask);
      FloatVector scale = total.lanewise(VectorOperators.SQRT).add(epsilons);
      weight.sub(direction.mul(rates).div(scale)).intoMemorySegment(w, at, ORDER, mask);
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
    AdadeltaPass.run(
        w.segment(),
        g.segment(),
        square.segment(),
        delta.segment(),
        w.size(),
        (float) rate,
        (float) decay,
        (float) rho,
        (float) epsilon,
        (float) (1 - rho));
  }

  @Override
  protected void normalize(
      Tensor w, Tensor g, Tensor square, double rate, double decay, double alpha, double epsilon) {
    rmspropPass(
        w.segment(),
        g.segment(),
        square.segment(),
        w.size(),
        (float) rate,
        (float) decay,
        (float) alpha,
        (float) epsilon,
        (float) (1 - alpha));
  }

  private static void rmspropPass(
      MemorySegment w,
      MemorySegment g,
      MemorySegment square,
      long count,
      float rate,
      float decay,
      float alpha,
      float epsilon,
      float alphaLeft) {
    Lanes.meet(w.isNative(), g.isNative(), square.isNative());
    FloatVector rates = FloatVector.broadcast(SPECIES, rate);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    FloatVector alphaLefts = FloatVector.broadcast(SPECIES, alphaLeft);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector alphas = FloatVector.broadcast(SPECIES, alpha);
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER));
      FloatVector mean =
          alphas.fma(
              FloatVector.fromMemorySegment(SPECIES, square, at, ORDER),
              direction.mul(direction).mul(alphaLefts));
      mean.intoMemorySegment(square, at, ORDER);
      FloatVector scale = mean.lanewise(VectorOperators.SQRT).add(epsilons);
      weight.sub(direction.mul(rates).div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER, mask));
      FloatVector mean =
          alphas.fma(
              FloatVector.fromMemorySegment(SPECIES, square, at, ORDER, mask),
              direction.mul(direction).mul(alphaLefts));
      mean.intoMemorySegment(square, at, ORDER, mask);
      FloatVector scale = mean.lanewise(VectorOperators.SQRT).add(epsilons);
      weight.sub(direction.mul(rates).div(scale)).intoMemorySegment(w, at, ORDER, mask);
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
    AdamaxPass.run(
        w.segment(),
        g.segment(),
        m.segment(),
        norm.segment(),
        w.size(),
        (float) rate,
        (float) decay,
        (float) beta1,
        (float) beta2,
        (float) epsilon,
        (float) (1 - beta1));
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
    MomentsPass.run(
        w.segment(),
        g.segment(),
        m.segment(),
        v.segment(),
        w.size(),
        beta1,
        beta2,
        decay,
        shrink,
        gradientRate,
        meanRate,
        rootFactor,
        epsilon);
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
    LargestMomentsPass.run(
        w.segment(),
        g.segment(),
        m.segment(),
        v.segment(),
        most.segment(),
        w.size(),
        (float) beta1,
        (float) beta2,
        (float) (1 - beta1),
        (float) (1 - beta2),
        (float) decay,
        (float) shrink,
        (float) gradientRate,
        (float) meanRate,
        (float) rootFactor,
        (float) epsilon);
  }

  /** A centred mean square may lose all its digits, and stays with the scalar backend's double. */
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
    if (centred) {
      super.normalizeAll(w, g, square, mean, velocity, rate, decay, alpha, epsilon, momentum, true);
      return;
    }
    VelocityPass.run(
        w.segment(),
        g.segment(),
        square.segment(),
        velocity.segment(),
        w.size(),
        (float) rate,
        (float) decay,
        (float) alpha,
        (float) (1 - alpha),
        (float) epsilon,
        (float) momentum);
  }

  @Override
  protected void followSign(
      Tensor w, Tensor g, Tensor m, double rate, double decay, double beta1, double beta2) {
    LionPass.run(
        w.segment(),
        g.segment(),
        m.segment(),
        w.size(),
        (float) rate,
        (float) (1 - rate * decay),
        (float) beta1,
        (float) (1 - beta1),
        (float) beta2,
        (float) (1 - beta2));
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
    RpropPass.run(
        w.segment(),
        g.segment(),
        before.segment(),
        size.segment(),
        w.size(),
        (float) shrink,
        (float) grow,
        (float) least,
        (float) most);
  }

  @Override
  protected void blend(Tensor a, Tensor w, double keep) {
    average(a.segment(), w.segment(), a.size(), (float) keep, (float) (1 - keep));
  }

  private static void average(
      MemorySegment a, MemorySegment w, long count, float keep, float share) {
    Lanes.meet(a.isNative(), w.isNative());
    FloatVector shares = FloatVector.broadcast(SPECIES, share);
    FloatVector keeps = FloatVector.broadcast(SPECIES, keep);
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector next = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER).mul(shares);
      keeps
          .fma(FloatVector.fromMemorySegment(SPECIES, a, at, ORDER), next)
          .intoMemorySegment(a, at, ORDER);
      at += Lanes.BYTES;
    }
    if (Lanes.tail(count) > 0) {
      VectorMask<Float> mask = SPECIES.indexInRange(0, Lanes.tail(count));
      FloatVector next = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER, mask).mul(shares);
      keeps
          .fma(FloatVector.fromMemorySegment(SPECIES, a, at, ORDER, mask), next)
          .intoMemorySegment(a, at, ORDER, mask);
    }
  }
}
