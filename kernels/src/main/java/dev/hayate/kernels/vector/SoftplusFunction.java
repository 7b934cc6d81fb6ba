package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@code y = log(1 + exp(beta x)) / beta}, and x where {@code beta x} is above a threshold. */
record SoftplusFunction(FloatVector beta, FloatVector inverse, FloatVector threshold)
    implements VectorFunction {
  SoftplusFunction(double beta, double threshold) {
    this(
        VectorExp.all((float) beta),
        VectorExp.all((float) (1 / beta)),
        VectorExp.all((float) threshold));
  }

  @Override
  public FloatVector value(FloatVector x) {
    FloatVector z = x.mul(beta);
    return VectorLog.softplus(z).mul(inverse).blend(x, z.compare(VectorOperators.GT, threshold));
  }

  @Override
  public FloatVector gradient(FloatVector saved, FloatVector dy) {
    FloatVector z = saved.mul(beta);
    return SigmoidFunction.sigmoid(z).mul(dy).blend(dy, z.compare(VectorOperators.GT, threshold));
  }
}
