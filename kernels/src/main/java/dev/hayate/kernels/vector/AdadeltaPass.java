package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.AdadeltaRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link AdadeltaRule}. */
final class AdadeltaPass {
  private AdadeltaPass() {}

  static void run(AdadeltaRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment square = arrays.get(2);
    MemorySegment delta = arrays.get(3);
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(square.isNative(), delta.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector rhos = FloatVector.broadcast(SPECIES, (float) rule.rho());
    FloatVector shares = FloatVector.broadcast(SPECIES, (float) (1 - rule.rho()));
    FloatVector epsilons = FloatVector.broadcast(SPECIES, (float) rule.epsilon());
    FloatVector down = FloatVector.broadcast(SPECIES, (float) -x.rate());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector mean =
          rhos.fma(
              FloatVector.fromMemorySegment(SPECIES, square, at, ORDER),
              direction.mul(direction).mul(shares));
      FloatVector before = FloatVector.fromMemorySegment(SPECIES, delta, at, ORDER);
      FloatVector root =
          before.add(epsilons).div(mean.add(epsilons)).lanewise(VectorOperators.SQRT);
      FloatVector update = direction.mul(root);
      mean.intoMemorySegment(square, at, ORDER);
      rhos.fma(before, update.mul(update).mul(shares)).intoMemorySegment(delta, at, ORDER);
      update.fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
