package dev.hayate.kernels.loss;

import dev.hayate.kernels.PointLoss;

/**
 * {@code x} where the target is 1 and {@code max(0, margin - x)} where it is -1, as {@code
 * torch.nn.HingeEmbeddingLoss}.
 *
 * @param margin the distance that is far enough, usually 1
 */
public record HingeEmbedding(double margin) implements PointLoss {
  @Override
  public String name() {
    return "hinge embedding";
  }

  @Override
  public double value(double x, double target, int column) {
    return target == 1 ? x : Math.max(0, margin - x);
  }

  @Override
  public double gradient(double x, double target, int column) {
    return target == 1 ? 1 : x < margin ? -1 : 0;
  }
}
