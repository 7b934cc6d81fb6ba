package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code (t - 1) log(1 - x) - t log(x)} of a probability x, no logarithm below -100. The smaller of
 * x and {@code 1 - x} is s, without a rounding where {@code 1 - x} is the smaller; one of the two
 * logarithms is log(s), and the other {@code log(1 - s)}, which needs a polynomial alone.
 */
final class CrossEntropyBody implements VectorStagedLoss {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector HALF = VectorExp.all(0.5f);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector LEAST_LOGARITHM = VectorExp.all(-100);
  private static final FloatVector LEAST_DIVISOR = VectorExp.all(1e-12f);

  /** The logarithm of the smaller one of x and {@code 1 - x}. */
  @Override
  public FloatVector part(FloatVector x, FloatVector target) {
    return VectorLog.log(x.blend(ONE.sub(x), x.compare(VectorOperators.GT, HALF)));
  }

  @Override
  public FloatVector value(FloatVector x, FloatVector target, FloatVector log) {
    VectorMask<Float> likely = x.compare(VectorOperators.GT, HALF);
    FloatVector smaller = x.blend(ONE.sub(x), likely);
    FloatVector ofLarger = VectorLog.onePlus(ZERO.sub(smaller));
    FloatVector ofSmaller =
        log.blend(LEAST_LOGARITHM, log.compare(VectorOperators.LT, LEAST_LOGARITHM));
    FloatVector yes = ofSmaller.blend(ofLarger, likely);
    FloatVector no = ofLarger.blend(ofSmaller, likely);
    return target.sub(ONE).mul(no).sub(target.mul(yes));
  }

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return value(x, target, part(x, target));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    FloatVector variance = ONE.sub(x).mul(x);
    return x.sub(target)
        .div(variance.blend(LEAST_DIVISOR, variance.compare(VectorOperators.LT, LEAST_DIVISOR)));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target, FloatVector setting) {
    return gradient(x, target);
  }
}
