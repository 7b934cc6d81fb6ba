package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import dev.hayate.kernels.Stretch;
import dev.hayate.kernels.update.SgdRule;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * {@link SgdRule}. Nesterov's step has a loop of its own: a branch that always goes the same way is
 * one more thing that C2 moves in front of a loop and bets on, and a hundred lost bets, one for
 * each time that it compiles the method anew, take many seconds.
 */
final class SgdPass {
  private SgdPass() {}

  static void run(SgdRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    if (rule.momentum() == 0) {
      plain(rule, x, arrays, vectors);
    } else if (rule.nesterov()) {
      nesterov(rule, x, arrays, vectors);
    } else {
      heavyBall(rule, x, arrays, vectors);
    }
  }

  private static void plain(SgdRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    Lanes.meet(w.isNative(), g.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector down = FloatVector.broadcast(SPECIES, (float) -x.rate());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      direction.fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void heavyBall(SgdRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment v = arrays.get(2);
    Lanes.meet(w.isNative(), g.isNative(), v.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector keep = FloatVector.broadcast(SPECIES, (float) rule.momentum());
    FloatVector shares = FloatVector.broadcast(SPECIES, (float) rule.share(x));
    FloatVector down = FloatVector.broadcast(SPECIES, (float) -x.rate());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector velocity =
          keep.fma(FloatVector.fromMemorySegment(SPECIES, v, at, ORDER), direction.mul(shares));
      velocity.intoMemorySegment(v, at, ORDER);
      velocity.fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  private static void nesterov(SgdRule rule, Stretch x, List<MemorySegment> arrays, int vectors) {
    MemorySegment w = arrays.get(0);
    MemorySegment g = arrays.get(1);
    MemorySegment v = arrays.get(2);
    Lanes.meet(w.isNative(), g.isNative(), v.isNative());
    FloatVector factors = FloatVector.broadcast(SPECIES, (float) x.factor());
    FloatVector decays = FloatVector.broadcast(SPECIES, (float) rule.decay());
    FloatVector keep = FloatVector.broadcast(SPECIES, (float) rule.momentum());
    FloatVector shares = FloatVector.broadcast(SPECIES, (float) rule.share(x));
    FloatVector down = FloatVector.broadcast(SPECIES, (float) -x.rate());
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector direction =
          decays.fma(weight, FloatVector.fromMemorySegment(SPECIES, g, at, ORDER).mul(factors));
      FloatVector velocity =
          keep.fma(FloatVector.fromMemorySegment(SPECIES, v, at, ORDER), direction.mul(shares));
      velocity.intoMemorySegment(v, at, ORDER);
      keep.fma(velocity, direction).fma(down, weight).intoMemorySegment(w, at, ORDER);
      at += Lanes.BYTES;
    }
  }
}
