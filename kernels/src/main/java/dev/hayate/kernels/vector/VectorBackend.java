package dev.hayate.kernels.vector;

import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Normalizations;
import dev.hayate.kernels.Perceptrons;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Random;
import dev.hayate.kernels.Reductions;
import dev.hayate.kernels.Updates;
import dev.hayate.kernels.parallel.Team;
import dev.hayate.kernels.scalar.ScalarRandom;

/**
 * SIMD kernels on the calling thread; large products are shared with a team. Vectors of four floats
 * have no product of two words, so that random numbers are then the scalar backend's. Safe to
 * share.
 */
final class VectorBackend implements Backend {
  private final Team team;
  private final Products products;
  private final Perceptrons perceptrons = new VectorPerceptrons();
  private final Activations activations = new VectorActivations();
  private final Arithmetic arithmetic = new VectorArithmetic();
  private final Normalizations normalizations = new VectorNormalizations();
  private final Losses losses = new VectorLosses();
  private final Reductions reductions = new VectorReductions();
  private final Updates updates = new VectorUpdates();
  private final Indexing indexing = new VectorIndexing();
  private final Random random = Lanes.COUNT > 4 ? new VectorRandom() : new ScalarRandom();

  /** The number 1; a field, lest C2 know it. */
  private volatile float one = 1;

  VectorBackend(int threads) {
    team = new Team(threads);
    products = new VectorProducts(team);
  }

  /** The width of the vectors, for people. */
  static String describe() {
    return "SIMD kernels of "
        + Lanes.SPECIES.vectorBitSize()
        + " bits, "
        + Lanes.COUNT
        + " float32 lanes";
  }

  @Override
  public String name() {
    return VectorProvider.NAME;
  }

  @Override
  public int threads() {
    return team.threads();
  }

  @Override
  public Products products() {
    return products;
  }

  @Override
  public Perceptrons perceptrons() {
    return perceptrons;
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
    return MultiplyAdds.run(one, Backend.checkedRounds(rounds));
  }

  @Override
  public void close() {
    team.close();
  }
}
