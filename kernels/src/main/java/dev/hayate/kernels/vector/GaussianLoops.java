package dev.hayate.kernels.vector;

import static dev.hayate.kernels.vector.Lanes.ORDER;
import static dev.hayate.kernels.vector.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops of {@link GaussianSums}: {@code log v + e^2 / v} with {@code e = m - t} and v no less
 * than a bound, and its derivatives. Means, variances and targets stand in scratch memory, so far
 * from each other. A quotient comes before each product, lest the square of what is large overflow
 * before it is divided.
 */
@Apart
final class GaussianLoops {
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector HALF = VectorExp.all(0.5f);

  private GaussianLoops() {}

  /**
   * Puts {@code constant + log v + e^2 / v} behind the targets; to add them up as well would be
   * more than C2 takes in.
   */
  static void values(
      MemorySegment scratch, long means, long distance, int vectors, float bound, float constant) {
    Lanes.meet(scratch.isNative(), true);
    FloatVector least = FloatVector.broadcast(SPECIES, bound);
    long variances = means + distance;
    long targets = variances + distance;
    long values = targets + distance;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector given = FloatVector.fromMemorySegment(SPECIES, scratch, variances, ORDER);
      FloatVector variance = given.blend(least, given.compare(VectorOperators.LT, least));
      FloatVector error =
          FloatVector.fromMemorySegment(SPECIES, scratch, means, ORDER)
              .sub(FloatVector.fromMemorySegment(SPECIES, scratch, targets, ORDER));
      error
          .div(variance)
          .fma(error, VectorLog.log(variance).add(constant))
          .intoMemorySegment(scratch, values, ORDER);
      means += Lanes.BYTES;
      variances += Lanes.BYTES;
      targets += Lanes.BYTES;
      values += Lanes.BYTES;
    }
  }

  /** Puts derivatives of half of that, multiplied by factors, in place of means and variances. */
  static void gradient(
      MemorySegment scratch,
      long means,
      long distance,
      MemorySegment factors,
      long factorsAt,
      int vectors,
      float bound,
      float factor) {
    Lanes.meet(scratch.isNative(), factors.isNative());
    FloatVector least = FloatVector.broadcast(SPECIES, bound);
    long variances = means + distance;
    long targets = variances + distance;
    for (int i = 0; vectors > 0 && i < vectors; i++) {
      FloatVector given = FloatVector.fromMemorySegment(SPECIES, scratch, variances, ORDER);
      FloatVector variance = given.blend(least, given.compare(VectorOperators.LT, least));
      FloatVector error =
          FloatVector.fromMemorySegment(SPECIES, scratch, means, ORDER)
              .sub(FloatVector.fromMemorySegment(SPECIES, scratch, targets, ORDER));
      FloatVector share =
          FloatVector.fromMemorySegment(SPECIES, factors, factorsAt, ORDER).mul(factor);
      FloatVector quotient = error.div(variance);
      quotient.mul(share).intoMemorySegment(scratch, means, ORDER);
      ONE.sub(quotient.mul(error))
          .div(variance)
          .mul(HALF)
          .mul(share)
          .intoMemorySegment(scratch, variances, ORDER);
      means += Lanes.BYTES;
      variances += Lanes.BYTES;
      targets += Lanes.BYTES;
      factorsAt += Lanes.BYTES;
    }
  }
}
