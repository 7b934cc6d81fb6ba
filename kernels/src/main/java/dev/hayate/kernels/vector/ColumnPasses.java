package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;
import static dev.hayate.kernels.vector.Registers.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Passes over one row, of which each element belongs to a channel, for batch normalisation of
 * vectors: what is kept for the channels stays in the first cache while the rows stream past.
 * {@code normal} is {@code (x - mean) scale}. A tail goes one by one, as in {@link GroupPasses}.
 */
final class ColumnPasses {
  private ColumnPasses() {}

  /** {@code sums += (x - mean)^2}. */
  static void addSquares(
      MemorySegment x, long offset, MemorySegment mean, MemorySegment sums, int count) {
    Lanes.meet(x.isNative(), mean.isNative(), sums.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector centred =
          FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER)
              .sub(FloatVector.fromMemorySegment(SPECIES, mean, at, ORDER));
      centred
          .fma(centred, FloatVector.fromMemorySegment(SPECIES, sums, at, ORDER))
          .intoMemorySegment(sums, at, ORDER);
      at += Lanes.BYTES;
    }
    long end = (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float centred = x.get(FLOAT, offset + at) - mean.get(FLOAT, at);
      sums.set(FLOAT, at, Math.fma(centred, centred, sums.get(FLOAT, at)));
    }
  }

  /** {@code y = normal weight + bias}. */
  static void normalize(
      MemorySegment x,
      MemorySegment y,
      long offset,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment weight,
      MemorySegment bias,
      int count) {
    Lanes.meet(x.isNative(), y.isNative());
    Lanes.meet(mean.isNative(), scale.isNative());
    Lanes.meet(weight.isNative(), bias.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER)
          .sub(FloatVector.fromMemorySegment(SPECIES, mean, at, ORDER))
          .mul(FloatVector.fromMemorySegment(SPECIES, scale, at, ORDER))
          .mul(FloatVector.fromMemorySegment(SPECIES, weight, at, ORDER))
          .add(FloatVector.fromMemorySegment(SPECIES, bias, at, ORDER))
          .intoMemorySegment(y, offset + at, ORDER);
      at += Lanes.BYTES;
    }
    long end = (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float normal = (x.get(FLOAT, offset + at) - mean.get(FLOAT, at)) * scale.get(FLOAT, at);
      y.set(FLOAT, offset + at, normal * weight.get(FLOAT, at) + bias.get(FLOAT, at));
    }
  }

  /** {@code sums += dy normal}. */
  static void addDots(
      MemorySegment x,
      MemorySegment dy,
      long offset,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment sums,
      int count) {
    Lanes.meet(x.isNative(), dy.isNative());
    Lanes.meet(mean.isNative(), scale.isNative(), sums.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER)
          .sub(FloatVector.fromMemorySegment(SPECIES, mean, at, ORDER))
          .mul(FloatVector.fromMemorySegment(SPECIES, scale, at, ORDER))
          .fma(
              FloatVector.fromMemorySegment(SPECIES, dy, offset + at, ORDER),
              FloatVector.fromMemorySegment(SPECIES, sums, at, ORDER))
          .intoMemorySegment(sums, at, ORDER);
      at += Lanes.BYTES;
    }
    long end = (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float normal = (x.get(FLOAT, offset + at) - mean.get(FLOAT, at)) * scale.get(FLOAT, at);
      float sum = Math.fma(normal, dy.get(FLOAT, offset + at), sums.get(FLOAT, at));
      sums.set(FLOAT, at, sum);
    }
  }

  /** {@code dx = weight scale (dy - (normal dot + sum) share)}. */
  static void gradient(
      MemorySegment x,
      MemorySegment dy,
      MemorySegment dx,
      long offset,
      MemorySegment mean,
      MemorySegment scale,
      MemorySegment weight,
      MemorySegment dot,
      MemorySegment sum,
      float share,
      int count) {
    Lanes.meet(x.isNative(), dy.isNative(), dx.isNative());
    Lanes.meet(mean.isNative(), scale.isNative(), weight.isNative());
    Lanes.meet(dot.isNative(), sum.isNative());
    int vectors = Lanes.vectors(count);
    long at = 0;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector scales = FloatVector.fromMemorySegment(SPECIES, scale, at, ORDER);
      FloatVector back =
          FloatVector.fromMemorySegment(SPECIES, x, offset + at, ORDER)
              .sub(FloatVector.fromMemorySegment(SPECIES, mean, at, ORDER))
              .mul(scales)
              .fma(
                  FloatVector.fromMemorySegment(SPECIES, dot, at, ORDER),
                  FloatVector.fromMemorySegment(SPECIES, sum, at, ORDER))
              .mul(share);
      FloatVector.fromMemorySegment(SPECIES, dy, offset + at, ORDER)
          .sub(back)
          .mul(scales)
          .mul(FloatVector.fromMemorySegment(SPECIES, weight, at, ORDER))
          .intoMemorySegment(dx, offset + at, ORDER);
      at += Lanes.BYTES;
    }
    long end = (long) count * Float.BYTES;
    for (; at < end; at += Float.BYTES) {
      float scales = scale.get(FLOAT, at);
      float normal = (x.get(FLOAT, offset + at) - mean.get(FLOAT, at)) * scales;
      float back = Math.fma(normal, dot.get(FLOAT, at), sum.get(FLOAT, at)) * share;
      dx.set(
          FLOAT, offset + at, (dy.get(FLOAT, offset + at) - back) * scales * weight.get(FLOAT, at));
    }
  }
}
