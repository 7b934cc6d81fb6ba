package dev.hayate.nn.layer;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Reductions;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.init.Constant;
import java.util.List;

/**
 * A factor for each column of the last dimension, which is learnt: {@code y = w x}.
 *
 * @param features the size of the last dimension
 */
public record Scale(int features) implements Layer {
  @Override
  public String type() {
    return "Scale";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE.with("features", features);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return LastDimensions.check(type(), Shape.of(features), inputs);
  }

  @Override
  public List<ParameterSpec> parameters() {
    return List.of(ParameterSpec.of("weight", Shape.of(features), new Constant(1)));
  }

  @Override
  public Step bind(Site site) {
    Arithmetic arithmetic = site.backend().arithmetic();
    Tensor x = site.input(0);
    Tensor y = site.output();
    Tensor value = site.parameter("weight");
    if (!site.learns()) {
      return () -> arithmetic.multiplyRow(x, value, y);
    }
    Reductions reductions = site.backend().reductions();
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradientOrScratch(0);
    Tensor gradient = site.parameterGradient("weight");
    Tensor products = site.scratch(y.shape());
    return Step.of(
        () -> arithmetic.multiplyRow(x, value, y),
        () -> {
          arithmetic.multiply(yGradient, x, products);
          reductions.columnSums(products, false, gradient);
          arithmetic.multiplyRow(yGradient, value, xGradient);
        });
  }
}
