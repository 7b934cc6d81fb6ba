package dev.hayate.nn.layer;

/**
 * What the random numbers of training depend on beside a layer's own stream: a seed, and the number
 * of forward passes made. Belongs to one trainer, and to one thread at a time.
 */
public final class Passes {
  /** The width of a pass within a stream: no layer draws more numbers than that in one pass. */
  private static final int PASS_BITS = 36;

  private final long seed;
  private long count;

  /** No pass was made yet. */
  public Passes(long seed) {
    this.seed = seed;
  }

  /** The seed. */
  public long seed() {
    return seed;
  }

  /** The number of passes before this one. */
  public long count() {
    return count;
  }

  /** The index of this pass's first number in a stream. */
  public long first() {
    return count << PASS_BITS;
  }

  /** Another pass begins, as after so many. */
  public void set(long passes) {
    count = passes;
  }
}
