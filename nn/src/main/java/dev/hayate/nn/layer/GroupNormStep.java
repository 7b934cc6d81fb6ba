package dev.hayate.nn.layer;

import dev.hayate.kernels.Normalizations;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;

/** What layer, group and root-mean-square normalisation do alike. */
final class GroupNormStep {
  private GroupNormStep() {}

  /**
   * Binds a normalisation.
   *
   * @param size the number of weights
   * @param groups stretches in one sample
   * @param inner elements of one weight
   */
  static Step bind(
      Site site,
      int size,
      int groups,
      int inner,
      boolean centred,
      double epsilon,
      boolean hasWeight,
      boolean hasBias) {
    Normalizations normalizations = site.backend().normalizations();
    Tensor x = site.input(0);
    Tensor y = site.output();
    int stretches = Math.toIntExact(x.size() * groups / ((long) size * inner));
    Affine values = Affine.values(site, size, hasWeight, hasBias);
    dev.hayate.kernels.GroupNorm norm =
        new dev.hayate.kernels.GroupNorm(
            values.weight(),
            values.bias(),
            site.scratch(Shape.of(stretches)),
            site.scratch(Shape.of(stretches)),
            groups,
            inner,
            centred,
            epsilon);
    if (!site.learns()) {
      return () -> normalizations.groupNorm(norm, x, y);
    }
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradientOrScratch(0);
    Affine gradients = Affine.gradients(site, size, hasWeight, hasBias);
    return Step.of(
        () -> normalizations.groupNorm(norm, x, y),
        () ->
            normalizations.groupNormBackward(
                norm, x, yGradient, xGradient, gradients.weight(), gradients.bias()));
  }
}
