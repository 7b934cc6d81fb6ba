package dev.hayate.nn.layer;

/**
 * A layer that was bound to its tensors: one line of a plan. Nothing is decided or allocated here
 * any more. A step belongs to one thread at a time.
 */
public interface Step {
  /** Does nothing in either direction. */
  Step NOTHING = () -> {};

  /** A step of two parts. */
  static Step of(Runnable forward, Runnable backward) {
    return new Step() {
      @Override
      public void forward() {
        forward.run();
      }

      @Override
      public void backward() {
        backward.run();
      }
    };
  }

  /** Computes the output from the inputs. */
  void forward();

  /**
   * Computes the gradients of the parameters and of those inputs that need one from the gradient of
   * the output. Each is overwritten. The gradient of the output may be used as scratch memory.
   */
  default void backward() {}
}
