package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.MomentRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link MomentRule}: Adam and its relatives. */
final class MomentsPass {
  private MomentsPass() {}

  static void run(MomentRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    if (rule.state().size() > 2) {
      byLargest(rule, x, arrays, vectors);
    } else {
      byLast(rule, x, arrays, vectors);
    }
  }

  private static void byLast(MomentRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment m = arrays.get(2);
    MemorySegment v = arrays.get(3);
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(m.isNative(), v.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector penalties = FloatVector.broadcast(SPECIES, (float) rule.penalty());
    FloatVector keep1 = FloatVector.broadcast(SPECIES, (float) rule.beta1());
    FloatVector shares1 = FloatVector.broadcast(SPECIES, (float) (1 - rule.beta1()));
    FloatVector keep2 = FloatVector.broadcast(SPECIES, (float) rule.beta2());
    FloatVector shares2 = FloatVector.broadcast(SPECIES, (float) (1 - rule.beta2()));
    FloatVector shrinks = FloatVector.broadcast(SPECIES, (float) rule.shrink(x));
    FloatVector gradientRates = FloatVector.broadcast(SPECIES, (float) rule.gradientRate(x));
    FloatVector meanRates = FloatVector.broadcast(SPECIES, (float) rule.meanRate(x));
    FloatVector rootFactors = FloatVector.broadcast(SPECIES, (float) rule.rootFactor(x));
    FloatVector floors = FloatVector.broadcast(SPECIES, (float) rule.floor(x));
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          penalties.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector mean =
          keep1.fma(FloatVector.fromMemorySegment(SPECIES, m, at, ORDER), direction.mul(shares1));
      FloatVector square =
          keep2.fma(
              FloatVector.fromMemorySegment(SPECIES, v, at, ORDER),
              direction.mul(direction).mul(shares2));
      mean.intoMemorySegment(m, at, ORDER);
      square.intoMemorySegment(v, at, ORDER);
      FloatVector scale = square.lanewise(VectorOperators.SQRT).mul(rootFactors).add(floors);
      FloatVector move = gradientRates.fma(direction, mean.mul(meanRates));
      weight.mul(shrinks).sub(move.div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void byLargest(
      MomentRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment m = arrays.get(2);
    MemorySegment v = arrays.get(3);
    MemorySegment most = arrays.get(4);
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(m.isNative(), v.isNative(), most.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector penalties = FloatVector.broadcast(SPECIES, (float) rule.penalty());
    FloatVector keep1 = FloatVector.broadcast(SPECIES, (float) rule.beta1());
    FloatVector shares1 = FloatVector.broadcast(SPECIES, (float) (1 - rule.beta1()));
    FloatVector keep2 = FloatVector.broadcast(SPECIES, (float) rule.beta2());
    FloatVector shares2 = FloatVector.broadcast(SPECIES, (float) (1 - rule.beta2()));
    FloatVector shrinks = FloatVector.broadcast(SPECIES, (float) rule.shrink(x));
    FloatVector gradientRates = FloatVector.broadcast(SPECIES, (float) rule.gradientRate(x));
    FloatVector meanRates = FloatVector.broadcast(SPECIES, (float) rule.meanRate(x));
    FloatVector rootFactors = FloatVector.broadcast(SPECIES, (float) rule.rootFactor(x));
    FloatVector floors = FloatVector.broadcast(SPECIES, (float) rule.floor(x));
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          penalties.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector mean =
          keep1.fma(FloatVector.fromMemorySegment(SPECIES, m, at, ORDER), direction.mul(shares1));
      FloatVector square =
          keep2.fma(
              FloatVector.fromMemorySegment(SPECIES, v, at, ORDER),
              direction.mul(direction).mul(shares2));
      // Numbers that are not negative are in the order of their bits, and NaN comes last.
      FloatVector largest =
          FloatVector.fromMemorySegment(SPECIES, most, at, ORDER)
              .abs()
              .reinterpretAsInts()
              .max(square.abs().reinterpretAsInts())
              .reinterpretAsFloats();
      mean.intoMemorySegment(m, at, ORDER);
      square.intoMemorySegment(v, at, ORDER);
      largest.intoMemorySegment(most, at, ORDER);
      FloatVector scale = largest.lanewise(VectorOperators.SQRT).mul(rootFactors).add(floors);
      FloatVector move = gradientRates.fma(direction, mean.mul(meanRates));
      weight.mul(shrinks).sub(move.div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
