package dev.hayate.kernels.vector;

import dev.hayate.kernels.Tensor;
import dev.hayate.kernels.scalar.ScalarUpdates;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The steps of Adam's relatives in float32, one pass each, as {@link VectorUpdates} has the common
 * ones. Those that few use are the scalar backend's.
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
    FloatVector decays = FloatVector.broadcast(Lanes.SPECIES, decay);
    for (long i = 0; i < count; i += Lanes.COUNT) {
      long at = i * Float.BYTES;
      VectorMask<Float> mask = Lanes.SPECIES.indexInRange(i, count);
      FloatVector weight = Lanes.load(w, at, mask);
      FloatVector direction = decays.fma(weight, Lanes.load(g, at, mask));
      FloatVector total = direction.fma(direction, Lanes.load(sum, at, mask));
      Lanes.store(total, sum, at, mask);
      FloatVector scale = total.lanewise(VectorOperators.SQRT).add(epsilon);
      Lanes.store(weight.sub(direction.mul(rate).div(scale)), w, at, mask);
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
    adadeltaPass(
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

  private static void adadeltaPass(
      MemorySegment w,
      MemorySegment g,
      MemorySegment square,
      MemorySegment delta,
      long count,
      float rate,
      float decay,
      float rho,
      float epsilon,
      float rhoLeft) {
    FloatVector decays = FloatVector.broadcast(Lanes.SPECIES, decay);
    FloatVector rhos = FloatVector.broadcast(Lanes.SPECIES, rho);
    for (long i = 0; i < count; i += Lanes.COUNT) {
      long at = i * Float.BYTES;
      VectorMask<Float> mask = Lanes.SPECIES.indexInRange(i, count);
      FloatVector weight = Lanes.load(w, at, mask);
      FloatVector direction = decays.fma(weight, Lanes.load(g, at, mask));
      FloatVector mean =
          rhos.fma(Lanes.load(square, at, mask), direction.mul(direction).mul(rhoLeft));
      FloatVector before = Lanes.load(delta, at, mask);
      FloatVector root = before.add(epsilon).div(mean.add(epsilon)).lanewise(VectorOperators.SQRT);
      FloatVector update = direction.mul(root);
      Lanes.store(mean, square, at, mask);
      Lanes.store(rhos.fma(before, update.mul(update).mul(rhoLeft)), delta, at, mask);
      Lanes.store(weight.sub(update.mul(rate)), w, at, mask);
    }
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
    FloatVector decays = FloatVector.broadcast(Lanes.SPECIES, decay);
    FloatVector alphas = FloatVector.broadcast(Lanes.SPECIES, alpha);
    for (long i = 0; i < count; i += Lanes.COUNT) {
      long at = i * Float.BYTES;
      VectorMask<Float> mask = Lanes.SPECIES.indexInRange(i, count);
      FloatVector weight = Lanes.load(w, at, mask);
      FloatVector direction = decays.fma(weight, Lanes.load(g, at, mask));
      FloatVector mean =
          alphas.fma(Lanes.load(square, at, mask), direction.mul(direction).mul(alphaLeft));
      Lanes.store(mean, square, at, mask);
      FloatVector scale = mean.lanewise(VectorOperators.SQRT).add(epsilon);
      Lanes.store(weight.sub(direction.mul(rate).div(scale)), w, at, mask);
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
    adamaxPass(
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

  private static void adamaxPass(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment norm,
      long count,
      float rate,
      float decay,
      float beta1,
      float beta2,
      float epsilon,
      float beta1Left) {
    FloatVector decays = FloatVector.broadcast(Lanes.SPECIES, decay);
    FloatVector beta1s = FloatVector.broadcast(Lanes.SPECIES, beta1);
    for (long i = 0; i < count; i += Lanes.COUNT) {
      long at = i * Float.BYTES;
      VectorMask<Float> mask = Lanes.SPECIES.indexInRange(i, count);
      FloatVector weight = Lanes.load(w, at, mask);
      FloatVector direction = decays.fma(weight, Lanes.load(g, at, mask));
      FloatVector mean = beta1s.fma(Lanes.load(m, at, mask), direction.mul(beta1Left));
      FloatVector largest = Lanes.load(norm, at, mask).mul(beta2).max(direction.abs().add(epsilon));
      Lanes.store(mean, m, at, mask);
      Lanes.store(largest, norm, at, mask);
      Lanes.store(weight.sub(mean.mul(rate).div(largest)), w, at, mask);
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
    moments(
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

  private static void moments(
      MemorySegment w,
      MemorySegment g,
      MemorySegment m,
      MemorySegment v,
      long count,
      double beta1,
      double beta2,
      double decay,
      double shrink,
      double gradientRate,
      double meanRate,
      double rootFactor,
      double epsilon) {
    FloatVector decays = FloatVector.broadcast(Lanes.SPECIES, (float) decay);
    FloatVector keep1 = FloatVector.broadcast(Lanes.SPECIES, (float) beta1);
    FloatVector keep2 = FloatVector.broadcast(Lanes.SPECIES, (float) beta2);
    FloatVector rates = FloatVector.broadcast(Lanes.SPECIES, (float) gradientRate);
    float share1 = (float) (1 - beta1);
    float share2 = (float) (1 - beta2);
    for (long i = 0; i < count; i += Lanes.COUNT) {
      long at = i * Float.BYTES;
      VectorMask<Float> mask = Lanes.SPECIES.indexInRange(i, count);
      FloatVector weight = Lanes.load(w, at, mask);
      FloatVector direction = decays.fma(weight, Lanes.load(g, at, mask));
      FloatVector mean = keep1.fma(Lanes.load(m, at, mask), direction.mul(share1));
      FloatVector square = keep2.fma(Lanes.load(v, at, mask), direction.mul(direction).mul(share2));
      Lanes.store(mean, m, at, mask);
      Lanes.store(square, v, at, mask);
      FloatVector scale =
          square.lanewise(VectorOperators.SQRT).mul((float) rootFactor).add((float) epsilon);
      FloatVector move = rates.fma(direction, mean.mul((float) meanRate));
      Lanes.store(weight.mul((float) shrink).sub(move.div(scale)), w, at, mask);
    }
  }

  @Override
  protected void blend(Tensor a, Tensor w, double keep) {
    average(a.segment(), w.segment(), a.size(), (float) keep, (float) (1 - keep));
  }

  private static void average(
      MemorySegment a, MemorySegment w, long count, float keep, float share) {
    FloatVector keeps = FloatVector.broadcast(Lanes.SPECIES, keep);
    for (long i = 0; i < count; i += Lanes.COUNT) {
      long at = i * Float.BYTES;
      VectorMask<Float> mask = Lanes.SPECIES.indexInRange(i, count);
      FloatVector next = Lanes.load(w, at, mask).mul(share);
      Lanes.store(keeps.fma(Lanes.load(a, at, mask), next), a, at, mask);
    }
  }
}
