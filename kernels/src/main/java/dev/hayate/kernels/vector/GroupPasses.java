package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Passes over consecutive elements of which each has a weight of its own, as in layer
 * normalisation; {@code normal} is {@code (x - mean) scale}. A tail goes one by one: with so many
 * operands, masks would be more than the compiler takes in.
 */
final class GroupPasses {
  private GroupPasses() {}

  /** {@code y = normal weight + bias}. */
  static void normalize(
      MemorySegment x,
      MemorySegment y,
      long offset,
      MemorySegment weight,
      MemorySegment bias,
      long first,
      int count,
      float mean,
      float scale) {
    Lanes.meet(x.isNative(), y.isNative());
    Lanes.meet(weight.isNative(), bias.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER)
          .sub(mean)
          .mul(scale)
          .mul(FloatVector.fromMemorySegment(SPECIES, weight, first + at, ORDER))
          .add(FloatVector.fromMemorySegment(SPECIES, bias, first + at, ORDER))
          .intoMemorySegment(y, offset + at, ORDER);
      at += Lanes.BYTES;
    }
    long end = (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float normal = (x.get(FLOAT, offset + at) - mean) * scale;
      float value = normal * weight.get(FLOAT, first + at) + bias.get(FLOAT, first + at);
      y.set(FLOAT, offset + at, value);
    }
  }

  /** Returns {@code sum dy weight normal}, and adds {@code dy normal} to the weights' gradient. */
  static float dot(
      MemorySegment x,
      MemorySegment dy,
      long offset,
      MemorySegment weight,
      MemorySegment dweight,
      long first,
      int count,
      float mean,
      float scale) {
    Lanes.meet(x.isNative(), dy.isNative());
    Lanes.meet(weight.isNative(), dweight.isNative());
    float[] lanes = Lanes.array();
    FloatVector sums = FloatVector.zero(SPECIES);
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector term =
          FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER)
              .sub(mean)
              .mul(scale)
              .mul(FloatVector.fromMemorySegment(SPECIES, dy, offset + at, ORDER));
      FloatVector.fromMemorySegment(SPECIES, dweight, first + at, ORDER)
          .add(term)
          .intoMemorySegment(dweight, first + at, ORDER);
      sums = term.fma(FloatVector.fromMemorySegment(SPECIES, weight, first + at, ORDER), sums);
      at += Lanes.BYTES;
    }
    sums.intoArray(lanes, 0);
    float sum = Lanes.sum(lanes);
    long end = (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float normal = (x.get(FLOAT, offset + at) - mean) * scale;
      float term = normal * dy.get(FLOAT, offset + at);
      dweight.set(FLOAT, first + at, dweight.get(FLOAT, first + at) + term);
      sum = Math.fma(term, weight.get(FLOAT, first + at), sum);
    }
    return sum;
  }

  /** {@code dx = scale (dy weight - (normal dot + sum))}, for a dot and a sum that are means. */
  static void gradient(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment dx,
      long offset,
      MemorySegment weight,
      long first,
      int count,
      float mean,
      float scale,
      float sum,
      float dot) {
    Lanes.meet(x.isNative(), dy.isNative());
    Lanes.meet(weight.isNative(), dx.isNative());
    FloatVector sums = FloatVector.broadcast(SPECIES, sum);
    FloatVector dots = FloatVector.broadcast(SPECIES, dot);
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector back =
          FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER)
              .sub(mean)
              .mul(scale)
              .fma(dots, sums);
      FloatVector.fromMemorySegment(SPECIES, dy, offset + at, ORDER)
          .mul(FloatVector.fromMemorySegment(SPECIES, weight, first + at, ORDER))
          .sub(back)
          .mul(scale)
          .intoMemorySegment(dx, offset + at, ORDER);
      at += Lanes.BYTES;
    }
    long end = (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float normal = (x.get(FLOAT, offset + at) - mean) * scale;
      float share = dy.get(FLOAT, offset + at) * weight.get(FLOAT, first + at);
      dx.set(FLOAT, offset + at, (share - Math.fma(normal, dot, sum)) * scale);
    }
  }
}
