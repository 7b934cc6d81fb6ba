package dev.hayate.bench;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops that read all their arrays, write all but the second, and do one multiply-add for each that
 * is written: what memory allows an optimizer with as many arrays. Every array moves towards the
 * second one, so that however often it is repeated no number leaves its range.
 */
final class Streams {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final FloatVector KEPT = FloatVector.broadcast(SPECIES, 0.5f);

  /** Elements in a vector. */
  static final int LANES = SPECIES.length();

  private Streams() {}

  static void two(MemorySegment w, MemorySegment g, int vectors) {
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, g, at, ORDER);
      FloatVector.fromMemorySegment(SPECIES, w, at, ORDER)
          .fma(KEPT, gradient)
          .intoMemorySegment(w, at, ORDER);
      at += SPECIES.vectorByteSize();
    }
  }

  static void three(MemorySegment w, MemorySegment g, MemorySegment a, int vectors) {
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, g, at, ORDER);
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector.fromMemorySegment(SPECIES, a, at, ORDER)
          .fma(KEPT, gradient)
          .intoMemorySegment(a, at, ORDER);
      weight.fma(KEPT, gradient).intoMemorySegment(w, at, ORDER);
      at += SPECIES.vectorByteSize();
    }
  }

  static void four(
      MemorySegment w, MemorySegment g, MemorySegment a, MemorySegment b, int vectors) {
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, g, at, ORDER);
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector first = FloatVector.fromMemorySegment(SPECIES, a, at, ORDER);
      FloatVector second = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER);
      first.fma(KEPT, gradient).intoMemorySegment(a, at, ORDER);
      second.fma(KEPT, gradient).intoMemorySegment(b, at, ORDER);
      weight.fma(KEPT, gradient).intoMemorySegment(w, at, ORDER);
      at += SPECIES.vectorByteSize();
    }
  }

  static void five(
      MemorySegment w,
      MemorySegment g,
      MemorySegment a,
      MemorySegment b,
      MemorySegment c,
      int vectors) {
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector gradient = FloatVector.fromMemorySegment(SPECIES, g, at, ORDER);
      FloatVector weight = FloatVector.fromMemorySegment(SPECIES, w, at, ORDER);
      FloatVector first = FloatVector.fromMemorySegment(SPECIES, a, at, ORDER);
      FloatVector second = FloatVector.fromMemorySegment(SPECIES, b, at, ORDER);
      FloatVector third = FloatVector.fromMemorySegment(SPECIES, c, at, ORDER);
      first.fma(KEPT, gradient).intoMemorySegment(a, at, ORDER);
      second.fma(KEPT, gradient).intoMemorySegment(b, at, ORDER);
      third.fma(KEPT, gradient).intoMemorySegment(c, at, ORDER);
      weight.fma(KEPT, gradient).intoMemorySegment(w, at, ORDER);
      at += SPECIES.vectorByteSize();
    }
  }
}
