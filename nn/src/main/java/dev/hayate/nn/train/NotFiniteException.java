package dev.hayate.nn.train;

import java.util.Optional;

/**
 * A loss became NaN or infinite: training cannot go on. The message names the step, the layer in
 * which the first such value stands, and the rows of the batch where they are known. No parameter
 * was changed by that step.
 */
public final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The loss. */
  private final double loss;

  /** The layer in which the first such value stands. */
  private final String layer;

  NotFiniteException(double loss, Optional<String> layer) {
    this("the loss is " + loss, loss, layer.orElse("the loss itself"));
  }

  private NotFiniteException(String message, double loss, String layer) {
    super(message);
    this.loss = loss;
    this.layer = layer;
  }

  /** The same with where it happened. */
  NotFiniteException at(long step, String batch) {
    return new NotFiniteException(
        "step "
            + step
            + ": the loss is "
            + loss
            + ": the first value that is not finite stands in "
            + layer
            + "; batch: "
            + batch
            + "; a smaller learning rate or clipped gradients may help",
        loss,
        layer);
  }

  /** The loss. */
  public double loss() {
    return loss;
  }

  /** The name of the first layer whose output is not finite. */
  public String layer() {
    return layer;
  }
}
