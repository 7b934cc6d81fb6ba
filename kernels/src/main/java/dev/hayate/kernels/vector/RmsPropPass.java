package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.RmsPropRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link RmsPropRule}: here by the mean square. */
final class RmsPropPass {
  private RmsPropPass() {}

  static void run(RmsPropRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    if (rule.centred()) {
      CentredPass.run(rule, x, arrays, vectors);
    } else if (rule.momentum() == 0) {
      plain(rule, x, arrays, vectors);
    } else {
      withMomentum(rule, x, arrays, vectors);
    }
  }

  private static void plain(RmsPropRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment square = arrays.get(2);
    Lanes.meet(w.isNative(), g.isNative(), square.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector keep = FloatVector.broadcast(SPECIES, (float) rule.alpha());
    FloatVector shares = FloatVector.broadcast(SPECIES, (float) (1 - rule.alpha()));
    FloatVector epsilons = FloatVector.broadcast(SPECIES, (float) rule.epsilon());
    FloatVector rates = FloatVector.broadcast(SPECIES, (float) x.rate());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector mean =
          keep.fma(
              FloatVector.fromMemorySegment(SPECIES, square, at, ORDER),
              direction.mul(direction).mul(shares));
      mean.intoMemorySegment(square, at, ORDER);
      FloatVector scale = mean.lanewise(VectorOperators.SQRT).add(epsilons);
      weight.sub(direction.mul(rates).div(scale)).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void withMomentum(
      RmsPropRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment square = arrays.get(2);
    MemorySegment velocity = arrays.get(3);
    Lanes.meet(w.isNative(), g.isNative());
    Lanes.meet(square.isNative(), velocity.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector keep = FloatVector.broadcast(SPECIES, (float) rule.alpha());
    FloatVector shares = FloatVector.broadcast(SPECIES, (float) (1 - rule.alpha()));
    FloatVector epsilons = FloatVector.broadcast(SPECIES, (float) rule.epsilon());
    FloatVector momentums = FloatVector.broadcast(SPECIES, (float) rule.momentum());
    FloatVector down = FloatVector.broadcast(SPECIES, (float) -x.rate());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector mean =
          keep.fma(
              FloatVector.fromMemorySegment(SPECIES, square, at, ORDER),
              direction.mul(direction).mul(shares));
      mean.intoMemorySegment(square, at, ORDER);
      FloatVector scale = mean.lanewise(VectorOperators.SQRT).add(epsilons);
      FloatVector speed =
          momentums.fma(
              FloatVector.fromMemorySegment(SPECIES, velocity, at, ORDER), direction.div(scale));
      speed.intoMemorySegment(velocity, at, ORDER);
      speed.fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
