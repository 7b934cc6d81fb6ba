package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/**
 * The loops over a loss, written once and loaded as a hidden copy for every loss; see {@link
 * ActivationLoopTemplate}.
 *
 * <p>Those with settings are told their step, which is 1. If C2 knew it, it would split them for
 * the sake of their many addresses, and then compile them a hundred times, as {@link Lanes} says.
 */
@Apart
@CopiedFor(VectorPointLoss.class)
final class PointLossTemplate {
  private static final VectorPointLoss LOSS = loss();

  /** Of a copy, C2 compiles what is true of its loss only. */
  private static final boolean BY_COLUMN = LOSS instanceof VectorColumnLoss;

  private PointLossTemplate() {}

  private static VectorPointLoss loss() {
    try {
      return MethodHandles.classData(MethodHandles.lookup(), "_", VectorPointLoss.class);
    } catch (IllegalAccessException e) {
      throw new AssertionError("a class can read its own data", e);
    }
  }

  static void sum(MemorySegment x, MemorySegment target, long at, int vectors, float[] lanes) {
    Lanes.meet(x.isNative(), target.isNative());
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      sum =
          LOSS.value(
                  FloatVector.fromMemorySegment(SPECIES, x, at, ORDER),
                  FloatVector.fromMemorySegment(SPECIES, target, at, ORDER))
              .add(sum);
      at += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
  }

  static void gradient(
      MemorySegment x, MemorySegment target, MemorySegment dx, long at, int vectors, float factor) {
    Lanes.meet(x.isNative(), target.isNative(), dx.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      LOSS.gradient(
              FloatVector.fromMemorySegment(SPECIES, x, at, ORDER),
              FloatVector.fromMemorySegment(SPECIES, target, at, ORDER))
          .mul(factor)
          .intoMemorySegment(dx, at, ORDER);
      at += Lanes.BYTES;
    }
  }

  static void weightedSum(
      MemorySegment x,
      MemorySegment target,
      long at,
      MemorySegment factors,
      long factorsAt,
      MemorySegment settings,
      long settingsAt,
      int vectors,
      int step,
      float[] lanes) {
    Lanes.meet(x.isNative(), target.isNative());
    Lanes.meet(factors.isNative(), settings.isNative());
    FloatVector sum = FloatVector.zero(SPECIES);
    for (int i = 0; vectors > 0 && i < vectors; i += step) {
      FloatVector given = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      FloatVector wanted = FloatVector.fromMemorySegment(SPECIES, target, at, ORDER);
      FloatVector losses =
          BY_COLUMN
              ? ((VectorColumnLoss) LOSS)
                  .value(
                      given,
                      wanted,
                      FloatVector.fromMemorySegment(SPECIES, settings, settingsAt, ORDER))
              : LOSS.value(given, wanted);
      sum = losses.fma(FloatVector.fromMemorySegment(SPECIES, factors, factorsAt, ORDER), sum);
      at += Lanes.BYTES;
      factorsAt += Lanes.BYTES;
      settingsAt += Lanes.BYTES;
    }
    sum.intoArray(lanes, 0);
  }

  /** Of a loss in two stages. */
  static void parts(
      MemorySegment x,
      MemorySegment target,
      long at,
      MemorySegment parts,
      long to,
      int vectors,
      int step) {
    Lanes.meet(x.isNative(), target.isNative(), parts.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i += step) {
      ((VectorStagedLoss) LOSS)
          .part(
              FloatVector.fromMemorySegment(SPECIES, x, at, ORDER),
              FloatVector.fromMemorySegment(SPECIES, target, at, ORDER))
          .intoMemorySegment(parts, to, ORDER);
      at += Lanes.BYTES;
      to += Lanes.BYTES;
    }
  }

  static void values(
      MemorySegment x,
      MemorySegment target,
      long at,
      MemorySegment settings,
      long settingsAt,
      MemorySegment values,
      long to,
      int vectors,
      int step) {
    Lanes.meet(x.isNative(), target.isNative());
    Lanes.meet(settings.isNative(), values.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i += step) {
      FloatVector given = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      FloatVector wanted = FloatVector.fromMemorySegment(SPECIES, target, at, ORDER);
      FloatVector losses =
          BY_COLUMN
              ? ((VectorColumnLoss) LOSS)
                  .value(
                      given,
                      wanted,
                      FloatVector.fromMemorySegment(SPECIES, settings, settingsAt, ORDER))
              : LOSS.value(given, wanted);
      losses.intoMemorySegment(values, to, ORDER);
      at += Lanes.BYTES;
      settingsAt += Lanes.BYTES;
      to += Lanes.BYTES;
    }
  }

  static void weightedGradient(
      MemorySegment x,
      MemorySegment target,
      MemorySegment dx,
      long at,
      MemorySegment factors,
      long factorsAt,
      MemorySegment settings,
      long settingsAt,
      int vectors,
      int step,
      float factor) {
    Lanes.meet(x.isNative(), target.isNative(), dx.isNative());
    Lanes.meet(factors.isNative(), settings.isNative());
    for (int i = 0; vectors > 0 && i < vectors; i += step) {
      FloatVector given = FloatVector.fromMemorySegment(SPECIES, x, at, ORDER);
      FloatVector wanted = FloatVector.fromMemorySegment(SPECIES, target, at, ORDER);
      FloatVector slopes =
          BY_COLUMN
              ? ((VectorColumnLoss) LOSS)
                  .gradient(
                      given,
                      wanted,
                      FloatVector.fromMemorySegment(SPECIES, settings, settingsAt, ORDER))
              : LOSS.gradient(given, wanted);
      slopes
          .mul(FloatVector.fromMemorySegment(SPECIES, factors, factorsAt, ORDER))
          .mul(factor)
          .intoMemorySegment(dx, at, ORDER);
      at += Lanes.BYTES;
      factorsAt += Lanes.BYTES;
      settingsAt += Lanes.BYTES;
    }
  }
}
