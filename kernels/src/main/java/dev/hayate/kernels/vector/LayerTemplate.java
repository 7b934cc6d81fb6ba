package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.BYTES;
import static dev.hayate.kernels.vector.Registers.FLOAT;
import static jdk.incubator.vector.VectorOperators.LE;

import dev.hayate.kernels.vector.VectorPerceptron.Layer;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * A layer of float32 weights for one row, as {@link FloatStrips} compute it, to the bit; here all
 * sizes are constants. {@link OwnCode} loads a hidden copy of this class for every layer of a small
 * model.
 *
 * <p>With the strips, half of the instructions are checks that an access lies within its segment.
 * Here each operand is cut to a size that C2 knows. The slice is an object that C2 never makes, and
 * the only check is that of the cut: the loops count with an int to a constant, so C2 tells which
 * offsets they reach, and makes all other checks while it compiles. The weights are an argument,
 * and so serve any model of the same form; as a constant their address would have to be written out
 * for every access, which makes nothing faster.
 *
 * <p>Each kind of strip has a method of its own, which C2 compiles alone; all of them in one would
 * have more vectors than it inlines. For the same reason nothing with vectors is factored out.
 */
final class LayerTemplate implements RowCode {
  /**
   * What is constant.
   *
   * @param place where the weights and biases are
   * @param first if it reads the inputs
   * @param from where else in scratch memory it reads
   * @param to where in scratch memory it writes
   * @param last if it puts out the results
   * @param next the code of the next layer, if this is not the last
   */
  record Constants(Layer place, boolean first, long from, long to, boolean last, RowCode next) {}

  private static final int QUAD = 4;

  /** Of so few outputs each is copied on its own; more are copied by a call. */
  private static final int FEW = 8;

  private static final Constants CONSTANTS = constants();
  private static final Layer LAYER = CONSTANTS.place();
  private static final RowCode NEXT = CONSTANTS.next();
  private static final boolean FIRST = CONSTANTS.first();
  private static final boolean LAST = CONSTANTS.last();
  private static final long FROM = CONSTANTS.from();
  private static final long TO = CONSTANTS.to();
  private static final int IN = LAYER.in;
  private static final int OUT = LAYER.out;
  private static final int QUADS = LAYER.quads;
  private static final boolean PADS = FIRST && IN % QUAD != 0;
  private static final boolean BENDS = LAYER.bends;
  private static final boolean RELU = LAYER.floor == 0;

  private static final int FOURS = LAYER.vectors / 4;
  private static final boolean TWO = LAYER.vectors % 4 >= 2;
  private static final boolean ONE = LAYER.vectors % 2 == 1;

  private static final long READ = 4L * QUAD * QUADS;
  private static final long WRITTEN = LAYER.vectors * BYTES;

  private static final long WORDS = LAYER.words;
  private static final long PACKED = LAYER.end() - WORDS;
  private static final long BIASES = LAYER.biases - WORDS;

  /** The bytes of the words of one vector of columns. */
  private static final long VECTOR = LAYER.vector() * QUADS;

  private static final int LAST_VECTOR = LAYER.vectors - 1;

  private static final FloatVector ZERO = FloatVector.zero(SPECIES);

  LayerTemplate() {}

