package dev.hayate.nn.layer;

import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.init.Constant;
import java.util.ArrayList;
import java.util.List;

/**
 * The factor and the summand that a normalisation ends with. Where a layer has none, kernels are
 * given ones and zeros, and a place for gradients that nobody reads.
 *
 * @param weight the factor
 * @param bias the summand
 */
record Affine(Tensor weight, Tensor bias) {
  private static final String WEIGHT = "weight";
  private static final String BIAS = "bias";

  /** The parameters that are there: ones and zeros at first, as PyTorch has them. */
  static List<ParameterSpec> specs(Shape shape, boolean weight, boolean bias) {
    List<ParameterSpec> specs = new ArrayList<>();
    if (weight) {
      specs.add(ParameterSpec.of(WEIGHT, shape, new Constant(1)));
    }
    if (bias) {
      specs.add(ParameterSpec.of(BIAS, shape, new Constant(0)));
    }
    return specs;
  }

  /** The values. */
  static Affine values(Site site, int size, boolean weight, boolean bias) {
    Tensor factor = weight ? flat(site.parameter(WEIGHT)) : site.scratch(Shape.of(size));
    if (!weight) {
      site.backend().arithmetic().fill(1, factor);
    }
    return new Affine(factor, bias ? flat(site.parameter(BIAS)) : site.scratch(Shape.of(size)));
  }

  /** Where their gradients go. */
  static Affine gradients(Site site, int size, boolean weight, boolean bias) {
    return new Affine(
        weight ? flat(site.parameterGradient(WEIGHT)) : site.scratch(Shape.of(size)),
        bias ? flat(site.parameterGradient(BIAS)) : site.scratch(Shape.of(size)));
  }

  private static Tensor flat(Tensor tensor) {
    return tensor.reshape(Shape.of((int) tensor.size()));
  }
}
