package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.RmsPropRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link RmsPropRule} by the variance.
 *
 * <p>The difference of the mean square and the squared mean is that of the numbers that are stored,
 * and one multiply-add rounds it once. So it is as exact as they are, and those it leaves in the
 * means are only little above half a unit in the last place, as if they had been computed in
 * double: the share of a mean that is kept has two parts, since rounded to one float it would be
 * off by more than what a small variance is made of. Written as here, {@code square} is off by
 * {@code u square + 4 u (1 - alpha) d d} and {@code mean} by {@code u |mean| + 3 u (1 - alpha)
 * |d|}, up to u squared, where u is 2^-24; the variance by these, the latter twice times the mean,
 * and u times itself.
 */
final class CentredPass {
  private static final FloatVector ZERO = VectorExp.all(0);

  private CentredPass() {}

  static void run(RmsPropRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    if (rule.momentum() == 0) {
      plain(rule, x, arrays, vectors);
    } else {
      withMomentum(rule, x, arrays, vectors);
    }
  }

  private static void plain(RmsPropRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment square = arrays.get(2);
    MemorySegment mean = arrays.get(3);
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(square.isNative(), mean.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector keep = FloatVector.broadcast(SPECIES, high(rule.alpha()));
    FloatVector low = FloatVector.broadcast(SPECIES, low(rule.alpha()));
    FloatVector shares = FloatVector.broadcast(SPECIES, (float) (1 - rule.alpha()));
    FloatVector epsilons = FloatVector.broadcast(SPECIES, (float) rule.epsilon());
    FloatVector rates = FloatVector.broadcast(SPECIES, (float) x.rate());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector share = direction.mul(shares);
      FloatVector oldSquare = FloatVector.fromMemorySegment(SPECIES, square, at, ORDER);
      FloatVector nextSquare = keep.fma(oldSquare, low.fma(oldSquare, direction.mul(share)));
      nextSquare.intoMemorySegment(square, at, ORDER);
      FloatVector oldMean = FloatVector.fromMemorySegment(SPECIES, mean, at, ORDER);
      FloatVector nextMean = keep.fma(oldMean, low.fma(oldMean, share));
      nextMean.intoMemorySegment(mean, at, ORDER);
      FloatVector variance = nextMean.neg().fma(nextMean, nextSquare);
      FloatVector scale =
          variance
              .blend(ZERO, variance.compare(VectorOperators.LT, ZERO))
              .lanewise(VectorOperators.SQRT)
              .add(epsilons);
      weight.sub(direction.mul(rates).div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void withMomentum(
      RmsPropRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment square = arrays.get(2);
    MemorySegment mean = arrays.get(3);
    MemorySegment velocity = arrays.get(4);
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(square.isNative(), mean.isNative(), velocity.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector keep = FloatVector.broadcast(SPECIES, high(rule.alpha()));
    FloatVector low = FloatVector.broadcast(SPECIES, low(rule.alpha()));
    FloatVector shares = FloatVector.broadcast(SPECIES, (float) (1 - rule.alpha()));
    FloatVector epsilons = FloatVector.broadcast(SPECIES, (float) rule.epsilon());
    FloatVector momentums = FloatVector.broadcast(SPECIES, (float) rule.momentum());
    FloatVector down = FloatVector.broadcast(SPECIES, (float) -x.rate());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector share = direction.mul(shares);
      FloatVector oldSquare = FloatVector.fromMemorySegment(SPECIES, square, at, ORDER);
      FloatVector nextSquare = keep.fma(oldSquare, low.fma(oldSquare, direction.mul(share)));
      nextSquare.intoMemorySegment(square, at, ORDER);
      FloatVector oldMean = FloatVector.fromMemorySegment(SPECIES, mean, at, ORDER);
      FloatVector nextMean = keep.fma(oldMean, low.fma(oldMean, share));
      nextMean.intoMemorySegment(mean, at, ORDER);
      FloatVector variance = nextMean.neg().fma(nextMean, nextSquare);
      FloatVector scale =
          variance
              .blend(ZERO, variance.compare(VectorOperators.LT, ZERO))
              .lanewise(VectorOperators.SQRT)
              .add(epsilons);
      FloatVector speed =
          momentums.fma(
              FloatVector.fromMemorySegment(SPECIES, velocity, at, ORDER), direction.div(scale));
      speed.intoMemorySegment(velocity, at, ORDER);
      speed.fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  /** The float below a share, so that what is left of it is above 0 and infinity stays infinite. */
  private static float high(double share) {
    float near = (float) share;
    return near < share ? near : Math.nextDown(near);
  }

  private static float low(double share) {
    return (float) (share - high(share));
  }
}
