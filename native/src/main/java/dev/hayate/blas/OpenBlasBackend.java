package dev.hayate.blas;

import dev.hayate.kernels.Backend;
import dev.hayate.kernels.BackendProvider;
import dev.hayate.kernels.Backends;
import dev.hayate.kernels.ForwardingBackend;
import dev.hayate.kernels.Products;
import dev.hayate.kernels.parallel.Team;
import java.util.List;

/**
 * Matrix products by OpenBLAS; every other family is that of the {@code vector} backend, or of
 * {@code scalar} where the Vector API is absent. Safe to share.
 */
final class OpenBlasBackend extends ForwardingBackend {
  /** Where the other families may be from, the best first. */
  private static final List<String> REST = List.of("vector", "scalar");

  private final Team team;
  private final Products products;

  OpenBlasBackend(int threads) {
    this(rest(threads), new Team(threads));
  }

  private OpenBlasBackend(Backend rest, Team team) {
    super(OpenBlasProvider.NAME, rest);
    this.team = team;
    this.products = new OpenBlasProducts(rest, team);
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
  public int threads() {
    return team.threads();
  }

  @Override
  public Products products() {
    return products;
  }

  @Override
  public void close() {
    team.close();
    super.close();
  }
}
