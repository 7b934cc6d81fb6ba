package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link LogRateBody} with what Stirling's formula has for the logarithm of {@code t!}: {@code t
 * log t - t + log(2 pi t) / 2} where t is more than 1. Of rates that are no logarithms it would
 * have two logarithms, which is more than C2 takes in.
 */
final class FullLogRateBody implements VectorStagedLoss {
  private static final LogRateBody RATE = new LogRateBody();
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector HALF = VectorExp.all(0.5f);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector LOG_2_PI = VectorExp.all((float) Math.log(2 * Math.PI));

  /** The logarithm of the count. */
  @Override
  public FloatVector part(FloatVector x, FloatVector target) {
    return VectorLog.log(target);
  }

  @Override
  public FloatVector value(FloatVector x, FloatVector target, FloatVector log) {
    FloatVector factorial = target.mul(log).sub(target).add(log.add(LOG_2_PI).mul(HALF));
    return RATE.value(x, target)
        .add(ZERO.blend(factorial, target.compare(VectorOperators.GT, ONE)));
  }

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return value(x, target, part(x, target));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    return RATE.gradient(x, target);
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target, FloatVector setting) {
    return gradient(x, target);
  }
}
