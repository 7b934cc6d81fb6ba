package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.VectorPerceptron.WORDS;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Strips of bfloat16 weights, two in a word: the upper one is its float32 but for what lies below
 * it. See {@link VectorPerceptron} for the arguments.
 */
final class BfloatStrips {
  private static final int UPPER = 0xFFFF0000;

  private BfloatStrips() {}

  /** A strip four vectors wide, two sums for each. */
  static void four(
      int quads,
      MemorySegment x,
      long xt,
      MemorySegment w,
      long wt,
      long bt,
      float floor,
      MemorySegment y,
      long yt) {
    Lanes.meet(x.isNative(), w.isNative(), y.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0a = zero;
    FloatVector s0b = zero;
    FloatVector s1a = zero;
    FloatVector s1b = zero;
    FloatVector s2a = zero;
    FloatVector s2b = zero;
    FloatVector s3a = zero;
    FloatVector s3b = zero;
    long end = wt + 8 * BYTES * quads;
    while (wt != end) {
      IntVector w0 = IntVector.fromMemorySegment(WORDS, w, wt, ORDER);
      IntVector w1 = IntVector.fromMemorySegment(WORDS, w, wt + BYTES, ORDER);
      IntVector w2 = IntVector.fromMemorySegment(WORDS, w, wt + 2 * BYTES, ORDER);
      IntVector w3 = IntVector.fromMemorySegment(WORDS, w, wt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s0a);
      s1a = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s1a);
      s2a = w2.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s2a);
      s3a = w3.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s3a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = w0.and(UPPER).reinterpretAsFloats().fma(x0, s0b);
      s1b = w1.and(UPPER).reinterpretAsFloats().fma(x0, s1b);
      s2b = w2.and(UPPER).reinterpretAsFloats().fma(x0, s2b);
      s3b = w3.and(UPPER).reinterpretAsFloats().fma(x0, s3b);
      w0 = IntVector.fromMemorySegment(WORDS, w, wt + 4 * BYTES, ORDER);
      w1 = IntVector.fromMemorySegment(WORDS, w, wt + 5 * BYTES, ORDER);
      w2 = IntVector.fromMemorySegment(WORDS, w, wt + 6 * BYTES, ORDER);
      w3 = IntVector.fromMemorySegment(WORDS, w, wt + 7 * BYTES, ORDER);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0a = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s0a);
      s1a = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s1a);
      s2a = w2.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s2a);
      s3a = w3.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s3a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0b = w0.and(UPPER).reinterpretAsFloats().fma(x0, s0b);
      s1b = w1.and(UPPER).reinterpretAsFloats().fma(x0, s1b);
      s2b = w2.and(UPPER).reinterpretAsFloats().fma(x0, s2b);
      s3b = w3.and(UPPER).reinterpretAsFloats().fma(x0, s3b);
      xt += 16;
      wt += 8 * BYTES;
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    FloatVector y0 = FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER).add(s0a.add(s0b));
    y0.blend(least, y0.compare(LE, least)).intoMemorySegment(y, yt, ORDER);
    FloatVector y1 = FloatVector.fromMemorySegment(SPECIES, w, bt + BYTES, ORDER).add(s1a.add(s1b));
    y1.blend(least, y1.compare(LE, least)).intoMemorySegment(y, yt + BYTES, ORDER);
    FloatVector y2 =
        FloatVector.fromMemorySegment(SPECIES, w, bt + 2 * BYTES, ORDER).add(s2a.add(s2b));
    y2.blend(least, y2.compare(LE, least)).intoMemorySegment(y, yt + 2 * BYTES, ORDER);
    FloatVector y3 =
        FloatVector.fromMemorySegment(SPECIES, w, bt + 3 * BYTES, ORDER).add(s3a.add(s3b));
    y3.blend(least, y3.compare(LE, least)).intoMemorySegment(y, yt + 3 * BYTES, ORDER);
  }

  /** A strip two vectors wide, four sums for each. */
  static void two(
      int quads,
      MemorySegment x,
      long xt,
      MemorySegment w,
      long wt,
      long bt,
      float floor,
      MemorySegment y,
      long yt) {
    Lanes.meet(x.isNative(), w.isNative(), y.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0a = zero;
    FloatVector s0b = zero;
    FloatVector s0c = zero;
    FloatVector s0d = zero;
    FloatVector s1a = zero;
    FloatVector s1b = zero;
    FloatVector s1c = zero;
    FloatVector s1d = zero;
    long end = wt + 4 * BYTES * quads;
    while (wt != end) {
      IntVector w0 = IntVector.fromMemorySegment(WORDS, w, wt, ORDER);
      IntVector w1 = IntVector.fromMemorySegment(WORDS, w, wt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s0a);
      s1a = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s1a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = w0.and(UPPER).reinterpretAsFloats().fma(x0, s0b);
      s1b = w1.and(UPPER).reinterpretAsFloats().fma(x0, s1b);
      w0 = IntVector.fromMemorySegment(WORDS, w, wt + 2 * BYTES, ORDER);
      w1 = IntVector.fromMemorySegment(WORDS, w, wt + 3 * BYTES, ORDER);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0c = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s0c);
      s1c = w1.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s1c);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0d = w0.and(UPPER).reinterpretAsFloats().fma(x0, s0d);
      s1d = w1.and(UPPER).reinterpretAsFloats().fma(x0, s1d);
      xt += 16;
      wt += 4 * BYTES;
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    FloatVector y0 =
        FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER).add(s0a.add(s0b).add(s0c.add(s0d)));
    y0.blend(least, y0.compare(LE, least)).intoMemorySegment(y, yt, ORDER);
    FloatVector y1 =
        FloatVector.fromMemorySegment(SPECIES, w, bt + BYTES, ORDER)
            .add(s1a.add(s1b).add(s1c.add(s1d)));
    y1.blend(least, y1.compare(LE, least)).intoMemorySegment(y, yt + BYTES, ORDER);
  }

  /** A strip one vector wide, four sums. */
  static void one(
      int quads,
      MemorySegment x,
      long xt,
      MemorySegment w,
      long wt,
      long bt,
      float floor,
      MemorySegment y,
      long yt) {
    Lanes.meet(x.isNative(), w.isNative(), y.isNative());
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0a = zero;
    FloatVector s0b = zero;
    FloatVector s0c = zero;
    FloatVector s0d = zero;
    long end = wt + 2 * BYTES * quads;
    while (wt != end) {
      IntVector w0 = IntVector.fromMemorySegment(WORDS, w, wt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s0a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = w0.and(UPPER).reinterpretAsFloats().fma(x0, s0b);
      w0 = IntVector.fromMemorySegment(WORDS, w, wt + BYTES, ORDER);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0c = w0.lanewise(LSHL, 16).reinterpretAsFloats().fma(x0, s0c);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0d = w0.and(UPPER).reinterpretAsFloats().fma(x0, s0d);
      xt += 16;
      wt += 2 * BYTES;
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    FloatVector y0 =
        FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER).add(s0a.add(s0b).add(s0c.add(s0d)));
    y0.blend(least, y0.compare(LE, least)).intoMemorySegment(y, yt, ORDER);
  }
}
