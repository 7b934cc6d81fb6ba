package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * GLU, one row at a time: a row of x is a half that is let through and a half of gates. A tail goes
 * one by one, in double: masked, it would be more than the compilers take in.
 */
final class GatePasses {
  private GatePasses() {}

  /**
   * {@code y = a sigmoid(b)}. An infinite element passes every gate but one at minus infinity, even
   * one that is 0 in float32.
   */
  static void forward(MemorySegment x, long a, long b, MemorySegment y, long to, int count) {
    int vectors = Lanes.vectors(count);
    long done = (long) vectors * Lanes.BYTES;
    if (vectors > 0) {
      GateLoops.forward(x, a, b, y, to, vectors);
    }
    if (Lanes.tail(count) > 0) {
      forwardTail(x, a + done, b + done, y, to + done, Lanes.tail(count));
    }
  }

  private static void forwardTail(
      MemorySegment x, long a, long b, MemorySegment y, long to, int count) {
    for (long at = 0; at < (long) count * Float.BYTES; at += Float.BYTES) {
      y.set(FLOAT, to + at, (float) (x.get(FLOAT, a + at) * sigmoid(x.get(FLOAT, b + at))));
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** {@code da = dy s} and {@code db = dy a s (1 - s)} with {@code s = sigmoid(b)}. */
  static void backward(
      MemorySegment x, long a, long b, MemorySegment dy, long from, MemorySegment dx, int count) {
    int vectors = Lanes.vectors(count);
    long done = (long) vectors * Lanes.BYTES;
    if (vectors > 0) {
      GateLoops.backward(x, a, b, dy, from, dx, vectors);
    }
    if (Lanes.tail(count) > 0) {
      backwardTail(x, a + done, b + done, dy, from + done, dx, Lanes.tail(count));
    }
  }

  private static void backwardTail(
      MemorySegment x, long a, long b, MemorySegment dy, long from, MemorySegment dx, int count) {
    for (long at = 0; at < (long) count * Float.BYTES; at += Float.BYTES) {
      double open = sigmoid(x.get(FLOAT, b + at));
      double back = dy.get(FLOAT, from + at);
      dx.set(FLOAT, b + at, (float) (back * x.get(FLOAT, a + at) * open * (1 - open)));
      dx.set(FLOAT, a + at, (float) (back * open));
    }
  }
}
