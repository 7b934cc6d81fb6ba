package dev.hayate.nn.layer;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Reductions;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import dev.hayate.nn.init.Constant;
import java.util.List;

/**
 * A summand for each column of the last dimension, which is learnt: {@code y = x + b}.
 *
 * @param features the size of the last dimension
 */
public record Shift(int features) implements Layer {
  @Override
  public String type() {
    return "Shift";
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
    return List.of(ParameterSpec.of("bias", Shape.of(features), new Constant(0)));
  }

  @Override
  public Step bind(Site site) {
    Arithmetic arithmetic = site.backend().arithmetic();
    Tensor x = site.input(0);
    Tensor y = site.output();
    Tensor value = site.parameter("bias");
    if (!site.learns()) {
      return () -> arithmetic.addRow(x, value, y);
    }
    Reductions reductions = site.backend().reductions();
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradientOrScratch(0);
    Tensor gradient = site.parameterGradient("bias");
    return Step.of(
        () -> arithmetic.addRow(x, value, y),
        () -> {
          reductions.columnSums(yGradient, false, gradient);
          arithmetic.copy(yGradient, false, xGradient);
        });
  }
}
