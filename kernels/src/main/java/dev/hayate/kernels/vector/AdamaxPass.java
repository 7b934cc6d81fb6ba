package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.AdamaxRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/** {@link AdamaxRule}. */
final class AdamaxPass {
  private AdamaxPass() {}

  static void run(AdamaxRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment m = arrays.get(2);
    MemorySegment norm = arrays.get(3);
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(m.isNative(), norm.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector keep1 = FloatVector.broadcast(SPECIES, (float) rule.beta1());
    FloatVector shares1 = FloatVector.broadcast(SPECIES, (float) (1 - rule.beta1()));
    FloatVector keep2 = FloatVector.broadcast(SPECIES, (float) rule.beta2());
    FloatVector epsilons = FloatVector.broadcast(SPECIES, (float) rule.epsilon());
    FloatVector rates = FloatVector.broadcast(SPECIES, (float) rule.meanRate(x));
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector mean =
          keep1.fma(FloatVector.fromMemorySegment(SPECIES, m, at, ORDER), direction.mul(shares1));
      // Numbers that are not negative are in the order of their bits, and NaN comes last.
      FloatVector largest =
          FloatVector.fromMemorySegment(SPECIES, norm, at, ORDER)
              .mul(keep2)
              .abs()
              .reinterpretAsInts()
              .max(direction.abs().add(epsilons).reinterpretAsInts())
              .reinterpretAsFloats();
      mean.intoMemorySegment(m, at, ORDER);
      largest.intoMemorySegment(norm, at, ORDER);
      weight.sub(mean.mul(rates).div(largest)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
