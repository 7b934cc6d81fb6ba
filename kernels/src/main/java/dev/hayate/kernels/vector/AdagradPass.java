package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.AdagradRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link AdagradRule}. */
final class AdagradPass {
  private AdagradPass() {}

  static void run(AdagradRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment sum = arrays.get(2);
    Lanes.meet(w.isNative(), g.isNative(), sum.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector rates = FloatVector.broadcast(SPECIES, (float) rule.rate(x));
    FloatVector epsilons = FloatVector.broadcast(SPECIES, (float) rule.epsilon());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector total =
          direction.fma(direction, FloatVector.fromMemorySegment(SPECIES, sum, at, ORDER));
      total.intoMemorySegment(sum, at, ORDER);
      FloatVector scale = total.lanewise(VectorOperators.SQRT).add(epsilons);
      weight.sub(direction.mul(rates).div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