  private static Constants constants() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", Constants.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError("a class can read its own data", e);
    }
  }

  @Override
  public void run(
      MemorySegment x, long xt, MemorySegment weights, MemorySegment s, MemorySegment y, long yt) {
    if (PADS) {
      pad(x, xt, s);
    }
    MemorySegment in = FIRST && !PADS ? x : s;
    long at = FIRST && !PADS ? xt : FROM;
    if (FOURS > 0) {
      fours(in, at, weights, s);
    }
    if (TWO) {
      two(in, at, weights, s);
    }
    if (ONE) {
      one(in, at, weights, s);
    }
    if (BENDS) {
      LAYER.activation.get().forward(s, TO, s, TO, OUT);
    }
    if (LAST) {
      give(s, y, yt);
    } else {
      // The next layer reads whole quads, and an infinity times no weight is not a number.
      for (int j = OUT; j % QUAD != 0; j++) {
        s.set(FLOAT, TO + 4L * j, 0);
      }
      NEXT.run(x, xt, weights, s, y, yt);
    }
  }

  private static void pad(MemorySegment x, long xt, MemorySegment s) {
    MemorySegment.copy(x, xt, s, FROM, 4L * IN);
    for (int j = IN; j % QUAD != 0; j++) {
      s.set(FLOAT, FROM + 4L * j, 0);
    }
  }

  private static void give(MemorySegment s, MemorySegment y, long yt) {
    if (OUT > FEW) {
      MemorySegment.copy(s, TO, y, yt, 4L * OUT);
      return;
    }
    for (int j = 0; j < OUT; j++) {
      y.set(FLOAT, yt + 4L * j, s.get(FLOAT, TO + 4L * j));
    }
  }

  private static void fours(MemorySegment in, long at, MemorySegment weights, MemorySegment s) {
    Lanes.meet(in.isNative(), weights.isNative(), s.isNative());
    MemorySegment x = in.asSlice(at, READ);
    MemorySegment w = weights.asSlice(WORDS, PACKED);
    MemorySegment y = s.asSlice(TO, WRITTEN);
    for (int i = 0; i < FOURS; i++) {
      FloatVector zero = FloatVector.zero(SPECIES);
      FloatVector s0a = zero;
      FloatVector s0b = zero;
      FloatVector s1a = zero;
      FloatVector s1b = zero;
      FloatVector s2a = zero;
      FloatVector s2b = zero;
      FloatVector s3a = zero;
      FloatVector s3b = zero;
      for (int quad = 0; quad < QUADS; quad++) {
        long xt = quad * 16L;
        long wt = i * (4 * VECTOR) + quad * (16 * BYTES);
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
      }
      long yt = i * (4 * BYTES);
      long bt = BIASES + yt;
      FloatVector y0 = FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER).add(s0a.add(s0b));
      y0 = RELU ? y0.blend(ZERO, y0.compare(LE, ZERO)) : y0;
      y0.intoMemorySegment(y, yt, ORDER);
      FloatVector y1 =
          FloatVector.fromMemorySegment(SPECIES, w, bt + BYTES, ORDER).add(s1a.add(s1b));
      y1 = RELU ? y1.blend(ZERO, y1.compare(LE, ZERO)) : y1;
      y1.intoMemorySegment(y, yt + BYTES, ORDER);
      FloatVector y2 =
          FloatVector.fromMemorySegment(SPECIES, w, bt + 2 * BYTES, ORDER).add(s2a.add(s2b));
      y2 = RELU ? y2.blend(ZERO, y2.compare(LE, ZERO)) : y2;
      y2.intoMemorySegment(y, yt + 2 * BYTES, ORDER);
      FloatVector y3 =
          FloatVector.fromMemorySegment(SPECIES, w, bt + 3 * BYTES, ORDER).add(s3a.add(s3b));
      y3 = RELU ? y3.blend(ZERO, y3.compare(LE, ZERO)) : y3;
      y3.intoMemorySegment(y, yt + 3 * BYTES, ORDER);
    }
  }

  private static void two(MemorySegment in, long at, MemorySegment weights, MemorySegment s) {
    Lanes.meet(in.isNative(), weights.isNative(), s.isNative());
    MemorySegment x = in.asSlice(at, READ);
    MemorySegment w = weights.asSlice(WORDS, PACKED);
    MemorySegment y = s.asSlice(TO, WRITTEN);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0a = zero;
    FloatVector s0b = zero;
    FloatVector s0c = zero;
    FloatVector s0d = zero;
    FloatVector s1a = zero;
    FloatVector s1b = zero;
    FloatVector s1c = zero;
    FloatVector s1d = zero;
    for (int quad = 0; quad < QUADS; quad++) {
      long xt = quad * 16L;
      long wt = FOURS * (4 * VECTOR) + quad * (8 * BYTES);
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
    }
    long yt = FOURS * (4 * BYTES);
    long bt = BIASES + yt;
    FloatVector y0 =
        FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER).add(s0a.add(s0b).add(s0c.add(s0d)));
    y0 = RELU ? y0.blend(ZERO, y0.compare(LE, ZERO)) : y0;
    y0.intoMemorySegment(y, yt, ORDER);
    FloatVector y1 =
        FloatVector.fromMemorySegment(SPECIES, w, bt + BYTES, ORDER)
            .add(s1a.add(s1b).add(s1c.add(s1d)));
    y1 = RELU ? y1.blend(ZERO, y1.compare(LE, ZERO)) : y1;
    y1.intoMemorySegment(y, yt + BYTES, ORDER);
  }

  private static void one(MemorySegment in, long at, MemorySegment weights, MemorySegment s) {
    Lanes.meet(in.isNative(), weights.isNative(), s.isNative());
    MemorySegment x = in.asSlice(at, READ);
    MemorySegment w = weights.asSlice(WORDS, PACKED);
    MemorySegment y = s.asSlice(TO, WRITTEN);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0a = zero;
    FloatVector s0b = zero;
    FloatVector s0c = zero;
    FloatVector s0d = zero;
    for (int quad = 0; quad < QUADS; quad++) {
      long xt = quad * 16L;
      long wt = LAST_VECTOR * VECTOR + quad * (4 * BYTES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt));
      s0a = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt, ORDER), s0a);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 4));
      s0b = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + BYTES, ORDER), s0b);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 8));
      s0c = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 2 * BYTES, ORDER), s0c);
      x0 = FloatVector.broadcast(SPECIES, x.get(FLOAT, xt + 12));
      s0d = x0.fma(FloatVector.fromMemorySegment(SPECIES, w, wt + 3 * BYTES, ORDER), s0d);
    }
    long yt = LAST_VECTOR * BYTES;
    long bt = BIASES + yt;
    FloatVector y0 =
        FloatVector.fromMemorySegment(SPECIES, w, bt, ORDER).add(s0a.add(s0b).add(s0c.add(s0d)));
    y0 = RELU ? y0.blend(ZERO, y0.compare(LE, ZERO)) : y0;
    y0.intoMemorySegment(y, yt, ORDER);
  }
}
