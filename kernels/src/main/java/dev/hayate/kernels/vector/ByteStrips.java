package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static dev.hayate.kernels.vector.VectorPerceptron.WORDS;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Strips of weights of eight bits, four in a word; see {@link dev.hayate.kernels.WeightType#I8}.
 * See {@link VectorPerceptron} for the arguments.
 */
final class ByteStrips {
  private ByteStrips() {}

  /** A strip four vectors wide, two sums for each. */
  static void four(
      int quads,
      MemorySegment x,
      long xt,
      MemorySegment w,
      long wt,
      long st,
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
    long end = wt + 4 * BYTES * quads;
    while (wt != end) {
      IntVector w0 = IntVector.fromMemorySegment(WORDS, w, wt, ORDER);
      IntVector w1 = IntVector.fromMemorySegment(WORDS, w, wt + BYTES, ORDER);
      IntVector w2 = IntVector.fromMemorySegment(WORDS, w, wt + 2 * BYTES, ORDER);
      IntVector w3 = IntVector.fromMemorySegment(WORDS, w, wt + 3 * BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = ((FloatVector) w0.lanewise(LSHL, 24).convert(I2F, 0)).fma(x0, s0a);
      s1a = ((FloatVector) w1.lanewise(LSHL, 24).convert(I2F, 0)).fma(x0, s1a);
      s2a = ((FloatVector) w2.lanewise(LSHL, 24).convert(I2F, 0)).fma(x0, s2a);
      s3a = ((FloatVector) w3.lanewise(LSHL, 24).convert(I2F, 0)).fma(x0, s3a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = ((FloatVector) w0.lanewise(LSHL, 16).convert(I2F, 0)).fma(x0, s0b);
      s1b = ((FloatVector) w1.lanewise(LSHL, 16).convert(I2F, 0)).fma(x0, s1b);
      s2b = ((FloatVector) w2.lanewise(LSHL, 16).convert(I2F, 0)).fma(x0, s2b);
      s3b = ((FloatVector) w3.lanewise(LSHL, 16).convert(I2F, 0)).fma(x0, s3b);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0a = ((FloatVector) w0.lanewise(LSHL, 8).convert(I2F, 0)).fma(x0, s0a);
      s1a = ((FloatVector) w1.lanewise(LSHL, 8).convert(I2F, 0)).fma(x0, s1a);
      s2a = ((FloatVector) w2.lanewise(LSHL, 8).convert(I2F, 0)).fma(x0, s2a);
      s3a = ((FloatVector) w3.lanewise(LSHL, 8).convert(I2F, 0)).fma(x0, s3a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0b = ((FloatVector) w0.convert(I2F, 0)).fma(x0, s0b);
      s1b = ((FloatVector) w1.convert(I2F, 0)).fma(x0, s1b);
      s2b = ((FloatVector) w2.convert(I2F, 0)).fma(x0, s2b);
      s3b = ((FloatVector) w3.convert(I2F, 0)).fma(x0, s3b);
      xt += 16;
      wt += 4 * BYTES;
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    FloatVector y0 =
        FloatVector.fromMemorySegment(SPECIES, w, st, ORDER)
            .fma(s0a.add(s0b), FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER));
    y0.blend(least, y0.compare(LE, least)).intoMemorySegment(y, yt, ORDER);
    FloatVector y1 =
        FloatVector.fromMemorySegment(SPECIES, w, st + BYTES, ORDER)
            .fma(s1a.add(s1b), FloatVector.fromMemorySegment(SPECIES, w, bt + BYTES, ORDER));
    y1.blend(least, y1.compare(LE, least)).intoMemorySegment(y, yt + BYTES, ORDER);
    FloatVector y2 =
        FloatVector.fromMemorySegment(SPECIES, w, st + 2 * BYTES, ORDER)
            .fma(s2a.add(s2b), FloatVector.fromMemorySegment(SPECIES, w, bt + 2 * BYTES, ORDER));
    y2.blend(least, y2.compare(LE, least)).intoMemorySegment(y, yt + 2 * BYTES, ORDER);
    FloatVector y3 =
        FloatVector.fromMemorySegment(SPECIES, w, st + 3 * BYTES, ORDER)
            .fma(s3a.add(s3b), FloatVector.fromMemorySegment(SPECIES, w, bt + 3 * BYTES, ORDER));
    y3.blend(least, y3.compare(LE, least)).intoMemorySegment(y, yt + 3 * BYTES, ORDER);
  }

  /** A strip two vectors wide, four sums for each. */
  static void two(
      int quads,
      MemorySegment x,
      long xt,
      MemorySegment w,
      long wt,
      long st,
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
    long end = wt + 2 * BYTES * quads;
    while (wt != end) {
      IntVector w0 = IntVector.fromMemorySegment(WORDS, w, wt, ORDER);
      IntVector w1 = IntVector.fromMemorySegment(WORDS, w, wt + BYTES, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = ((FloatVector) w0.lanewise(LSHL, 24).convert(I2F, 0)).fma(x0, s0a);
      s1a = ((FloatVector) w1.lanewise(LSHL, 24).convert(I2F, 0)).fma(x0, s1a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = ((FloatVector) w0.lanewise(LSHL, 16).convert(I2F, 0)).fma(x0, s0b);
      s1b = ((FloatVector) w1.lanewise(LSHL, 16).convert(I2F, 0)).fma(x0, s1b);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0c = ((FloatVector) w0.lanewise(LSHL, 8).convert(I2F, 0)).fma(x0, s0c);
      s1c = ((FloatVector) w1.lanewise(LSHL, 8).convert(I2F, 0)).fma(x0, s1c);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0d = ((FloatVector) w0.convert(I2F, 0)).fma(x0, s0d);
      s1d = ((FloatVector) w1.convert(I2F, 0)).fma(x0, s1d);
      xt += 16;
      wt += 2 * BYTES;
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    FloatVector y0 =
        FloatVector.fromMemorySegment(SPECIES, w, st, ORDER)
            .fma(
                s0a.add(s0b).add(s0c.add(s0d)),
                FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER));
    y0.blend(least, y0.compare(LE, least)).intoMemorySegment(y, yt, ORDER);
    FloatVector y1 =
        FloatVector.fromMemorySegment(SPECIES, w, st + BYTES, ORDER)
            .fma(
                s1a.add(s1b).add(s1c.add(s1d)),
                FloatVector.fromMemorySegment(SPECIES, w, bt + BYTES, ORDER));
    y1.blend(least, y1.compare(LE, least)).intoMemorySegment(y, yt + BYTES, ORDER);
  }

  /** A strip one vector wide, four sums. */
  static void one(
      int quads,
      MemorySegment x,
      long xt,
      MemorySegment w,
      long wt,
      long st,
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
    long end = wt + 1 * BYTES * quads;
    while (wt != end) {
      IntVector w0 = IntVector.fromMemorySegment(WORDS, w, wt, ORDER);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = ((FloatVector) w0.lanewise(LSHL, 24).convert(I2F, 0)).fma(x0, s0a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = ((FloatVector) w0.lanewise(LSHL, 16).convert(I2F, 0)).fma(x0, s0b);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0c = ((FloatVector) w0.lanewise(LSHL, 8).convert(I2F, 0)).fma(x0, s0c);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0d = ((FloatVector) w0.convert(I2F, 0)).fma(x0, s0d);
      xt += 16;
      wt += BYTES;
    }
    FloatVector least = FloatVector.broadcast(SPECIES, floor);
    FloatVector y0 =
        FloatVector.fromMemorySegment(SPECIES, w, st, ORDER)
            .fma(
                s0a.add(s0b).add(s0c.add(s0d)),
                FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER));
    y0.blend(least, y0.compare(LE, least)).intoMemorySegment(y, yt, ORDER);
  }
}
