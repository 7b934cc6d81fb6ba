package dev.hayate.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@code x} where the target is 1, and {@code max(0, margin - x)} elsewhere. NaN stays. */
record HingeEmbeddingBody(FloatVector margin) implements VectorPointLoss {
  private static final FloatVector ZERO = VectorExp.all(0);
  private static final FloatVector ONE = VectorExp.all(1);
  private static final FloatVector MINUS_ONE = VectorExp.all(-1);

  HingeEmbeddingBody(double margin) {
    this(VectorExp.all((float) margin));
  }

  @Override
  public FloatVector value(FloatVector x, FloatVector target) {
    FloatVector gap = margin.sub(x);
    return gap.blend(ZERO, gap.compare(VectorOperators.LT, ZERO))
        .blend(x, target.compare(VectorOperators.EQ, ONE));
  }

  @Override
  public FloatVector gradient(FloatVector x, FloatVector target) {
    VectorMask<Float> near = x.compare(VectorOperators.LT, margin);
    return ZERO.blend(MINUS_ONE, near).blend(ONE, target.compare(VectorOperators.EQ, ONE));
  }
}
