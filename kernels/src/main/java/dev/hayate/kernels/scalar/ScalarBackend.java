package dev.hayate.kernels.scalar;

import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Normalizations;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Random;
import dev.hayate.kernels.Reductions;
import dev.hayate.kernels.Updates;

/** Plain Java on the calling thread. Stateless and safe to share. */
public final class ScalarBackend implements Backend {
  private final Products products = new ScalarProducts();
  private final Activations activations = new ScalarActivations();
  private final Arithmetic arithmetic = new ScalarArithmetic();
  private final Normalizations normalizations = new ScalarNormalizations();
  private final Losses losses = new ScalarLosses();
  private final Reductions reductions = new ScalarReductions();
  private final Updates updates = new ScalarUpdates();
  private final Indexing indexing = new ScalarIndexing();
  private final Random random = new ScalarRandom();

  /** The number 1; a field, lest the compiler know it. */
  private volatile float one = 1;

  /** One thread, whatever is asked for. */
  public ScalarBackend() {}

  @Override
  public String name() {
    return ScalarProvider.NAME;
  }

  @Override
  public int threads() {
    return 1;
  }

  @Override
  public Products products() {
    return products;
  }

  @Override
  public Activations activations() {
    return activations;
  }

  @Override
  public Arithmetic arithmetic() {
    return arithmetic;
  }

  @Override
  public Normalizations normalizations() {
    return normalizations;
  }

  @Override
  public Losses losses() {
    return losses;
  }

  @Override
  public Reductions reductions() {
    return reductions;
  }

  @Override
  public Updates updates() {
    return updates;
  }

  @Override
  public Indexing indexing() {
    return indexing;
  }

  @Override
  public Random random() {
    return random;
  }

  @Override
  public long multiplyAdds(int rounds) {
    int count = Backend.checkedRounds(rounds);
    float one = this.one;
    float c0 = 0;
    float c1 = 0;
    float c2 = 0;
    float c3 = 0;
    float c4 = 0;
    float c5 = 0;
    float c6 = 0;
    float c7 = 0;
    for (int i = 0; i < count; i++) {
      c0 = c0 * one + one;
      c1 = c1 * one + one;
      c2 = c2 * one + one;
      c3 = c3 * one + one;
      c4 = c4 * one + one;
      c5 = c5 * one + one;
      c6 = c6 * one + one;
      c7 = c7 * one + one;
    }
    float found = c0 + c1 + c2 + c3 + c4 + c5 + c6 + c7;
    if (found != 8f * count) {
      throw new IllegalStateException(
          "multiply-adds: sum: expected " + 8f * count + ", found " + found);
    }
    return 16L * count;
  }

  @Override
  public void close() {}
}
