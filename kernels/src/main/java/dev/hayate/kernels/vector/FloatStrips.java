package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static jdk.incubator.vector.VectorOperators.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** Strips of float32 weights. See {@link VectorPerceptron} for the arguments. */
final class FloatStrips {
  private FloatStrips() {}

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
    long end = wt + 16 * BYTES * quads;
    while (wt != end) {
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt, ORDER), s0a);
      s1a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + BYTES, ORDER), s1a);
      s2a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 2 * BYTES, ORDER), s2a);
      s3a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 3 * BYTES, ORDER), s3a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 4 * BYTES, ORDER), s0b);
      s1b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 5 * BYTES, ORDER), s1b);
      s2b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 6 * BYTES, ORDER), s2b);
      s3b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 7 * BYTES, ORDER), s3b);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 8 * BYTES, ORDER), s0a);
      s1a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 9 * BYTES, ORDER), s1a);
      s2a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 10 * BYTES, ORDER), s2a);
      s3a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 11 * BYTES, ORDER), s3a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 12 * BYTES, ORDER), s0b);
      s1b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 13 * BYTES, ORDER), s1b);
      s2b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 14 * BYTES, ORDER), s2b);
      s3b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 15 * BYTES, ORDER), s3b);
      xt += 16;
      wt += 16 * BYTES;
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
    long end = wt + 8 * BYTES * quads;
    while (wt != end) {
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt, ORDER), s0a);
      s1a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + BYTES, ORDER), s1a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 2 * BYTES, ORDER), s0b);
      s1b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 3 * BYTES, ORDER), s1b);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0c = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 4 * BYTES, ORDER), s0c);
      s1c = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 5 * BYTES, ORDER), s1c);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0d = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 6 * BYTES, ORDER), s0d);
      s1d = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 7 * BYTES, ORDER), s1d);
      xt += 16;
      wt += 8 * BYTES;
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
    long end = wt + 4 * BYTES * quads;
    while (wt != end) {
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt, ORDER), s0a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + BYTES, ORDER), s0b);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0c = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 2 * BYTES, ORDER), s0c);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0d = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 3 * BYTES, ORDER), s0d);
      xt += 16;
      wt += 4 * BYTES;
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    FloatVector y0 =
        FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER).add(s0a.add(s0b).add(s0c.add(s0d)));
    y0.blend(least, y0.compare(LE, least)).intoMemorySegment(y, yt, ORDER);
  }
}
