package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Passes over consecutive elements of one weight, as the pixels of a channel are; {@code normal} is
 * {@code (x - mean) scale}. A tail goes one by one, as in {@link GroupPasses}.
 */
final class RunPasses {
  private RunPasses() {}

  /** {@code y = normal weight + bias}. */
  static void normalize(
      MemorySegment x,
      MemorySegment y,
      long offset,
      int count,
      float mean,
      float scale,
      float weight,
      float bias) {
    Lanes.meet(x.isNative(), y.isNative());
    FloatVector biases = FloatVector.broadcast(SPECIES, bias);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, x, at, ORDER)
          .sub(mean)
          .mul(scale)
          .mul(weight)
          .add(biases)
          .intoMemorySegment(y, at, ORDER);
      at += Lanes.BYTES;
    }
    long end = offset + (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      y.set(FLOAT, at, (x.get(FLOAT, at) - mean) * scale * weight + bias);
    }
  }

  /** {@code sum dy normal}. */
  static float dot(
      MemorySegment x, MemorySegment dy, long offset, int count, float mean, float scale) {
    Lanes.meet(x.isNative(), dy.isNative());
    float[] lanes = Lanes.array();
    FloatVector sums = FloatVector.zero(SPECIES);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      sums =
          FloatVector.fromMemorySegment(SPECIES, x, at, ORDER)
              .sub(mean)
              .mul(scale)
              .fma(FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER), sums);
      at += Lanes.BYTES;
    }
    sums.intoArray(lanes, 0);
    float sum = Lanes.sum(lanes);
    long end = offset + (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      sum = Math.fma((x.get(FLOAT, at) - mean) * scale, dy.get(FLOAT, at), sum);
    }
    return sum;
  }

  /** {@code dx = dy factor}. */
  static void times(MemorySegment dy, MemorySegment dx, long offset, int count, float factor) {
    Lanes.meet(dy.isNative(), dx.isNative());
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER)
          .mul(factor)
          .intoMemorySegment(dx, at, ORDER);
      at += Lanes.BYTES;
    }
    long end = offset + (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      dx.set(FLOAT, at, dy.get(FLOAT, at) * factor);
    }
  }

  /** {@code dx = scale (dy weight - (normal dot + sum))}, for a dot and a sum that are means. */
  static void gradient(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment dx,
      long offset,
      int count,
      float mean,
      float scale,
      float weight,
      float sum,
      float dot) {
    Lanes.meet(x.isNative(), dy.isNative(), dx.isNative());
    FloatVector sums = FloatVector.broadcast(SPECIES, sum);
    FloatVector dots = FloatVector.broadcast(SPECIES, dot);
    int vectors = Lanes.vectors(count);
    long at = offset;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector back =
          FloatVector.fromMemorySegment(SPECIES, x, at, ORDER).sub(mean).mul(scale).fma(dots, sums);
      FloatVector.fromMemorySegment(SPECIES, dy, at, ORDER)
          .mul(weight)
          .sub(back)
          .mul(scale)
          .intoMemorySegment(dx, at, ORDER);
      at += Lanes.BYTES;
    }
    long end = offset + (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float normal = (x.get(FLOAT, at) - mean) * scale;
      dx.set(FLOAT, at, (dy.get(FLOAT, at) * weight - Math.fma(normal, dot, sum)) * scale);
    }
  }
}
