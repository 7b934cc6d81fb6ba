package dev.hayate.blas;

import dev.hayate.kernels.Activations;
import dev.hayate.kernels.Arithmetic;
import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.Indexing;
import dev.hayate.kernels.Losses;
import dev.hayate.kernels.Normalizations;
import dev.hayate.kernels.Perceptrons;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.Random;
import dev.hayate.kernels.Reductions;
import dev.hayate.kernels.Updates;
import dev.hayate.kernels.parallel.Team;
import java.util.List;

/**
 * Matrix products by OpenBLAS; every other family is that of the {@code vector} backend, or of
 * {@code scalar} where the Vector API is absent. Safe to share.
 */
final class OpenBlasBackend implements Backend {
  /** Where the other families may be from, the best first. */
  private static final List<String> REST = List.of("vector", "scalar");

  private final Backend rest;
  private final Team team;
  private final Products products;

  OpenBlasBackend(int threads) {
    rest = rest(threads);
    team = new Team(threads);
    products = new OpenBlasProducts(rest, team);
  }

  private static Backend rest(int threads) {
    List<BackendProvider> providers = Backends.providers();
    for (String name : REST) {
      for (BackendProvider provider : providers) {
        if (provider.name().equals(name) && provider.availability().available()) {
          return provider.open(threads);
        }
      }
    }
    throw new IllegalStateException("backend openblas: expected one of " + REST + ", found none");
  }

  @Override
  public String name() {
    return OpenBlasProvider.NAME;
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
    return rest.perceptrons();
  }

  @Override
  public Activations activations() {
    return rest.activations();
  }

  @Override
  public Arithmetic arithmetic() {
    return rest.arithmetic();
  }

  @Override
  public Normalizations normalizations() {
    return rest.normalizations();
  }

  @Override
  public Losses losses() {
    return rest.losses();
  }

  @Override
  public Reductions reductions() {
    return rest.reductions();
  }

  @Override
  public Updates updates() {
    return rest.updates();
  }

  @Override
  public Indexing indexing() {
    return rest.indexing();
  }

  @Override
  public Random random() {
    return rest.random();
  }

  @Override
  public long multiplyAdds(int rounds) {
    return rest.multiplyAdds(rounds);
  }

  @Override
  public void close() {
    team.close();
    rest.close();
  }
}
