package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;

/**
 * {@code (1 - t) x + log(1 + exp(-x))}, whose logarithm counts {@code 1 + (p - 1) t} times where
 * what is wanted has a weight p.
 */
final class LogitCrossEntropyBody implements VectorColumnLoss {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    return ONE.sub(target).mul(x).add(VectorLog.softplus(ZERO.sub(x)));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    return ONE.sub(target).sub(SigmoidFunction.sigmoid(ZERO.sub(x)));
  }

  @Override
  public FloatVector value(FloatVector x, FloatVector target, FloatVector setting) {
    FloatVector weight = setting.sub(ONE).fma(target, ONE);
    return VectorLog.softplus(ZERO.sub(x)).fma(weight, ONE.sub(target).mul(x));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target, FloatVector setting) {
    FloatVector weight = setting.sub(ONE).fma(target, ONE);
    return ONE.sub(target).sub(SigmoidFunction.sigmoid(ZERO.sub(x)).mul(weight));
  }
}
