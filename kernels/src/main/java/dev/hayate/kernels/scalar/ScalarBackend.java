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
  public void close() {}
}
