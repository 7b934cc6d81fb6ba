package dev.hayate.nn.layer;

import dev.hayate.kernels.DType;

/**
 * A layer without a gradient, as imported models need them beside ours: it is scored, and refuses
 * to be trained.
 */
public interface ForwardLayer extends Layer {
  /** The type of the elements that it takes and gives, where {@link #outputType} says no other. */
  default DType dtype() {
    return DType.F32;
  }

  @Override
  default DType inputType(int index) {
    return dtype();
  }

  @Override
  default DType outputType() {
    return dtype();
  }

  /**
   * This layer at one place of a plan.
   *
   * @throws IllegalArgumentException if it would have to go backward
   */
  @Override
  default Step bind(Site site) {
    if (site.learns()) {
      throw new IllegalArgumentException(
          type() + ": it has no gradient: expected a model that is scored, not trained");
    }
    return forward(site);
  }

  /** This layer at a place where no gradients are wanted. */
  Step forward(Site site);
}
