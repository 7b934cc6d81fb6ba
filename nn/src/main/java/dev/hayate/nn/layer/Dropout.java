package dev.hayate.nn.layer;

import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Random;
import dev.hayate.kernels.Shape;
import dev.hayate.kernels.Tensor;
import java.util.List;

/**
 * Inverted dropout, as {@code torch.nn.Dropout}: in training every element is dropped with a
 * probability and the others are scaled up by as much; otherwise the identity. What is dropped
 * depends on the trainer's seed, the layer and the number of the pass alone, so a run can be
 * repeated and resumed, and the way back drops the same without remembering anything.
 *
 * @param p the probability, from 0 to 1
 */
public record Dropout(double p) implements Layer {
  /**
   * Checks the probability.
   *
   * @throws IllegalArgumentException if it is not from 0 to 1
   */
  public Dropout {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("Dropout: p is " + p + ": expected a number from 0 to 1");
    }
  }

  @Override
  public String type() {
    return "Dropout";
  }

  @Override
  public Attributes attributes() {
    return Attributes.NONE.with("p", p);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Layer.single(type(), inputs);
  }

  @Override
  public Step bind(Site site) {
    Tensor x = site.input(0);
    Tensor y = site.output();
    if (!site.training()) {
      Arithmetic arithmetic = site.backend().arithmetic();
      if (!site.learns()) {
        return () -> arithmetic.copy(x, false, y);
      }
      Tensor yGradient = site.outputGradient();
      Tensor xGradient = site.inputGradient(0);
      return Step.of(
          () -> arithmetic.copy(x, false, y), () -> arithmetic.copy(yGradient, false, xGradient));
    }
    Random random = site.backend().random();
    Passes passes = site.passes();
    long stream = site.stream();
    Step forward = () -> random.dropout(passes.seed(), stream, passes.first(), p, x, y);
    if (!site.learns()) {
      return forward;
    }
    Tensor yGradient = site.outputGradient();
    Tensor xGradient = site.inputGradient(0);
    return Step.of(
        forward::forward,
        () -> random.dropout(passes.seed(), stream, passes.first(), p, yGradient, xGradient));
  }
}
